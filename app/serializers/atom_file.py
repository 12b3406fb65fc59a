"""An Atom feed of what happens to experiments.

The same facts give the same bytes.  Texts of people are text: Atom's summaries are HTML, so they
are escaped.  Source: RFC 4287.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from feedgenerator import Atom1Feed
from markupsafe import escape

MIMETYPE = "application/atom+xml"
EMPTY_SINCE = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class AtomEntry:
    """One entry in words.  ``uid`` never changes; instants are aware."""

    uid: str
    title: str
    url: str
    summary: str
    published: dt.datetime
    updated: dt.datetime
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AtomHead:
    """What stands at the head of a feed; ``url`` is the page that it tells of."""

    uid: str
    title: str
    language: str
    url: str
    self_url: str


class _Feed(Atom1Feed):  # type: ignore[misc]  # feedgenerator has no types
    """A feed whose instant does not depend on when it is asked."""

    def latest_post_date(self) -> dt.datetime:
        return max((item["updateddate"] for item in self.items), default=EMPTY_SINCE)


def atom_file(head: AtomHead, entries: Sequence[AtomEntry]) -> bytes:
    """Return the feed of these entries, in their order."""
    feed = _Feed(
        title=head.title,
        link=head.url,
        description="",
        language=head.language,
        feed_url=head.self_url,
        feed_guid=head.uid,
        author_name="Koepaikka",
    )
    for one in entries:
        feed.add_item(
            title=one.title,
            link=one.url,
            description=str(escape(one.summary)),
            unique_id=one.uid,
            pubdate=one.published,
            updateddate=one.updated,
            categories=one.categories,
        )
    return str(feed.writeString("utf-8")).encode()

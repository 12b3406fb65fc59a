"""What a download is made of: features as text, a page at a time."""

import json
from collections.abc import Iterator, Sequence

from app.database import db
from app.queries import open_feature
from app.queries.open_feature import Wanted, page
from models.download import DownloadTable

PAGE = 500


def pages(table: DownloadTable, wanted: Wanted) -> Iterator[Sequence[str]]:
    """Yield features as they are stored, by key, a page of them at a time.

    Each page is read in a transaction of its own, which has ended before the page is handed over:
    nobody keeps one open who reads slowly or writes much.  Whether all pages are of one state, the
    revision before and after tells (app/jobs/download.py).
    """
    after: int | None = 0
    while after is not None:
        found = page(table.collection.name, wanted, PAGE, after)
        db.session.rollback()
        after = found.after
        yield [one for one in found.features if _is_in(table, one)]


def count(table: DownloadTable, wanted: Wanted) -> int:
    """Return how many rows there are."""
    if table.states:
        return sum(len(found) for found in pages(table, wanted))
    found = open_feature.count(table.collection.name, wanted)
    db.session.rollback()
    return found


def _is_in(table: DownloadTable, feature: str) -> bool:
    return not table.states or json.loads(feature)["properties"]["status"] in table.states

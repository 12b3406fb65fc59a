"""What in the text of an entry tells the jury who wrote it: found to warn, never to refuse.

Jurors read entries without names.  A name can be part of an idea, so what is found here is only
shown beside the question in which it stands.
"""

import enum
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

EMAIL = re.compile(r"[^\s@<>()\[\],;:\"']+@[\w-]+(?:\.[\w-]+)+")
WEB = re.compile(r"(?:https?://|www\.)[^\s<>()\"']+", re.IGNORECASE)
# What says of a name only that it is an organisation's.
FORMS = re.compile(
    r"\b(?:oy|oyj|ab|abp|ltd|inc|gmbh|ry|rf|osk|tmi|ky|plc|llc|as|a/s|oü)\b\.?", re.IGNORECASE
)
LEAST_LETTERS = 4  # shorter parts of names are words too often


class Trace(enum.StrEnum):
    """What somebody may be known by."""

    EMAIL = "email"
    WEB = "web"
    PERSON = "person"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that tells who wrote it: in which text, of what kind, and the words themselves."""

    field: str
    trace: Trace
    words: str


def traces(
    texts: Mapping[str, str], people: Iterable[str] = (), organisations: Iterable[str] = ()
) -> list[Found]:
    """Return what in these texts (by field) tells of these people and organisations, in order.

    A person is known by the whole name or the family name, an organisation by its name without
    what says only that it is one ("Oy").
    """
    sought = [(Trace.PERSON, one) for name in people for one in _names(name)]
    sought += [(Trace.ORGANISATION, one) for one in map(_bare, organisations) if one]
    found = []
    for field, text in texts.items():
        shapes = [(Trace.EMAIL, EMAIL), (Trace.WEB, WEB)]
        shapes += [(trace, _whole(words)) for trace, words in sought]
        here: dict[tuple[Trace, str], Found] = {}
        for trace, shape in shapes:
            for one in shape.finditer(text):
                here.setdefault((trace, one[0].casefold()), Found(field, trace, one[0]))
        found += _outermost(list(here.values()))
    return found


def _names(name: str) -> list[str]:
    parts = name.split()
    family = parts[-1] if len(parts) > 1 else ""
    return [one for one in (name.strip(), family) if len(one) >= LEAST_LETTERS]


def _bare(name: str) -> str:
    bare = " ".join(FORMS.sub(" ", name).split()).strip(" ,.")
    return bare if len(bare) >= LEAST_LETTERS else ""


def _whole(words: str) -> re.Pattern[str]:
    """Return what finds these words, also where a Finnish ending follows ("Virtasen", "Lampun")."""
    return re.compile(rf"(?<!\w){re.escape(words)}\w{{0,4}}(?!\w)", re.IGNORECASE)


def _outermost(found: list[Found]) -> list[Found]:
    """Leave out what stands within something else that was found, such as a name in an address."""
    return [
        one
        for one in found
        if not any(
            one is not other
            and one.words.casefold() in other.words.casefold()
            and len(one.words) < len(other.words)
            for other in found
        )
    ]

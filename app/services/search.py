"""Keep the searchable words of a thing up to date, in the transaction that changes it."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select

from app.database import db, use_case
from app.queries.search import stems_of
from app.queries.search_words import KIND_WORDS
from models.base import LANGUAGES, Translated
from models.pilot import Pilot
from models.search import SearchEntry
from models.testbed import Testbed

CHUNK = 200  # things that are written in one transaction


def index_testbed(testbed: Testbed) -> None:
    """Write the words by which a testbed is found: names, texts, place, operator, kind."""
    texts = _all(
        testbed.name, testbed.summary, testbed.description, testbed.district, testbed.city.name
    )
    address = "" if testbed.blur else testbed.address  # finding it would tell where it is
    _write("testbed", testbed.id, texts, address, testbed.operator, _kind(testbed))


def index_pilot(pilot: Pilot) -> None:
    """Write the words by which a pilot is found: texts, who runs it, its place's names and kind."""
    texts = [pilot.title, pilot.plain, pilot.measured, pilot.city.name]
    place = kind = ""
    if pilot.testbed is not None:
        texts += [pilot.testbed.name, pilot.testbed.district]
        kind = _kind(pilot.testbed)
        place = "" if pilot.testbed.blur else pilot.testbed.address  # as above
    _write("pilot", pilot.id, _all(*texts), pilot.runner_name, place, kind)


def _kind(testbed: Testbed) -> str:
    return KIND_WORDS[testbed.kind] if testbed.kind else ""


def _all(*texts: Translated) -> str:
    return " ".join(text.get(lang) for text in texts for lang in LANGUAGES)


def _write(thing: str, thing_id: int, *texts: str) -> None:
    stems = stems_of(*texts)
    entry = db.session.scalar(
        select(SearchEntry).where(SearchEntry.thing == thing, SearchEntry.thing_id == thing_id)
    )
    if entry is None:
        db.session.add(SearchEntry(thing=thing, thing_id=thing_id, stems=stems))
    elif entry.stems != stems:
        entry.stems = stems


def rebuild() -> int:
    """Write the words of everything that can be found anew, for ``flask search rebuild``.

    Returns how many entries were looked at.  What is right already stays.  A chunk is one
    transaction, so others write in between, and a run that was broken off may begin again.
    """
    asked = 0
    for thing in INDEXED:
        last = 0
        while found := _rebuild_after(thing, last):
            asked += len(found)
            last = found[-1]
    return asked


@use_case
def _rebuild_after(thing: str, last: int) -> list[int]:
    kind, index = INDEXED[thing]
    ids = list(
        db.session.scalars(
            select(SearchEntry.thing_id)
            .where(SearchEntry.thing == thing, SearchEntry.thing_id > last)
            .order_by(SearchEntry.thing_id)
            .limit(CHUNK)
        )
    )
    for one in db.session.scalars(select(kind).where(kind.id.in_(ids))):
        index(one)
    return ids


INDEXED: Mapping[str, tuple[Any, Callable[[Any], None]]] = {
    "testbed": (Testbed, index_testbed),
    "pilot": (Pilot, index_pilot),
}

"""Keep the searchable words of a thing up to date, in the transaction that changes it."""

from sqlalchemy import select

from app.database import db
from app.queries.search import stems_of
from app.queries.search_words import KIND_WORDS
from models.base import LANGUAGES, Translated
from models.pilot import Pilot
from models.search import SearchEntry
from models.testbed import Testbed


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

"""An operator writes the words by which things are found anew."""

import pytest
from sqlalchemy import update

from app.database import db
from app.queries.search import matching_ids
from app.services import search
from models.base import Translated
from models.search import SearchEntry
from tests.factories import pilot as pilots
from tests.factories.testbed import testbed


@pytest.fixture
def spoiled(session, monkeypatch):
    """Three places and a pilot at the last; the words of those two are the words of others."""
    places = [testbed(name=Translated(name)) for name in ("Ruohikko", "Kaivanto", "Hiekkala")]
    for place in places:
        search.index_testbed(place)
    made = pilots.running(title=Translated("Melumittari"), testbed=places[2])
    session.commit()
    for thing, row in (("testbed", places[2]), ("pilot", made)):
        where = (SearchEntry.thing == thing, SearchEntry.thing_id == row.id)
        session.execute(update(SearchEntry).where(*where).values(stems="raitiovaunu"))
    session.commit()
    monkeypatch.setattr(search, "CHUNK", 2)
    return places, made


def test_words_of_others_are_gone_and_what_was_right_has_stayed(spoiled, app):
    places, made = spoiled
    before = dict(db.session.execute(db.select(SearchEntry.id, SearchEntry.stems)).all())

    told = app.test_cli_runner().invoke(args=["search", "rebuild"])

    assert told.output == f"{len(before)} things looked at.\n", told.output
    db.session.expire_all()
    assert matching_ids("testbed", "hiekkala") == {places[2].id}
    assert matching_ids("pilot", "melumittari") == {made.id}
    assert not matching_ids("testbed", "raitiovaunu")
    assert not matching_ids("pilot", "raitiovaunu")
    after = dict(db.session.execute(db.select(SearchEntry.id, SearchEntry.stems)).all())
    changed = {key for key in before if before[key] != after[key]}
    assert {before[key] for key in changed} == {"raitiovaunu"}
    assert len(changed) == 2

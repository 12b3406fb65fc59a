"""Words are found as people write them: by stem, without accents, before they are finished."""

import pytest

from app.database import db
from app.queries.search import matching_ids
from app.services.search import index_pilot, index_testbed
from models.base import Translated
from models.pilot import Pilot
from models.search import SearchEntry
from models.testbed_kind import TestbedKind
from tests.factories import pilot as pilots
from tests.factories.testbed import draft, testbed

TITLE = Translated(
    "Älykkäät katuvalot Länsisatamassa",
    "Smarta gatlyktor vid Västra hamnen",
    "Smart street lights measuring bicycles",
)


@pytest.fixture
def lights(session):
    """One pilot with a title in three languages, among others."""
    pilots.running()
    return pilots.running(title=TITLE, runner_name="Valo & Varjo Oy").id


FINDS = {
    "fi as written": "katuvalot",
    "fi another case": "katuvaloja",
    "fi another case and accents": "ÄLYKKÄISSÄ",
    "fi place in another case": "Länsisatama",
    "fi without accents": "lansisatama",
    "fi beginning": "katuv",
    "sv another form": "gatlyktorna",
    "sv without accents": "vastra hamnen",
    "en singular": "bicycle",
    "en verb": "measure",
    "en beginning": "stree",
    "words of several languages": "katuvalot bicycles",
    "company": "varjo",
    "company with signs": "Valo & Varjo",
    "city": "helsinki",
    "city in swedish": "Helsingfors",
    "in any order": "lights smart",
    "capitals": "STREET LIGHTS",
    "signs around": "“katuvalot”!?",
}


@pytest.mark.parametrize("words", FINDS.values(), ids=FINDS)
def test_the_pilot_is_found(lights, words):
    assert lights in matching_ids("pilot", words)


NOT = {
    "unknown": "raitiovaunu",
    "one of two unknown": "katuvalot raitiovaunu",
    "middle of a word": "tuvalot",
    "two letters are no beginning": "bi",
    "a name of a language": "street OR raitiovaunu",
    "a column of the index": "stems:katuvalot",
}


@pytest.mark.parametrize("words", NOT.values(), ids=NOT)
def test_the_pilot_is_not_found(lights, words):
    assert lights not in matching_ids("pilot", words)


COMPOUNDS = {
    "Keskustakirjasto Oodi": ("kirjasto", "kirjastossa", "kirjastot"),
    "Centrumbiblioteket Ode": ("bibliotek", "biblioteket"),
    "Linnanmaan lintupuistossa": ("puisto", "puistoja"),
    "Runebergsgatan": ("gata", "gatan"),
    "Katuvalot": ("valo", "valoja"),
}


@pytest.mark.parametrize("name", COMPOUNDS)
def test_a_compound_is_found_by_the_word_it_ends_in(session, name):
    found = pilots.running(title=Translated(name))
    other = pilots.running(title=Translated("Mittari"))
    for words in COMPOUNDS[name]:
        ids = matching_ids("pilot", words)
        assert found.id in ids, words
        assert other.id not in ids, words


@pytest.mark.parametrize("words", ["koulu", "kouluissa", "skolor", "schools"])
def test_what_is_at_a_place_is_found_by_the_kind_of_place(session, words):
    school = testbed(kind=TestbedKind.SCHOOL, name=Translated("Aarnivalkea"))
    index_testbed(school)
    there = pilots.running(testbed=school)
    assert school.id in matching_ids("testbed", words)
    assert there.id in matching_ids("pilot", words)


@pytest.mark.parametrize("words", ["", "   ", "!?", "“”", "--", "\t\n", "' \" *"])
def test_no_word_asks_for_nothing(lights, words):
    assert matching_ids("pilot", words) is None


SYNTAX = (
    *("*", '"a', "a*", "NEAR(a b)", "a AND", "OR", "NOT", "^a", "{a}", "a:b", "a & !b", "a <-> b"),
    *("'", "\\", "a:*", "(", ")", "_", "__", "a_b", "½", "²", "٣", "ß", "İ", "ſ", "ﬁ", "ǅ"),
    *("한국", "e\u0301", "😀", "x" * 5000, "a " * 500),
)


@pytest.mark.parametrize("words", SYNTAX)
def test_signs_of_the_engines_are_only_signs(lights, words):
    assert not (matching_ids("pilot", words) or set()) - {lights, *_all_ids()}


def _all_ids():
    return {entry.thing_id for entry in db.session.query(SearchEntry)}


def test_a_new_name_is_found_and_the_old_one_is_not(session, lights):
    made = session.get(Pilot, lights)
    made.title = Translated("Melumittarit")
    index_pilot(made)
    session.commit()
    assert matching_ids("pilot", "melumittari") == {lights}
    assert matching_ids("pilot", "bicycles") == set()
    assert session.query(SearchEntry).filter_by(thing="pilot", thing_id=lights).count() == 1


def test_testbeds_and_pilots_are_told_apart(session, lights):
    place = testbed(name=Translated("Katuvalojen kuja"))
    index_testbed(place)
    session.commit()
    assert matching_ids("testbed", "katuvalot") == {place.id}
    assert lights in matching_ids("pilot", "katuvalot")
    assert place.id not in matching_ids("pilot", "kuja")


def test_a_pilot_is_found_by_the_place_where_it_is(session):
    place = testbed(name=Translated("Keskustakirjasto"), district=Translated("Kluuvi"))
    found = pilots.running(testbed=place).id
    assert matching_ids("pilot", "keskustakirjastossa") == {found}
    assert matching_ids("pilot", "kluuvi") == {found}


def test_removing_the_words_removes_the_thing(session, lights):
    session.delete(session.query(SearchEntry).filter_by(thing="pilot", thing_id=lights).one())
    session.commit()
    assert lights not in matching_ids("pilot", "katuvalot")


def test_drafts_may_be_indexed_but_a_blurred_place_keeps_its_address_to_itself(session):
    hidden = draft(blur=True, address="Piilokatu 7")
    index_testbed(hidden)
    session.commit()
    assert matching_ids("testbed", "piilokatu") == set()

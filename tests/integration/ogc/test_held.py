"""What is kept in the process answers as the database does, and is as new."""

import itertools

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from app.database import db
from app.forms.ogc_area import read_area
from app.queries import ogc_index
from app.queries.ogc import Asked, read_page
from app.queries.ogc_held import Copies
from app.queries.open_feature import state_of
from geodata.ogc_crs import default_crs
from models.base import Translated
from models.open_collection import COLLECTIONS
from models.testbed import TestbedStatus
from tests.factories.open_feature import changed, open_feature
from tests.factories.testbed import testbed

PILOTS, TESTBEDS = COLLECTIONS["pilots"], COLLECTIONS["testbeds"]
DAYS = [None, "2026-01-01", "2026-03-01", "2026-06-01"]
CITIES, KINDS = ["helsinki", "oulu"], ["park", "street", None]
PLACES = [
    None,
    shapely.Point(24, 60),
    shapely.LineString([(24, 60), (26, 62)]),
    shapely.Polygon([(24, 60), (25, 61), (24, 61)]),
    shapely.LineString([(24, 60), (24, 62), (26, 62)]),  # goes around what its box is full of
    shapely.MultiPoint([(23, 61), (26, 61)]),  # lies on both sides of what it does not touch
]


def eighths(least, most):
    return st.integers(least * 8, most * 8).map(lambda one: one / 8)


# Eighths of a degree are exact in binary: where a corner only just touches a line, two versions of
# GEOS may differ on anything else.
boxes = st.builds(
    lambda x, y, w, h: read_area(f"{x},{y},{x + w},{y + h}", default_crs()),
    eighths(23, 26), eighths(59, 62), eighths(0, 2), eighths(0, 2),
)  # fmt: skip
questions = st.builds(
    Asked,
    limit=st.integers(1, 60),
    area=st.one_of(st.none(), boxes),
    period=st.one_of(
        st.none(),
        st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS)).filter(any),
    ),
    equals=st.lists(
        st.one_of(
            st.tuples(st.just("city"), st.sampled_from([*CITIES, "nowhere"])),
            st.tuples(st.just("kind"), st.sampled_from(KINDS[:2])),
            st.tuples(st.just("themes"), st.sampled_from(["energy", "food"])),
            st.tuples(st.just("personal_data"), st.booleans()),
            st.tuples(st.just("testers"), st.integers(0, 4).map(float)),
        ),
        max_size=2,
        unique_by=lambda one: one[0],
    ).map(tuple),
    after=st.one_of(st.none(), st.tuples(st.integers(0, 50))),
)


@pytest.fixture
def many(session):
    """Sixty pilots that differ in everything that is asked here."""
    ways = itertools.cycle(itertools.product(CITIES, KINDS, [["energy"], ["food"], []]))
    days = itertools.cycle(itertools.product(DAYS, DAYS))
    for key in range(1, 61):
        city, kind, themes = next(ways)
        place = PLACES[key * 5 // 7 % len(PLACES)]
        first, last = next(days)
        open_feature(
            "pilots", key, place, city=city, kind=kind, themes=themes, starts_on=first,
            ends_on=last, testers=key % 5, personal_data=[True, False, None][key % 3],
        )  # fmt: skip
    changed("pilots")
    return Copies(1000), Copies(0, 1000), Copies(0, 1000)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=questions)
def test_the_copy_and_the_index_answer_as_the_database_does(many, asked):
    copies, *indexes = many
    state = state_of("pilots")
    held, read = copies.page(PILOTS, asked, state), read_page(PILOTS, asked)
    found = [indexes[0].page(PILOTS, asked, state)]
    with pytest.MonkeyPatch.context() as patch:
        # As of a collection in which more may be meant than are counted.
        patch.setattr(ogc_index, "COUNTED", 2)
        patch.setattr(ogc_index, "STEP", 3)
        found.append(indexes[1].page(PILOTS, asked, state))

    assert held is not None
    by_words = {name for name, _value in asked.equals} <= {"city", "kind"}
    assert [one is not None for one in found] == [asked.period is None and by_words] * 2
    for one in filter(None, (held, *found)):
        assert (one.features, one.after) == (read.features, read.after)
        if read.matched is not None:
            assert one.matched == read.matched
        if one.matched is not None:
            assert one.matched == held.matched


def _titles(copies):
    page = copies.page(TESTBEDS, Asked(50), state_of("testbeds"))
    return [one.split('"title_fi":"')[1].split('"')[0] for one in page.features]


@pytest.mark.parametrize("copies", [Copies(1000), Copies(0, 1000)], ids=["copy", "index"])
def test_the_copy_is_as_new_as_the_database_after_every_change(session, copies):
    first, second = testbed(), testbed()
    names = [first.name.fi, second.name.fi]
    assert _titles(copies) == names

    first.name = Translated("Uusi", "Ny", "New")
    db.session.commit()
    assert _titles(copies) == ["Uusi", names[1]]

    first.status = TestbedStatus.RETIRED
    db.session.commit()
    assert _titles(copies) == [names[1]]

    third = testbed()
    assert _titles(copies) == [names[1], third.name.fi]


def test_what_was_written_without_a_word_is_read_again_whole(session):
    copies = Copies(1000)
    testbed()
    _titles(copies)
    open_feature("testbeds", 900_000, title_fi="Ilman merkintää")
    changed("testbeds")

    assert _titles(copies)[-1] == "Ilman merkintää"


def test_the_index_answers_nothing_of_what_has_changed_since(session):
    copies = Copies(0, 1000)
    first, _second = testbed(), testbed()
    assert copies.page(TESTBEDS, Asked(50), state_of("testbeds")) is not None
    before = state_of("testbeds")

    first.name = Translated("Uusi", "Ny", "New")
    db.session.commit()

    assert copies.page(TESTBEDS, Asked(50), before) is None
    assert len(_titles(copies)) == 2


def test_the_index_finds_rows_that_have_been_moved(session):
    copies = Copies(0, 1000)
    titles = [testbed().name.fi, testbed().name.fi]
    assert _titles(copies) == titles

    session.execute(text("UPDATE open_feature SET slug = slug"))  # PostgreSQL writes them elsewhere
    assert _titles(copies) == titles


def test_the_index_of_many_is_read_while_the_database_answers(session):
    copies = Copies(0, 1000, at_once=1)
    testbed(), testbed()
    state = state_of("testbeds")

    assert copies.page(TESTBEDS, Asked(50), state) is None
    copies.finish()


def test_more_features_than_are_kept_are_asked_of_the_database(session):
    copies = Copies(1)
    testbed(), testbed()

    assert copies.page(TESTBEDS, Asked(5), state_of("testbeds")) is None
    assert copies.page(TESTBEDS, Asked(5), state_of("testbeds")) is None

"""What the list and its counts show is what going through all pilots one by one would show."""

import math
import random

import pytest

from app import clock
from app.queries import experiment_card
from app.queries.experiment import ACTIVE, ExperimentFilter, search
from app.queries.experiment_card import cards, shapes
from geodata.crs import from_web_mercator
from models.pilot import PUBLIC_STATES, PilotStatus, PublicPhase
from models.testbed_kind import TestbedKind
from tests.factories import pilot as pilots
from tests.factories.testbed import testbed

CITIES = ("helsinki", "tampere", "oulu")
THEMES = ("mobility", "learning", "energy")
KINDS = (TestbedKind.SCHOOL, TestbedKind.PARK, TestbedKind.HARBOUR)
ANSWERS = {True: "yes", False: "no", None: "unknown"}
MANY = 80


@pytest.fixture
def many(session):
    """Eighty pilots in every state, all over the place, with a seed of their own."""
    dice = random.Random(20261123)
    places = [testbed(at, kind=dice.choice(KINDS)) for at in CITIES for _ in range(3)]
    return [
        pilots.pilot(
            dice.choice(list(PilotStatus)),
            begin := dice.randint(-40, 20),
            begin + dice.randint(0, 40),
            testbed=dice.choice(places),
            themes=dice.sample(THEMES, dice.randint(0, 2)),
            personal_data=dice.choice([True, False, None]),
            position=(24 + dice.random(), 60 + dice.random()),
        )
        for _ in range(MANY)
    ]


def phase(pilot, today):
    """Return what residents are told, said in another way than models/pilot.py says it."""
    if pilot.status in (PilotStatus.PREPARING, PilotStatus.CANCELLED):
        return None
    if pilot.end_day < today or pilot.status in (
        PilotStatus.REPORTING, PilotStatus.COMPLETED, PilotStatus.STOPPED,
    ):  # fmt: skip
        return "ended"
    if pilot.start_day > today:
        return "soon"
    return "paused" if pilot.status is PilotStatus.PAUSED else "running"


def one_by_one(everything, wanted, today):
    """Return the ids that pass the filter, by looking at every pilot."""
    tests = {
        "cities": lambda p: {p.city.slug},
        "themes": lambda p: set(p.themes),
        "kinds": lambda p: {p.testbed.kind},
        "personal_data": lambda p: {ANSWERS[p.personal_data]},
        "phases": lambda p: {phase(p, today)},
    }
    asked = {name: set(getattr(wanted, name)) for name in tests}
    asked["phases"] = asked["phases"] or {"running", "paused"}
    return {
        pilot.id
        for pilot in everything
        if phase(pilot, today)
        and all(not asked[name] or asked[name] & test(pilot) for name, test in tests.items())
    }


FILTERS = {
    "nothing": {},
    "city": {"cities": {"tampere"}},
    "two cities": {"cities": {"tampere", "oulu"}},
    "theme": {"themes": {"energy", "learning"}},
    "kind": {"kinds": {"school"}},
    "states": {"phases": {"soon", "ended"}},
    "personal data": {"personal_data": {"no", "unknown"}},
    "everything at once": {
        "cities": {"helsinki", "oulu"}, "themes": {"mobility"}, "kinds": {"school", "park"},
        "phases": {"running", "ended"}, "personal_data": {"yes", "no"},
    },
}  # fmt: skip


@pytest.mark.parametrize("given", FILTERS.values(), ids=FILTERS)
def test_found_is_what_looking_at_every_pilot_finds(many, given):
    wanted = ExperimentFilter(**{name: frozenset(values) for name, values in given.items()})
    today = clock.today()
    found = search(wanted, today)
    assert set(found.ids) == one_by_one(many, wanted, today)
    assert len(found) == len(found.ids) == len(set(found.ids))


OPTIONS = {
    "city": ("cities", CITIES),
    "theme": ("themes", THEMES),
    "kind": ("kinds", [kind.value for kind in KINDS]),
    "state": ("phases", [one.value for one in PublicPhase]),
    "personal_data": ("personal_data", list(ANSWERS.values())),
}


@pytest.mark.parametrize("given", FILTERS.values(), ids=FILTERS)
def test_each_count_is_what_choosing_that_option_would_show(many, given):
    chosen = {name: frozenset(values) for name, values in given.items()}
    today = clock.today()
    counts = search(ExperimentFilter(**chosen), today).counts
    for facet, (name, options) in OPTIONS.items():
        for option in options:
            would = ExperimentFilter(**{**chosen, name: frozenset({option})})
            assert counts[facet][option] == len(one_by_one(many, would, today)), (facet, option)


def test_what_is_running_comes_before_what_is_paused_and_the_newest_first(session):
    old, new = pilots.running(-30, 5), pilots.running(-2, 9)
    halted = pilots.paused(-1, 3)
    ids = search(ExperimentFilter(), clock.today()).ids
    assert ids == [new.id, old.id, halted.id]
    by_end = search(ExperimentFilter(sort="end"), clock.today()).ids
    assert by_end == [old.id, new.id, halted.id]


def on_the_ground(here, there):
    """Return the distance in metres by the spherical law of cosines, another way than haversine."""
    (lon0, lat0), (lon, lat) = (tuple(map(math.radians, place)) for place in (here, there))
    cosine = math.sin(lat0) * math.sin(lat) + math.cos(lat0) * math.cos(lat) * math.cos(lon - lon0)
    return 6_371_008.8 * math.acos(min(1.0, cosine))


def test_near_sorts_by_distance_and_what_has_no_place_comes_last(many):
    here = (24.5, 60.5)
    nowhere = pilots.running(anchor_x=None, anchor_y=None, geom=None, shape_json=None)
    every = frozenset(one.value for one in PublicPhase)
    found = search(ExperimentFilter(phases=every, near=here), clock.today())
    by_id = {pilot.id: pilot for pilot in many}
    away = [
        on_the_ground(here, from_web_mercator(by_id[one].anchor_x, by_id[one].anchor_y))
        for one in found.ids[:-1]
    ]
    assert len(away) > 20
    assert away == sorted(away)
    assert [found.metres[one] for one in found.ids[:-1]] == pytest.approx(away, abs=0.01)
    assert found.ids[-1] == nowhere.id
    assert nowhere.id not in found.metres


def test_cards_are_read_in_the_order_asked_and_only_of_public_pilots(many):
    ids = [pilot.id for pilot in reversed(many)]
    shown = cards([*ids, 999_999_999])
    assert [one.id for one in shown] == [
        pilot.id for pilot in reversed(many) if pilot.status in PUBLIC_STATES
    ]
    assert cards([]) == []


def test_cards_cost_one_statement_however_many_they_are(many, statements):
    ids = search(ExperimentFilter(), clock.today()).ids
    assert len(ids) > 5
    statements.clear()
    for pilot in cards(ids):
        assert pilot.city.name.fi
        assert pilot.testbed is None or pilot.testbed.name.fi
    assert len(statements) == 1


def test_outlines_are_lines_and_areas_and_points_do_not_crowd_them_out(session):
    points = [pilots.running() for _ in range(5)]
    areas = [pilots.running(**pilots.area()) for _ in range(3)]
    ids = [pilot.id for pilot in (*points, *areas)]
    assert [one for one, _shape in shapes(None, ids, 400)] == [pilot.id for pilot in areas]
    assert len(shapes(None, ids, 2)) == 2
    assert [one for one, _shape in shapes(None, ids[-1:], 400)] == ids[-1:]
    assert all('"Polygon"' in shape for _one, shape in shapes(None, ids, 400))


def test_areas_are_found_however_many_do_not_pass_before_them(session, monkeypatch):
    areas = [pilots.running(**pilots.area()).id for _ in range(7)]
    monkeypatch.setattr(experiment_card, "_BATCH", 2)
    wanted = [areas[0], areas[4], areas[5], areas[6]]
    assert [one for one, _shape in shapes(None, wanted, 3)] == wanted[:3]
    assert [one for one, _shape in shapes(None, wanted, 9)] == wanted


def test_an_area_is_drawn_where_it_touches_the_window_wherever_its_mark_is(session):
    large = pilots.running(**pilots.area((24.0, 60.0), 1.0))
    hidden = pilots.running(testbed=testbed(blur=True), **pilots.area((24.0, 60.0), 1.0))
    ids = {large.id, hidden.id}
    assert [one for one, _shape in shapes((24.01, 60.01, 24.02, 60.02), ids, 9)] == [large.id]
    assert shapes((25.5, 60.01, 25.6, 60.02), ids, 9) == []


def test_active_is_what_is_shown_when_nothing_is_asked():
    assert {phase.value for phase in ACTIVE} == {"running", "paused"}

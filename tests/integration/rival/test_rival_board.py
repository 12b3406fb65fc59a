"""Wishes for the same days side by side: where each fits, and what an offer would displace."""

import pytest

from app.queries.rival import rivals
from app.queries.rival_board import board, displaced_by
from app.services import decision
from models.account import CityRole
from models.application import PartStatus
from models.errors import NotFoundError
from models.testbed_kind import SlotUnit
from models.window import Hours, Window
from tests.factories.account import acting, host, person, staff
from tests.factories.application import (
    booked,
    coordinator,
    day,
    in_state,
    offered,
    part,
)
from tests.factories.testbed import testbed


@pytest.fixture
def chief(session):
    return acting(staff(slug="helsinki"))


def wishes(chief, place, start=None, end=None):
    found = board(chief, place.id, start, end)
    return {wish.part.id: wish for wish in found.wishes}


def ids(parts):
    return {one.id for one in parts}


def test_an_offer_displaces_those_that_no_longer_fit_and_only_those(chief):
    place = testbed(capacity=1)
    first = part(place, earliest=day(10), days=10)
    same_days = part(place, earliest=day(15), days=10)
    touching = part(place, earliest=day(20), days=5)
    flexible = part(place, earliest=day(10), days=5, latest_end=day(40))
    found = wishes(chief, place)
    assert ids(found[first.id].displaced) == {same_days.id}
    assert ids(found[same_days.id].displaced) == {first.id, touching.id}
    assert flexible.id in found
    assert found[flexible.id].window.start == day(10)


def test_capacity_counts(chief):
    place = testbed(capacity=2)
    one = part(place, earliest=day(10), days=10)
    two = part(place, earliest=day(10), days=10)
    assert wishes(chief, place)[one.id].displaced == []
    booked(place, start=12, days=1)
    assert ids(wishes(chief, place)[one.id].displaced) == {two.id}
    pair = part(testbed(capacity=2), earliest=day(10), days=10, units=2)
    assert wishes(chief, pair.testbed)[pair.id].window.units == 2


def test_what_the_board_says_the_ledger_does(chief):
    place = testbed(capacity=1)
    given = part(place, earliest=day(10), days=10)
    lost = part(place, earliest=day(12), days=3)
    kept = part(place, earliest=day(12), days=3, latest_end=day(40))
    found = wishes(chief, place)[given.id]
    assert ids(found.displaced) == {lost.id}
    decision.offer(
        coordinator(given), given.id,
        decision.OfferTerms(found.window.start, found.window.end),
    )  # fmt: skip
    after = wishes(chief, place)
    assert given.id not in after
    assert after[lost.id].window is None
    assert after[kept.id].window.start == day(20)


def test_wishes_without_room_displace_nobody_and_are_not_displaced(chief):
    place = testbed(capacity=1)
    offered(place, start=10, days=10)
    stuck = part(place, earliest=day(10), days=10)
    free = part(place, earliest=day(30), days=5)
    found = wishes(chief, place)
    assert found[stuck.id].window is None
    assert found[stuck.id].displaced == []
    assert found[free.id].displaced == []


def test_agreed_days_go_before_the_wish(chief):
    place = testbed(capacity=1)
    made = part(place, earliest=day(10), days=5)
    decision.take_up(chief, made.id)
    decision.shortlist(chief, made.id, day(30), day(39))
    found = wishes(chief, place)[made.id]
    assert (found.window.start, found.window.end) == (day(30), day(39))


def test_days_that_are_looked_at_displace_too(chief):
    place = testbed(capacity=1)
    made = part(place, earliest=day(10), days=5)
    other = part(place, earliest=day(30), days=5)
    assert displaced_by(made, Window(day(10), day(14))) == []
    assert ids(displaced_by(made, Window(day(33), day(37)))) == {other.id}


def test_only_open_wishes_that_touch_the_days_are_shown(chief):
    place = testbed(capacity=1)
    near, far = part(place, earliest=day(10), days=5), part(place, earliest=day(60), days=5)
    for status in (PartStatus.REJECTED, PartStatus.WITHDRAWN, PartStatus.DRAFT):
        in_state(part(place, earliest=day(10), days=5), status)
    part(testbed(), earliest=day(10), days=5)
    assert set(wishes(chief, place)) == {near.id, far.id}
    assert set(wishes(chief, place, day(8), day(20))) == {near.id}


def test_who_sees_the_board(session):
    place = testbed()
    made = part(place)
    for actor in (acting(staff(CityRole.EDITOR)), acting(host(place))):
        assert set(wishes(actor, place)) == {made.id}
    for actor in (acting(staff(slug="tampere")), acting(host(testbed())), acting(person())):
        with pytest.raises(NotFoundError):
            board(actor, place.id, None, None)


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
@pytest.mark.parametrize("length", [5, 90, 300])
def test_the_page_shows_wishes_by_day_week_or_month(client, sign_in, lang, length):
    sign_in(staff(slug="helsinki"))
    place = testbed(capacity=1, max_days=365)
    first = part(place, earliest=day(10), days=length, title="Humming lamps")
    second = part(place, earliest=day(10), days=length, title="Quiet benches")
    page = client.page(f"/{lang}/desk/testbeds/{place.id}/wishes?part={first.id}")
    assert page.all("li", id=f"wish-{second.id}")
    if lang == "en":
        assert page.text.count("1 other wish no longer fits") == 2


@pytest.mark.parametrize(
    "query", ["", "?start=x&end=y", "?start=2026-13-01", "?start=2100-01-01&end=2000-01-01",
              "?start=2149-01-01&end=2150-01-01", "?part=x"],
)  # fmt: skip
def test_odd_days_are_no_error(client, sign_in, query):
    sign_in(staff(slug="helsinki"))
    place = testbed()
    part(place)
    assert client.get(f"/en/desk/testbeds/{place.id}/wishes{query}").status_code == 200


def test_the_page_of_a_part_warns_of_what_its_offer_displaces(client, sign_in):
    sign_in(staff(slug="helsinki"))
    place = testbed(capacity=1)
    made = part(place, title="Humming lamps")
    part(place, title="Quiet benches")
    page = client.page(f"/en/desk/applications/{made.id}")
    assert "If you offer this, 1 other wish no longer fits" in page.text


def test_other_hours_of_the_same_days_displace_nobody(chief):
    lab = testbed(capacity=1, slot_unit=SlotUnit.HOUR)
    when = {"earliest": day(10), "days": 3}
    morning = part(lab, **when, from_hour=8, to_hour=12)
    noon = part(lab, **when, from_hour=11, to_hour=14)
    evening = part(lab, **when, from_hour=16, to_hour=20)
    found = wishes(chief, lab)
    assert ids(found[morning.id].displaced) == {noon.id}
    assert found[evening.id].displaced == []
    assert found[evening.id].window.hours == Hours(16, 20)
    window = Window(day(10), day(12), hours=Hours(10, 12))
    assert ids(displaced_by(evening, window)) == {morning.id, noon.id}
    assert {one.part_id for one in rivals(evening, window)} == {morning.id, noon.id}


def test_a_lab_taken_in_the_morning_still_fits_an_evening(chief):
    lab = testbed(capacity=1, slot_unit=SlotUnit.HOUR)
    offered(lab, start=10, days=3, from_hour=8, to_hour=12)
    evening = part(lab, earliest=day(10), days=3, from_hour=16, to_hour=20)
    morning = part(lab, earliest=day(10), days=3, from_hour=9, to_hour=10)
    found = wishes(chief, lab)
    assert found[evening.id].window.start == day(10)
    assert found[morning.id].window is None

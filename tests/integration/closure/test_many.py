"""Closing days of many testbeds in one go: the preview, the rest that stays open, one batch."""

import re

import pytest

from app.queries.closure import batch_of, displaced
from app.services import closure, closure_batch
from app.services.closure_slot import Stretch
from models.account import CityRole
from models.base import Translated
from models.booking import Closure
from models.closure import ClosureRange
from models.errors import CapacityError, FieldError, ForbiddenError, NotFoundError
from models.testbed_kind import TestbedKind
from tests.factories.account import acting, host, staff
from tests.factories.application import booking_of, day, offered, part
from tests.factories.form import filled
from tests.factories.testbed import testbed
from tests.ledger import faults
from tests.page import read_page

HOLIDAY = Translated("Syysloma", "Höstlov", "Autumn break")
WEEK = Stretch(day(10), day(16), HOLIDAY)
URL = "/en/desk/closures"


def school(slug="helsinki", **values):
    return testbed(slug, kind=TestbedKind.SCHOOL, **values)


def count(session, place):
    return session.query(Closure).filter_by(testbed_id=place.id).count()


def test_those_without_bookings_are_closed_and_the_others_are_named(session):
    free, used = school(), school()
    offered(used, start=12, days=2)
    done = closure_batch.close_at_many(
        acting(staff(CityRole.EDITOR)), (used.id, free.id), WEEK, skip_used=True
    )
    assert (done["closed"], done["used"]) == ([free.id], [used.id])
    assert (count(session, free), count(session, used)) == (7, 0)
    assert faults(session.connection()) == []


def test_all_or_none_when_nobody_is_to_be_skipped(session):
    free, used = school(), school()
    made = booking_of(offered(used, start=12, days=2))
    with pytest.raises(CapacityError) as refused:
        closure_batch.close_at_many(acting(staff()), (free.id, used.id), WEEK, skip_used=False)
    assert refused.value.facts["bookings"][0].booking_id == made.id
    assert count(session, free) == 0


def test_a_batch_is_changed_and_opened_in_one_go(session):
    places = [school(), school()]
    keeper = acting(staff())
    ids = tuple(one.id for one in places)
    batch = closure_batch.close_at_many(keeper, ids, WEEK, skip_used=False)["batch"]
    assert len(batch_of(keeper, batch)) == 2
    closure_batch.change_batch(keeper, batch, Stretch(day(11), day(12), HOLIDAY))
    assert [count(session, one) for one in places] == [2, 2]
    assert closure_batch.remove_batch(keeper, batch) == 2
    assert session.query(ClosureRange).count() == 0
    assert session.query(Closure).count() == 0


def test_a_change_of_a_batch_that_one_place_cannot_take_is_made_nowhere(session):
    one, two = school(), school()
    keeper = acting(staff())
    batch = closure_batch.close_at_many(keeper, (one.id, two.id), WEEK, skip_used=False)["batch"]
    offered(two, start=30, days=2)
    with pytest.raises(CapacityError):
        closure_batch.change_batch(keeper, batch, Stretch(day(10), day(31), HOLIDAY))
    assert (count(session, one), count(session, two)) == (7, 7)


def test_who_may_close_many(session):
    mine, other, foreign = school(), school(), school("tampere")
    keeper = acting(host(mine))
    for actor, ids, expected in (
        (keeper, (mine.id, other.id), NotFoundError),
        (acting(staff(CityRole.REVIEWER)), (mine.id,), ForbiddenError),
        (acting(staff()), (mine.id, foreign.id), NotFoundError),
    ):
        with pytest.raises(expected):
            closure_batch.close_at_many(actor, ids, WEEK, skip_used=True)
    with pytest.raises(FieldError):
        closure_batch.close_at_many(keeper, (), WEEK, skip_used=True)
    assert session.query(Closure).count() == 0
    closure_batch.close_at_many(keeper, (mine.id,), WEEK, skip_used=True)
    assert count(session, mine) == 7


def test_a_batch_of_another_city_is_not_found(session):
    place = school("tampere")
    keeper = acting(staff(slug="tampere"))
    batch = closure_batch.close_at_many(keeper, (place.id,), WEEK, skip_used=True)["batch"]
    for deed in (
        lambda: closure_batch.remove_batch(acting(staff()), batch),
        lambda: closure_batch.change_batch(acting(staff()), batch, WEEK),
        lambda: closure_batch.remove_batch(acting(staff(CityRole.REVIEWER, "tampere")), batch),
        lambda: batch_of(acting(staff()), ""),
    ):
        with pytest.raises(NotFoundError):
            deed()
    assert count(session, place) == 7


def test_who_is_displaced_is_found_in_a_fixed_number_of_statements(session):
    places = [school(capacity=3) for _number in range(3)]
    for place in places[:2]:
        offered(place, start=10, days=5)
        offered(place, start=40, days=5)
    found = displaced(places, WEEK.days())
    assert {key: len(stays) for key, stays in found.items()} == {p.id: 1 for p in places[:2]}
    assert displaced(places, []) == {}


def sent(city_id, **values):
    return {
        "city": str(city_id), "kinds": ["school"], "start": day(10).isoformat(),
        "end": day(16).isoformat(), "reason_fi": "Syysloma", **values,
    }  # fmt: skip


def test_the_preview_names_every_booking_and_applies_to_the_rest(session, client, sign_in):
    free, used, street = school(), school(), testbed()
    offered(used, start=12, days=2)
    foreign = school("tampere")
    sign_in(staff(CityRole.EDITOR))
    answer = client.post(f"{URL}/new", data=sent(free.city_id))
    page = read_page(answer)
    assert session.query(Closure).count() == 0
    assert "Esimerkki Oy" in page.text
    assert "At 1 testbed somebody is there" in page.text
    for place, shown in ((free, True), (used, True), (street, False), (foreign, False)):
        assert (place.name.en in page.text) is shown

    form = filled(page, "/closures/new") | {"apply": ["free"]}
    assert client.post(f"{URL}/new", data=form).status_code == 303
    assert (count(session, free), count(session, used)) == (7, 0)
    listed = client.page(URL)
    assert "Syysloma" in listed.text
    assert "1 testbed stays open" in listed.text


def test_whoever_has_asked_for_the_days_is_named_too(session, client, sign_in):
    place = school()
    part(place, earliest=day(11), days=3, title="Lamps")
    sign_in(staff(CityRole.EDITOR))
    page = read_page(client.post(f"{URL}/new", data=sent(place.city_id)))
    assert re.search(r"Have asked for these days.*Esimerkki Oy", page.text, re.DOTALL)
    assert "Nobody is in the way" in page.text


def test_a_testbed_that_is_unticked_stays_open(session, client, sign_in):
    one, two = school(), school()
    sign_in(staff())
    form = filled(read_page(client.post(f"{URL}/new", data=sent(one.city_id))), "/closures/new")
    form |= {"testbeds": [str(one.id)], "apply": ["all"]}
    client.post(f"{URL}/new", data=form)
    assert (count(session, one), count(session, two)) == (7, 0)


def test_a_batch_is_edited_on_its_page(session, client, sign_in):
    places = [school(), school()]
    user = staff()
    ids = tuple(one.id for one in places)
    batch = closure_batch.close_at_many(acting(user), ids, WEEK, skip_used=True)["batch"]
    sign_in(user)
    form = filled(client.page(f"{URL}/{batch}"), batch)
    assert (
        client.post(f"{URL}/{batch}", data=form | {"end": [day(11).isoformat()]}).status_code == 303
    )
    assert [count(session, one) for one in places] == [2, 2]
    assert client.post(f"{URL}/{batch}/remove").status_code == 303
    assert session.query(Closure).count() == 0
    client.page(f"{URL}/{batch}", 404)
    assert "No days are closed" in client.page(URL).text


def test_pages_of_closing_are_shut_to_strangers_and_silent_for_reviewers(session, client, sign_in):
    place = school()
    closure.close_days(acting(staff()), place.id, day(5), day(6), HOLIDAY)
    sign_in(staff(CityRole.REVIEWER))
    assert "Syysloma" not in client.page(URL).text
    answer = client.post(f"{URL}/new", data=sent(place.city_id, testbeds=[place.id], apply="all"))
    assert answer.status_code == 403
    sign_in(staff(slug="tampere"))
    assert "Syysloma" not in client.page(URL).text
    assert place.name.en not in read_page(client.post(f"{URL}/new", data=sent(place.city_id))).text

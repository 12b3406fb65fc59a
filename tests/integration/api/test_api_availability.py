"""When testbeds are free, as programs read it: what the calendar shows and the ledger takes."""

import datetime as dt

import pytest

from app.policies.actor import SYSTEM
from app.queries.calendar import load
from app.queries.calendar_hour import hours_on
from app.queries.free_window import FreeWish, free_windows
from app.services import closure, ledger
from models.base import Translated
from models.testbed import TestbedStatus
from models.testbed_kind import SlotUnit
from models.window import Hours, Window
from tests.factories.account import acting, staff
from tests.factories.application import day, offered
from tests.factories.testbed import testbed

UNTIL = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)
HOLIDAY = Translated("Loma", "Lov", "Holiday")


def got(client, path, status=200, **query):
    answer = client.get(path.removeprefix("http://localhost"), query_string=query or None)
    assert answer.status_code == status, answer.get_data(as_text=True)[:500]
    return answer.get_json()


def test_days_are_those_of_the_calendar(session, client):
    place = testbed(capacity=3)
    offered(place, start=2, days=5, units=2)
    closure.close_days(acting(staff()), place.id, day(8), day(9), HOLIDAY)
    body = got(
        client, f"/api/v1/testbeds/{place.id}/availability", **{"from": day(0), "to": day(19)}
    )
    assert body["days"] == [
        {
            "date": one.day.isoformat(), "free": one.free, "capacity": one.capacity,
            "is_closed": one.closed,
        }
        for one in load([place.id], day(0), day(19))[place.id]
    ]  # fmt: skip
    assert [one["free"] for one in body["days"][:11]] == [3, 3, 1, 1, 1, 1, 1, 3, 0, 0, 3]
    assert (body["slot_unit"], body["capacity"], body["hours"]) == ("day", 3, None)
    assert body["time_zone"] == "Europe/Helsinki"


def test_hours_are_told_where_hours_are_booked_with_the_zone(session, client):
    lab = testbed(capacity=2, slot_unit=SlotUnit.HOUR)
    ledger.hold(SYSTEM, lab, None, Window(day(1), day(1), units=2, hours=Hours(9, 12)), UNTIL)
    session.commit()
    body = got(client, f"/api/v1/testbeds/{lab.id}/availability", **{"from": day(1), "to": day(1)})
    assert [
        (dt.datetime.fromisoformat(one["start"]), one["free"], one["is_closed"])
        for one in body["hours"]
    ] == [(one.start, one.free, one.closed) for one in hours_on(lab, day(1))]
    assert [n for n, one in enumerate(body["hours"]) if one["free"] == 0] == [9, 10, 11]
    assert body["days"][0]["free_hours"] == len(body["hours"]) - 3


@pytest.mark.parametrize(("days", "hours"), [("2027-03-28", 23), ("2027-10-31", 25)])
def test_a_day_on_which_clocks_change_has_its_hours(session, client, days, hours):
    lab = testbed(slot_unit=SlotUnit.HOUR)
    body = got(client, f"/api/v1/testbeds/{lab.id}/availability", **{"from": days, "to": days})
    starts = [dt.datetime.fromisoformat(one["start"]) for one in body["hours"]]
    assert len({one.astimezone(dt.UTC) for one in starts}) == hours


def test_days_that_cannot_be_asked_are_refused(session, client):
    place, lab = testbed(), testbed(slot_unit=SlotUnit.HOUR)
    path = f"/api/v1/testbeds/{place.id}/availability"
    got(client, path, 400, **{"from": day(5), "to": day(4)})
    got(client, path, 400, **{"from": day(0), "to": day(366)})
    got(client, path, **{"from": day(0), "to": day(365)})
    got(client, f"/api/v1/testbeds/{lab.id}/availability", 400, **{"from": day(0), "to": day(31)})
    got(client, path, 400, **{"from": "tomorrow"})
    retired = testbed(status=TestbedStatus.RETIRED)
    got(client, f"/api/v1/testbeds/{retired.id}/availability", 404)


def test_free_testbeds_are_those_of_the_search_the_soonest_first(session, client):
    full, soon, late = testbed(), testbed("oulu"), testbed("oulu")
    offered(full, start=0, days=60)
    offered(late, start=0, days=5)
    testbed(status=TestbedStatus.PAUSED)
    wanted = {"from": day(0), "to": day(30), "days": 10}
    body = got(client, "/api/v1/availability", **wanted)
    assert [(one["testbed"], one["first_day"]) for one in body["items"]] == [
        (soon.id, day(0).isoformat()), (late.id, day(5).isoformat()),
    ]  # fmt: skip
    search = FreeWish(10, day(0), day(30)).search(day(0))
    assert {one["testbed"] for one in body["items"]} == set(free_windows(search))
    page = got(client, "/api/v1/availability", limit=1, **wanted)
    assert [one["testbed"] for one in page["items"]] == [soon.id]
    rest = got(client, page["next"].removeprefix("http://localhost"))
    assert [one["testbed"] for one in rest["items"]] == [late.id]
    assert rest["next"] is None
    assert got(client, "/api/v1/availability", city="helsinki", **wanted)["items"] == []
    assert got(client, "/api/v1/availability", places=2, **wanted)["items"] == []


def test_only_the_weekdays_that_are_wanted_need_to_be_free(session, client):
    place = testbed()
    offered(place, start=0, days=60, weekdays=0b1100000)
    wanted = {"from": day(0), "to": day(30), "days": 10}
    assert got(client, "/api/v1/availability", **wanted)["items"] == []
    free = got(client, "/api/v1/availability", weekdays="mon,tue,wed,thu,fri", **wanted)
    assert [one["testbed"] for one in free["items"]] == [place.id]

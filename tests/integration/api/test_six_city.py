"""The six cities' reservation interface: a program made for its definitions reads testbeds here.

The shapes below are written from those definitions: which properties each thing has and of which
type.  More may be told; what is told under a name of theirs has their type, or is null.
Source: 6aika/api-resurssienvaraus, resurssienvaraus.swagger.yaml.
"""

import datetime as dt
import json

import pytest

from app.policies.actor import SYSTEM
from app.services import closure, ledger
from models.base import Translated
from models.testbed_kind import Approval, SlotUnit, TestbedKind
from models.window import MONDAY_TO_FRIDAY, Hours, Window
from tests.factories.account import acting, staff
from tests.factories.application import day, offered
from tests.factories.testbed import testbed

ROOT = "/api/6aika/v1"
UNTIL = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)
BY_LANGUAGE = {"fi": str, "sv": str, "en": str}
LOCATION = {"type": str, "coordinates": list}
TYPE = {"id": str, "main_type": str, "name": BY_LANGUAGE}
PURPOSE = {"id": str, "parent": str, "name": BY_LANGUAGE}
UNIT = {
    "id": str, "name": BY_LANGUAGE, "time_zone": str, "street_address": BY_LANGUAGE,
    "address_zip": str, "phone": str, "email": str, "www_url": BY_LANGUAGE, "location": LOCATION,
    "created_at": str, "modified_at": str, "picture_url": str,
}  # fmt: skip
RESERVATION = {
    "url": str, "resource": str, "user": str, "begin": str, "end": str, "state": str,
    "state_interaction": str,
}  # fmt: skip
RESOURCE = {
    "id": str, "purposes": [PURPOSE], "type": TYPE, "available_hours": [dict],
    "opening_hours": [dict], "reservations": [RESERVATION], "created_at": str, "modified_at": str,
    "name": BY_LANGUAGE, "description": BY_LANGUAGE, "photo": str,
    "need_manual_confirmation": bool, "authentication": str, "people_capacity": (int, float),
    "area": (int, float), "ground_plan": str, "min_period": str, "max_period": str, "unit": str,
    "location": LOCATION,
}  # fmt: skip
STATES = {"approved", "pending", "needinteraction", "rejected", "cancelled"}


def fits(value, shape):
    """Assert that a value is what the definitions say it is."""
    if value is None:
        return
    if isinstance(shape, dict):
        for name, inner in shape.items():
            if name in value:
                fits(value[name], inner)
    elif isinstance(shape, list):
        for one in value:
            fits(one, shape[0])
    else:
        assert isinstance(value, shape), (value, shape)


def got(client, path, status=200, **query):
    answer = client.get(path.removeprefix("http://localhost"), query_string=query or None)
    assert answer.status_code == status, answer.get_data(as_text=True)[:500]
    return answer.get_json()


def at(date, hour=0):
    return dt.datetime.combine(date, dt.time(hour), dt.timezone(dt.timedelta(hours=2)))


def test_testbeds_are_resources_in_the_form_of_the_definitions(session, client):
    place = testbed(kind=TestbedKind.LIBRARY, themes=["learning"], min_days=2, max_days=30)
    body = got(client, f"{ROOT}/resource")
    assert set(body) >= {"count", "next", "prev", "results"}
    (only,) = body["results"]
    fits(only, RESOURCE)
    assert only["id"] == str(place.id)
    assert only["name"] == place.name.as_dict()
    assert only["type"]["id"] == "library"
    assert only["purposes"][0]["name"]["fi"] == "Oppiminen"
    assert (only["unit"], only["need_manual_confirmation"]) == ("helsinki", True)
    assert (only["min_period"], only["max_period"]) == ("48:00:00", "720:00:00")
    assert only["location"] == json.loads(place.shape_json)
    assert got(client, f"{ROOT}/resource/{place.id}/") == only
    place.approval = Approval.AUTOMATIC
    session.commit()
    assert got(client, f"{ROOT}/resource/{place.id}")["need_manual_confirmation"] is False


def test_pages_are_numbered(session, client):
    made = [testbed() for _ in range(5)]
    first = got(client, f"{ROOT}/resource", page_size=2)
    assert (first["count"], first["prev"], len(first["results"])) == (5, None, 2)
    second = got(client, first["next"])
    last = got(client, second["next"])
    assert [one["id"] for one in last["results"]] == [str(made[4].id)]
    assert last["next"] is None
    assert got(client, last["prev"]) == second


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"type": "park"}, 1),
        ({"purpose": "food"}, 1),
        ({"type": "park", "purpose": "food"}, 0),
        ({"people": 5}, 0),
        ({}, 2),
    ],
)
def test_resources_are_found_by_type_and_purpose(session, client, query, found):
    testbed(kind=TestbedKind.PARK)
    testbed(themes=["food"])
    body = got(client, f"{ROOT}/resource", **query)
    assert (body["count"], len(body["results"])) == (found, found)


def test_a_period_shows_what_is_open_free_and_taken_without_names(session, client):
    place = testbed(capacity=2)
    offered(place, start=2, days=2, units=2)
    offered(place, start=5, days=1)
    reason = Translated("Loma")
    closure.close_days(acting(staff()), place.id, day(8), day(8), reason)
    answer = client.get(
        f"{ROOT}/resource/{place.id}", query_string={"start": at(day(0)), "end": at(day(10))}
    )
    found = answer.get_json()
    fits(found, RESOURCE)
    free = [(one["starts"][:10], one["ends"][:10]) for one in found["available_hours"]]
    days = [day(n).isoformat() for n in range(11)]
    assert free == [(days[0], days[2]), (days[4], days[8]), (days[9], days[10])]
    opened = [one["date"] for one in found["opening_hours"]]
    assert opened == [*days[:8], days[9]]
    assert [(one["state"], one["places"]) for one in found["reservations"]] == [
        ("pending", 2), ("pending", 1),
    ]  # fmt: skip
    for private in ("aino", "esimerkki", "lamps", "user"):
        assert private not in answer.get_data(as_text=True).lower()


def test_resources_are_found_by_when_they_are_free(session, client):
    busy, idle = testbed(), testbed()
    offered(busy, start=3, days=2)
    period = {"start": at(day(0)), "end": at(day(6))}

    def free(**more):
        return {one["id"] for one in got(client, f"{ROOT}/resource", **period, **more)["results"]}

    assert free() == {str(idle.id)}
    assert free(duration=3 * 24 * 60) == {str(busy.id), str(idle.id)}
    assert free(duration=4 * 24 * 60) == {str(idle.id)}
    closure.close_days(acting(staff()), idle.id, day(2), day(2), Translated("Loma"))
    assert free() == set()
    assert free(during_closing="true") == {str(idle.id)}


def test_stays_of_hours_and_weekdays_have_their_exact_times(session, client):
    lab, place = testbed(slot_unit=SlotUnit.HOUR), testbed()
    ledger.hold(SYSTEM, lab, None, Window(day(1), day(2), hours=Hours(9, 12)), UNTIL)
    ledger.hold(SYSTEM, place, None, Window(day(0), day(13), MONDAY_TO_FRIDAY), UNTIL)
    session.commit()
    body = got(client, f"{ROOT}/reservation")
    assert body["count"] == 2
    by_resource = {one["resource"]: one for one in body["results"]}
    hours = by_resource[str(lab.id)]
    fits(hours, RESERVATION)
    assert hours["state"] in STATES
    assert [(one["begin"][11:16], one["end"][11:16]) for one in hours["stretches"]] == [
        ("09:00", "12:00"), ("09:00", "12:00"),
    ]  # fmt: skip
    days = by_resource[str(place.id)]["stretches"]
    assert len(days) in {2, 3}
    for one in days:
        assert dt.datetime.fromisoformat(one["begin"]).weekday() <= 4
    assert got(client, f"{ROOT}/reservation", resource=lab.id)["results"] == [hours]
    assert got(client, hours["url"]) == hours
    found = got(
        client, f"{ROOT}/resource/{lab.id}", start=at(day(1), 8), end=at(day(1), 14)
    )["available_hours"]  # fmt: skip
    assert len(found) == 2


def test_units_types_and_purposes_are_in_the_form_of_the_definitions(session, client):
    testbed("oulu")
    for kind, shape, one in (
        ("unit", UNIT, "oulu"), ("type", TYPE, "park"), ("purpose", PURPOSE, "food"),
    ):  # fmt: skip
        body = got(client, f"{ROOT}/{kind}", page_size=100)
        assert body["count"] == len(body["results"])
        fits(body["results"], [shape])
        assert got(client, f"{ROOT}/{kind}/{one}")["id"] == one
        got(client, f"{ROOT}/{kind}/none", 404)
    assert got(client, f"{ROOT}/unit/oulu")["time_zone"] == "Europe/Helsinki"


def test_what_has_been_typed_is_suggested(session, client):
    testbed("oulu")
    city = {"id": "oulu", "name": {"fi": "Oulu", "sv": "Uleåborg", "en": "Oulu"}}
    assert got(client, f"{ROOT}/search", input="oul") == {"resource": [], "unit": [city]}
    fits(got(client, f"{ROOT}/search", input="oul", full="true")["unit"], [UNIT])
    assert set(got(client, f"{ROOT}/search", input="oul", types="unit")) == {"unit"}


def test_it_is_for_reading_only_and_says_so(session, client):
    place = testbed()
    for method, path in (
        ("post", "reservation"), ("put", "reservation/1"), ("delete", "reservation/1"),
    ):  # fmt: skip
        answer = getattr(client, method)(f"{ROOT}/{path}", json={"resource": str(place.id)})
        assert answer.status_code == 405
        assert answer.mimetype == "application/problem+json"
        assert "POST" not in answer.headers["Allow"]


@pytest.mark.parametrize(
    "query",
    [
        {"start": "2026-01-01T00:00:00Z"},
        {"start": "2026-01-02T00:00:00Z", "end": "2026-01-01T00:00:00Z"},
        {"start": "2026-01-01T00:00:00Z", "end": "2026-06-01T00:00:00Z"},
        {"duration": "60"},
        {"start": "monday", "end": "friday"},
    ],
)
def test_periods_that_cannot_be_are_refused(session, client, query):
    place = testbed()
    got(client, f"{ROOT}/resource", 400, **query)
    got(client, f"{ROOT}/resource/{place.id}", 400, **query)

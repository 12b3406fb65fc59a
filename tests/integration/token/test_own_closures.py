"""A city's own system closes and opens days, never under somebody who is there."""

import pytest

from app.database import db
from app.policies.scope import Scope
from models.account import CityRole
from tests.factories.account import staff
from tests.factories.application import booked, day
from tests.factories.city import city
from tests.factories.testbed import testbed
from tests.factories.token import program


@pytest.fixture
def place(session):
    made = testbed()
    made.external_id = "REG-1"
    db.session.commit()
    return made


@pytest.fixture
def system(client, place):
    return program(client, staff(), city_id=city().id)


def closed(system, first=20, last=22, **more):
    said = {"start": day(first).isoformat(), "end": day(last).isoformat(), **more}
    return system.send("POST", "/testbeds/REG-1/closures", said)


def test_days_are_closed_moved_and_opened(system):
    made = closed(system, reason_fi="Loma")
    assert made.status_code == 201, made.json
    where = f"/testbeds/REG-1/closures/{made.json['id']}"
    assert system.get(where).json == made.json
    said = {"start": day(30).isoformat()}
    assert system.send("PUT", where, said).status_code == 428
    moved = system.send("PUT", where, said, seen=made.headers["ETag"])
    assert (moved.status_code, moved.json["start"], moved.json["end"]) == (
        200, day(30).isoformat(), day(30).isoformat(),
    )  # fmt: skip
    late = system.send("DELETE", where, seen=made.headers["ETag"])
    assert late.status_code == 412
    gone = system.send("DELETE", where, seen=moved.headers["ETag"])
    assert gone.json == {"opened": 1}
    assert system.get("/testbeds/REG-1/closures").json["items"] == []


def test_closing_the_same_days_again_is_one_closure(system):
    first, again = closed(system), closed(system)
    assert again.json["id"] == first.json["id"]
    assert len(system.get("/testbeds/REG-1/closures").json["items"]) == 1


def test_days_in_use_stay_open_and_are_named(system, place):
    booked(place)
    found = closed(system, 10, 12)
    assert (found.status_code, found.json["code"]) == (409, "days_in_use")
    assert system.get("/testbeds/REG-1/closures").json["items"] == []


@pytest.mark.parametrize(
    ("first", "last", "pointer"), [(5, 3, "/end"), (-3, 3, "/start"), (5, 900, "/end")]
)
def test_what_cannot_be_closed_is_told_at_its_field(system, first, last, pointer):
    found = closed(system, first, last)
    assert found.status_code == 400
    assert [one["pointer"] for one in found.json["errors"]] == [pointer]


def test_a_reviewer_closes_nothing(client, place):
    asked = program(client, staff(CityRole.REVIEWER), city_id=city().id)
    assert closed(asked).status_code == 403


def test_a_token_that_only_reads_closes_nothing(client, place):
    asked = program(client, staff(), Scope.TESTBEDS_READ, city_id=city().id)
    assert closed(asked).status_code == 403
    assert asked.get("/testbeds/REG-1/closures").status_code == 200

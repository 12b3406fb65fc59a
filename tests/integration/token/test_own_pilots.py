"""A company's program tells residents, measures and reports, as its people do on the pages."""

import pytest
from sqlalchemy import select

from app.database import db
from app.policies.scope import Scope
from models.pilot import Pilot
from models.pilot_task import Side
from models.pilot_update import PilotUpdate
from models.report import Report, ReportStatus
from tests.factories.account import member, organisation, staff
from tests.factories.application import day
from tests.factories.city import city
from tests.factories.indicator import indicator
from tests.factories.pilot_step import reporting, running
from tests.factories.testbed import testbed
from tests.factories.token import program

POST = {"title_fi": "Uutta", "text_fi": "Lamput palavat."}


def of_company(client, made, *scopes):
    """Return the program of the company that runs a pilot, which it is given."""
    company = organisation()
    made.organisation_id = company.id
    made.application.organisation_id = company.id
    db.session.commit()
    return program(client, member(company), *scopes, organisation_id=company.id)


@pytest.fixture
def pilot(session):
    return running(testbed())


@pytest.fixture
def robot(client, pilot):
    return of_company(client, pilot)


def test_it_reads_its_own_and_no_others(client, robot, pilot):
    (found,) = robot.get("/pilots").json["items"]
    assert (found["id"], found["status"]) == (pilot.id, "running")
    assert robot.get(f"/pilots/{pilot.id}").json == found
    other = organisation("Muu Oy")
    stranger = program(client, member(other), organisation_id=other.id)
    assert stranger.get("/pilots").json["items"] == []
    assert stranger.get(f"/pilots/{pilot.id}").status_code == 404


def test_it_posts_for_residents_and_writes_the_post_again(robot, pilot):
    made = robot.send("POST", f"/pilots/{pilot.id}/updates", POST)
    assert made.status_code == 201, made.json
    kept = db.session.scalars(select(PilotUpdate)).one()
    assert (kept.title.fi, kept.side) == ("Uutta", Side.APPLICANT)
    where = f"/pilots/{pilot.id}/updates/{made.json['id']}"
    again = robot.send("PUT", where, POST | {"title_fi": "Vielä"}, seen=made.headers["ETag"])
    assert (again.status_code, again.json["title_fi"]) == (200, "Vielä")
    late = robot.send("PUT", where, POST, seen=made.headers["ETag"])
    assert late.status_code == 412
    half = robot.send("POST", f"/pilots/{pilot.id}/updates", {"title_fi": "Vain nimi"})
    assert half.status_code == 400
    assert half.json["errors"][0]["pointer"] == "/text_fi"


def test_it_keeps_what_was_measured_to_the_last_digit(robot, pilot):
    counted = indicator(pilot)
    where = f"/pilots/{pilot.id}/indicators/{counted.id}"
    today = day(0).isoformat()
    done = robot.send("PUT", f"{where}/values/{today}", {"value": "12.340"})
    assert done.status_code == 200, done.json
    assert {"day": today, "value": "12.340"} in done.json["values"]
    later = robot.send("PUT", f"{where}/values/{day(3).isoformat()}", {"value": "1"})
    assert later.status_code == 400
    assert later.json["errors"][0]["pointer"] == "/day"
    for wrong in ("NaN", "1e99", "abc", ""):
        found = robot.send("PUT", f"{where}/values/{today}", {"value": wrong})
        assert found.status_code == 400, wrong
    assert robot.send("PUT", f"{where}/values/today", {"value": "1"}).status_code == 400


def test_what_was_agreed_changes_with_a_reason_only(robot, pilot):
    counted = indicator(pilot)
    where = f"/pilots/{pilot.id}/indicators/{counted.id}"
    bare = robot.send("PATCH", where, {"target": "99"}, seen="*")
    assert bare.status_code == 400
    assert bare.json["errors"][0]["pointer"] == "/reason"
    said = {"target": "99", "reason": "Mittari vaihtui"}
    done = robot.send("PATCH", where, said, seen="*")
    assert (done.status_code, done.json["target"]) == (200, "99")
    result = robot.send("PATCH", where, {"result": "42.5"}, seen=done.headers["ETag"])
    assert (result.json["result"], result.json["target"]) == ("42.5", "99")


def test_an_indicator_is_looked_for_at_its_own_pilot(robot, pilot):
    other = indicator(running(testbed()))
    found = robot.send("PATCH", f"/pilots/{pilot.id}/indicators/{other.id}", {}, seen="*")
    assert found.status_code == 404


def test_it_writes_the_report_and_sends_it(client, session):
    pilot = reporting(testbed())
    robot = of_company(client, pilot)
    where = f"/pilots/{pilot.id}/report"
    begun = robot.get(where)
    assert "learned" in {one["field"] for one in begun.json["missing"]}
    early = robot.send("POST", f"{where}/send", {}, seen="*")
    assert (early.status_code, early.json["code"]) == (400, "report_incomplete")
    assert "/learned" in {one["pointer"] for one in early.json["errors"]}
    said = {
        "outcome_fi": "Toimi", "learned_fi": "Opittiin", "failed_fi": "Ei mikään",
        "continues": True, "bought": False, "bought_why_fi": "Ei rahaa", "testers": 12,
    }  # fmt: skip
    done = robot.send("PATCH", where, said, seen=begun.headers["ETag"])
    assert (done.status_code, done.json["missing"]) == (200, [])
    assert robot.send("PATCH", where, {"testers": 1}, seen='"v0"').status_code == 412
    sent = robot.send("POST", f"{where}/send", {}, seen=done.headers["ETag"])
    assert (sent.status_code, sent.json["status"]) == (200, "sent")
    assert db.session.scalars(select(Report)).one().status is ReportStatus.SENT
    late = robot.send("PATCH", where, {"testers": 1}, seen="*")
    assert (late.status_code, late.json["code"]) == (409, "report_is_sent")


def test_a_token_that_reads_writes_nothing(client, pilot):
    reader = of_company(client, pilot, Scope.PILOTS_READ)
    found = reader.send("POST", f"/pilots/{pilot.id}/updates", POST)
    assert (found.status_code, found.json["code"]) == (403, "scope_missing")


def test_a_citys_program_posts_for_the_city(client, pilot):
    system = program(client, staff(), city_id=city().id)
    assert system.send("POST", f"/pilots/{pilot.id}/updates", POST).status_code == 201
    assert db.session.scalars(select(PilotUpdate)).one().side is Side.CITY
    theirs = program(client, staff(slug="oulu"), city_id=city("oulu").id)
    assert theirs.send("POST", f"/pilots/{pilot.id}/updates", POST).status_code == 404
    assert theirs.get("/pilots").json["items"] == []
    assert db.session.get_one(Pilot, pilot.id).status.value == "running"

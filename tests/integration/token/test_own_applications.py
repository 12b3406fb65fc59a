"""A company's program applies, answers offers and lets go, as its people do on the pages."""

import pytest
from sqlalchemy import select

from app.database import db
from app.policies.scope import Scope
from app.services import application as service
from app.services.application_draft import start_draft
from models.application import (
    ApplicantForm,
    Application,
    ApplicationPart,
    PartStatus,
    TermsAcceptance,
)
from models.booking import Booking
from models.organisation import Membership
from models.pilot import Pilot
from tests.factories.account import acting, member, organisation, person, staff
from tests.factories.application import applicant, day, give, offered, sent
from tests.factories.city import city
from tests.factories.testbed import testbed
from tests.factories.token import program
from views.terms import CURRENT

ANSWERS = {
    "title": "Lamput", "summary": "Valoa", "novelty": "Uutta", "stage": "prototype",
    "users": "Kulkijat", "goals": "Sähköä", "measured": "kWh", "personal_data": False,
    "contact_name": "Aino", "contact_email": "aino@esimerkki.example", "themes": ["lighting"],
}  # fmt: skip
SENDING = {"terms_version": CURRENT, "name": "Aino Esimerkki"}


@pytest.fixture
def company(session):
    return organisation()


@pytest.fixture
def user(company):
    return member(company)


@pytest.fixture
def robot(client, company, user):
    return program(client, user, organisation_id=company.id)


def drafted(robot, place):
    made = robot.send("POST", "/applications", {"testbeds": [place.id], "language": "sv"})
    assert made.status_code == 201, made.json
    return made


def whole(robot, place):
    made = drafted(robot, place)
    where = made.headers["Location"].removeprefix("/api/v1/own")
    filled = robot.send("PATCH", where, ANSWERS, seen=made.headers["ETag"])
    assert filled.status_code == 200, filled.json
    (one,) = filled.json["parts"]
    wish = {"earliest": day(20).isoformat(), "days": 5}
    wished = robot.send("PUT", f"{where}/parts/{one['id']}/wish", wish, seen=f'"v{one["version"]}"')
    assert wished.status_code == 200, wished.json
    return where


def test_a_program_applies_from_the_first_line_to_the_last(robot, company):
    where = whole(robot, testbed())
    ready = robot.get(where)
    assert ready.json["missing"] == []
    assert ready.json["applicant_name"] == company.name
    done = robot.send("POST", f"{where}/send", SENDING, seen=ready.headers["ETag"])
    assert done.status_code == 200, done.json
    assert done.json["state"] == "submitted"
    kept = db.session.scalars(select(TermsAcceptance)).one()
    assert (kept.name, kept.terms_version) == ("Aino Esimerkki", CURRENT)
    assert db.session.scalars(select(Application)).one().organisation_id == company.id


def test_a_draft_says_what_is_missing_and_is_not_sent_without(robot):
    made = drafted(robot, testbed())
    where = made.headers["Location"].removeprefix("/api/v1/own")
    assert "title" in {one["field"] for one in made.json["missing"]}
    found = robot.send("POST", f"{where}/send", SENDING, seen=made.headers["ETag"])
    assert (found.status_code, found.json["code"]) == (400, "incomplete")
    assert "/title" in {one["pointer"] for one in found.json["errors"]}


def test_other_terms_than_those_in_force_are_not_accepted(robot):
    where = whole(robot, testbed())
    said = {**SENDING, "terms_version": "2020-1"}
    found = robot.send("POST", f"{where}/send", said, seen="*")
    assert found.status_code == 400
    assert found.json["errors"][0]["pointer"] == "/terms_version"


def test_a_draft_changed_meanwhile_is_not_written_over(robot):
    made = drafted(robot, testbed())
    where = made.headers["Location"].removeprefix("/api/v1/own")
    robot.send("PATCH", where, {"title": "A"}, seen=made.headers["ETag"])
    late = robot.send("PATCH", where, {"title": "B"}, seen=made.headers["ETag"])
    assert late.status_code == 412
    assert robot.send("PATCH", where, {"title": "B"}).status_code == 428
    assert robot.get(where).json["title"] == "A"


def test_a_draft_is_thrown_away(robot):
    made = drafted(robot, testbed())
    where = made.headers["Location"].removeprefix("/api/v1/own")
    assert robot.send("DELETE", where, seen=made.headers["ETag"]).status_code == 200
    assert robot.get(where).status_code == 404


def test_it_writes_to_the_city_and_reads_the_answer_but_no_notes(robot):
    where = whole(robot, testbed())
    robot.send("POST", f"{where}/send", SENDING, seen="*")
    wrote = robot.send("POST", f"{where}/messages", {"text": "Hei"})
    assert (wrote.status_code, wrote.json["from_city"]) == (201, False)
    ident = int(where.rpartition("/")[2])
    clerk = acting(staff())
    service.post_message(clerk, ident, "Terve")
    service.post_message(clerk, ident, "Salaa", internal=True)
    said = robot.get(f"{where}/messages").json["items"]
    assert [(one["text"], one["from_city"]) for one in said] == [("Hei", False), ("Terve", True)]


def test_it_withdraws(robot):
    where = whole(robot, testbed())
    robot.send("POST", f"{where}/send", SENDING, seen="*")
    done = robot.send("POST", f"{where}/withdraw", {"reason": "Muutimme mielemme"})
    assert done.json["state"] == "withdrawn"
    again = robot.send("POST", f"{where}/withdraw", {})
    assert again.status_code == 409


def offer_to(robot, place):
    where = whole(robot, place)
    robot.send("POST", f"{where}/send", SENDING, seen="*")
    give(db.session.scalars(select(ApplicationPart)).one())
    (found,) = robot.get("/bookings").json["items"]
    return found


def test_it_reads_an_offer_and_takes_it_by_the_agreement_it_has_read(robot):
    found = offer_to(robot, testbed())
    assert found["status"] == "held"
    shown = robot.get(f"/bookings/{found['id']}/offer").json
    said = {**SENDING, "agreement_sha256": shown["agreement_sha256"]}
    other = robot.send("POST", f"/bookings/{found['id']}/accept",
                       {**said, "agreement_sha256": "0" * 64})  # fmt: skip
    assert (other.status_code, other.json["code"]) == (409, "agreement_changed")
    done = robot.send("POST", f"/bookings/{found['id']}/accept", said)
    assert (done.status_code, done.json["status"]) == (200, "confirmed")
    pilot = db.session.scalars(select(Pilot)).one()
    assert done.json["pilot"] == pilot.id
    cancelled = robot.send("POST", f"/bookings/{found['id']}/cancel", {})
    assert cancelled.json["status"] == "cancelled"


def test_it_declines(robot):
    found = offer_to(robot, testbed())
    done = robot.send("POST", f"/bookings/{found['id']}/decline", {"reason": "Ei sovi"})
    assert done.json["status"] == "cancelled"
    assert db.session.scalars(select(ApplicationPart)).one().status is PartStatus.DECLINED


def test_without_the_scope_nothing_is_answered(client, company, user, robot):
    found = offer_to(robot, testbed())
    reader = program(client, user, Scope.BOOKINGS_READ, organisation_id=company.id)
    assert reader.get(f"/bookings/{found['id']}").status_code == 200
    refused = reader.send("POST", f"/bookings/{found['id']}/decline", {})
    assert (refused.status_code, refused.json["code"]) == (403, "scope_missing")


def test_a_city_moves_and_cancels_what_it_booked_and_others_do_not(client, session):
    place = testbed()
    made = offered(place)
    booking = db.session.scalars(select(Booking)).one()
    theirs = program(client, staff(slug="oulu"), city_id=city("oulu").id)
    ours = program(client, staff(), city_id=city().id)
    said = {"start": day(30).isoformat(), "end": day(39).isoformat(), "reason": "Juhlat"}
    assert theirs.get(f"/bookings/{booking.id}").status_code == 404
    assert theirs.send("POST", f"/bookings/{booking.id}/move", said, seen="*").status_code == 404
    bare = ours.send("POST", f"/bookings/{booking.id}/move", said)
    assert bare.status_code == 428
    done = ours.send("POST", f"/bookings/{booking.id}/move", said, seen="*")
    assert (done.status_code, done.json["start"]) == (200, day(30).isoformat())
    unsaid = ours.send("POST", f"/bookings/{booking.id}/cancel", {})
    assert unsaid.status_code == 400
    over = ours.send("POST", f"/bookings/{booking.id}/cancel", {"reason": "Remontti"})
    assert over.json["status"] == "cancelled"
    assert made.id == over.json["part"]


def test_staff_who_applied_do_not_move_their_own_booking_by_a_token(client, session):
    """A token of the city leaves its person's own applications out; the conflict stays."""
    user = staff()
    made = sent(testbed(), author=user)
    give(made.parts[0])
    booking = db.session.scalars(select(Booking)).one()
    said = {"start": day(30).isoformat(), "end": day(39).isoformat(), "reason": "Minulle"}
    mine = program(client, user, city_id=city().id)
    found = mine.send("POST", f"/bookings/{booking.id}/move", said, seen="*")
    assert (found.status_code, found.json["code"]) == (403, "own_application")


def test_a_token_reaches_only_what_it_acts_for(client, company, user):
    own_id = start_draft(acting(user), [testbed().id], ApplicantForm.PERSON)
    theirs = sent(testbed(), author=user)
    theirs.organisation_id = company.id
    db.session.commit()
    alone = program(client, user)
    working = program(client, user, organisation_id=company.id)
    assert [one["id"] for one in alone.get("/applications").json["items"]] == [own_id]
    assert [one["id"] for one in working.get("/applications").json["items"]] == [theirs.id]
    assert alone.get(f"/applications/{theirs.id}").status_code == 404
    assert working.get(f"/applications/{own_id}").status_code == 404
    assert alone.get(f"/applications/{theirs.id}/messages").status_code == 404


def test_another_company_is_told_nothing(client, robot):
    where = whole(robot, testbed())
    other = organisation("Toinen Oy")
    stranger = program(client, member(other), organisation_id=other.id)
    assert stranger.get(where).status_code == 404
    assert stranger.send("PATCH", where, {"title": "X"}, seen="*").status_code == 404
    assert stranger.send("POST", f"{where}/withdraw", {}).status_code == 404
    assert stranger.get("/applications").json["items"] == []


def test_a_residents_program_applies_for_the_resident(client, session):
    user = person()
    made = drafted(program(client, user), testbed())
    assert made.json["applicant"] == "person"


def test_the_wish_is_changed_after_sending_as_on_the_pages(robot):
    where = whole(robot, testbed())
    sent_now = robot.send("POST", f"{where}/send", SENDING, seen="*").json
    (one,) = sent_now["parts"]
    wish = {"earliest": day(40).isoformat(), "days": 3}
    path = f"{where}/parts/{one['id']}/wish"
    done = robot.send("PUT", path, wish, seen=f'"v{one["version"]}"')
    assert (done.status_code, done.json["earliest"]) == (200, day(40).isoformat())
    late = robot.send("PUT", path, wish | {"days": 4}, seen=f'"v{one["version"]}"')
    assert late.status_code == 412


def test_membership_is_needed_at_the_moment_of_the_request(client, company, user, robot):
    where = whole(robot, testbed())
    db.session.delete(db.session.scalars(select(Membership)).one())
    db.session.commit()
    assert robot.get(where).status_code == 401
    assert applicant(db.session.scalars(select(Application)).one()).user_id == user.id

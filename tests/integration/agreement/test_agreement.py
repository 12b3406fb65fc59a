"""Agreements: what is signed, by whom, and what cannot be undone."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from app.database import db
from app.policies.actor import SYSTEM
from app.queries.agreement import live_of, versions_of
from app.services import agreement, application, booking, decision, offer, pilot, pilot_change
from models.agreement import Agreement, SignedHow
from models.agreement_text import reading_of, sha256_of
from models.application import PartStatus
from models.errors import ConflictError, DomainError, FieldError
from models.pilot import Pilot
from models.testbed_kind import Approval, Money
from tests.factories.account import acting, host, member
from tests.factories.application import (
    TERMS,
    accept,
    agreed,
    applicant,
    booked,
    booking_of,
    city_signs,
    coordinator,
    day,
    days_later,
    give,
    offered,
    part,
    pilot_part,
    seen_by,
)
from tests.factories.hostile import CODE
from tests.factories.mail import templates
from tests.factories.pilot_step import WORDS, runner, settle
from tests.factories.testbed import testbed


def taken(*places, **values):
    """Return the part and the agreement of an offer that was just accepted."""
    made = pilot_part(booked(*places, **values))
    return made, live_of(made.id)


def test_accepting_signs_exactly_the_text_that_was_read(session):
    made = offered(testbed())
    seen = seen_by(made)
    accept(made)
    kept = live_of(made.id)
    assert (kept.body_sha256, sha256_of(kept.body)) == (seen, seen)
    assert kept.applicant_signed_name == TERMS.name
    assert kept.applicant_signed_how is SignedHow.BY_NAME
    assert kept.city_signed_at is None
    assert made.status is PartStatus.ACCEPTED
    assert {"offer/accepted", "offer/accepted_city"} <= set(templates())
    assert "agreement/signed" not in templates()


def test_a_text_that_changed_since_it_was_read_is_not_signed(session):
    made = offered(testbed())
    seen = seen_by(made)
    booking.move_booking(coordinator(made), booking_of(made).id, day(20), day(24), "Roadworks")
    with pytest.raises(ConflictError) as refused:
        offer.accept(applicant(made.application), made.id, TERMS, seen)
    assert refused.value.code == "agreement_changed"
    assert made.status is PartStatus.OFFERED
    assert live_of(made.id) is None
    accept(made)
    assert live_of(made.id).facts["start"] == day(20).isoformat()


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_text_tells_the_facts_in_the_language_of_the_application(session, language):
    place = testbed(money=Money.PAID, address="Testikatu 1", operator="Street office")
    made = offered(place, price_eur=12_500, title="Bench " + CODE, minors=True)
    made.application.language = language
    session.commit()
    accept(made)
    kept = live_of(made.id)
    body = kept.body
    assert kept.language == language
    assert len(reading_of(body).sections) == 12
    for words in ("Testikatu 1", "Street office", CODE, str(day(10).year)):
        assert words in body
    assert {"fi": "12\xa0500\xa0€", "sv": "12\xa0500\xa0€", "en": "€12,500"}[language] in body
    assert "{" not in body.replace(CODE, "")
    assert "?" not in body.replace(CODE, "")


def test_nothing_a_person_typed_begins_a_line_or_a_heading(session):
    _made, kept = taken(summary="x\n## 99. Trap\n- trap\u2028## 98\u202e end", price_eur=900)
    assert "## 99. Trap" in kept.body
    assert not any("Trap" in one.heading for one in reading_of(kept.body).sections)
    assert "\u202e" not in kept.body
    assert "Neither side pays" in kept.body, "the place pays nothing whatever price was written"


def test_the_city_signs_the_same_text_and_the_part_is_agreed(session):
    made, kept = taken()
    agreement.sign(coordinator(made), kept.id, kept.body_sha256, " Kaisa ")
    session.refresh(made)
    session.refresh(kept)
    assert made.status is PartStatus.AGREED
    assert (kept.city_signed_name, kept.city_signed_how) == ("Kaisa", SignedHow.BY_NAME)
    assert {"agreement/signed", "agreement/signed_city"} <= set(templates())
    with pytest.raises(ConflictError) as refused:
        agreement.sign(coordinator(made), kept.id, kept.body_sha256, "Kaisa")
    assert refused.value.code == "already_signed"


@pytest.mark.parametrize(
    ("seen", "name", "error", "code"),
    [
        (None, "  ", FieldError, "signature_needed"),
        ("0" * 64, "Kaisa", ConflictError, "agreement_changed"),
    ],
)
def test_the_city_does_not_sign_without_a_name_or_another_text(session, seen, name, error, code):
    made, kept = taken()
    with pytest.raises(error) as refused:
        agreement.sign(coordinator(made), kept.id, seen or kept.body_sha256, name)
    assert refused.value.code == code
    assert made.status is PartStatus.ACCEPTED


def test_a_low_risk_place_has_signed_once_for_all(session):
    made = part(testbed(approval=Approval.AUTOMATIC))
    accept(made)
    kept = live_of(made.id)
    assert made.status is PartStatus.AGREED
    assert kept.city_signed_how is SignedHow.STANDING
    assert kept.city_signed_by_id is None
    assert kept.city_signed_name == "Helsinki"
    assert "agreement/signed" in templates()


def test_a_standing_decision_does_not_reach_what_people_decided(session):
    place = testbed(approval=Approval.HOST)
    made = offered(place, minors=True)
    place.approval = Approval.AUTOMATIC
    session.commit()
    accept(made)
    assert made.status is PartStatus.ACCEPTED
    assert live_of(made.id).city_signed_at is None


@pytest.mark.parametrize(
    "change",
    [
        "body = 'x'", "body_sha256 = 'x'", "facts = '{}'", "language = 'xx'",
        "template_version = 'x'", "applicant_signed_name = 'x'", "applicant_signed_at = NULL",
        "applicant_signed_how = NULL", "applicant_signed_by_id = NULL", "city_signed_name = 'x'",
    ],
)  # fmt: skip
def test_what_was_signed_cannot_be_changed(session, change):
    agreed()
    with pytest.raises(DBAPIError, match="kept as it is"), session.begin_nested():
        session.execute(text("UPDATE agreement SET " + change))  # noqa: S608 - written above


def test_an_agreement_cannot_be_deleted_and_one_alone_is_live(session):
    made, kept = taken()
    with pytest.raises(DBAPIError, match="kept as it is"), session.begin_nested():
        session.execute(text("DELETE FROM agreement"))
    twin = Agreement(
        part_id=made.id, template_version="x", language="fi", facts={}, body="x",
        body_sha256="x", created_at=kept.created_at,
    )  # fmt: skip
    with pytest.raises(IntegrityError), session.begin_nested():
        session.add(twin)


@pytest.mark.parametrize("is_signed", [False, True])
def test_an_agreement_ends_with_its_booking_and_a_new_offer_gets_a_new_one(session, is_signed):
    made, kept = taken()
    if is_signed:
        city_signs(booking_pilot(made))
    application.withdraw(applicant(made.application), made.id)
    session.refresh(kept)
    assert made.status is PartStatus.CANCELLED_BY_APPLICANT
    assert kept.ended_at is not None
    assert live_of(made.id) is None


def booking_pilot(made):
    return db.session.query(Pilot).filter_by(booking_id=booking_of(made).id).one()


def test_a_part_offered_again_after_it_lapsed_is_agreed_on_anew(session):
    made, kept = taken()
    decision.cancel_by_city(coordinator(made), made.id, "Roadworks")
    made.status = PartStatus.WITHDRAWN
    session.commit()
    decision.reopen(coordinator(made), made.id)
    give(made, 30)
    accept(made)
    assert [one.id for one in versions_of(made.id)] == [live_of(made.id).id, kept.id]


def test_a_move_by_the_city_is_its_signature_and_the_applicant_confirms(session):
    made = pilot_part(agreed())
    before = live_of(made.id)
    chief = coordinator(made)
    booking.move_booking(chief, booking_of(made).id, day(20), day(26), "Roadworks")
    after = live_of(made.id)
    session.refresh(before)
    assert before.superseded_by_id == after.id
    assert (after.facts["start"], after.facts["end"]) == (
        day(20).isoformat(), day(26).isoformat(),
    )  # fmt: skip
    assert after.city_signed_by_id == chief.user_id
    assert (after.city_signed_how, after.applicant_signed_at) == (SignedHow.MOVE, None)
    assert "agreement/renewed" in templates()
    with pytest.raises(ConflictError):
        agreement.sign(applicant(made.application), before.id, before.body_sha256, "Aino")
    agreement.sign(applicant(made.application), after.id, after.body_sha256, "Aino")
    session.refresh(after)
    assert after.is_signed
    assert made.status is PartStatus.AGREED


def test_a_move_that_both_sides_approved_is_signed_by_both(session):
    pilot = agreed()
    made = pilot_part(pilot)
    me, chief = applicant(made.application), coordinator(made)
    asked = pilot_change.ask(me, pilot.id, day(20), day(26), "The parts come late")
    pilot_change.approve(chief, pilot.id, asked)
    after = live_of(made.id)
    assert after.is_signed
    assert (after.applicant_signed_by_id, after.city_signed_by_id) == (me.user_id, chief.user_id)
    assert {after.applicant_signed_how, after.city_signed_how} == {SignedHow.MOVE}
    assert "agreement/renewed" not in templates()


def test_only_the_days_are_other_after_a_move(session):
    place = testbed(address="Testikatu 1")
    made = pilot_part(agreed(place))
    before = live_of(made.id)
    place.address = "Another street 2"
    session.commit()
    booking.move_booking(coordinator(made), booking_of(made).id, day(20), day(29), "Roadworks")
    old, new = before.body.splitlines(), live_of(made.id).body.splitlines()
    assert sum(one != two for one, two in zip(old, new, strict=True)) == 2


def test_a_host_who_may_not_sign_for_the_city_does_not_sign_by_moving(session):
    place = testbed(approval=Approval.HOST_CITY)
    made = pilot_part(agreed(place))
    at_place = acting(host(place))
    booking.move_booking(at_place, booking_of(made).id, day(20), day(26), "Roadworks")
    assert live_of(made.id).city_signed_at is None
    assert "agreement/renewed_city" in templates()


def test_a_pilot_is_not_ready_before_both_have_signed(session):
    made = booked(testbed(), start=0)
    settle(made)
    pilot.edit_public(runner(made), made.id, made.version, WORDS)
    with pytest.raises(DomainError) as refused:
        pilot.make_ready(runner(made), made.id)
    assert [gap.field for gap in refused.value.facts["gaps"]] == ["agreement"]
    city_signs(made)
    pilot.make_ready(runner(made), made.id)
    assert made.status == "ready"


def test_a_city_that_has_not_signed_in_a_week_is_reminded_once(session):
    taken()
    assert agreement.remind_all() == 0
    with days_later(8):
        agreement.remind_all()
        agreement.remind_all()
    with days_later(9):
        agreement.remind_all()
    mailbox = [one for one in templates() if one == "agreement/remind_city"]
    assert len(mailbox) == 1
    with days_later(60):
        assert agreement.remind_all() == 0


def test_nobody_is_reminded_of_what_is_signed_or_over(session):
    agreed()
    made, _kept = taken()
    application.withdraw(applicant(made.application), made.id)
    with days_later(8):
        assert agreement.remind_all() == 0


def test_who_applied_and_works_for_the_city_signs_for_one_side_only(session):
    author = member()
    made, kept = taken(author=author)
    assert not agreement.may_sign(acting(author), kept)
    assert agreement.may_sign(coordinator(made), kept)
    assert not agreement.may_sign(SYSTEM, kept)

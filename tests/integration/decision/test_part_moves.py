"""Every move of a part through the service that makes it, from every state, legal or not."""

import pytest

from app.policies.actor import SYSTEM
from app.queries.agreement import live_of
from app.services import agreement, application, decision, offer
from app.services.decision import OfferTerms
from app.services.step import step
from models.application import BOOKED, PART_WORKFLOW, PartAction, PartStatus
from models.audit import AuditLine
from models.errors import ConflictError, NotFoundError
from tests.factories.application import (
    accept,
    agreed,
    applicant,
    booked,
    booking_of,
    coordinator,
    day,
    draft,
    in_state,
    offered,
    part,
)
from tests.factories.testbed import testbed

FAR = OfferTerms(day(100), day(104))


def sign_for_city(actor, made):
    found = live_of(made.id)
    return agreement.sign(actor, found.id if found else 0, found.body_sha256 if found else "", "K")


BY_CITY = {
    PartAction.TAKE_UP: lambda a, p: decision.take_up(a, p.id),
    PartAction.ASK: lambda a, p: decision.ask(a, p.id, "How tall is it?"),
    PartAction.SHORTLIST: lambda a, p: decision.shortlist(a, p.id),
    PartAction.WAITLIST: lambda a, p: decision.waitlist(a, p.id),
    PartAction.OFFER: lambda a, p: decision.offer(a, p.id, FAR),
    PartAction.REJECT: lambda a, p: decision.reject(a, p.id, "No power there"),
    PartAction.CANCEL_BY_CITY: lambda a, p: decision.cancel_by_city(a, p.id, "Roadworks"),
    PartAction.REOPEN: lambda a, p: decision.reopen(a, p.id),
    PartAction.SIGN: sign_for_city,
}
BY_APPLICANT = {
    PartAction.ANSWER: lambda a, p: application.answer(a, p.id, "Two metres"),
    PartAction.ACCEPT: lambda a, p: accept(p, a),
    PartAction.DECLINE_OFFER: lambda a, p: offer.decline(a, p.id),
    PartAction.WITHDRAW: lambda a, p: application.withdraw(a, p.id),
    PartAction.CANCEL_BY_APPLICANT: lambda a, p: application.withdraw(a, p.id),
}
SERVICES = BY_CITY | BY_APPLICANT
HOLDING = (PartStatus.OFFERED, *BOOKED)
# Changing the days agreed on is shortlisting again; leaving a booked place is another move.
ALSO_LEGAL = {
    (PartStatus.SHORTLISTED, PartAction.SHORTLIST): PartStatus.SHORTLISTED,
    (PartStatus.ACCEPTED, PartAction.WITHDRAW): PartStatus.CANCELLED_BY_APPLICANT,
    (PartStatus.AGREED, PartAction.WITHDRAW): PartStatus.CANCELLED_BY_APPLICANT,
}


def made_in(status, place):
    """Return a part in a state, with the booking that belongs to it."""
    if status is PartStatus.DRAFT:
        return draft(place).parts[0]
    if status is PartStatus.OFFERED:
        return offered(place)
    if status is PartStatus.ACCEPTED:
        return booked(place).application.parts[0]
    if status is PartStatus.AGREED:
        return agreed(place).application.parts[0]
    return in_state(part(place), status)


def leads_to(status, action):
    if action is PartAction.CANCEL_BY_APPLICANT and status not in BOOKED:
        action = PartAction.WITHDRAW  # one button for both
    return ALSO_LEGAL.get((status, action)) or PART_WORKFLOW.moves.get((status, action))


@pytest.mark.parametrize("status", list(PartStatus))
@pytest.mark.parametrize("action", list(SERVICES))
def test_a_service_makes_the_move_or_refuses_it(session, action, status):
    place = testbed(capacity=1)
    made = made_in(status, place)
    if action is PartAction.WAITLIST and status not in HOLDING:
        offered(place)  # nobody waits while there is room
    actor = coordinator(made) if action in BY_CITY else applicant(made.application)
    expected = leads_to(status, action)
    version = made.version

    if expected is None:
        with pytest.raises((ConflictError, NotFoundError)):
            SERVICES[action](actor, made)
        session.refresh(made)
        assert (made.status, made.version) == (status, version)
        return
    SERVICES[action](actor, made)
    session.refresh(made)
    assert made.status is expected
    assert made.version > version
    line = session.query(AuditLine).filter_by(thing="application_part", thing_id=made.id)
    assert line.filter_by(actor_id=actor.user_id).count() >= 1


def test_every_move_has_a_service_or_is_the_systems_own():
    by_hand = set(SERVICES) | {PartAction.SUBMIT}
    assert set(PartAction) - by_hand == {PartAction.EXPIRE, PartAction.RELEASE}


@pytest.mark.parametrize("status", [s for s in PartStatus if s is not PartStatus.OFFERED])
def test_only_an_offer_runs_out(session, status):
    made = made_in(status, testbed())
    with pytest.raises(ConflictError):
        step(SYSTEM, made, PartAction.EXPIRE)


def test_a_move_on_what_somebody_else_moved_meanwhile_is_refused(session):
    made = part(testbed())
    stale = made.version
    decision.take_up(coordinator(made), made.id)
    session.refresh(made)
    session.expunge(made)
    made.version, made.status = stale, PartStatus.SUBMITTED
    with pytest.raises(ConflictError) as refused:
        step(coordinator(made), made, PartAction.ASK)
    assert refused.value.code == "changed_meanwhile"


@pytest.mark.parametrize("status", HOLDING)
def test_days_are_taken_exactly_while_offered_or_accepted(session, status):
    made = made_in(status, testbed())
    assert booking_of(made).status in ("held", "confirmed")
    application.withdraw(applicant(made.application), made.id)
    assert booking_of(made).status == "cancelled"

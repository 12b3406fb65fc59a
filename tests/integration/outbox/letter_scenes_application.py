"""The use cases that send mail about applications, from the wish to the answer to an offer."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import time_machine

from app import clock
from app.database import db
from app.services import (
    application,
    application_change,
    application_wish,
    attachment,
    booking,
    decision,
    hold_reminder,
    lead,
    offer,
    place_request,
    place_request_answer,
)
from app.services.application_wish import Wish
from app.services.decision import OfferTerms
from models.application import Application, ApplicationPart, JointPolicy, PartStatus
from tests.factories import application as make
from tests.factories import place_request as requests
from tests.factories import testbed as places
from tests.factories.account import acting, staff
from tests.factories.application import applicant, coordinator, day
from tests.factories.city import city

Deed = Callable[[], Any]
PAPER = attachment.Paper("Plan", "pdf", "a" * 64, 1)


def _part(status: PartStatus, deed: Callable[[Any, Any], Any], *, by_city: bool = True) -> Deed:
    """Set the scene of a part in a state; its city's coordinator or its applicant acts."""
    made = make.part()
    if status is PartStatus.OFFERED:
        make.give(made)
    else:
        make.in_state(made, status)
    who = coordinator(made) if by_city else applicant(made.application)
    return lambda: deed(who, made)


def _sent() -> Deed:
    made = make.draft()
    who = applicant(made)
    return lambda: application.submit(who, made.id, made.version, make.TERMS)


def _sent_request() -> Deed:
    made = requests.drafted()
    who = applicant(made)
    return lambda: application.submit(who, made.id, made.version, make.TERMS)


def _request(deed: Callable[..., Any], *words: Any, by_city: bool = True) -> Deed:
    """Set the scene of a request that was sent; its city's coordinator or its author acts."""
    made = requests.requested()
    who = acting(staff()) if by_city else applicant(made.application)
    return lambda: deed(who, made.id, *words)


def _proposed() -> Deed:
    return _request(place_request_answer.propose, places.testbed().id)


def _other_days(actor: Any, made: ApplicationPart) -> int:
    wish = Wish(earliest=day(20), days=5)
    return application_change.change_wish(actor, made.id, made.version, wish)


def _accept() -> Deed:
    made = make.offered()
    who, seen = applicant(made.application), make.seen_by(made)
    return lambda: offer.accept(who, made.id, make.TERMS, seen)


def _gives_way() -> Deed:
    """Two places wished for instead of each other; the first was offered and is taken."""
    made = make.draft(places.testbed(), places.testbed("oulu"))
    who = applicant(made)
    for order, part in enumerate(made.parts, start=1):
        wish = Wish(earliest=day(10), days=10, preference=order, alternative=1)
        application_wish.set_wish(who, part.id, part.version, wish)
    application.submit(who, made.id, made.version, make.TERMS)
    first = made.parts[0]
    make.give(first)
    seen = make.seen_by(first)
    return lambda: offer.accept(who, first.id, make.TERMS, seen)


def _joint() -> Application:
    """Return an application to two cities that needs both; Helsinki leads."""
    return make.sent(places.testbed(), places.testbed("oulu"), joint_policy=JointPolicy.ALL)


def _all_ready() -> Deed:
    first, last = _joint().parts
    for part in (first, last):
        decision.take_up(coordinator(part), part.id)
    decision.shortlist(coordinator(first), first.id)
    who = coordinator(last)
    return lambda: decision.shortlist(who, last.id)


def _one_of_all_lost(*, accepted: bool = False) -> Deed:
    """Every place was offered, one of them perhaps accepted; then the last is declined."""
    made = make.all_offered(places.testbed(), places.testbed("oulu"))
    first, last = made.parts
    if accepted:
        make.accept(first)
    who = applicant(made)
    return lambda: offer.decline(who, last.id)


def _lead_taken() -> Deed:
    made, who = _joint(), acting(staff(slug="oulu"))
    return lambda: lead.take_lead(who, made.id, city("oulu").id)


def _waitlisted() -> Deed:
    place = places.testbed()
    make.offered(place)
    made = make.in_state(make.part(place), PartStatus.IN_REVIEW)
    who = coordinator(made)
    return lambda: decision.waitlist(who, made.id)


def _moved() -> Deed:
    made = make.offered()
    who, ident = coordinator(made), make.booking_of(made).id
    return lambda: booking.move_booking(who, ident, day(40), day(44), "Reason")


def _expired() -> Deed:
    made = make.offered()
    make.booking_of(made).hold_expires_at = clock.now() - dt.timedelta(hours=1)
    db.session.commit()
    return lambda: offer.expire_due(made.testbed_id)


def _last_day() -> Deed:
    made = make.offered()
    until = make.booking_of(made).hold_expires_at

    def remind() -> int:
        with time_machine.travel(until - dt.timedelta(hours=6), tick=False):
            return hold_reminder.remind_all()

    return remind


S = PartStatus
SCENES: dict[str, Callable[[], Deed]] = {
    "application/sent": _sent,
    "application/received_city": _sent,
    "application/answered_city": lambda: _part(
        S.NEEDS_INFO, lambda a, p: application.answer(a, p.id, "So"), by_city=False
    ),
    "application/changed_city": lambda: _part(S.IN_REVIEW, _other_days, by_city=False),
    "application/file_city": lambda: _part(
        S.IN_REVIEW,
        lambda a, p: attachment.add_to_application(a, p.application_id, PAPER),
        by_city=False,
    ),
    "application/given_way_city": _gives_way,
    "application/message": lambda: _part(
        S.IN_REVIEW, lambda a, p: application.post_message(a, p.application_id, "Hello")
    ),
    "application/message_city": lambda: _part(
        S.IN_REVIEW, lambda a, p: application.post_message(a, p.application_id, "Hello"),
        by_city=False,
    ),
    "application/withdrawn_city": lambda: _part(
        S.IN_REVIEW, lambda a, p: application.withdraw(a, p.id), by_city=False
    ),
    "booking/moved": _moved,
    "decision/question": lambda: _part(
        S.IN_REVIEW, lambda a, p: decision.ask(a, p.id, "How tall?")
    ),
    "decision/waitlisted": _waitlisted,
    "decision/rejected": lambda: _part(
        S.IN_REVIEW, lambda a, p: decision.reject(a, p.id, "No power")
    ),
    "decision/reopened": lambda: _part(S.REJECTED, lambda a, p: decision.reopen(a, p.id)),
    "decision/cancelled": lambda: _part(
        S.OFFERED, lambda a, p: decision.cancel_by_city(a, p.id, "Roadworks")
    ),
    "lead/ready": _all_ready,
    "lead/taken": _lead_taken,
    "offer/last_day": _last_day,
    "offer/made": lambda: _part(
        S.IN_REVIEW, lambda a, p: decision.offer(a, p.id, OfferTerms(day(30), day(34)))
    ),
    "offer/accepted": _accept,
    "offer/accepted_city": _accept,
    "offer/declined_city": lambda: _part(
        S.OFFERED, lambda a, p: offer.decline(a, p.id), by_city=False
    ),
    "offer/released": _one_of_all_lost,
    "offer/released_city": _one_of_all_lost,
    "offer/other_lost_city": lambda: _one_of_all_lost(accepted=True),
    "offer/expired": _expired,
    "offer/expired_city": _expired,
    "place_request/declined": lambda: _request(place_request_answer.decline, "No room"),
    "place_request/proposed": _proposed,
    "place_request/received_city": _sent_request,
    "place_request/sent": _sent_request,
    "place_request/withdrawn_city": lambda: _request(
        place_request.withdraw_request, by_city=False
    ),
}  # fmt: skip

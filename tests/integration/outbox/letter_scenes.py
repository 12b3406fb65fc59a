"""For each mail the use case that sends it: a scene is set, and what it returns is then done.

A new template in templates/mail needs a line in ``SCENES``; tests fail without it.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

from app import clock
from app.database import db
from app.policies.actor import SYSTEM
from app.services import (
    account,
    application,
    booking,
    decision,
    invitation,
    offer,
    pilot,
    staff_departure,
    staff_invitation,
    testbed,
    testbed_check,
)
from app.services import staff as staff_service
from app.services.decision import OfferTerms
from models.account import CityRole
from models.application import PartStatus
from models.base import Translated
from models.organisation import OrganisationRole
from models.staff import StaffRole
from models.testbed import TestbedAction
from tests.factories import application as make
from tests.factories import pilot_step
from tests.factories import testbed as places
from tests.factories.account import acting, member, organisation, person, staff
from tests.factories.application import applicant, coordinator, day
from tests.factories.city import city
from tests.factories.staff import give_role, give_testbed
from tests.factories.staff import invitation as staff_letter

Deed = Callable[[], Any]
REASON = Translated("Syy", "Skäl", "Reason")
LINK = staff_invitation.Link("/people/invitations/x", "c" * 64)
PASSWORD = account.NewPassword("hash", "u" * 32)


def _part(status: PartStatus, deed: Callable[[Any, Any], Any], *, by_city: bool = True) -> Deed:
    """Set the scene of a part in a state; its city's coordinator or its applicant acts."""
    made = make.part()
    if status is PartStatus.OFFERED:
        make.give(made)
    else:
        make.in_state(made, status)
    who = coordinator(made) if by_city else applicant(made.application)
    return lambda: deed(who, made)


def _pilot(before: Callable[[], Any], deed: Callable[..., Any], *words: Any) -> Deed:
    made = before()
    who = pilot_step.runner(made)
    return lambda: deed(who, made.id, *words)


def _sent() -> Deed:
    made = make.draft()
    who = applicant(made)
    return lambda: application.submit(who, made.id, made.version, make.TERMS)


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


def _closing(action: TestbedAction) -> Deed:
    made = make.part()
    who, place = coordinator(made), made.testbed
    return lambda: testbed.act(who, place.id, action, place.version, "Reason")


def _stale() -> Deed:
    old = clock.today() - dt.timedelta(days=900)
    one = places.testbed(checked_on=old)
    return lambda: testbed_check.remind(one.city_id)


def _welcome(*, known: bool) -> Deed:
    email = person().email if known else "uusi@koepaikka.example"
    new = account.NewAccount("Uusi", email, "fi", "hash", "u" * 32, "/a", "/b")
    return lambda: account.sign_up(SYSTEM, new)


def _reset(deed: Callable[..., Any], *, confirmed: bool = True) -> Deed:
    user = person(confirmed=confirmed)
    return lambda: deed(SYSTEM, user.id, "/x")


def _new_password() -> Deed:
    user = person()
    return lambda: account.reset_password(SYSTEM, user.id, user.fs_uniquifier, PASSWORD)


def _own_password() -> Deed:
    user = person()
    who = acting(user)
    return lambda: account.change_password(who, user.fs_uniquifier, PASSWORD)


def _invite_member() -> Deed:
    company = organisation()
    who = acting(member(company))
    new = invitation.NewInvitation(
        "uusi@koepaikka.example", OrganisationRole.MEMBER, "d" * 64, "/x", "fi"
    )
    return lambda: invitation.invite(who, company.id, new)


def _join() -> Deed:
    company, user = organisation(), person()
    new = invitation.NewInvitation(user.email, OrganisationRole.MEMBER, "d" * 64, "/x", "fi")
    made = invitation.invite(acting(member(company)), company.id, new)
    return lambda: invitation.accept(acting(user), made)


def _invite_staff() -> Deed:
    who, home = acting(staff()), city()
    new = staff_invitation.NewInvitation(
        "uusi@koepaikka.example", StaffRole.EDITOR, home.id, None, "fi", LINK
    )
    return lambda: staff_invitation.invite(who, new)


def _answer_staff(deed: Callable[..., Any]) -> Deed:
    user = person()
    made = staff_letter(user.email)
    who = acting(user)
    return lambda: deed(who, made.id)


def _grant() -> Deed:
    who, user = acting(staff()), person()
    return lambda: staff_service.grant(who, city().id, user.email, CityRole.EDITOR)


def _take_away(*, by_self: bool) -> Deed:
    who, user = staff(), person()
    given = give_role(user, CityRole.EDITOR)
    actor = acting(user if by_self else who)
    return lambda: staff_service.take_away(actor, given)


def _depart(*, by_self: bool) -> Deed:
    chief, user = staff(), person()
    give_role(user, CityRole.EDITOR)
    give_testbed(user, places.testbed())
    said = staff_departure.Leaving(city().id, user.id, None, chief.id)
    actor = acting(user if by_self else chief)
    return lambda: staff_departure.leave(actor, said)


S = PartStatus
SCENES: dict[str, Callable[[], Deed]] = {
    "account/welcome": lambda: _welcome(known=False),
    "account/welcome_existing": lambda: _welcome(known=True),
    "account/confirmation_instructions": lambda: _reset(
        account.ask_confirmation, confirmed=False
    ),
    "account/reset_instructions": lambda: _reset(account.ask_reset),
    "account/reset_notice": _new_password,
    "account/change_notice": _own_password,
    "application/sent": _sent,
    "application/received_city": _sent,
    "application/answered_city": lambda: _part(
        S.NEEDS_INFO, lambda a, p: application.answer(a, p.id, "So"), by_city=False
    ),
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
    "offer/made": lambda: _part(
        S.IN_REVIEW, lambda a, p: decision.offer(a, p.id, OfferTerms(day(30), day(34)))
    ),
    "offer/accepted": lambda: _part(
        S.OFFERED, lambda a, p: offer.accept(a, p.id, make.TERMS), by_city=False
    ),
    "offer/accepted_city": lambda: _part(
        S.OFFERED, lambda a, p: offer.accept(a, p.id, make.TERMS), by_city=False
    ),
    "offer/declined_city": lambda: _part(
        S.OFFERED, lambda a, p: offer.decline(a, p.id), by_city=False
    ),
    "offer/expired": _expired,
    "offer/expired_city": _expired,
    "organisation/invitation": _invite_member,
    "organisation/joined": _join,
    "pilot/ready": lambda: _pilot(pilot_step.complete, pilot.make_ready),
    "pilot/started": lambda: _pilot(pilot_step.ready, pilot.start),
    "pilot/paused": lambda: _pilot(pilot_step.running, pilot.pause, REASON),
    "pilot/resumed": lambda: _pilot(pilot_step.paused, pilot.resume),
    "pilot/ended": lambda: _pilot(pilot_step.running, pilot.end),
    "pilot/completed": lambda: _pilot(pilot_step.reported, pilot.complete),
    "pilot/stopped": lambda: _pilot(pilot_step.running, pilot.stop, REASON),
    "staff/invitation": _invite_staff,
    "staff/joined": lambda: _answer_staff(staff_invitation.accept),
    "staff/declined": lambda: _answer_staff(staff_invitation.decline),
    "staff/granted": _grant,
    "staff/taken_away": lambda: _take_away(by_self=False),
    "staff/laid_down": lambda: _take_away(by_self=True),
    "staff/departed": lambda: _depart(by_self=False),
    "staff/handed_over": lambda: _depart(by_self=False),
    "staff/left": lambda: _depart(by_self=True),
    "testbed/paused": lambda: _closing(TestbedAction.PAUSE),
    "testbed/retired": lambda: _closing(TestbedAction.RETIRE),
    "testbed/stale": _stale,
}  # fmt: skip

"""What waits for somebody at the city desk: how much of each kind, and the first of them.

Everything is narrowed to the viewer's cities and hosted testbeds, and by what the viewer may do
about it.  ``tallies`` is one statement whatever there is; the menu shows it on every page.
"""

import datetime as dt
import enum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select, true, union_all

from app import clock
from app.database import db
from app.policies.actor import Actor
from app.policies.subject import of_city
from app.policies.table import Action, may
from app.queries import challenge_desk, challenge_question, feedback_desk, harm_report
from app.queries.application_seen import unread_by_city
from app.queries.decision_queue import RUNNING
from app.queries.testbed_stale import stale as stale_by_city
from models.agreement import Agreement
from models.application import BOOKED, Application, ApplicationPart, PartStatus
from models.audit import AuditLine
from models.booking import Booking, BookingStatus
from models.challenge import Challenge
from models.feedback import Feedback
from models.pilot import Pilot, PilotStatus
from models.pilot_change import ChangeStatus, PilotChange
from models.pilot_incident import IncidentStatus, PilotIncident
from models.place_request import PlaceRequest, RequestStatus
from models.staff import StaffInvitation
from models.testbed import Testbed, TestbedStatus
from models.testbed_kind import Approval

SOON = dt.timedelta(days=14)
LAPSES = dt.timedelta(days=5)
COMING = (PilotStatus.PREPARING, PilotStatus.READY)
GOING = (PilotStatus.RUNNING, PilotStatus.PAUSED)

Conditions = list[ColumnElement[bool]]


class Waits(enum.StrEnum):
    """The kinds of things that wait, in the order in which the page tells of them."""

    ANSWER = "answer"  # an application whose clock is running
    ANSWERED = "answered"  # of those, one whose applicant has answered a question
    REQUEST = "request"  # a place that the city is asked to propose
    SIGN = "sign"  # an agreement that the applicant has signed
    LAPSING = "lapsing"  # an offer that nobody has accepted and that ends soon
    UNREAD = "unread"  # an application with messages not read
    PILOT = "pilot"  # one that starts or ends soon, or should have
    WISH = "wish"  # other days wished for, for those who may say yes
    HARM = "harm"  # a report that nobody has handled
    FEEDBACK = "feedback"  # a piece that somebody has to look at
    INCIDENT = "incident"  # one that nobody has closed
    CHALLENGE = "challenge"  # one that somebody has to approve
    CHALLENGE_QUESTION = "challenge_question"  # one that nobody has answered
    REPORT = "report"  # a pilot that has ended and has not told what came of it
    DRAFT = "draft"
    STALE = "stale"  # a testbed whose record nobody has checked for long
    INVITATION = "invitation"


# Others wait for these; the rest waits patiently and is not counted in the menu.
PRESSING = frozenset({
    Waits.ANSWER, Waits.REQUEST, Waits.SIGN, Waits.LAPSING, Waits.UNREAD, Waits.PILOT, Waits.WISH,
    Waits.INCIDENT, Waits.REPORT, Waits.HARM, Waits.FEEDBACK, Waits.CHALLENGE,
    Waits.CHALLENGE_QUESTION,
})  # fmt: skip

Tallies = dict[Waits, dict[int, int]]


def tallies(viewer: Actor) -> Tallies:
    """Return how much of each kind waits for the viewer, by city; what has none is left out.

    Administrators take part in no conversation: no message waits for them.
    """
    counted = [
        select(literal(kind.value).label("kind"), city_id, func.count())
        .where(*conditions)
        .group_by(city_id)
        for kind, city_id, conditions in _asked(viewer)
    ]
    if not viewer.is_admin:
        counted.append(unread_by_city(viewer, Waits.UNREAD.value))
    found: Tallies = {}
    for row in db.session.execute(union_all(*counted)):
        found.setdefault(Waits(row[0]), {})[row[1]] = row[2]
    return found


def _asked(viewer: Actor) -> list[tuple[Waits, Any, Conditions]]:
    """Return for each kind the column of its city, and what makes something wait."""
    return [
        (Waits.ANSWER, ApplicationPart.city_id, to_answer(viewer)),
        (Waits.ANSWERED, ApplicationPart.city_id, [*to_answer(viewer), has_answered()]),
        (Waits.REQUEST, PlaceRequest.city_id, place_request(viewer)),
        (Waits.SIGN, ApplicationPart.city_id, to_sign(viewer)),
        (Waits.LAPSING, Testbed.city_id, lapsing(viewer)),
        (Waits.PILOT, Pilot.city_id, pilot_soon(viewer)),
        (Waits.WISH, Pilot.city_id, wish(viewer)),
        (Waits.HARM, Pilot.city_id, harm_report.not_handled(viewer)),
        (Waits.FEEDBACK, Pilot.city_id, to_look_at(viewer)),
        (Waits.INCIDENT, Pilot.city_id, incident(viewer)),
        (Waits.CHALLENGE, Challenge.city_id, challenge_desk.waits_for_decision(viewer)),
        (
            Waits.CHALLENGE_QUESTION,
            Challenge.city_id,
            challenge_question.waits_for_answer(viewer),
        ),
        (Waits.REPORT, Pilot.city_id, report_due(viewer)),
        (Waits.DRAFT, Testbed.city_id, draft(viewer)),
        (Waits.STALE, Testbed.city_id, stale(viewer)),
        (Waits.INVITATION, StaffInvitation.city_id, invitation(viewer)),
    ]


def to_answer(viewer: Actor) -> Conditions:
    """Say that a part waits for the city's answer."""
    return [
        ApplicationPart.status.in_(RUNNING),
        ApplicationPart.application_id.in_(_sent()),
        _theirs(viewer, ApplicationPart.city_id, ApplicationPart.testbed_id),
    ]


def _sent() -> Select[Any]:
    return select(Application.id).where(Application.submitted_at.is_not(None))


def has_answered() -> ColumnElement[bool]:
    """Say that the applicant has answered a question about the part, and nobody took it up."""
    answered = select(AuditLine.thing_id).where(
        AuditLine.thing == "application_part",
        AuditLine.thing_id == ApplicationPart.id,
        AuditLine.action == "application_part:answer",
    )
    return and_(
        ApplicationPart.status == PartStatus.SUBMITTED,
        answered.correlate_except(AuditLine).exists(),
    )


def place_request(viewer: Actor) -> Conditions:
    """Say that the city is asked to propose a place, by people who read what it is asked."""
    return [
        PlaceRequest.status == RequestStatus.OPEN,
        PlaceRequest.application_id.in_(_sent()),
        _where_may(viewer, Action.REQUEST_READ, PlaceRequest),
    ]


def to_sign(viewer: Actor) -> Conditions:
    """Say that the applicant has signed an agreement, by people who may sign it for the city."""
    hosts_sign = select(Testbed.id).where(
        Testbed.id.in_(viewer.hosted_testbeds), Testbed.approval != Approval.HOST_CITY
    )
    return [
        Agreement.part_id == ApplicationPart.id,
        Agreement.ended_at.is_(None),
        Agreement.applicant_signed_at.is_not(None),
        Agreement.city_signed_at.is_(None),
        ApplicationPart.status.in_(BOOKED),
        or_(
            _where_may(viewer, Action.AGREEMENT_SIGN, ApplicationPart),
            ApplicationPart.testbed_id.in_(hosts_sign),
        ),
    ]


def lapsing(viewer: Actor) -> Conditions:
    """Say that a booking is held for an offer that ends soon."""
    return [
        Booking.testbed_id == Testbed.id,
        Booking.status == BookingStatus.HELD,
        Booking.part_id.is_not(None),
        Booking.hold_expires_at > clock.now(),
        Booking.hold_expires_at <= clock.now() + LAPSES,
        _theirs(viewer, Testbed.city_id, Testbed.id),
    ]


def pilot_soon(viewer: Actor) -> Conditions:
    """Say that a pilot starts or ends within two weeks, or should have."""
    until = clock.today() + SOON
    return [
        or_(
            and_(Pilot.status.in_(COMING), Pilot.start_day <= until),
            and_(Pilot.status.in_(GOING), Pilot.end_day <= until),
        ),
        _theirs(viewer, Pilot.city_id, Pilot.testbed_id),
    ]


def wish(viewer: Actor) -> Conditions:
    """Say that the applicant has asked for other days, of those who may move the booking."""
    cities = [one for one in viewer.cities if may(viewer, Action.BOOKING_MOVE, of_city(one))]
    return [
        PilotChange.pilot_id == Pilot.id,
        PilotChange.status == ChangeStatus.ASKED,
        true()
        if viewer.is_admin
        else or_(Pilot.city_id.in_(cities), Pilot.testbed_id.in_(viewer.hosted_testbeds)),
    ]


def incident(viewer: Actor) -> Conditions:
    """Say that an incident is open."""
    return [
        PilotIncident.pilot_id == Pilot.id,
        PilotIncident.status == IncidentStatus.OPEN,
        _theirs(viewer, Pilot.city_id, Pilot.testbed_id),
    ]


def to_look_at(viewer: Actor) -> Conditions:
    """Say that feedback waits for a look."""
    return [
        Feedback.pilot_id == Pilot.id,
        feedback_desk.waits(),
        feedback_desk.moderated(viewer),
    ]


def report_due(viewer: Actor) -> Conditions:
    """Say that a pilot has ended and not told what came of it."""
    return [
        Pilot.status == PilotStatus.REPORTING,
        _theirs(viewer, Pilot.city_id, Pilot.testbed_id),
    ]


def draft(viewer: Actor) -> Conditions:
    """Say that a testbed is being written, by people who may go on with it."""
    return [Testbed.status == TestbedStatus.DRAFT, _where_may(viewer, Action.TESTBED_EDIT, Testbed)]


def stale(viewer: Actor) -> Conditions:
    """Say that nobody has checked the record of a public testbed for as long as its city allows."""
    return [stale_by_city(), _where_may(viewer, Action.TESTBED_CHECK, Testbed)]


def invitation(viewer: Actor) -> Conditions:
    """Say that a colleague has not answered an invitation yet."""
    return [
        StaffInvitation.accepted_at.is_(None),
        _where_may(viewer, Action.CITY_STAFF, StaffInvitation),
    ]


def _theirs(viewer: Actor, city_id: Any, testbed_id: Any) -> ColumnElement[bool]:
    if viewer.is_admin:
        return true()
    return or_(city_id.in_(viewer.cities), testbed_id.in_(viewer.hosted_testbeds))


def _where_may(viewer: Actor, action: Action, thing: Any) -> ColumnElement[bool]:
    """Say that a thing is of a city in which the viewer's role allows the action."""
    if viewer.is_admin:
        return true()
    allowed = [one for one in viewer.cities if may(viewer, action, of_city(one))]
    return thing.city_id.in_(allowed)  # type: ignore[no-any-return]  # a column of any table


def rows_of(thing: Any, conditions: Conditions) -> Select[Any]:
    """Return the statement for the things themselves."""
    return select(thing).where(*conditions)

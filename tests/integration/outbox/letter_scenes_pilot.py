"""The use cases that send mail about agreements, pilots and their reports."""

from collections.abc import Callable
from typing import Any

from app.policies.actor import Actor
from app.services import (
    agreement,
    agreement_upgrade,
    booking,
    pilot,
    pilot_change,
    pilot_contact,
    pilot_incident,
    pilot_midterm,
    pilot_reminder,
    report,
)
from models.base import Translated
from models.pilot import Pilot
from models.report import Side
from models.testbed_kind import Approval
from tests.factories import application as make
from tests.factories import pilot_run, pilot_step
from tests.factories import testbed as places
from tests.factories.account import acting, host
from tests.factories.application import day, days_later

Deed = Callable[[], Any]
REASON = Translated("Syy", "Skäl", "Reason")


def _city(before: Callable[[], Pilot], deed: Callable[..., Any], *words: Any) -> Deed:
    """Set the scene of a pilot; a coordinator of its city acts."""
    made = before()
    who = pilot_step.runner(made)
    return lambda: deed(who, made.id, *words)


def _own(before: Callable[[], Pilot], deed: Callable[..., Any], *words: Any) -> Deed:
    """Set the scene of a pilot; its applicant acts."""
    made = before()
    who = pilot_run.applicant_of(made)
    return lambda: deed(who, made.id, *words)


def _reminded(before: Callable[[], Pilot], after: int) -> Deed:
    """Set the scene of a pilot that is reminded of that many days later."""
    made = before()
    ident = made.id

    def remind() -> int:
        with days_later(after):
            return pilot_reminder.remind(ident)

    return remind


def _planned() -> Pilot:
    return make.booked(start=30, days=5)


def _coming() -> Pilot:
    return pilot_step.complete(start=30, days=5)


def _long() -> Pilot:
    return pilot_step.running(days=60)


def _asked() -> Deed:
    made = pilot_step.running(days=10)
    who = pilot_run.applicant_of(made)
    return lambda: pilot_change.ask(who, made.id, made.start_day, day(14), "Snow")


def _answered(deed: Callable[..., Any], words: str) -> Deed:
    made = pilot_step.running(days=10)
    asked = pilot_run.wish(made, made.start_day, day(14)).id
    who = pilot_step.runner(made)
    return lambda: deed(who, made.id, asked, words)


def _incident() -> Deed:
    told = pilot_incident.Incident(day(0), "A lamp fell", is_harm=True)
    return _own(pilot_step.running, pilot_incident.report, told)


def _incident_closed() -> Deed:
    made = pilot_step.running()
    row, who = pilot_run.incident(made), pilot_step.runner(made)
    return lambda: pilot_incident.close(who, made.id, row.id, "Hung up again")


def _contact() -> Deed:
    made = pilot_step.running()
    helper, who = pilot_run.colleague(made).id, pilot_run.applicant_of(made)
    return lambda: pilot_contact.add(who, made.id, helper)


def _signed() -> Deed:
    made = make.pilot_part(make.booked())
    kept, who = agreement.live_of(made.id), make.coordinator(made)
    words = (kept.id, kept.body_sha256, "Kaisa")
    return lambda: agreement.sign(who, *words)


def _moved(approval: Approval, who: Callable[[Pilot], Actor]) -> Deed:
    """Set the scene of an agreement whose days somebody of the city or the place moves."""
    made = make.agreed(places.testbed(approval=approval))
    actor, ident = who(made), made.booking_id
    return lambda: booking.move_booking(actor, ident, day(20), day(26), "Roadworks")


def _not_signed() -> Deed:
    make.booked()

    def remind() -> int:
        with days_later(8):
            return agreement.remind_all()

    return remind


def _drawn_up_late() -> Deed:
    """Set the scene of days booked before there were agreements."""
    make.without_agreement(make.pilot_part(make.booked()))
    return agreement_upgrade.draw_up_missing


SCENES: dict[str, Callable[[], Deed]] = {
    "agreement/asked": _drawn_up_late,
    "agreement/asked_city": _drawn_up_late,
    "agreement/remind_city": _not_signed,
    "agreement/renewed": lambda: _moved(Approval.HOST, pilot_step.runner),
    "agreement/renewed_city": lambda: _moved(
        Approval.HOST_CITY, lambda made: acting(host(made.testbed))
    ),
    "agreement/signed": _signed,
    "agreement/signed_city": _signed,
    "pilot/change_approved": lambda: _answered(pilot_change.approve, "Gladly"),
    "pilot/change_approved_city": lambda: _answered(pilot_change.approve, "Gladly"),
    "pilot/change_asked": _asked,
    "pilot/change_declined": lambda: _answered(pilot_change.decline, "The square is needed"),
    "pilot/completed": lambda: _city(pilot_step.sent, report.approve, Side.CITY, 1),
    "pilot/contact_added": _contact,
    "pilot/ended": lambda: _city(pilot_step.running, pilot.end),
    "pilot/ends_soon": lambda: _reminded(pilot_step.running, 5),
    "pilot/ends_soon_city": lambda: _reminded(pilot_step.running, 5),
    "pilot/incident": _incident,
    "pilot/incident_closed": _incident_closed,
    "pilot/midterm_due": lambda: _reminded(_long, 25),
    "pilot/midterm_overdue": lambda: _reminded(_long, 31),
    "pilot/midterm_sent": lambda: _own(
        _long, pilot_midterm.send, 0, pilot_midterm.Answers("Well")
    ),
    "pilot/paused": lambda: _city(pilot_step.running, pilot.pause, REASON),
    "pilot/ready": lambda: _city(pilot_step.complete, pilot.make_ready),
    "pilot/report_overdue": lambda: _reminded(pilot_step.reporting, 35),
    "pilot/resumed": lambda: _city(pilot_step.paused, pilot.resume),
    "pilot/started": lambda: _city(pilot_step.ready, pilot.start),
    "pilot/starts_soon": lambda: _reminded(_coming, 25),
    "pilot/starts_soon_city": lambda: _reminded(_coming, 25),
    "pilot/stopped": lambda: _city(pilot_step.running, pilot.stop, REASON),
    "pilot/task_due": lambda: _reminded(_planned, 3),
    "pilot/task_overdue": lambda: _reminded(_planned, 10),
    "report/returned": lambda: _city(
        pilot_step.sent, report.send_back, Side.CITY, 1, "Which lamps?"
    ),
    "report/sent": lambda: _own(pilot_step.reported, report.send),
}  # fmt: skip

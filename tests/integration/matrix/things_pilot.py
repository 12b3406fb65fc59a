"""A booking, a pilot, its report, a wish for other days and an incident, in each state."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from app import clock
from app.policies.actor import SYSTEM, VISITOR
from app.queries.report import report_of
from app.services import pilot as pilots
from app.services import (
    pilot_change,
    pilot_change_lapse,
    pilot_incident,
    volunteer_consent,
    volunteer_desk,
    volunteer_guardian,
    volunteer_place,
)
from app.services import report as reports
from models.account import User
from models.base import Translated
from models.panel import Panel, PanelStatus
from models.report import Side
from models.volunteer import Volunteer
from tests.factories import application as parts
from tests.factories import panel as panels
from tests.factories import pilot_run, pilot_step
from tests.factories.account import acting, host
from tests.integration.matrix.things_application import recuse_all

People = Mapping[str, User]
WISHED = 60, 64


def booking(session: Any, place: Any, people: People, state: str) -> dict[str, Any]:
    author = people["author"]
    if state in {"confirmed", "running", "completed"}:
        step = {"confirmed": parts.booked, "running": pilot_step.running,
                "completed": pilot_step.reporting}[state]  # fmt: skip
        return {"booking": step(place, author=author, start=0).booking.id, "from": 0}
    if state == "recused":
        confirmed = parts.booked(place, author=author, start=0)
        recuse_all(session, parts.pilot_part(confirmed).id, people)
        return {"booking": confirmed.booking.id, "from": 0}
    made = parts.offered(place, author=author, start=0)
    if state == "cancelled":
        parts.offer.decline(parts.applicant(made.application), made.id)
    elif state == "expired":
        parts.booking_of(made).hold_expires_at = clock.now()
        session.commit()
        parts.offer.expire_due(place.id)
    return {"booking": parts.booking_of(made).id, "from": 0}


def pilot(session: Any, place: Any, people: People, state: str) -> dict[str, Any]:
    before = {
        "preparing": pilot_step.complete, "cancelled": pilot_step.complete,
        "ready": pilot_step.ready, "running": pilot_step.running, "stopped": pilot_step.running,
        "paused": pilot_step.paused, "reporting": pilot_step.reported,
        "completed": pilot_step.sent, "recused": pilot_step.running,
    }  # fmt: skip
    made = before[state](place, author=people["author"])
    if state in {"stopped", "cancelled"}:
        pilots.stop(SYSTEM, made.id, Translated("Syy"))
    if state == "completed":
        _approve(made, people)
    if state == "recused":
        recuse_all(session, parts.pilot_part(made).id, people)
    return {"pilot": made.id}


def _approve(made: Any, people: People) -> None:
    reports.approve(acting(people["host"]), made.id, Side.PLACE, 1)
    reports.approve(pilot_step.runner(made), made.id, Side.CITY, 1)


def report(session: Any, place: Any, people: People, state: str) -> dict[str, Any]:
    """Return the report of a place with two hosts, sent by the author."""
    colleague = acting(host(place))
    step = pilot_step.reported if state == "writing" else pilot_step.sent
    made = step(place, author=people["author"])
    if state == "half_approved":
        reports.approve(colleague, made.id, Side.PLACE, 1)
    elif state == "approved":
        _approve(made, people)
    elif state == "returned":
        reports.send_back(pilot_step.runner(made), made.id, Side.CITY, 1, "More")
    elif state == "recused":
        recuse_all(session, parts.pilot_part(made).id, people)
    kept = report_of(made.id)
    return {"pilot": made.id, "version": made.version, "round": kept.round if kept else 0}


def change(session: Any, place: Any, people: People, state: str) -> dict[str, Any]:
    """Return the wish of a pilot in preparation."""
    made = parts.booked(place, author=people["author"])
    first, last = (parts.day(offset) for offset in WISHED)
    wish = pilot_run.wish(made, first, last)
    if state == "approved":
        pilot_change.approve(pilot_step.runner(made), made.id, wish.id)
    elif state == "declined":
        pilot_change.decline(pilot_step.runner(made), made.id, wish.id, "No")
    elif state == "withdrawn":
        pilot_change.withdraw(pilot_run.applicant_of(made), made.id, wish.id)
    elif state == "lapsed":
        wish.start_day = clock.today() - dt.timedelta(days=1)
        session.commit()
        pilot_change_lapse.lapse_all_due()
    elif state == "recused":
        recuse_all(session, parts.pilot_part(made).id, people)
    return {"pilot": made.id, "change": wish.id}


def incident(_session: Any, place: Any, people: People, state: str) -> dict[str, Any]:
    made = parts.booked(place, author=people["author"], start=0)
    told = pilot_run.incident(made)
    if state == "closed":
        pilot_incident.close(pilot_step.runner(made), made.id, told.id, "Mended")
    return {"pilot": made.id, "incident": told.id}


def panel(_session: Any, place: Any, people: People, state: str) -> dict[str, Any]:
    """Return the panel of a pilot that runs."""
    made = panels.draft(pilot_step.running(place, author=people["author"], days=5))
    panels.in_state(made, PanelStatus(state))
    return {"pilot": made.pilot_id}


def volunteer(session: Any, place: Any, people: People, state: str) -> dict[str, Any]:
    """Return somebody who has asked for the only place there is."""
    pilot = pilot_step.running(place, author=people["author"], days=5)
    minors = {"takes_minors": True, "least_age": 6} if state in {"guardian", "refused"} else {}
    made = panels.opened(pilot, cap=1, **minors)
    if state in {"waiting", "offered", "lapsed"}:
        first = panels.confirmed(made)
        one = panels.confirmed(made)
        if state != "waiting":
            volunteer_consent.withdraw(VISITOR, first.token)
        if state == "lapsed":
            session.refresh(one)
            one.offered_until = clock.now()
            session.commit()
            volunteer_place.lapse_all_due()
    elif state == "asked":
        one = panels.asked(made)
    elif state in {"guardian", "refused"}:
        one = _child(made, state)
    else:
        one = panels.confirmed(made)
        if state == "took_part":
            volunteer_desk.mark(pilot_run.applicant_of(made.pilot), made.pilot_id, one.id)
        elif state == "withdrawn":
            volunteer_consent.withdraw(VISITOR, one.token)
    return {"pilot": made.pilot_id, "volunteer": one.id}


def _child(panel: Panel, state: str) -> Volunteer:
    """Return a child whose guardian has been asked, or has refused."""
    one = panels.asked(
        panel, email="", guardian_email="huoltaja@koepaikka.example",
        birth_year=clock.today().year - 8,
    )  # fmt: skip
    if state == "refused":
        volunteer_guardian.refuse(VISITOR, one.guardian_token)
    return one

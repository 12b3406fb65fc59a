"""The timeline of an application in everyday words, and what comes next."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.queries.application_story import Event
from app.services.hold import last_day_of_hold
from models.application import Application, ApplicationPart, PartStatus
from models.booking import Booking
from models.place_request import RequestStatus
from views import language
from views.application_change import wish_words
from views.page import daterange

TITLES: dict[str, Any] = {
    "sent": _l("The application was sent"),
    "take_up": _l("The city began to read it"),
    "ask": _l("The city asked for more"),
    "answer": _l("The question was answered"),
    "shortlist": _l("The city put it on its short list"),
    "waitlist": _l("The days were full, so it waits for freed ones"),
    "offer": _l("The city offered days"),
    "accept": _l("The offered days were accepted"),
    "decline_offer": _l("The offered days were turned down"),
    "expire": _l("The time to answer the offer ran out"),
    "release": _l("The offer was let go, because another place of the application was lost"),
    "reject": _l("The city said no"),
    "cancel": _l("The city cancelled"),
    "withdraw": _l("The application to this place was withdrawn"),
    "cancel_by_applicant": _l("The booked days were given back"),
    "reopen": _l("The city took it up again"),
    "propose": _l("The city proposed this place"),
    "no_place": _l("The city had no place to propose"),
    "change_wish": _l("Other days were asked for"),
    "move": _l("The days were moved"),
    "file": _l("A file was added"),
}
KINDS = {"offer": "running", "accept": "running", "reject": "error", "cancel": "error"}
LATER = dt.date.max


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that happened, in words."""

    at: dt.datetime
    title: str
    place: str
    days: str
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Coming:
    """What is expected next: at which place, and by or from which day when that is known."""

    title: str
    place: str
    day: dt.date | None


def told(events: list[Event], *, several: bool) -> list[Told]:
    """Return events in words; each says where only when there are several places."""
    return [_told(event, several=several) for event in events if event.kind in TITLES]


def _told(event: Event, *, several: bool) -> Told:
    name = event.place.best(language.current())[0] if event.place is not None else ""
    days = daterange(event.start, event.end) if event.start and event.end else ""
    if event.wish:
        days = wish_words(event.wish)
    return Told(event.at, str(TITLES[event.kind]), name if several else "", days, event.text,
                KINDS.get(event.kind, ""))  # fmt: skip


def coming(
    application: Application,
    bookings: dict[int, Booking],
    answer_by: dict[int, dt.date | None],
    today: dt.date,
) -> list[Coming]:
    """Return what is expected next, the soonest first; what has no day comes last."""
    lang = language.current()
    steps = [
        (part, _next(part, bookings.get(part.id), answer_by.get(part.id), today))
        for part in application.parts
    ]
    found = [
        Coming(step[0], part.testbed.name.best(lang)[0], step[1])
        for part, step in steps
        if step is not None
    ]
    found += [
        Coming(_("The city proposes a place"), one.city.name.best(lang)[0], None)
        for one in application.requests
        if one.status is RequestStatus.OPEN
    ]
    return sorted(found, key=lambda one: one.day or LATER)


def _next(
    part: ApplicationPart, booking: Booking | None, answer_by: dt.date | None, today: dt.date
) -> tuple[str, dt.date | None] | None:
    """Return the next step of one place and its day, or None when nothing more is expected."""
    if part.status is PartStatus.NEEDS_INFO:
        return _("You answer the city’s question"), None
    if part.status is PartStatus.WAITLISTED:
        return _("Freed days are offered to you"), None
    if part.status is PartStatus.OFFERED and booking is not None and booking.hold_expires_at:
        return _("You answer the offer"), last_day_of_hold(part.testbed, booking.hold_expires_at)
    if part.status is PartStatus.ACCEPTED and booking is not None:
        begins = booking.start_day
        return (_("Your days begin"), begins) if begins > today else None
    if answer_by is not None:
        return _("The city answers"), answer_by
    return None

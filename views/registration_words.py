"""Sessions as the pages of registering tell them: title, when, where, how many places."""

import datetime as dt
import functools
from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.labels import label
from app.queries.registration import Place, mine_at, places
from app.services.registration_place import takes_people
from models.event import Event, EventSession, EventStatus
from models.registration import Registrant, RegistrationStatus
from views import language
from views.access import viewer
from views.event_words import span_words

PILLS = {
    RegistrationStatus.APPLIED: "warning",
    RegistrationStatus.WAITING: "soon",
    RegistrationStatus.OFFERED: "warning",
    RegistrationStatus.CONFIRMED: "running",
    RegistrationStatus.ATTENDED: "ended",
    RegistrationStatus.NO_SHOW: "neutral",
    RegistrationStatus.LAPSED: "neutral",
    RegistrationStatus.CANCELLED: "neutral",
}


@dataclass(frozen=True, slots=True)
class SessionShown:
    """One session in words: ``places`` says what is free, or what the reader has there.

    ``title`` is the words and their language; ``pill`` the kind of the state beside it.
    """

    id: int
    title: tuple[str, str]
    when: str
    room: str
    places: str
    pill: str
    is_open: bool
    is_full: bool
    is_mine: bool


def shown_sessions(event: Event, registrant: Registrant | None) -> list[SessionShown]:
    """Return the sessions of an event that are held, as one reader sees them."""
    return [_shown(place) for place in places(event.live_sessions, registrant)]


def registering(
    event: Event, session: EventSession | None = None
) -> tuple[list[SessionShown], Registrant | None] | None:
    """Return what the page of an event, or of one session, says of registering for it.

    Its sessions, and the viewer as a registrant; None where nobody registers.
    """
    if not event.registers or event.status is not EventStatus.PUBLISHED:
        return None
    mine = mine_at(viewer(), event)
    mine = mine if mine is not None and mine.confirmed_at is not None else None
    shown = shown_sessions(event, mine)
    return [one for one in shown if session is None or one.id == session.id], mine


def _shown(place: Place) -> SessionShown:
    session = place.session
    is_open = takes_people(session, clock.now())
    words, pill = place_words_of(place, is_open=is_open)
    return SessionShown(
        session.id, title_of(session), when_of(session), session.room, words, pill,
        is_open, place.is_full, place.mine is not None,
    )  # fmt: skip


def place_words_of(place: Place, *, is_open: bool) -> tuple[str, str]:
    """Return what is free at a session, or what the reader has there, and the kind of its pill.

    Whoever has a place is told so, not how many are left for others.
    """
    if place.mine is not None:
        return label(place.mine.status), PILLS[place.mine.status]
    if not is_open:
        return _("Registering has ended"), "ended"
    if place.free is None:
        return _("Room for everybody"), "open"
    if place.is_full:
        waiting = ngettext("%(num)s in the queue", "%(num)s in the queue", place.waiting)
        return (_("Full, %(waiting)s", waiting=waiting) if place.waiting else _("Full")), "warning"
    left = ngettext("%(num)s place left", "%(num)s places left", place.free)
    return left, "open"


def when_of(session: EventSession) -> str:
    """Return when a session is, as its event tells it; a programme has many at the same times."""
    event = session.event
    return _when(
        session.starts_at, session.ends_at, event.city.time_zone, language.current(),
        clock.today().year, online=event.is_online,
    )  # fmt: skip


@functools.lru_cache(maxsize=2048)
def _when(
    start: dt.datetime, end: dt.datetime, zone: str, _lang: str, _year: int, *, online: bool
) -> str:
    """Return the words of a time; they are the same in one language all through a year."""
    return span_words(start, end, zone, online=online)


def title_of(session: EventSession) -> tuple[str, str]:
    """Return what a session is called, or its event where it has no name of its own."""
    words = session.title or session.event.title
    return words.best(language.current())


def to_choose(shown: Iterable[SessionShown]) -> list[tuple[str, str, dict[str, str]]]:
    """Return the choices of the sessions that somebody can still register for."""
    return [
        (str(one.id), one.title[0], {"data-hint": _hint(one)})
        for one in shown
        if one.is_open and not one.is_mine
    ]


def _hint(one: SessionShown) -> str:
    return " · ".join(part for part in (one.when, one.room, one.places) if part)

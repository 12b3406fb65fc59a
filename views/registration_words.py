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
from app.services.registration_place import is_open
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
    """Return the sessions of an event that are held, as one reader sees them.

    Whoever has a place is told so, not how many are left for others.
    """
    now, told = clock.now(), functools.cache(_free_words)

    def shown(place: Place) -> SessionShown:
        is_open_now = is_open(event, place.starts_at, now)
        words, pill = (
            (label(place.mine.status), PILLS[place.mine.status])
            if place.mine is not None
            else told(place.free, place.waiting, is_open=is_open_now)
        )
        return SessionShown(
            place.id, (place.title or event.title).best(lang),
            when_of(event, place.starts_at, place.ends_at), place.room, words, pill,
            is_open_now, place.is_full, place.mine is not None,
        )  # fmt: skip

    lang = language.current()
    return [shown(place) for place in places(event, registrant)]


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


def _free_words(free: int | None, waiting: int, *, is_open: bool) -> tuple[str, str]:
    """Return what is free at a session, and the kind of its pill."""
    if not is_open:
        return _("Registering has ended"), "ended"
    if free is None:
        return _("Room for everybody"), "open"
    if free <= 0 or waiting > 0:
        queue = ngettext("%(num)s in the queue", "%(num)s in the queue", waiting)
        return (_("Full, %(waiting)s", waiting=queue) if waiting else _("Full")), "warning"
    left = ngettext("%(num)s place left", "%(num)s places left", free)
    return left, "open"


def when_of(event: Event, starts_at: dt.datetime, ends_at: dt.datetime) -> str:
    """Return when a session of an event is; a programme has many at the same times."""
    return _when(
        starts_at,
        ends_at,
        event.city.time_zone,
        language.current(),
        clock.today().year,
        online=event.is_online,
    )


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

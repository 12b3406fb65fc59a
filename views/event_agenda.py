"""The sessions of a programme as pages show them: by day, as a table and as a list."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from flask import url_for

from models.event import Event, EventSession
from models.wall_time import local_time
from views import language
from views.event_grid import Block, Grid, grid_of
from views.event_words import day_words, hours_words


@dataclass(frozen=True, slots=True)
class SessionShown:
    """One session in the reader's language.  ``is_picked``: it is in their own programme."""

    row: EventSession
    title: str
    lang: str
    url: str
    hours: str
    track: str
    track_lang: str
    speakers: list[str]
    is_picked: bool


@dataclass(frozen=True, slots=True)
class AgendaDay:
    """One day of a programme; ``sessions`` are by id, in their order."""

    day: dt.date
    words: str
    sessions: dict[int, SessionShown]
    grid: Grid

    @property
    def is_wide(self) -> bool:
        """Whether the table says more than a list: there is more than one column."""
        return len(self.grid.columns) > 1


def agenda(event: Event, picked: Collection[int] = ()) -> list[AgendaDay]:
    """Return the days of a programme with their sessions, those that were cancelled too."""
    zone = event.city.time_zone
    tracks = [one.id for one in event.tracks]
    days: dict[dt.date, list[EventSession]] = {}
    for one in event.sessions:
        days.setdefault(local_time(one.starts_at, zone)[0], []).append(one)
    found = []
    for day in sorted(days):
        blocks = [Block(s.id, s.track_id, s.starts_at, s.ends_at) for s in days[day]]
        shown = {one.row.id: one for one in shown_sessions(days[day], picked)}
        found.append(AgendaDay(day, day_words(day), shown, grid_of(blocks, tracks)))
    return found


def shown_sessions(
    rows: Iterable[EventSession], picked: Collection[int] = ()
) -> list[SessionShown]:
    """Return sessions in the reader's language, in their order."""
    return [shown_session(one, is_picked=one.id in picked) for one in rows]


def shown_session(one: EventSession, *, is_picked: bool = False) -> SessionShown:
    """Return one session in the reader's language."""
    lang, event = language.current(), one.event
    title, title_lang = one.name.best(lang)
    track, track_lang = one.track.name.best(lang) if one.track else ("", lang)
    return SessionShown(
        row=one, title=title, lang=title_lang,
        url=url_for("event_session.show", slug=event.slug, session_id=one.id),
        hours=hours_words(one.starts_at, one.ends_at, event.city.time_zone),
        track=track, track_lang=track_lang, speakers=one.speakers.splitlines(),
        is_picked=is_picked,
    )  # fmt: skip


def track_names(event: Event) -> dict[int, tuple[str, str]]:
    """Return the name of each track by its id, with its language."""
    return {one.id: one.name.best(language.current()) for one in event.tracks}

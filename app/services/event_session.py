"""Write the sessions and the tracks of a programme."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.table import Action
from app.services.audit import record
from app.services.event_row import locked, refuse_over, refuse_too_few, touch
from app.services.event_told import offer_room, tell_cancelled, tell_changed
from app.services.typed_value import LINE, TEXT, text_up_to, translated_up_to
from models.base import Translated
from models.errors import ConflictError, FieldError, NotFoundError
from models.event import Event, EventKind, EventSession, EventStatus, EventTrack
from models.event_clash import ClashKind, Slot, clashes_of

TITLE, MOST_SESSIONS, MOST_TRACKS = 160, 400, 12
LONGEST = dt.timedelta(hours=24)
NO_WORDS = Translated()
_title, _text, _line = translated_up_to(TITLE), translated_up_to(TEXT), text_up_to(LINE)
_track = translated_up_to(60)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionText:
    """What is written of a session.

    ``speakers`` have agreed to be named in public, ``unnamed`` have not.  ``clash_ok``: it is right
    that it shares a room or a speaker with another session at the same time.
    """

    title: Translated
    start: dt.datetime
    end: dt.datetime
    description: Translated = NO_WORDS
    room: str = ""
    track_id: int | None = None
    speakers: tuple[str, ...] = ()
    unnamed: tuple[str, ...] = ()
    capacity: int | None = None
    clash_ok: bool = False


@use_case
def add(actor: Actor, event_id: int, written: SessionText) -> int:
    """Add a session to a programme and return its id.

    Raises:
        ConflictError: ``event_over``; ``not_a_programme``.
        FieldError: ``session_title_needed``, ``event_ends_before_start``, ``session_too_long``,
            ``event_in_past``, ``not_a_choice``, ``too_many`` (most), ``room_clash`` and
            ``speaker_clash`` (name, other, start, end, zone).
    """
    event = programme(actor, event_id)
    one = added(event, written)
    touch(event)
    db.session.flush()
    record(actor, "event_session:add", one, event=event.id)
    return one.id


@use_case
def save(actor: Actor, event_id: int, session_id: int, version: int, written: SessionText) -> int:
    """Write a session again and return its id; those registered are told once of other times.

    Raises:
        ConflictError: ``changed_meanwhile``; otherwise as ``add``.
        FieldError: ``capacity_below_taken`` (count); otherwise as ``add``.
    """
    event = programme(actor, event_id)
    one = session_of(event, session_id)
    if one.version != version:
        raise ConflictError("changed_meanwhile")
    if one.cancelled_at is not None:
        raise ConflictError("event_over")
    refuse_too_few(one, written.capacity)
    before = one.starts_at, one.ends_at, one.room
    check(event, written, one.id)
    _put(event, one, written)
    one.version += 1
    touch(event)
    db.session.flush()
    record(actor, "event_session:edit", one, event=event.id)
    offer_room(event)
    moved = before != (one.starts_at, one.ends_at, one.room)
    if event.status is EventStatus.PUBLISHED and moved:
        event.moved_at = event.updated_at
        tell_changed(event, one)
    return one.id


@use_case
def take_off(actor: Actor, event_id: int, session_id: int) -> None:
    """Cancel a session of a published programme, or throw one of a draft away."""
    event = programme(actor, event_id)
    one = session_of(event, session_id)
    touch(event)
    if event.status is EventStatus.DRAFT:
        record(actor, "event_session:discard", one, event=event.id)
        event.sessions.remove(one)
        db.session.flush()
        return
    if one.cancelled_at is not None:
        raise ConflictError("changed_meanwhile")
    if len(event.live_sessions) == 1:
        raise ConflictError("last_session")
    one.cancelled_at = one.updated_at = clock.now()
    one.version += 1
    db.session.flush()
    record(actor, "event_session:cancel", one, event=event.id)
    tell_cancelled(event, one)


@use_case
def save_tracks(
    actor: Actor, event_id: int, names: Mapping[int, Translated], new: Translated
) -> int:
    """Write the names of tracks by their ids, and add a new one; an empty name takes one off.

    Returns the event's id.  Sessions of a track that was taken off have none.

    Raises:
        FieldError: ``too_many`` (most).
    """
    event = programme(actor, event_id)
    for track in list(event.tracks):
        name = _track(f"track-{track.id}", names.get(track.id, track.name))
        if name:
            track.name = name
        else:
            for one in event.sessions:
                one.track = None if one.track is track else one.track
            event.tracks.remove(track)
    if new:
        if len(event.tracks) >= MOST_TRACKS:
            raise FieldError("too_many", field="new_fi", most=MOST_TRACKS)
        event.tracks.append(new_track(event, new))
    touch(event)
    db.session.flush()
    record(actor, "event:tracks", event)
    return event.id


def new_track(event: Event, name: Translated) -> EventTrack:
    """Return a track that comes after the others."""
    last = max((one.position for one in event.tracks), default=0)
    return EventTrack(position=last + 1, name=_track("new_fi", name))


def programme(actor: Actor, event_id: int) -> Event:
    """Return a programme under a lock, while it can still be changed.

    Raises:
        ConflictError: ``not_a_programme``, ``event_over``.
    """
    event = locked(actor, event_id, Action.EVENT_EDIT)
    if event.kind is not EventKind.PROGRAMME:
        raise ConflictError("not_a_programme")
    refuse_over(event)
    return event


def session_of(event: Event, session_id: int) -> EventSession:
    """Return a session of an event."""
    found = next((one for one in event.sessions if one.id == session_id), None)
    if found is None:
        raise NotFoundError
    return found


def added(event: Event, written: SessionText) -> EventSession:
    """Add a checked session to an event that is locked; part of another use case."""
    if len(event.sessions) >= MOST_SESSIONS:
        raise FieldError("too_many", field="title_fi", most=MOST_SESSIONS)
    check(event, written, None)
    now = clock.now()
    one = EventSession(version=1, created_at=now, updated_at=now)
    _put(event, one, written)
    event.sessions.append(one)
    return one


def check(
    event: Event, written: SessionText, own_id: int | None, *, is_alone: bool = False
) -> None:
    """Refuse a session that cannot be, or that clashes with another; codes: ``add``.

    ``is_alone``: clashes are looked at elsewhere.
    """
    if not written.title:
        raise FieldError("session_title_needed", field="title_fi")
    if written.end <= written.start:
        raise FieldError("event_ends_before_start", field="ends")
    if written.end - written.start > LONGEST:
        raise FieldError("session_too_long", field="ends")
    if event.status is EventStatus.PUBLISHED and own_id is None and written.end <= clock.now():
        raise FieldError("event_in_past", field="day")
    if written.track_id is not None and written.track_id not in {one.id for one in event.tracks}:
        raise FieldError("not_a_choice", field="track")
    if not written.clash_ok and not is_alone:
        refuse_clash(event, written, known_of(event, own_id), own_id or 0)


@dataclass(frozen=True, slots=True)
class Known:
    """A session that a new one may clash with, and what it is called."""

    slot: Slot
    title: Translated


def known_of(event: Event, own_id: int | None) -> list[Known]:
    """Return the sessions of an event that one may clash with, itself left out."""
    return [Known(one.slot, one.title) for one in event.live_sessions if one.id != (own_id or 0)]


def refuse_clash(event: Event, written: SessionText, known: Iterable[Known], key: int) -> None:
    """Refuse a session that shares a room or a speaker with another one at the same time."""
    others = {one.slot.key: one for one in known}
    names = (*written.speakers, *written.unnamed)
    wanted = Slot(key, written.start, written.end, written.room, names)
    clash = next(iter(clashes_of(wanted, (one.slot for one in others.values()))), None)
    if clash is None:
        return
    other, is_room = others[clash.other], clash.kind is ClashKind.ROOM
    named = "speakers" if clash.name in written.speakers else "unnamed"
    raise FieldError(
        "room_clash" if is_room else "speaker_clash",
        field="room" if is_room else named,
        name=clash.name, other=other.title, start=other.slot.start, end=other.slot.end,
        zone=event.city.time_zone,
    )  # fmt: skip


def _put(event: Event, one: EventSession, written: SessionText) -> None:
    one.title, one.description = (
        _title("title", written.title),
        _text("description", written.description),
    )
    one.starts_at, one.ends_at = written.start, written.end
    one.room = _line("room", written.room)
    one.track = next((track for track in event.tracks if track.id == written.track_id), None)
    one.speakers = _names("speakers", written.speakers)
    one.unnamed = _names("unnamed", written.unnamed)
    one.capacity = written.capacity
    one.updated_at = clock.now()


def _names(field: str, names: Iterable[str]) -> str:
    return "\n".join(dict.fromkeys(_line(field, name) for name in names if name.strip()))

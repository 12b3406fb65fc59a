"""Find who wants to hear what happened, and tell each of them once.

Two steps, each a transaction of its own that can be repeated.  ``hear`` reads the trail on and
writes down for whom each event is and when it is due.  ``tell_one`` writes one mail with everything
that is due for one reader, notes that it is told, and takes it off what waits.  Whoever dies in the
middle leaves all of it undone.
"""

import datetime as dt
import logging
from collections.abc import Sequence
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import and_, case, delete, insert, literal
from sqlalchemy.exc import SQLAlchemyError

from app import clock
from app.database import db, use_case
from app.queries.subscription import due_news, due_readers
from app.queries.subscription_match import Batch, matches
from app.queries.subscription_thing import facts_of, is_still_so
from app.services.notification import tell_address
from app.services.pilot_event import read_trail
from models.base import UtcDateTime
from models.challenge import Challenge
from models.event import Event
from models.pilot import Pilot
from models.pilot_event import About, EventKind, PilotEvent
from models.reader import Reader
from models.subscription import Rhythm, Subscription, SubscriptionNews, SubscriptionTold
from models.wall_time import last_date, local_date

logger = logging.getLogger(__name__)

BATCH = 500  # events in one transaction
MORNING = dt.time(7)  # in Finland, when digests go out
MOST_NAMED = 20  # things in one mail
READERS = 1000
PATHS = {About.PILOT: "pilots", About.CHALLENGE: "challenges", About.GATHERING: "events"}
NOTED = (EventKind.PAUSED, EventKind.STOPPED)  # of which residents may read why


def hear_all() -> int:
    """Hear everything that has happened since the last time, for the job; returns how many."""
    heard = 0
    while some := hear():
        heard += some
        if some < BATCH:
            break
    return heard


@use_case
def hear(most: int = BATCH) -> int:
    """Hear the next things that happened and note who is to be told of them; returns how many."""
    made = read_trail(most)
    if made:
        match(made)
    return len(made)


def match(events: Sequence[PilotEvent]) -> None:
    """Note for whom events are and when they are due, in the caller's transaction."""
    known = facts_of({one.about for one in events})
    facts = {one.id: known[one.about] for one in events if one.about in known}
    now = clock.now()
    due = case(
        (
            and_(PilotEvent.is_urgent, Subscription.pilot_id == PilotEvent.pilot_id),
            _instant(now),
        ),
        (Subscription.rhythm == Rhythm.AT_ONCE, _instant(now)),
        (Subscription.rhythm == Rhythm.DAILY, _instant(next_digest(now, Rhythm.DAILY))),
        else_=_instant(next_digest(now, Rhythm.WEEKLY)),
    )
    columns = ["subscription_id", "event_id", "reader_id", "due_at"]
    for chosen in matches(Batch(facts), due):
        db.session.execute(insert(SubscriptionNews).from_select(columns, chosen))


def _instant(value: dt.datetime) -> Any:
    return literal(value, UtcDateTime)


def next_digest(now: dt.datetime, rhythm: Rhythm) -> dt.datetime:
    """Return when the next digest of a rhythm goes out: in the morning, or on Monday morning."""
    zone = ZoneInfo(clock.FINLAND)
    local = now.astimezone(zone)
    day = local.date()
    if local.time() >= MORNING:
        day += dt.timedelta(days=1)
    if rhythm is Rhythm.WEEKLY:
        day += dt.timedelta(days=-day.weekday() % 7)
    return dt.datetime.combine(day, MORNING, zone).astimezone(dt.UTC)


def tell_all() -> int:
    """Write every mail that is due, for the job; returns how many.

    A reader who cannot be told is logged and holds up no other.
    """
    now, told, last = clock.now(), 0, 0
    while readers := due_readers(now, last, READERS):
        last = readers[-1]
        for reader_id in readers:
            try:
                told += tell_one(reader_id)
            except SQLAlchemyError:
                raise
            except Exception:
                logger.exception("reader %s could not be told", reader_id)
    return told


@use_case
def tell_one(reader_id: int) -> int:
    """Tell one reader everything that is due, in one mail; returns 1 when one was written, else 0.

    The row is locked first: of two jobs at once one finds nothing to tell.
    """
    now = clock.now()
    reader = db.session.get(Reader, reader_id, with_for_update=True, populate_existing=True)
    rows = due_news(reader, now) if reader is not None else []
    events = list({event.id: event for event, _why in rows}.values())
    _settle(reader_id, events, now)
    shown = [one for one in events if is_still_so(one, now)]
    if reader is None or not shown or not _may_be_told(reader):
        return 0
    ids = {one.id for one in shown}
    why = {one.id: one for event, one in rows if event.id in ids}
    happened = [_told_of(list(some), reader.language) for some in _by_thing(shown)]
    is_urgent = any(one.is_urgent for one in shown)
    tell_address(
        reader.email,
        reader.language,
        "subscription/news",
        f"news:{reader.id}:{max(ids)}",
        urgent=is_urgent,
        count=len(happened),
        is_pilots=all(one.pilot_id is not None for one in shown),
        happened=happened[:MOST_NAMED],
        is_urgent=is_urgent,
        follows=[
            {"name": one.name, "stop": f"/{reader.language}/follow/stop/{one.stop_token}"}
            for one in why.values()
        ],
        page_path=f"/{reader.language}/reader/{reader.token}",
        stop_path=f"/{reader.language}/reader/{reader.token}/stop",
    )
    return 1


def _may_be_told(reader: Reader) -> bool:
    switched_off = reader.user is not None and not reader.user.active
    return reader.confirmed_at is not None and not switched_off


def _settle(reader_id: int, events: Sequence[PilotEvent], now: dt.datetime) -> None:
    """Note what is told, and take it and everything else that is due off what waits."""
    mine = SubscriptionNews.reader_id == reader_id
    ids = [one.id for one in events]
    db.session.add_all(SubscriptionTold(reader_id=reader_id, event_id=one, at=now) for one in ids)
    db.session.execute(
        delete(SubscriptionNews)
        .where(mine, (SubscriptionNews.due_at <= now) | SubscriptionNews.event_id.in_(ids))
        .execution_options(synchronize_session=False)
    )
    db.session.flush()


def _by_thing(events: Sequence[PilotEvent]) -> list[list[PilotEvent]]:
    """Return events by what they happened to, those of which something is urgent first."""
    ordered = sorted(events, key=lambda one: (one.about, one.id))
    groups = [list(some) for _about, some in groupby(ordered, key=lambda one: one.about)]
    return sorted(groups, key=lambda some: (not any(one.is_urgent for one in some), some[0].id))


def _told_of(events: list[PilotEvent], language: str) -> dict[str, Any]:
    """Return what a mail says of one thing, in plain values."""
    thing = events[0].thing
    zone = thing.city.time_zone
    start, end = _days(thing, zone)
    note = ""
    if isinstance(thing, Pilot) and any(one.kind in NOTED for one in events):
        note = thing.status_note.best(language)[0]
    return {
        "title": thing.title.best(language)[0],
        "city": thing.city.name.best(language)[0],
        "path": f"/{language}/{PATHS[events[0].about[0]]}/{thing.slug}",
        "start": start.isoformat(),
        "end": end.isoformat(),
        "note": note,
        "what": [
            {
                "kind": one.kind.value,
                "day": local_date(one.at, zone).isoformat(),
                "title": one.update.title.best(language)[0] if one.update is not None else "",
                "is_urgent": one.is_urgent,
            }
            for one in events
        ],
    }


def _days(thing: Pilot | Challenge | Event, zone: str) -> tuple[dt.date, dt.date]:
    """Return the first and the last local day of a thing; a challenge's are those of entering."""
    if isinstance(thing, Pilot):
        return thing.start_day, thing.end_day
    if isinstance(thing, Challenge):
        first, last = thing.opens_at, thing.closes_at
    else:
        first, last = thing.starts_at, thing.ends_at
    first, last = first or thing.created_at, last or thing.created_at
    return local_date(first, zone), last_date(last, zone)

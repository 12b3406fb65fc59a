"""Read the audit trail on, and write down what happened to pilots, challenges and events.

Numbers of lines are given before their transactions end, so a line may appear after one with a
greater number.  Each line that tells something gets one event, which is looked up, and the mark
moves only over lines that are old enough for nothing to appear among them any more.
"""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import func, select

from app import clock
from app.database import db
from app.queries.pilot_event import (
    KIND_OF,
    MOVED,
    POSTED,
    announced_by,
    pilots_of_bookings,
    unsafe,
    unseen,
)
from app.queries.subscription_thing import Thing, facts_of
from models.audit import AuditLine
from models.challenge import Challenge
from models.event import Event
from models.pilot import Pilot
from models.pilot_event import About, EventKind, PilotEvent, PilotEventMark

SETTLED = dt.timedelta(hours=1)  # no transaction is open for longer
ABOUT = {
    Pilot.__tablename__: About.PILOT,
    Challenge.__tablename__: About.CHALLENGE,
    Event.__tablename__: About.GATHERING,
}
SAFETY = (EventKind.PAUSED, EventKind.STOPPED)


def read_trail(most: int) -> list[PilotEvent]:
    """Write an event for each of the next lines that tell something, and return the events.

    Call it in a use case: its lock on the mark lets nobody else read until the transaction ends.
    """
    mark = db.session.scalars(select(PilotEventMark).with_for_update()).one()
    db.session.refresh(mark)
    lines = unseen(mark.audit_id, most)
    made = _events(lines)
    db.session.add_all(made)
    _move_mark(mark, lines, is_all=len(lines) < most)
    db.session.flush()
    return made


def _events(lines: Sequence[AuditLine]) -> list[PilotEvent]:
    moved = pilots_of_bookings([line.thing_id for line in lines if line.action == MOVED])
    thing_of = {line.id: _thing_of(line, moved) for line in lines}
    known = facts_of({one for one in thing_of.values() if one is not None})
    pilots = {ident for about, ident in known if about is About.PILOT}
    public_since, in_danger = announced_by(pilots), unsafe(pilots)
    made = []
    for line in lines:
        thing, kind = thing_of[line.id], KIND_OF[line.action]
        if thing is None or thing not in known:
            continue
        about, ident = thing
        if kind is EventKind.DATES and not _is_news(line, public_since.get(ident, 0)):
            continue
        made.append(
            PilotEvent(
                audit_id=line.id, kind=kind, at=line.at, **{f"{about}_id": ident},
                update_id=line.thing_id if line.action == POSTED else None,
                is_urgent=kind in SAFETY and ident in in_danger,
            )
        )  # fmt: skip
    return made


def _thing_of(line: AuditLine, moved: dict[int, int]) -> Thing | None:
    if line.action == MOVED:
        pilot_id = moved.get(line.thing_id)
        return None if pilot_id is None else (About.PILOT, pilot_id)
    if line.action == POSTED:
        return About.PILOT, int(line.facts["pilot"])
    return ABOUT[line.thing], line.thing_id


def _is_news(line: AuditLine, announced: int) -> bool:
    """Say whether the days changed, and after people had been told of them."""
    return line.id > announced and line.facts.get("before") != line.facts.get("after")


def _move_mark(mark: PilotEventMark, lines: Sequence[AuditLine], *, is_all: bool) -> None:
    settled = db.session.scalar(
        select(func.max(AuditLine.id)).where(
            AuditLine.id > mark.audit_id, AuditLine.at < clock.now() - SETTLED
        )
    )
    if settled is None:
        return
    mark.audit_id = settled if is_all else min(settled, lines[-1].id)

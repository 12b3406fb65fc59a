"""Read the audit trail on, and write down what happened to pilots.

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
    facts_of,
    pilots_of_bookings,
    unsafe,
    unseen,
)
from models.audit import AuditLine
from models.pilot_event import EventKind, PilotEvent, PilotEventMark

SETTLED = dt.timedelta(hours=1)  # no transaction is open for longer
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
    pilot_of = {line.id: _pilot_of(line, moved) for line in lines}
    idents = {one for one in pilot_of.values() if one is not None}
    known, public_since = facts_of(idents), announced_by(idents)
    in_danger = unsafe(idents)
    made = []
    for line in lines:
        pilot_id, kind = pilot_of[line.id], KIND_OF[line.action]
        if pilot_id is None or pilot_id not in known:
            continue
        if kind is EventKind.DATES and not _is_news(line, public_since.get(pilot_id, 0)):
            continue
        made.append(
            PilotEvent(
                audit_id=line.id, pilot_id=pilot_id, kind=kind, at=line.at,
                update_id=line.thing_id if line.action == POSTED else None,
                is_urgent=kind in SAFETY and pilot_id in in_danger,
            )
        )  # fmt: skip
    return made


def _pilot_of(line: AuditLine, moved: dict[int, int]) -> int | None:
    if line.action == MOVED:
        return moved.get(line.thing_id)
    if line.action == POSTED:
        return int(line.facts["pilot"])
    return line.thing_id


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

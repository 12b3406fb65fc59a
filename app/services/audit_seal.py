"""Seal what was written to the audit trail, and write down what verifying the chain found.

Nobody who writes a line waits for this: lines are sealed in batches afterwards, by the dispatcher
about once a minute.  A line whose transaction ended after later ones were sealed is taken into the
next seal as late; numbers that were never used stay holes.
"""

import logging

from sqlalchemy import select

from app import clock
from app.database import db, use_case
from app.queries.audit_seal import Found, ids_within, late_ids, newest_seal, open_holes, verify
from models.audit import AuditLine
from models.audit_seal import (
    NO_DIGEST,
    AuditCheck,
    AuditSeal,
    Reach,
    digest_of,
    marks_of,
    seal_digest,
)
from models.errors import ConflictError

logger = logging.getLogger(__name__)

BATCH = 1000  # lines of one seal


def seal_all() -> int:
    """Seal every line that waits; returns how many lines were sealed.

    Two at once make one chain: the second finds its place taken and leaves it to the first.
    """
    sealed = 0
    while _is_anything_new():  # asked often, so without the writers' lock
        try:
            count = seal_batch()
        except ConflictError:
            break
        if not count:
            break
        sealed += count
    if sealed and (head := newest_seal()) is not None:
        # The log leaves the machine: whoever rewrites the whole chain does not reach it.
        logger.info("audit sealed to line %s: seal %s %s", head.last_id, head.id, head.digest)
    return sealed


@use_case
def seal_batch() -> int:
    """Put one seal on the lines that wait, the oldest first; returns how many it covers."""
    head = newest_seal()
    last_id = head.last_id if head is not None else 0
    came = select(AuditLine).where(AuditLine.id > last_id).order_by(AuditLine.id).limit(BATCH)
    lines = list(db.session.scalars(came))
    late = _late()
    if not lines and not late:
        return 0
    holes = _holes(last_id, [one.id for one in lines])
    digests = [digest_of(one) for one in (*lines, *late)]
    seal = AuditSeal(
        follows_id=head.id if head is not None else 0,
        at=clock.now(),
        last_id=lines[-1].id if lines else last_id,
        count=len(digests),
        holes=holes,
        hole_count=sum(last - first + 1 for first, last in holes),
        late=[one.id for one in late],
        late_count=len(late),
        marks=marks_of(digests),
    )
    seal.digest = seal_digest(head.digest if head is not None else NO_DIGEST, seal, digests)
    db.session.add(seal)
    return len(digests)


def check(*noted: str) -> Found:
    """Verify the chain and write down what was found; a break is an error in the log."""
    found = verify(*noted)
    if found.broken is not None:
        logger.error("the audit trail is broken: %s", found.broken)
    _write_down(found)
    return found


@use_case
def _write_down(found: Found) -> None:
    head = found.head
    db.session.add(
        AuditCheck(
            at=clock.now(), seals=found.seals, lines=found.lines,
            seal_id=head.id if head is not None else None,
            digest=head.digest if head is not None else None,
            broken=found.broken, broken_line=found.line,
        )
    )  # fmt: skip


def _is_anything_new() -> bool:
    head = newest_seal()
    last_id = head.last_id if head is not None else 0
    new = db.session.scalar(select(AuditLine.id).where(AuditLine.id > last_id).limit(1))
    found = new is not None or bool(_late())
    db.session.rollback()
    return found


def _late() -> list[AuditLine]:
    """Return the lines that came when later ones had been sealed, and are in no seal yet."""
    holes = open_holes()
    if not holes:
        return []
    known = late_ids()
    ids = [one for one in ids_within(holes) if one not in known]
    found = select(AuditLine).where(AuditLine.id.in_(ids)).order_by(AuditLine.id).limit(BATCH)
    return list(db.session.scalars(found)) if ids else []


def _holes(last_id: int, ids: list[int]) -> list[Reach]:
    """Return the stretches between these ids, which follow ``last_id``."""
    return [
        (before + 1, after - 1)
        for before, after in zip([last_id, *ids], ids, strict=False)
        if after - before > 1
    ]

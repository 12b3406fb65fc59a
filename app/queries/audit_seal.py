"""The chain of seals read and verified: what was changed, taken out, put in or cut off."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select

from app import clock
from app.database import db
from models.audit import AuditLine
from models.audit_seal import (
    LATEST,
    MARK,
    NO_DIGEST,
    AuditCheck,
    AuditSeal,
    Reach,
    digest_of,
    marks_of,
    seal_digest,
)

BATCH = 100  # seals read at once
AT_ONCE = 200  # stretches asked for in one statement


class BrokenError(Exception):
    """The chain does not hold; ``line`` is the first line of which that is sure, if one is."""

    def __init__(self, words: str, line: int | None = None) -> None:
        super().__init__(words)
        self.line = line


@dataclass(slots=True)
class Found:
    """What a verification found: ``broken`` in words and ``line``, its number, or both None.

    ``seals`` and ``lines`` are those that hold up to there; ``unsealed`` waits for its seal.
    """

    seals: int = 0
    lines: int = 0
    unsealed: int = 0
    head: AuditSeal | None = None
    broken: str | None = None
    line: int | None = None

    @property
    def last_id(self) -> int:
        """The last line of the newest seal, or 0."""
        return self.head.last_id if self.head is not None else 0


def newest_seal() -> AuditSeal | None:
    """Return the newest seal."""
    return db.session.scalar(select(AuditSeal).order_by(AuditSeal.id.desc()).limit(1))


def latest_check() -> AuditCheck | None:
    """Return what the latest verification found."""
    return db.session.scalar(select(AuditCheck).order_by(AuditCheck.id.desc()).limit(1))


def open_holes() -> list[Reach]:
    """Return the stretches of ids in which a line may still come late."""
    lists = db.session.scalars(
        select(AuditSeal.holes).where(
            AuditSeal.hole_count > 0, AuditSeal.at >= clock.now() - LATEST
        )
    )
    return [(first, last) for one in lists for first, last in one]


def late_ids() -> set[int]:
    """Return the ids of all lines that were sealed late."""
    lists = db.session.scalars(select(AuditSeal.late).where(AuditSeal.late_count > 0))
    return {number for one in lists for number in one}


def ids_within(reaches: Sequence[Reach]) -> list[int]:
    """Return the ids of the lines in these stretches, in order."""
    found: set[int] = set()
    for begin in range(0, len(reaches), AT_ONCE):
        some = reaches[begin : begin + AT_ONCE]
        inside = or_(*(AuditLine.id.between(first, last) for first, last in some))
        found |= set(db.session.scalars(select(AuditLine.id).where(inside)))
    return sorted(found)


def verify(*noted: str) -> Found:
    """Go along the whole chain; ``noted`` are digests kept elsewhere, of seals that must be in it.

    It reads without any lock: what is sealed does not change, and what is new waits for its seal.
    """
    found = Found()
    missing = {*noted, *_noted_here()}
    try:
        for seal in _seals():
            _step(found, seal)
            missing.discard(seal.digest)
        _see_that_all_noted_were_there(missing)
        _see_that_nothing_was_put_in()
    except BrokenError as problem:
        found.broken, found.line = str(problem), problem.line
    found.unsealed = _count(AuditLine.id > found.last_id) if found.broken is None else 0
    return found


def _see_that_all_noted_were_there(missing: set[str]) -> None:
    if missing:
        raise BrokenError("a seal that was noted is missing: the chain was cut or made anew")


def _noted_here() -> set[str]:
    """Return the newest digest of the latest verification that found nothing wrong."""
    digest = db.session.scalar(
        select(AuditCheck.digest)
        .where(AuditCheck.broken.is_(None), AuditCheck.digest.is_not(None))
        .order_by(AuditCheck.id.desc())
        .limit(1)
    )
    return {digest} if digest is not None else set()


def _seals() -> Iterator[AuditSeal]:
    last = 0
    while True:
        asked = select(AuditSeal).where(AuditSeal.id > last).order_by(AuditSeal.id).limit(BATCH)
        batch = db.session.scalars(asked).all()
        yield from batch
        if len(batch) < BATCH:
            return
        last = batch[-1].id


def _step(found: Found, seal: AuditSeal) -> None:
    """Go one seal further, or say what is wrong with it.

    Raises:
        BrokenError: A seal or a line is not as it was.
    """
    before = found.head
    if seal.follows_id != (before.id if before is not None else 0):
        raise BrokenError(f"a seal before seal {seal.id} was taken out")
    ids = seal.ids_after(found.last_id)
    lines = _lines(found.last_id, seal, ids)
    digests = []
    for place, number in enumerate(ids):
        line = lines.get(number)
        if line is None:
            raise BrokenError(f"line {number} was taken out", number)
        digests.append(digest_of(line))
        if digests[-1][:MARK] != seal.marks[place * MARK : (place + 1) * MARK]:
            raise BrokenError(f"line {number} was changed", number)
    made = seal_digest(before.digest if before is not None else NO_DIGEST, seal, digests)
    if made != seal.digest or seal.marks != marks_of(digests):
        raise BrokenError(f"seal {seal.id} was changed, of the lines up to {seal.last_id}")
    found.seals, found.lines, found.head = found.seals + 1, found.lines + len(ids), seal


def _lines(after: int, seal: AuditSeal, ids: Sequence[int]) -> dict[int, AuditLine]:
    """Return the lines that a seal covers, as they are now, by their ids."""
    mine = (AuditLine.id > after) & (AuditLine.id <= seal.last_id) | AuditLine.id.in_(seal.late)
    wanted = set(ids)
    found = db.session.scalars(select(AuditLine).where(mine))
    return {one.id: one for one in found if one.id in wanted}


def _see_that_nothing_was_put_in() -> None:
    """See that no hole holds a line which no seal covers, once no line can come late any more.

    Raises:
        BrokenError: One does.
    """
    late = late_ids()
    closed = select(AuditSeal).where(AuditSeal.hole_count > 0, AuditSeal.at < clock.now() - LATEST)
    for seal in db.session.scalars(closed.order_by(AuditSeal.id)):
        strange = [one for one in ids_within(seal.holes) if one not in late]
        if strange:
            raise BrokenError(f"line {strange[0]} was put in later", strange[0])


def _count(condition: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).select_from(AuditLine).where(condition)) or 0

"""Close and open days, or hours of them, of a testbed, with a reason, for its city and hosts.

A stretch (models/closure.py) says from when to when; its slots in the ledger are kept here.  The
ledger has the last word: a day that is in use is never closed.
"""

import datetime as dt
from dataclasses import replace

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.subject import of_testbed
from app.policies.table import Action, authorise, may
from app.services.audit import record
from app.services.closure_slot import (
    Stretch,
    close_slots,
    closed_slots,
    covered,
    open_slots,
    overlapping,
    slots_in,
)
from app.services.lapse import settled
from app.services.ledger import take_turn
from app.services.waiting import fill
from models.base import Translated
from models.booking import EVERY_DAY
from models.closure import ClosureRange
from models.errors import ConflictError, FieldError, NotFoundError
from models.testbed import Testbed
from models.testbed_kind import SlotUnit
from models.text import tidy
from models.window import WHOLE_DAY, Hours

MAX_DAYS = 366
MAX_DAYS_OF_A_PATTERN = 731
REASON_LENGTH = 200
ONE_DAY = dt.timedelta(days=1)


@settled("testbed")
@use_case
def close_stretch(actor: Actor, testbed_id: int, stretch: Stretch) -> int:
    """Close a stretch; returns how many days, or hours where those are booked, are newly closed.

    Raises:
        CapacityError: ``days_in_use`` with fact ``bookings``: list of app.queries.booking.Stay,
            who is there when; nothing is closed.
        FieldError: ``end_before_start``, ``in_the_past``, ``range_too_long`` (days),
            ``no_such_weekday``, ``hour_order``.
    """
    testbed = to_close(actor, testbed_id)
    check(testbed, stretch)
    return add(actor, testbed, stretch)


def close_days(
    actor: Actor,
    testbed_id: int,
    start: dt.date,
    end: dt.date,
    reason: str | Translated = "",
    weekdays: int = EVERY_DAY,
) -> int:
    """Close the whole days from ``start`` to ``end`` (inclusive), as ``close_stretch`` does.

    ``weekdays`` leaves the other days of the week open.  A reason that is one text is Finnish.
    """
    return close_stretch(actor, testbed_id, Stretch(start, end, _words(reason), weekdays))


@settled("testbed")
@use_case
def open_days(
    actor: Actor, testbed_id: int, start: dt.date, end: dt.date, hours: Hours = WHOLE_DAY
) -> int:
    """Open closed days, or these hours of them, and pass them on to the waiting list.

    Returns how many, as ``close_stretch``.  Stretches that hold them are cut; bookings whose
    windows have these days take them first.

    Raises:
        CapacityError: ``days_in_use`` (bookings): more of them have a day than fit.
        FieldError: ``end_before_start``, ``hour_order``.
    """
    testbed = to_close(actor, testbed_id)
    if end < start:
        raise FieldError("end_before_start", field="end")
    wanted = _suiting(testbed, Stretch(start, end, hours=hours))
    first = max(start, _today(testbed))
    if end < first:
        return 0
    for one in overlapping(testbed_id, first, end):
        _cut(one, first, end, wanted.hours)
    slots = closed_slots(testbed, slots_in(testbed, wanted, first))
    open_slots(testbed, slots, first, end)
    record(actor, "testbed:open_days", testbed, **replace(wanted, start=first).facts())
    fill(testbed_id)
    return len(slots)


@settled("testbed")
@use_case
def change_range(
    actor: Actor, testbed_id: int, range_id: int, version: int, stretch: Stretch
) -> int:
    """Give a stretch other days, weekdays or another reason; returns its id.

    The first day of one that has begun stays.

    Raises:
        ConflictError: Somebody changed it meanwhile.
        CapacityError, FieldError: As ``close_days``; ``already_begun``.
    """
    testbed = to_close(actor, testbed_id)
    one = _range(testbed_id, range_id, version)
    change(actor, testbed, one, stretch)
    fill(testbed_id)
    return one.id


@settled("testbed")
@use_case
def remove_range(actor: Actor, testbed_id: int, range_id: int, version: int) -> int:
    """Take a stretch off and open what no other one holds; returns how many days or hours opened.

    Of one that has begun the days that are over stay closed, as they were.
    """
    testbed = to_close(actor, testbed_id)
    opened = remove(actor, testbed, _range(testbed_id, range_id, version))
    fill(testbed_id)
    return opened


def to_close(actor: Actor, testbed_id: int) -> Testbed:
    """Return a testbed whose days the actor may close, when it is their turn.

    Raises:
        NotFoundError: It does not exist, or the actor may not know of it here.
        ForbiddenError: The actor may read it only.
    """
    testbed = db.session.get(Testbed, testbed_id)
    if testbed is None or not may(actor, Action.TESTBED_READ, of_testbed(testbed)):
        raise NotFoundError
    authorise(actor, Action.TESTBED_CLOSE_DAYS, of_testbed(testbed))
    take_turn([testbed_id])
    return testbed


def check(testbed: Testbed, stretch: Stretch, begun: dt.date | None = None) -> None:
    """Refuse days that cannot be closed; ``begun`` is the first day of a stretch that has begun."""
    start, end = stretch.start, stretch.end
    if end < start:
        raise FieldError("end_before_start", field="end")
    today = _today(testbed)
    if begun is not None and start != begun:
        raise FieldError("already_begun", field="start")
    if begun is None and start < today:
        raise FieldError("in_the_past", field="start")
    if begun is not None and end < today - ONE_DAY:
        raise FieldError("in_the_past", field="end")
    most = MAX_DAYS if stretch.weekdays == EVERY_DAY else MAX_DAYS_OF_A_PATTERN
    if (end - start).days + 1 > most:
        raise FieldError("range_too_long", field="end", days=most)
    if not stretch.days():
        raise FieldError("no_such_weekday", field="weekdays")


def add(actor: Actor, testbed: Testbed, stretch: Stretch, batch: str = "") -> int:
    """Close a stretch that was checked, at its turn; returns how many slots are newly closed."""
    stretch = _suiting(testbed, stretch)
    new = close_slots(testbed, slots_in(testbed, stretch), stretch.start, stretch.end)
    known = [
        one
        for one in overlapping(testbed.id, stretch.start, stretch.end)
        if stretch.is_the_days_of(one)
    ]
    if known:
        known[0].reason = stretch.reason or known[0].reason
        known[0].batch = batch or known[0].batch
        known[0].version += 1
    else:
        db.session.add(_row(testbed.id, stretch, batch))
    db.session.flush()
    record(actor, "testbed:close_days", testbed, **stretch.facts())
    return new


def change(actor: Actor, testbed: Testbed, one: ClosureRange, stretch: Stretch) -> None:
    """Move a stretch at its turn: open what it leaves, close what it comes to."""
    today, stretch = _today(testbed), _suiting(testbed, stretch)
    check(testbed, stretch, one.start_day if one.start_day < today else None)
    before = set(slots_in(testbed, Stretch.of(one), today))
    after = set(slots_in(testbed, stretch, today))
    first, last = min(one.start_day, stretch.start), max(one.end_day, stretch.end)
    left = before - after - covered(testbed, first, last, but=one.id)
    was = Stretch.of(one).facts()
    close_slots(testbed, sorted(after - before), stretch.start, stretch.end)
    open_slots(testbed, closed_slots(testbed, sorted(left)), first, last)
    one.start_day, one.end_day = stretch.start, stretch.end
    one.weekdays, one.reason = stretch.weekdays, stretch.reason
    one.from_hour, one.to_hour = stretch.hours.start, stretch.hours.end
    one.version += 1
    db.session.flush()
    record(actor, "testbed:change_closure", testbed, before=was, after=stretch.facts())


def remove(actor: Actor, testbed: Testbed, one: ClosureRange) -> int:
    """Take a stretch off at its turn; returns how many days are open again."""
    today, was = _today(testbed), Stretch.of(one)
    mine = set(slots_in(testbed, was, today))
    free = sorted(mine - covered(testbed, was.start, was.end, but=one.id))
    opened = closed_slots(testbed, free)
    _cut(one, today, was.end)
    open_slots(testbed, opened, was.start, was.end)
    record(actor, "testbed:open_days", testbed, **was.facts())
    return len(opened)


def _cut(one: ClosureRange, first: dt.date, last: dt.date, hours: Hours = WHOLE_DAY) -> None:
    """Take the days from ``first`` to ``last`` out of a stretch, or these hours of them.

    What is left ends earlier, or is several: before, behind, and the other hours of these days.
    """
    was = Stretch.of(one)
    here = replace(was, start=max(was.start, first), end=min(was.end, last))
    pieces = (
        replace(was, end=min(was.end, first - ONE_DAY)),
        replace(here, hours=Hours(was.hours.start, min(was.hours.end, hours.start))),
        replace(here, hours=Hours(max(was.hours.start, hours.end), was.hours.end)),
        replace(was, start=max(was.start, last + ONE_DAY)),
    )
    left = [part for part in pieces if part.hours.are_ordered and part.days()]
    if not left:
        db.session.delete(one)
    else:
        one.start_day, one.end_day = left[0].start, left[0].end
        one.from_hour, one.to_hour = left[0].hours.start, left[0].hours.end
        one.version += 1
    db.session.add_all(_row(one.testbed_id, part, one.batch) for part in left[1:])
    db.session.flush()


def _row(testbed_id: int, stretch: Stretch, batch: str) -> ClosureRange:
    return ClosureRange(
        testbed_id=testbed_id,
        start_day=stretch.start,
        end_day=stretch.end,
        weekdays=stretch.weekdays,
        from_hour=stretch.hours.start,
        to_hour=stretch.hours.end,
        reason=stretch.reason,
        batch=batch,
        created_at=clock.now(),
    )


def _range(testbed_id: int, range_id: int, version: int) -> ClosureRange:
    one = db.session.get(ClosureRange, range_id)
    if one is None or one.testbed_id != testbed_id:
        raise NotFoundError
    if one.version != version:
        raise ConflictError("changed_meanwhile")
    return one


def _suiting(testbed: Testbed, stretch: Stretch) -> Stretch:
    """Return the stretch as the testbed counts: in whole days where days are booked.

    Raises:
        FieldError: ``hour_order``.
    """
    if testbed.slot_unit is SlotUnit.DAY:
        return replace(stretch, hours=WHOLE_DAY)
    if not stretch.hours.are_ordered:
        raise FieldError("hour_order", field="to_hour")
    return stretch


def _words(reason: str | Translated) -> Translated:
    given = Translated(fi=reason) if isinstance(reason, str) else reason
    return Translated(*(tidy(text)[:REASON_LENGTH] for text in given.as_dict().values()))


def _today(testbed: Testbed) -> dt.date:
    return clock.today(testbed.city.time_zone)

"""All open wishes for one testbed side by side, and what an offer to one would displace.

A wish is looked at as the ledger would take it: its agreed days, else the first days that fit
between its earliest and latest day.  Days are counted whole; at places booked by the hour the
busiest hour of a day counts.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app import clock
from app.database import db
from app.policies.actor import Actor
from app.policies.subject import of_testbed
from app.policies.table import Action, may
from app.queries.calendar import HORIZON_DAYS, DayLoad, first_fit, load
from models.application import OPEN_FOR_DECISION, Application, ApplicationPart
from models.errors import NotFoundError
from models.testbed import Testbed
from models.window import WHOLE_DAY, Hours, Window

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Wish:
    """One open wish.

    ``window`` is where it fits now, None when nowhere; ``start`` and ``end`` are the days it could
    use at most; ``displaced`` are the parts that would no longer fit.
    """

    part: ApplicationPart
    start: dt.date
    end: dt.date
    window: Window | None
    displaced: list[ApplicationPart] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Board:
    """The wishes that touch the days from ``start`` to ``end``, inclusive.

    ``undated`` are open parts without days.
    """

    testbed: Testbed
    start: dt.date
    end: dt.date
    wishes: list[Wish]
    undated: list[ApplicationPart]


def testbed_for_board(viewer: Actor, testbed_id: int) -> Testbed:
    """Return a testbed whose wishes the viewer reads.

    Raises:
        NotFoundError: It is of another city, or does not exist.
    """
    testbed = db.session.get(Testbed, testbed_id)
    if testbed is None or not may(viewer, Action.PART_READ, of_testbed(testbed)):
        raise NotFoundError
    return testbed


def board(viewer: Actor, testbed_id: int, start: dt.date | None, end: dt.date | None) -> Board:
    """Return the wishes for a testbed between two days; None: as far as any wish goes."""
    testbed = testbed_for_board(viewer, testbed_id)
    parts = _open_parts(testbed_id)
    dated = [part for part in parts if _span(part) is not None]
    spans = [span for part in dated if (span := _span(part)) is not None]
    today = clock.today(testbed.city.time_zone)
    first = start or max(today, min((span[0] for span in spans), default=today))
    last = end or max([first + 29 * ONE_DAY, *(span[1] for span in spans)])
    last = min(max(first, last), today + HORIZON_DAYS * ONE_DAY, first + 366 * ONE_DAY)
    wishes = wishes_of(testbed, dated, today)
    return Board(
        testbed=testbed,
        start=first,
        end=last,
        wishes=[one for one in wishes if one.start <= last and one.end >= first],
        undated=[part for part in parts if _span(part) is None],
    )


def wishes_of(testbed: Testbed, parts: Sequence[ApplicationPart], today: dt.date) -> list[Wish]:
    """Return where each part fits now and which of the others an offer to it would displace."""
    spans = {part.id: span for part in parts if (span := _span(part)) is not None}
    if not spans:
        return []
    first = max(today, min(span[0] for span in spans.values()))
    last = max([first, *(span[1] for span in spans.values())])
    loads = _Loads(testbed.id, first, last)
    windows = {part.id: _fit(part, loads, today) for part in parts}
    return [
        Wish(
            part=part,
            start=spans[part.id][0],
            end=spans[part.id][1],
            window=windows[part.id],
            displaced=_displaced(part, windows, parts, loads, today),
        )
        for part in parts
        if part.id in spans
    ]


def displaced_by(part: ApplicationPart, window: Window) -> list[ApplicationPart]:
    """Return the open parts that fit now and would not once ``window`` is given to ``part``.

    The caller may read the part.
    """
    today = clock.today(part.testbed.city.time_zone)
    others = [one for one in _open_parts(part.testbed_id) if one.id != part.id]
    spans = [span for one in others if (span := _span(one)) is not None]
    if not spans:
        return []
    first, last = min(span[0] for span in spans), max(span[1] for span in spans)
    loads = _Loads(part.testbed_id, max(today, first), max(today, last))
    windows = {one.id: _fit(one, loads, today) for one in others}
    return _displaced(part, windows | {part.id: window}, others, loads, today)


def _open_parts(testbed_id: int) -> list[ApplicationPart]:
    """Return the open parts of a testbed, those with the earliest days first."""
    return list(
        db.session.scalars(
            select(ApplicationPart)
            .join(Application)
            .where(
                ApplicationPart.testbed_id == testbed_id,
                ApplicationPart.status.in_(OPEN_FOR_DECISION),
                Application.submitted_at.is_not(None),
            )
            .options(
                joinedload(ApplicationPart.application).joinedload(Application.organisation),
                joinedload(ApplicationPart.application).joinedload(Application.author),
            )
            .order_by(ApplicationPart.earliest, ApplicationPart.id)
        )
    )


def _span(part: ApplicationPart) -> tuple[dt.date, dt.date] | None:
    """Return the first and last day that a part could use: agreed on, else wished for."""
    if part.agreed_start is not None and part.agreed_end is not None:
        return part.agreed_start, part.agreed_end
    if part.earliest is None or part.days is None:
        return None
    return part.earliest, part.latest_end or part.earliest + (part.days - 1) * ONE_DAY


def _fit(part: ApplicationPart, loads: "_Loads", today: dt.date) -> Window | None:
    """Return the first days that fit the part, as the ledger would take them now."""
    span = _span(part)
    if span is None:
        return None
    agreed = part.agreed_start is not None and part.agreed_end is not None
    length = (span[1] - span[0]).days + 1 if agreed else part.days or 1
    start = max(span[0], today)
    if (span[1] - start).days + 1 < length:
        return None
    hours = part.agreed_hours
    wish = Window(start, start + (length - 1) * ONE_DAY, part.weekdays, part.units, hours)
    return first_fit([day for day in loads.of(hours) if start <= day.day <= span[1]], wish)


def _displaced(
    part: ApplicationPart,
    windows: dict[int, Window | None],
    others: Sequence[ApplicationPart],
    loads: "_Loads",
    today: dt.date,
) -> list[ApplicationPart]:
    """Return those of the others that fit now and not once the part has its window."""
    window = windows[part.id]
    if window is None:
        return []
    after = loads.with_window(window)
    return [
        one
        for one in others
        if one.id != part.id and windows[one.id] is not None and _fit(one, after, today) is None
    ]


@dataclass
class _Loads:
    """The days of one testbed for any hours of them: labs are asked for at different ones.

    One statement for each set of hours; places booked by the day know one.  ``taken`` is a window
    that somebody is given on top of what the ledger says.
    """

    testbed_id: int
    first: dt.date
    last: dt.date
    taken: Window | None = None
    known: dict[Hours, list[DayLoad]] = field(default_factory=dict)

    def with_window(self, window: Window) -> "_Loads":
        return replace(self, taken=window)

    def of(self, hours: Hours) -> list[DayLoad]:
        """Return every day, with what is used in the busiest of the hours."""
        found, taken = self._read(hours), self.taken
        together = hours.shared_with(taken.hours or WHOLE_DAY) if taken is not None else None
        if taken is None or together is None:
            return found
        return [
            day._replace(used=max(day.used, both.used + taken.units))
            if taken.uses(day.day) and not both.closed
            else day
            for day, both in zip(found, self._read(together), strict=True)
        ]

    def _read(self, hours: Hours) -> list[DayLoad]:
        if hours not in self.known:
            found = load([self.testbed_id], self.first, self.last, hours)
            self.known[hours] = found.get(self.testbed_id, [])
        return self.known[hours]

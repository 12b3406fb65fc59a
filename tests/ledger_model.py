"""The rules of booking by the day in plain Python, without a database: what is answered, what then.

Two testbeds, some wishes for each, days by number.  Every method is a deed and returns its answer:
``ok``, or the code of the refusal.  A closed day is used by nobody; a booking takes the open days
of its window, so what is used is counted from the bookings and kept nowhere.
"""

from dataclasses import dataclass, field, replace

from models.application import PART_WORKFLOW, PartAction, PartStatus
from models.workflow import Workflow

S, A = PartStatus, PartAction
BOOKED = {S.ACCEPTED, S.AGREED}
WORKFLOW: Workflow[PartStatus, PartAction] = PART_WORKFLOW
Days = tuple[int, int]
Snapshot = dict[str, object]


class Refused(Exception):  # noqa: N818 - it is an answer, no error
    """The answer to a deed that is not done."""


@dataclass(frozen=True)
class Wish:
    """What somebody wants: at which place, how much, how long, from when until when at most."""

    place: int
    units: int
    length: int
    earliest: int
    latest: int


@dataclass(frozen=True)
class Held:
    """What somebody has: the first and the last day, and in which state."""

    days: Days
    status: str
    lapsed: bool = False


@dataclass
class Part:
    """A wish and how far it has come; ``queued`` says when it began to wait."""

    wish: Wish
    status: PartStatus = S.SUBMITTED
    held: Held | None = None
    queued: int = 0


@dataclass
class Model:
    """All there is."""

    capacity: list[int]
    parts: list[Part]
    closed: list[set[int]] = field(default_factory=lambda: [set(), set()])
    turn: int = 0

    def take_up(self, number: int, *_days: int) -> str:
        return self._answer(lambda: self._step(self.parts[number], A.TAKE_UP))

    def reopen(self, number: int, *_days: int) -> str:
        return self._answer(lambda: self._step(self.parts[number], A.REOPEN))

    def waitlist(self, number: int, *_days: int) -> str:
        part = self.parts[number]
        self._settle(part.wish.place)

        def work() -> None:
            self._after(part, A.WAITLIST)
            if self._fit(part.wish) is not None:
                raise Refused("still_room")
            self._step(part, A.WAITLIST)
            self.turn += 1
            part.queued = self.turn

        return self._answer(work)

    def offer(self, number: int, start: int, end: int) -> str:
        part = self.parts[number]
        self._settle(part.wish.place)

        def work() -> None:
            self._after(part, A.OFFER)
            self._take(part, (start, end), None)
            self._step(part, A.OFFER)
            part.held = Held((start, end), "held")

        return self._answer(work)

    def accept(self, number: int, *_days: int) -> str:
        part = self.parts[number]
        self._settle(part.wish.place)

        def work() -> None:
            if part.status is S.EXPIRED:
                raise Refused("offer_expired")
            self._step(part, A.ACCEPT)
            assert part.held is not None
            part.held = replace(part.held, status="confirmed")

        return self._answer(work)

    def decline(self, number: int, *_days: int) -> str:
        self._settle(self.parts[number].wish.place)
        return self._answer(lambda: self._release(self.parts[number], A.DECLINE_OFFER))

    def withdraw(self, number: int, *_days: int) -> str:
        part = self.parts[number]
        self._settle(part.wish.place)
        way = A.CANCEL_BY_APPLICANT if part.status in BOOKED else A.WITHDRAW
        return self._answer(lambda: self._release(part, way))

    def cancel(self, number: int, *_days: int) -> str:
        return self._answer(lambda: self._release(self.parts[number], A.CANCEL_BY_CITY))

    def move(self, number: int, start: int, end: int) -> str:
        part = self.parts[number]
        if part.held is None:
            return "nothing"
        self._settle(part.wish.place)

        def work() -> None:
            if part.held is None:
                raise Refused("changed_meanwhile")
            self._take(part, (start, end), part)
            part.held = replace(part.held, days=(start, end))
            self._fill(part.wish.place)

        return self._answer(work)

    def lapse(self, number: int, *_days: int) -> str:
        """Let the time of an offer be over; nobody notices before the next writer."""
        part = self.parts[number]
        if part.held is not None and part.held.status == "held":
            part.held = replace(part.held, lapsed=True)
        return "ok"

    def expire(self, *_given: int) -> str:
        for place in (0, 1):
            self._settle(place)
        return "ok"

    def resize(self, place: int, capacity: int) -> str:
        self._settle(place)
        used = self._used(place)
        if any(count > capacity for day, count in used.items()):
            return "capacity_in_use"
        before, self.capacity[place] = self.capacity[place], capacity
        if capacity > before:
            self._fill(place)
        return "ok"

    def close(self, place: int, start: int, end: int) -> str:
        self._settle(place)
        days = set(range(start, end + 1))
        if days & set(self._used(place)):
            return "days_in_use"
        self.closed[place] |= days
        return "ok"

    def open(self, place: int, start: int, end: int) -> str:
        self._settle(place)
        before = set(self.closed[place])
        self.closed[place] -= set(range(start, end + 1))
        if any(count > self.capacity[place] for count in self._used(place).values()):
            self.closed[place] = before
            return "days_in_use"
        self._fill(place)
        return "ok"

    def snapshot(self) -> Snapshot:
        """Return all that can be seen."""
        return {
            "parts": [
                (one.status.value, (*one.held.days, one.held.status) if one.held else None)
                for one in self.parts
            ],
            "used": [self._used(place) for place in (0, 1)],
            "closed": [sorted(days) for days in self.closed],
            "capacity": list(self.capacity),
        }

    def _answer(self, work: object) -> str:
        try:
            work()  # type: ignore[operator] # a deed of ours
        except Refused as refused:
            return str(refused)
        return "ok"

    @staticmethod
    def _after(part: Part, action: PartAction) -> None:
        if not WORKFLOW.allows(part.status, action):
            raise Refused("illegal_move")

    def _step(self, part: Part, action: PartAction) -> None:
        self._after(part, action)
        part.status = WORKFLOW.after(part.status, action)

    def _used(self, place: int) -> dict[int, int]:
        found: dict[int, int] = {}
        for part in self.parts:
            if part.wish.place == place and part.held is not None:
                for day in range(part.held.days[0], part.held.days[1] + 1):
                    if day not in self.closed[place]:
                        found[day] = found.get(day, 0) + part.wish.units
        return found

    def _take(self, part: Part, days: Days, without: Part | None) -> None:
        """Refuse days that are full for a wish, what ``without`` has not counted."""
        kept = None
        if without is not None:
            kept, without.held = without.held, None
        used = self._used(part.wish.place)
        if without is not None:
            without.held = kept
        wanted = set(range(days[0], days[1] + 1)) - self.closed[part.wish.place]
        if not wanted:
            raise Refused("no_open_day")
        room = self.capacity[part.wish.place] - part.wish.units
        if any(used.get(day, 0) > room for day in wanted):
            raise Refused("full")

    def _fit(self, wish: Wish) -> Days | None:
        """Return the first days that suit a wish and are free."""
        used, closed = self._used(wish.place), self.closed[wish.place]
        room = self.capacity[wish.place] - wish.units
        for start in range(wish.earliest, wish.latest - wish.length + 2):
            wanted = [d for d in range(start, start + wish.length) if d not in closed]
            if wanted and all(used.get(day, 0) <= room for day in wanted):
                return start, start + wish.length - 1
        return None

    def _fill(self, place: int) -> None:
        """Offer what is free to those who wait, who waits longest first."""
        waiting = [one for one in self.parts if one.status is S.WAITLISTED]
        for part in sorted(waiting, key=lambda one: one.queued):
            days = self._fit(part.wish) if part.wish.place == place else None
            if days is not None:
                self._step(part, A.OFFER)
                part.held = Held(days, "held")

    def _release(self, part: Part, action: PartAction) -> None:
        self._step(part, action)
        if part.held is not None:
            part.held = None
            self._fill(part.wish.place)

    def _settle(self, place: int) -> None:
        """Let go what has lapsed, as every writer does first."""
        lapsed = [
            one
            for one in self.parts
            if one.wish.place == place and one.held is not None and one.held.lapsed
        ]
        for part in lapsed:
            part.held = None
            self._step(part, A.EXPIRE)
        if lapsed:
            self._fill(place)

"""Lets Hypothesis do deeds of booking on databases and on a model, and compares them all.

``World`` is the product on one engine, through its services alone; tests/ledger_model.py is the
model.  A machine has one world or several: every answer and everything that can be seen afterwards
must be the same.
"""

import datetime as dt
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from sqlalchemy import select, text, update

from app import clock
from app.database import db, writing
from app.services import application, booking, closure, decision, offer
from app.services.decision import OfferTerms
from models.application import (
    ApplicantForm,
    Application,
    ApplicationPart,
    JointPolicy,
    PartStatus,
)
from models.booking import OCCUPYING, Booking, BookingStatus, slot_of
from models.errors import DomainError
from tests.factories.account import acting, person, staff
from tests.factories.application import TERMS, seen_by
from tests.factories.testbed import testbed
from tests.ledger import faults
from tests.ledger_model import Model, Part, Wish

FIRST = 3  # the day that has the number 0, counted from today
PLACES, PARTS, LAST = 2, 7, 6


@dataclass
class World:
    """The product on one engine; ``around`` gives the context in which it is spoken to."""

    around: Any = nullcontext
    city: Any = None
    me: Any = None
    places: list[int] = field(default_factory=list)
    parts: list[int] = field(default_factory=list)

    def begin(self, capacities: list[int], wishes: list[Wish]) -> None:
        """Make places and wishes of this example's own."""
        with self.context():
            self.city, author = acting(staff()), person()
            self.me = acting(author)
            places = [testbed(capacity=one) for one in capacities]
            made = [wish_row(author.id, places[wish.place], wish) for wish in wishes]
            db.session.add_all(made)
            db.session.commit()
            self.places = [one.id for one in places]
            self.parts = [one.parts[0].id for one in made]

    def context(self) -> AbstractContextManager[Any]:
        return self.around()

    def do(self, name: str, *given: int) -> str:
        """Do a deed; return ``ok`` or the code of the refusal."""
        with self.context():
            try:
                return getattr(self, f"_{name}")(*given) or "ok"
            except DomainError as refusal:
                return refusal.code
            finally:
                db.session.rollback()

    def _take_up(self, number: int, *_days: int) -> None:
        decision.take_up(self.city, self.parts[number])

    def _reopen(self, number: int, *_days: int) -> None:
        decision.reopen(self.city, self.parts[number])

    def _waitlist(self, number: int, *_days: int) -> None:
        decision.waitlist(self.city, self.parts[number])

    def _offer(self, number: int, start: int, end: int) -> None:
        decision.offer(self.city, self.parts[number], OfferTerms(day(start), day(end)))

    def _accept(self, number: int, *_days: int) -> None:
        part = db.session.get_one(ApplicationPart, self.parts[number])
        seen = seen_by(part)
        db.session.rollback()
        offer.accept(self.me, self.parts[number], TERMS, seen)

    def _decline(self, number: int, *_days: int) -> None:
        offer.decline(self.me, self.parts[number])

    def _withdraw(self, number: int, *_days: int) -> None:
        application.withdraw(self.me, self.parts[number])

    def _cancel(self, number: int, *_days: int) -> None:
        decision.cancel_by_city(self.city, self.parts[number], "Storm")

    def _move(self, number: int, start: int, end: int) -> str | None:
        held = self.held(self.parts[number])
        if held is None:
            return "nothing"
        db.session.rollback()
        booking.move_booking(self.city, held.id, day(start), day(end), "Storm")
        return None

    def _lapse(self, number: int, *_days: int) -> None:
        with writing():
            db.session.execute(
                update(Booking)
                .where(
                    Booking.part_id == self.parts[number], Booking.status == BookingStatus.HELD
                )
                .values(hold_expires_at=clock.now() - dt.timedelta(hours=1))
            )  # fmt: skip
            db.session.commit()

    def _expire(self, *_given: int) -> None:
        offer.expire_all_due()

    def _resize(self, place: int, capacity: int) -> None:
        booking.change_capacity(self.city, self.places[place], capacity)

    def _close(self, place: int, start: int, end: int) -> None:
        closure.close_days(self.city, self.places[place], day(start), day(end), "Storm")

    def _open(self, place: int, start: int, end: int) -> None:
        closure.open_days(self.city, self.places[place], day(start), day(end))

    def held(self, part_id: int) -> Booking | None:
        return db.session.scalar(
            select(Booking).where(Booking.part_id == part_id, Booking.status.in_(OCCUPYING))
        )

    def snapshot(self) -> dict[str, Any]:
        """Return all that can be seen, in the words of the model."""
        with self.context():
            found = {
                "parts": [self._part(ident) for ident in self.parts],
                "used": [self._used(ident) for ident in self.places],
                "closed": [self._closed(ident) for ident in self.places],
                "capacity": [self._capacity(ident) for ident in self.places],
            }
            db.session.rollback()
            return found

    def _part(self, ident: int) -> tuple[str, Any]:
        status = db.session.scalar(
            select(ApplicationPart.status).where(ApplicationPart.id == ident)
        )
        held = self.held(ident)
        if held is None:
            return status.value, None
        return status.value, (number(held.start_day), number(held.last_day), held.status.value)

    def _used(self, ident: int) -> dict[int, int]:
        rows = db.session.execute(
            text("SELECT slot, used FROM testbed_load WHERE testbed_id = :t AND used > 0"),
            {"t": ident},
        )
        return {slot - slot_of(day(0)): used for slot, used in rows}

    def _closed(self, ident: int) -> list[int]:
        rows = db.session.execute(
            text("SELECT slot FROM closure WHERE testbed_id = :t ORDER BY slot"), {"t": ident}
        )
        return [slot - slot_of(day(0)) for (slot,) in rows]

    def _capacity(self, ident: int) -> int:
        return db.session.execute(
            text("SELECT capacity FROM testbed WHERE id = :t"), {"t": ident}
        ).scalar_one()

    def faults(self) -> list[str]:
        with self.context():
            found = faults(db.session.connection())
            db.session.rollback()
            return found


def day(offset: int) -> dt.date:
    return clock.today() + dt.timedelta(days=FIRST + offset)


def number(date: dt.date) -> int:
    return (date - day(0)).days


def wish_row(author_id: int, place: Any, wish: Wish) -> Application:
    """Return an application for one place that has been sent."""
    now = clock.now()
    made = Application(
        author_id=author_id, applicant_form=ApplicantForm.PERSON, language="fi", title="Wish",
        joint_policy=JointPolicy.ANY, created_at=now, updated_at=now, submitted_at=now,
    )  # fmt: skip
    made.parts.append(
        ApplicationPart(
            testbed_id=place.id, city_id=place.city_id, status=PartStatus.SUBMITTED, preference=1,
            earliest=day(wish.earliest), days=wish.length, latest_end=day(wish.latest),
            units=wish.units,
        )
    )  # fmt: skip
    return made


@st.composite
def wishes(draw: Any) -> list[Wish]:
    """Return wishes for few days, most of them for the first place, so that they meet."""
    found = []
    for _number in range(PARTS):
        length, earliest = draw(st.integers(1, 3)), draw(st.integers(0, 2))
        found.append(
            Wish(
                draw(st.sampled_from([0, 0, 0, 1])), draw(st.sampled_from([1, 1, 1, 2])), length,
                earliest, draw(st.integers(earliest + length - 1, LAST)),
            )
        )  # fmt: skip
    return found


parts = st.integers(0, PARTS - 1)
places = st.sampled_from([0, 0, 0, 1])
days = st.tuples(st.integers(0, LAST - 2), st.integers(0, 2)).map(lambda two: (two[0], sum(two)))


class LedgerMachine(RuleBasedStateMachine):
    """Deeds in any order; ``worlds`` is set by the test."""

    worlds: list[World] = []

    @initialize(
        capacities=st.lists(st.integers(1, 3), min_size=PLACES, max_size=PLACES), of=wishes()
    )
    def begin(self, capacities: list[int], of: list[Wish]) -> None:
        self.model = Model(list(capacities), [Part(one) for one in of])
        for world in self.worlds:
            world.begin(capacities, of)

    def everywhere(self, name: str, *given: int) -> None:
        """Do a deed everywhere; answers and what is seen afterwards must be the same."""
        told = getattr(self.model, name)(*given)
        answers = [world.do(name, *given) for world in self.worlds]
        assert answers == [told] * len(answers), (name, given)
        seen = self.model.snapshot()
        for world in self.worlds:
            assert world.snapshot() == seen, (name, given)

    @rule(part=parts, when=days)
    def offer(self, part: int, when: tuple[int, int]) -> None:
        self.everywhere("offer", part, *when)

    @rule(part=parts, when=days)
    def offer_more(self, part: int, when: tuple[int, int]) -> None:
        self.everywhere("offer", part, *when)

    @rule(part=parts, when=days)
    def move(self, part: int, when: tuple[int, int]) -> None:
        self.everywhere("move", part, *when)

    @rule(part=parts)
    def wait(self, part: int) -> None:
        self.everywhere("take_up", part)
        self.everywhere("waitlist", part)

    @rule(part=parts, name=st.sampled_from(["accept", "accept", "decline", "withdraw", "cancel"]))
    def answer(self, part: int, name: str) -> None:
        self.everywhere(name, part)

    @rule(part=parts, name=st.sampled_from(["reopen", "reopen", "lapse", "expire"]))
    def time(self, part: int, name: str) -> None:
        self.everywhere(name, part)

    @rule(place=places, capacity=st.integers(1, 4))
    def resize(self, place: int, capacity: int) -> None:
        self.everywhere("resize", place, capacity)

    @rule(place=places, when=days, name=st.sampled_from(["close", "open"]))
    def shut(self, place: int, when: tuple[int, int], name: str) -> None:
        self.everywhere(name, place, *when)

    def teardown(self) -> None:
        for world in self.worlds:
            assert not world.parts or world.faults() == []

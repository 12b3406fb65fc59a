"""Writers of a storm: processes with engines of their own that act at random for some seconds.

``python -m tests.storm_writer URL FOLDER WRITERS SECONDS DEEDS``.  Each writes one JSON object
a line for what it did into ``FOLDER/<number>``: {"do", "key", "answer" | "refused" | "broken"}.
Refusals of the domain are expected; anything else is ``broken``.  A writer acts at least
``FEWEST`` times however slow the machine is, but never longer than ``LONGEST`` seconds.
"""

import app.sqlite_binding  # noqa: F401, I001 - first, so that one SQLite library serves the process

import datetime as dt
import functools
import json
import os
import random
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select, update

from app import clock
from app.database import db, prepare_engine, request_key, writing
from app.queries.account import actor_of
from app.queries.agreement_text import proposed
from app.services import application, booking, closure, decision, offer
from app.services.application import Acceptance
from app.services.decision import OfferTerms
from app.services.release import active_booking
from models.account import CityRoleGrant
from models.application import Application, ApplicationPart, PartStatus
from models.booking import OCCUPYING, Booking, BookingStatus
from models.errors import DomainError
from models.testbed import Testbed

FEWEST, LONGEST = 30, 20
SPAN = 20  # days on which all the writers meet
FIRST = 5
REPEATED = 0.15
TERMS = Acceptance("2026-1", "a" * 64, "Storm")
S = PartStatus
CHANCES = {
    "offer": 30, "accept": 16, "decline": 8, "withdraw": 8, "reopen": 14, "waitlist": 6,
    "move": 10, "cancel": 6, "capacity": 5, "close": 5, "open": 6, "lapse": 4,
}  # fmt: skip


class Writer:
    """Acts for the coordinator and the applicant of everything there is."""

    def __init__(self, seed: int, deeds: list[str]) -> None:
        self.deeds = deeds
        self.chance = random.Random(seed)
        self.city = actor_of(db.session.scalars(select(CityRoleGrant.user_id)).first())
        self.me = actor_of(db.session.scalars(select(Application.author_id)).first())
        self.places = db.session.scalars(select(Testbed.id).order_by(Testbed.id)).all()
        self.today = clock.today()
        db.session.rollback()

    def day(self, number: int) -> dt.date:
        return self.today + dt.timedelta(days=FIRST + number)

    def window(self) -> tuple[dt.date, dt.date]:
        start = self.chance.randrange(SPAN - 4)
        return self.day(start), self.day(start + self.chance.randrange(1, 5))

    def some_part(self, *statuses: PartStatus) -> int | None:
        ids = db.session.scalars(
            select(ApplicationPart.id).where(ApplicationPart.status.in_(statuses))
        ).all()
        db.session.rollback()
        return self.chance.choice(ids) if ids else None

    def some_booking(self, *statuses: BookingStatus) -> int | None:
        ids = db.session.scalars(select(Booking.id).where(Booking.status.in_(statuses))).all()
        db.session.rollback()
        return self.chance.choice(ids) if ids else None

    def offer(self) -> Callable[[], Any] | None:
        part_id = self.some_part(S.SUBMITTED, S.IN_REVIEW, S.WAITLISTED)
        terms = OfferTerms(*self.window())
        return part_id and (lambda: decision.offer(self.city, part_id, terms))

    def accept(self) -> Callable[[], Any] | None:
        part_id = self.some_part(S.OFFERED)
        return part_id and (lambda: offer.accept(self.me, part_id, TERMS, seen_by(part_id)))

    def decline(self) -> Callable[[], Any] | None:
        part_id = self.some_part(S.OFFERED)
        return part_id and (lambda: offer.decline(self.me, part_id))

    def withdraw(self) -> Callable[[], Any] | None:
        part_id = self.some_part(S.OFFERED, S.ACCEPTED, S.AGREED, S.WAITLISTED)
        return part_id and (lambda: application.withdraw(self.me, part_id))

    def reopen(self) -> Callable[[], Any] | None:
        part_id = self.some_part(S.DECLINED, S.WITHDRAWN, S.EXPIRED)
        return part_id and (lambda: decision.reopen(self.city, part_id))

    def waitlist(self) -> Callable[[], Any] | None:
        part_id = self.some_part(S.IN_REVIEW)
        return part_id and (lambda: decision.waitlist(self.city, part_id))

    def move(self) -> Callable[[], Any] | None:
        booking_id, window = self.some_booking(*OCCUPYING), self.window()
        return booking_id and (
            lambda: booking.move_booking(self.city, booking_id, *window, "Storm")
        )

    def cancel(self) -> Callable[[], Any] | None:
        booking_id = self.some_booking(*OCCUPYING)
        return booking_id and (lambda: booking.cancel(self.city, booking_id, "Storm"))

    def capacity(self) -> Callable[[], Any]:
        place = self.chance.randrange(len(self.places))
        wanted = self.chance.choice([(1, 2), (2, 3, 4)][place % 2])
        return lambda: booking.change_capacity(self.city, self.places[place], wanted)

    def close(self) -> Callable[[], Any]:
        place, day = self.chance.choice(self.places), self.day(self.chance.randrange(SPAN))
        return lambda: closure.close_days(self.city, place, day, day, "Storm")

    def open(self) -> Callable[[], Any]:
        place, window = self.chance.choice(self.places), self.window()
        return lambda: closure.open_days(self.city, place, *window)

    def lapse(self) -> Callable[[], Any] | None:
        """Make a hold's time run out; the next writer at its place lets it go."""
        booking_id = self.some_booking(BookingStatus.HELD)
        return booking_id and (lambda: _age(booking_id))

    def once(self, do: str | None = None) -> dict[str, Any] | None:
        do = do or self.chance.choices(self.deeds, [CHANCES[one] for one in self.deeds])[0]
        work = getattr(self, do)()
        if work is None:
            return None
        key = str(uuid.uuid4())
        told: dict[str, Any] = {"do": do, "key": key}
        with keyed(key):
            try:
                told["answer"] = work()
                if self.chance.random() < REPEATED and work() != told["answer"]:
                    told["broken"] = "another answer to the same request"
            except DomainError as refusal:
                told["refused"] = refusal.code
            except Exception as problem:  # noqa: BLE001 - whatever it is, the storm reports it
                told["broken"] = repr(problem)
                db.session.rollback()
        return told


def seen_by(part_id: int) -> str:
    """Return the hash of the agreement as it is now; what moves meanwhile is refused."""
    made = db.session.get_one(ApplicationPart, part_id)
    held = active_booking(part_id)
    seen = proposed(made, held).sha256 if held is not None else ""
    db.session.rollback()
    return seen


@contextmanager
def keyed(key: str) -> Iterator[None]:
    token = request_key.set(key)
    try:
        yield
    finally:
        request_key.reset(token)


def _age(booking_id: int) -> None:
    with writing():
        db.session.execute(
            update(Booking)
            .where(Booking.id == booking_id, Booking.status == BookingStatus.HELD)
            .values(hold_expires_at=clock.now() - dt.timedelta(hours=1))
        )
        db.session.commit()


def application_on(url: str) -> Flask:
    """Return no more of the product than its database: a storm needs no pages."""
    made = Flask("storm")
    made.config["SQLALCHEMY_DATABASE_URI"] = url
    db.init_app(made)
    with made.app_context():
        prepare_engine(db.engine)
    return made


def write(url: str, path: Path, writer_of: Callable[[], Writer], seconds: float) -> None:
    """Act at random; at first every deed once, so that none is left to chance."""
    with application_on(url).app_context(), path.open("w") as said:
        writer = writer_of()
        deeds = sorted(writer.deeds, key=lambda _do: writer.chance.random())
        begun, acts = time.monotonic(), 0
        while (spent := time.monotonic() - begun) < LONGEST:
            if spent > seconds and acts >= FEWEST:
                break
            do = deeds.pop() if deeds and acts > FEWEST // 2 else None
            told = writer.once(do)
            acts += 1
            if told:
                said.write(json.dumps(told) + "\n")


def main(url: str, folder: Path, writers: int, seconds: float, deeds: list[str]) -> int:
    """Let the writers loose and return how many of them failed."""
    children = []
    for number in range(writers):
        child = os.fork()
        if child == 0:
            code = 1
            try:
                writer_of = functools.partial(Writer, number, deeds)
                write(url, folder / str(number), writer_of, seconds)
                code = 0
            finally:
                os._exit(code)
        children.append(child)
    return sum(os.waitpid(child, 0)[1] != 0 for child in children)


if __name__ == "__main__":
    address, where, many, long, what = sys.argv[1:]
    sys.exit(main(address, Path(where), int(many), float(long), what.split(",")))

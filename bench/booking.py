"""Eight writers book at once: offers through the service, against bare inserts of the same row.

Prints bookings a second through ``decision.offer`` (permission, ledger, audit, decision, mail), the
same row inserted bare by the same driver into the booking table (the ledger's triggers alone) and
into a copy of it without triggers, and on PostgreSQL pgbench doing the latter.  Afterwards every
slot is counted again from the bookings: none may be over capacity, no acknowledged one missing.
"""

import app.sqlite_binding  # noqa: F401, I001 - first, so that one SQLite library serves the process

import datetime as dt
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.engine import make_url

from app import clock
from app.database import db
from app.factory import create_app
from app.queries.account import actor_of
from app.services.decision import OfferTerms, offer
from bench.booking_field import COORDINATOR, PLAIN, new_field
from bench.filled import migrated
from bench.place import ROOT
from config import Settings
from models.account import User
from models.application import ApplicationPart
from models.booking import OCCUPYING, Booking, TestbedLoad, slot_of
from models.errors import CapacityError
from models.testbed import Testbed

WRITERS, SECONDS, DAYS = 8, 8.0, 3  # each window is three days, as in booking_field
WARM_UP = 3
GOAL = 0.25
SAME_ROW = (
    "INSERT INTO {table} (testbed_id, start_slot, end_slot, weekdays, units, status, version,"
    " hold_expires_at, created_at)"
    " VALUES ({mark}, {mark}, {mark}, 127, 1, 'held', 1, {mark}, {mark})"
)
WAYS = ("offer", "booking", PLAIN)


class Written(NamedTuple):
    """What the writers did: rows before the signal, rows and refusals after it, in how long.

    ``cpu`` is the seconds of processor that the writers took, without the database's.
    """

    warmed: int
    taken: int
    refused: int
    seconds: float
    cpu: float

    @property
    def rate(self) -> float:
        return self.taken / self.seconds

    @property
    def cpu_ms(self) -> float:
        return self.cpu * 1000 / max(1, self.taken + self.refused)


def run(kind: str, seconds: float = SECONDS, ways: Sequence[str] = WAYS) -> dict[str, float]:
    """Measure on one engine (sqlite or postgresql) and print the figures.

    Returns bookings a second (``offer``) with their milliseconds of processor (``cpu``), and where
    there is pgbench what it inserts a second, without the ledger and with it.
    """
    with migrated(kind) as (url, environment):
        os.environ.update(environment)
        made = create_app(Settings.from_env())
        with made.app_context():
            new_field()
            db.session.remove()
            db.engine.dispose()
        written = {way: _at_once(way, environment, seconds) for way in ways}
        tables = (PLAIN, "booking") if kind == "postgresql" else ()
        bare = {table: _pgbench(url, table, seconds) for table in tables}
        _print(kind, written, bare)
        with made.app_context():
            _check(written["offer"])
            db.session.remove()
            db.engine.dispose()
    found = {"pgbench": bare.get(PLAIN), "pgbench_ledger": bare.get("booking")}
    told = {"offer": written["offer"].rate, "cpu": written["offer"].cpu_ms}
    return told | {name: rate for name, rate in found.items() if rate}


def _at_once(way: str, environment: dict[str, str], seconds: float) -> Written:
    """Let the writers write in one way."""
    command = [sys.executable, "-m", "bench.booking", way]
    writers = [
        subprocess.Popen(
            [*command, str(number), str(seconds)], cwd=ROOT, env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )
        for number in range(WRITERS)
    ]  # fmt: skip
    for writer in writers:
        assert writer.stdout is not None  # noqa: S101 - a pipe was asked for
        writer.stdout.readline()
    for writer in writers:
        assert writer.stdin is not None  # noqa: S101 - a pipe was asked for
        writer.stdin.write("go\n")
        writer.stdin.flush()
    answers = [[float(word) for word in writer.communicate()[0].split()] for writer in writers]
    warmed, taken, refused, _seconds, cpu = (sum(column) for column in zip(*answers, strict=True))
    longest = max(answer[3] for answer in answers)
    return Written(int(warmed), int(taken), int(refused), longest, cpu)


def _write(way: str, number: int, lasts: float) -> None:
    """Be one writer: warm up, say so, wait for the signal, write until the time is up."""
    made = create_app(Settings.from_env())
    with made.app_context():
        once = _offers(number) if way == "offer" else _inserts(way, number)
        warmed = sum(once() is True for _ in range(WARM_UP))
        print("ready", flush=True)
        sys.stdin.readline()
        begun, spent = time.perf_counter(), time.process_time()
        taken = Counter[bool]()
        while time.perf_counter() < begun + lasts and (answer := once()) is not None:
            taken[answer] += 1
        seconds, cpu = time.perf_counter() - begun, time.process_time() - spent
        print(warmed, taken[True], taken[False], seconds, cpu, flush=True)


def _offers(number: int) -> Callable[[], bool | None]:
    """Return what offers the next of this writer's parts; None when there are none left."""
    person = db.session.scalars(select(User).where(User.email == COORDINATOR)).one()
    actor = actor_of(person.id)
    rows = db.session.execute(
        select(ApplicationPart.id, ApplicationPart.earliest)
        .where(ApplicationPart.id % WRITERS == number)
        .order_by(ApplicationPart.id)
    ).all()
    waiting = iter([(row[0], row[1]) for row in rows])
    db.session.remove()

    def once() -> bool | None:
        part_id, first = next(waiting, (None, None))
        if part_id is None or first is None:
            return None
        try:
            offer(actor, part_id, OfferTerms(first, first + dt.timedelta(days=DAYS - 1), 14))
        except CapacityError:
            return False
        finally:
            db.session.remove()
        return True

    return once


def _inserts(table: str, number: int) -> Callable[[], bool | None]:
    """Return what inserts the next row bare, in a transaction of its own.

    Windows that touch no other keep the triggers from refusing any.
    """
    connection: Any = db.engine.raw_connection()
    sqlite = db.engine.dialect.name == "sqlite"
    statement = SAME_ROW.format(table=table, mark="?" if sqlite else "%s")
    ids = list(db.session.scalars(select(Testbed.id).order_by(Testbed.id)))[number::WRITERS]
    db.session.remove()
    first = slot_of(clock.today()) + 1_000
    until, now = clock.now() + dt.timedelta(days=14), clock.now()
    moments = [at.replace(tzinfo=None).isoformat(" ") if sqlite else at for at in (until, now)]
    place = iter(range(10**9))

    def once() -> bool | None:
        turn, row = divmod(next(place), len(ids))
        start = first + turn * DAYS
        with closing(connection.cursor()) as cursor:
            try:
                if sqlite:
                    cursor.execute("BEGIN IMMEDIATE")
            except db.engine.dialect.loaded_dbapi.OperationalError:
                return False  # others were quicker for as long as it waits
            cursor.execute(statement, (ids[row], start, start + DAYS, *moments))
        connection.commit()
        return True

    return once


def _pgbench(url: str, table: str, seconds: float) -> float | None:
    """Return the rows a second that pgbench inserts into a table, or None without pgbench.

    The windows are scattered so far ahead that they hardly ever meet: one refusal would end it.
    """
    known = sorted(Path("/usr/lib/postgresql").glob("*/bin/pgbench"))
    program = shutil.which("pgbench") or (str(known[-1]) if known else None)
    if program is None:
        return None
    statement = SAME_ROW.format(table=table, mark="{}").format(
        ":t", ":s", ":s + 3", "now()", "now()"
    )
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(f"\\set t random(1, 100)\n\\set s random(30000, 2000000000)\n{statement};\n")
        script.flush()
        address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        out = subprocess.run(
            [program, "-n", "-c", str(WRITERS), "-j", "2", "-T", str(max(1, round(seconds))), "-f",
             script.name, address], check=True, capture_output=True, text=True,
        ).stdout  # fmt: skip
    found = re.search(r"tps = ([\d.]+)", out)
    return float(found.group(1)) if found else None


def _print(kind: str, written: dict[str, Written], bare: dict[str, float | None]) -> None:
    made = written["offer"]
    print(f"booking, {kind}, {WRITERS} writers, {made.seconds:.1f} s")
    words = f"{made.taken} taken, {made.refused} refused, {made.cpu_ms:.1f} ms of processor each"
    print(f"  {'offers by the service':<26} {made.rate:8.0f}/s   {words}")
    rows = {
        "bare row, with the ledger": written["booking"].rate if "booking" in written else None,
        "bare row, no ledger": written[PLAIN].rate if PLAIN in written else None,
        "pgbench, with the ledger": bare.get("booking"),
        "pgbench, no ledger": bare.get(PLAIN),
    }
    for name, rate in rows.items():
        if rate:
            print(f"  {name:<26} {rate:8.0f}/s   service / this: {made.rate / rate:.2f}")
    print(f"  goal: {GOAL} of pgbench")


def _check(made: Written) -> None:
    """Count every slot again from the bookings that the service acknowledged.

    Raises:
        SystemExit: A slot is over capacity, the ledger disagrees, or a booking is missing.
    """
    rows = db.session.execute(
        select(Booking.testbed_id, Booking.start_slot, Booking.end_slot, Booking.units)
        .where(Booking.status.in_(OCCUPYING), Booking.part_id.is_not(None))
    ).all()  # fmt: skip
    used = Counter[tuple[int, int]]()
    for testbed_id, start, end, units in rows:
        for slot in range(start, end):
            used[testbed_id, slot] += units
    capacity = {row[0]: row[1] for row in db.session.execute(select(Testbed.id, Testbed.capacity))}
    over = [key for key, taken in used.items() if taken > capacity[key[0]]]
    last = slot_of(clock.today() + dt.timedelta(days=900))
    kept = db.session.scalar(select(func.sum(TestbedLoad.used)).where(TestbedLoad.slot < last))
    lost = made.warmed + made.taken - len(rows)
    print(f"  over-booked slots: {len(over)}   lost bookings: {lost}")
    if over or lost or kept != sum(used.values()):
        raise SystemExit("The ledger let something through.")


if __name__ == "__main__":
    _write(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))

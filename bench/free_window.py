"""Free for thirty days over two thousand testbeds, in one statement.

Prints the median time and the number of statements of the query, of a bare statement that answers
the same for one place, every weekday and days of UTC, without lengths of stay, lead times, closures
of some hours and longest runs, and of the whole search behind the list: rows, filters, counts, fits
and order.
"""

import app.sqlite_binding  # noqa: F401, I001 - first, so that one SQLite library serves the process

import datetime as dt
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import event, text

from app import clock
from app.database import db
from app.factory import create_app
from app.queries.free_window import FreeSearch, free_windows
from app.queries.testbed_filter import TestbedFilter, search
from bench.booking_field import new_field, testbeds
from bench.place import ROOT, new_database, settings
from config import Settings
from models.booking import Booking, BookingStatus, slot_of
from models.city import City
from models.testbed_kind import SlotUnit

TESTBEDS, DAYS, SPAN, ROUNDS = 2_000, 30, 180, 25
BY_HOUR = 20  # every twentieth testbed
BARE = """
WITH busy AS (
  SELECT l.testbed_id, l.slot FROM testbed_load l JOIN testbed t ON t.id = l.testbed_id
   WHERE t.status = 'published' AND t.slot_unit = 'day' AND l.slot BETWEEN :first AND :last
     AND l.cap - l.used < 1
  UNION ALL
  SELECT l.testbed_id, l.slot / 24 FROM testbed_load l JOIN testbed t ON t.id = l.testbed_id
   WHERE t.status = 'published' AND t.slot_unit = 'hour'
     AND l.slot BETWEEN :first * 24 AND :last * 24 + 23 AND l.cap - l.used < 1
   GROUP BY l.testbed_id, l.slot / 24
  UNION ALL SELECT id, :first - 1 FROM testbed WHERE status = 'published'
  UNION ALL SELECT id, :last + 1 FROM testbed WHERE status = 'published'
), gap AS (
  SELECT testbed_id, slot + 1 AS start,
         LEAD(slot) OVER (PARTITION BY testbed_id ORDER BY slot) - slot - 1 AS length
    FROM busy
)
SELECT testbed_id, MIN(start) FROM gap WHERE length >= :days GROUP BY testbed_id"""


def run(kind: str) -> None:
    """Measure on one engine (sqlite or postgresql) and print the figures."""
    with tempfile.TemporaryDirectory() as folder, new_database(kind, Path(folder)) as url:
        environment = settings(url, Path(folder))
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"]
        subprocess.run(command, check=True, cwd=ROOT, env=environment, capture_output=True)
        os.environ.update(environment)
        made = create_app(Settings.from_env())
        with made.app_context():
            new_field(parts=0)
            _book()
            _measure(kind)
            db.session.remove()
            db.engine.dispose()


def _book() -> None:
    """Write the testbeds and book each for some of the half year, up to its capacity."""
    dice = random.Random(1)
    places = testbeds(db.session.query(City).one(), TESTBEDS, "field")
    first = slot_of(clock.today())
    for number, place in enumerate(places):
        if number % BY_HOUR == 0:
            place.slot_unit = SlotUnit.HOUR
    db.session.flush()
    for place in places:
        size = 24 if place.slot_unit is SlotUnit.HOUR else 1
        days = first + dice.randint(0, 20)
        while days < first + SPAN:
            length = dice.randint(2, 12)
            db.session.add(
                Booking(
                    testbed_id=place.id, start_slot=days * size, end_slot=(days + length) * size,
                    units=place.capacity, status=BookingStatus.CONFIRMED, created_at=clock.now(),
                )
            )  # fmt: skip
            days += length + dice.randint(5, 33)
    db.session.commit()
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("ANALYZE"))
        db.session.commit()


def _measure(kind: str) -> None:
    start = clock.today()
    wish = FreeSearch(start, start + dt.timedelta(days=SPAN), DAYS)
    values = {"first": slot_of(start), "last": slot_of(wish.end), "days": DAYS}
    rows = db.session.execute(text("SELECT COUNT(*) FROM testbed_load")).scalar_one()
    sent: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *given: sent.append(given[2]))

    def bare() -> int:
        return len(db.session.execute(text(BARE), values).all())

    def whole() -> int:
        return len(search(TestbedFilter(free=wish, sort="fit"), start, "fi"))

    found = len(free_windows(wish))
    statements = len(sent)
    raw = _median_ms(bare)
    print(f"free for {DAYS} days, {kind}, {TESTBEDS} testbeds, {rows} rows in the ledger: {found}")
    ours = _median_ms(lambda: len(free_windows(wish)))
    print(f"  {'query':<14} {ours:6.1f} ms   in {statements} statement(s)")
    print(f"  {'bare SELECT':<14} {raw:6.1f} ms   query / this: {ours / raw:.1f}")
    listed = _median_ms(whole)
    print(f"  {'whole search':<14} {listed:6.1f} ms   search / bare: {listed / raw:.1f}")


def _median_ms(work: Callable[[], int]) -> float:
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return statistics.median(times) * 1000

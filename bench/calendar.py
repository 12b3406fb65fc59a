"""The calendar of two hundred testbeds over a month, in one statement.

Prints the median time, how many statements it took, and the same rows by the bare statement.
"""

import app.sqlite_binding  # noqa: F401, I001 - first, so that one SQLite library serves the process

import datetime as dt
import os
import statistics
import time
from collections.abc import Callable

from sqlalchemy import event, text

from app import clock
from app.database import db
from app.factory import create_app
from app.policies.actor import Actor
from app.queries.calendar import load
from app.queries.calendar_city import CityFilter, city_calendar
from bench.booking_field import new_field, testbeds
from bench.filled import migrated
from config import Settings
from models.booking import Booking, BookingStatus, slot_of
from models.city import City

TESTBEDS, DAYS, ROUNDS = 200, 31, 40
GOAL_MS = 50
BARE = (
    "SELECT t.id, t.capacity, t.slot_unit, l.slot, l.used, l.cap FROM testbed t LEFT JOIN"
    " testbed_load l ON l.testbed_id = t.id AND l.slot >= :first AND l.slot < :after"
    " WHERE t.id BETWEEN :low AND :high"
)


def run(kind: str, *, whole: bool = True) -> dict[str, float]:
    """Measure on one engine (sqlite or postgresql) and print the figures.

    Unless it is ``whole``, without the desk's calendar of a city.  Returns ``ms``, ``cpu``
    (milliseconds of this process, not of a server), ``bare`` and ``statements``.
    """
    with migrated(kind) as (_url, environment):
        os.environ.update(environment)
        made = create_app(Settings.from_env())
        with made.app_context():
            new_field(parts=0)
            ids = _booked()
            told = _measure(kind, ids, whole=whole)
            db.session.remove()
            db.engine.dispose()
    return told


def _booked() -> list[int]:
    """Write testbeds, each with a booking of five days every week; return their ids."""
    home = db.session.query(City).one()
    made = testbeds(home, TESTBEDS, "month")
    first = slot_of(clock.today())
    db.session.add_all(
        Booking(
            testbed_id=place.id, start_slot=first + week * 7, end_slot=first + week * 7 + 5,
            status=BookingStatus.CONFIRMED, created_at=clock.now(),
        )
        for place in made for week in range(8)
    )  # fmt: skip
    db.session.commit()
    return [place.id for place in made]


def _measure(kind: str, ids: list[int], *, whole: bool) -> dict[str, float]:
    start = clock.today()
    end = start + dt.timedelta(days=DAYS - 1)
    chosen = CityFilter(db.session.query(City.id).limit(1).scalar() or 0)
    values = {"first": slot_of(start), "after": slot_of(end) + 1, "low": min(ids), "high": max(ids)}
    sent: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *given: sent.append(given[2]))

    def calendar() -> int:
        return sum(len(days) for days in load(ids, start, end).values())

    def bare() -> int:
        return len(db.session.execute(text(BARE), values).all())

    viewer = Actor(user_id=1, is_admin=True, language="en")

    def city(days: int = DAYS) -> int:
        last = start + dt.timedelta(days=days - 1)
        return sum(len(one.stays) for one in city_calendar(viewer, chosen, start, last))

    cells, rows = calendar(), bare()
    statements = len(sent) - 1
    shown, raw = _median_ms(calendar), _median_ms(bare)
    cpu = _median_ms(calendar, time.process_time)
    print(f"calendar, {kind}, {len(ids)} testbeds x {DAYS} days = {cells} cells, {rows} rows")
    words = f"goal {GOAL_MS} ms   in {statements} statement(s)   processor {cpu:.1f} ms"
    print(f"  {'median':<14} {shown:6.1f} ms   {words}")
    if whole:
        _measure_city(sent, city)
    print(f"  {'bare SELECT':<14} {raw:6.1f} ms   calendar / this: {shown / raw:.1f}")
    return {"ms": shown, "cpu": cpu, "bare": raw, "statements": statements}


def _measure_city(sent: list[str], city: Callable[..., int]) -> None:
    """Print the same for the desk's calendar of a city: stays, closures and use as well."""
    for days in (DAYS, 365):
        del sent[:]
        stays = city(days)
        statements = len(sent)
        words = f"{stays} stays in {days} days, in {statements} statements"
        print(f"  {'city, desk':<14} {_median_ms(lambda: city(days)):6.1f} ms   {words}")  # noqa: B023 - measured at once


def _median_ms(work: Callable[[], int], watch: Callable[[], float] = time.perf_counter) -> float:
    times = []
    for _ in range(ROUNDS):
        begun = watch()
        work()
        times.append(watch() - begun)
    return statistics.median(times) * 1000

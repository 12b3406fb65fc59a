"""A whole programme opens: thousands of people register for its sessions through the real web app.

6,000 people come to 150 sessions, 10 of which are wanted by twice as many as there is room for.
Each loads the form, sends it with its token and its key, opens the link of the mail (read from the
database here, because no mail leaves), confirms, and every tenth cancels.  They come from addresses
of their own, as behind a proxy, to two web processes.  Prints how many registered, wait and were
refused, people a second, how long answers took and the processor time a person cost the servers,
and counts everything again afterwards: nobody too many at any session, waiting lists in order, no
answer that is broken.  ``BENCH_PEOPLE`` makes it smaller; it ends after ``BENCH_SECONDS`` (600)
however slow the machine is.
"""

import app.sqlite_binding  # noqa: F401, I001 - first, so that one SQLite library serves the process

import http.client
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from app.database import db
from app.factory import create_app
from bench.place import ROOT, free_port, new_database, settings
from bench.registration_field import SESSIONS, SLUG, programme
from bench.registration_visitor import Tally, Visitor
from config import Settings
from models.audit import AuditLine
from models.event import EventSession
from models.registration import COUNTED, OVER, Registration, RegistrationStatus

PEOPLE = 6000
PEOPLE_OF_ONE_PLACE = 100  # each session has room for a hundredth of them all
CLIENTS, LONGEST, PATIENCE = 8, 600.0, 120.0
TICK = os.sysconf("SC_CLK_TCK")


def run(kind: str) -> None:
    """Measure on one engine (sqlite or postgresql) and print the figures."""
    people = int(os.environ.get("BENCH_PEOPLE", PEOPLE))
    with tempfile.TemporaryDirectory() as folder, new_database(kind, Path(folder)) as url:
        environment = {**settings(url, Path(folder)), "PROXIES": "1", "DEMO": "0"}
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"]
        subprocess.run(command, check=True, cwd=ROOT, env=environment, capture_output=True)
        os.environ.update(environment)
        made = create_app(Settings.from_env())
        with made.app_context():
            rooms = programme(max(1, people // PEOPLE_OF_ONE_PLACE))
            tally = Tally()
            with _serving(environment) as one, _serving(environment) as other:
                servers = (one[1], other[1])
                _warm((one[0], other[0]))
                begun, busy = time.monotonic(), sum(map(_busy, servers))
                _let_in((one[0], other[0]), tally, rooms, people)
                took = time.monotonic() - begun
                spent = sum(map(_busy, servers)) - busy
            _print(kind, tally, took, spent)
            _check(tally)
            db.session.remove()
            db.engine.dispose()


@contextmanager
def _serving(environment: dict[str, str]) -> Iterator[tuple[int, int]]:
    """Serve meanwhile; gives the port and the process."""
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1",
         "--port", str(port), "--blocking-threads", "4", "--no-log", "wsgi:app"],
        cwd=ROOT, env=environment,
    )  # fmt: skip
    try:
        _wait_for(port)
        yield port, server.pid
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()


def _wait_for(port: int) -> None:
    """Return when a server answers.

    Raises:
        TimeoutError: It does not within two minutes.
    """
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError


def _busy(server: int) -> float:
    """Return the seconds of processor time that a server and its workers have used."""
    found = 0
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            told = entry.read_text().rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        if server in (int(entry.parent.name), int(told[1])):
            found += int(told[11]) + int(told[12])
    return found / TICK


def _warm(ports: tuple[int, int]) -> None:
    """Let each server make its form once, so that what only the first page costs is not counted."""
    with db.engine.connect() as mails:
        for port in ports:
            Visitor(port, Tally(), 0, mails).ask("form", f"/fi/events/{SLUG}/register", 200)


def _let_in(ports: tuple[int, int], tally: Tally, rooms: list[int], people: int) -> None:
    """Let the clients be all of the people, for as long as the measurement may take."""
    longest = float(os.environ.get("BENCH_SECONDS", LONGEST))
    numbers, deadline, engine = iter(range(people)), time.monotonic() + longest, db.engine

    def be_many(client: int) -> None:
        with engine.connect() as mails:
            visitor = Visitor(ports[client % 2], tally, client, mails)
            while time.monotonic() < deadline:
                with tally.lock:
                    number = next(numbers, None)
                if number is None:
                    return
                visitor.come(number, rooms)

    clients = [threading.Thread(target=be_many, args=(one,)) for one in range(CLIENTS)]
    for one in clients:
        one.start()
    for one in clients:
        one.join()


def _print(kind: str, tally: Tally, took: float, spent: float) -> None:
    requests = sum(len(one) for one in tally.seconds.values())
    print(
        f"registration, {kind}: {tally.people} people confirmed, {SESSIONS} sessions, {took:.0f} s"
    )
    each = 1000 * spent / max(1, tally.people)
    print(f"  {tally.people / took:.1f} people/s, {requests / took:.0f} requests/s")
    print(f"  {each:.0f} ms of the servers' processor time a person")
    for what, seconds in tally.seconds.items():
        cuts = statistics.quantiles(seconds, n=100) if len(seconds) > 1 else seconds * 99
        print(f"  {what:<10} {len(seconds):6}  p50 {1000 * cuts[49]:6.0f} ms"
              f"  p99 {1000 * cuts[98]:6.0f} ms")  # fmt: skip


def _check(tally: Tally) -> None:
    """Count everything again from the registrations.

    Raises:
        SystemExit: Somebody is too many, somebody overtook somebody, or an answer was broken.
    """
    db.session.rollback()
    rows = db.session.scalars(select(Registration)).all()
    holding = Counter(
        one.session_id for one in rows if one.status in COUNTED or one.held_until is not None
    )
    rooms = db.session.scalars(select(EventSession)).all()
    over = sum(holding[one.id] > (one.capacity or 0) for one in rooms)
    wrong = sum(holding[one.id] != one.taken for one in rooms)
    live = Counter((one.session_id, one.registrant_id) for one in rows if one.status not in OVER)
    twice = sum(number > 1 for number in live.values())
    states = Counter(one.status.value for one in rows)
    unfair = _out_of_order(rows)
    print(f"  registered: {states['confirmed']}   waiting: {states['waiting']}"
          f"   refused: {tally.refused}   states: {dict(states)}   mails: {_mails()}")  # fmt: skip
    print(f"  over capacity: {over}   counts that differ: {wrong}   twice: {twice}"
          f"   waiting lists in order: {'no' if unfair else 'yes'}"
          f"   unexpected answers: {sum(tally.odd.values())} {dict(tally.odd) or ''}")  # fmt: skip
    if over or wrong or twice or unfair or tally.odd:
        raise SystemExit("Something was let through.")


def _mails() -> int:
    table = db.metadata.tables["outbox"]
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def _out_of_order(rows: Any) -> int:
    """Return at how many sessions somebody was offered a place who came after one who waits."""
    offered = set(
        db.session.scalars(
            select(AuditLine.thing_id).where(AuditLine.action == "registration:offer")
        )
    )
    unfair = 0
    for session_id in {one.session_id for one in rows}:
        queue = [one for one in rows if one.session_id == session_id and one.queued_at]
        asked = [(one.queued_at, one.id) for one in queue if one.id in offered]
        wait = [
            (one.queued_at, one.id) for one in queue if one.status is RegistrationStatus.WAITING
        ]
        unfair += bool(asked and wait and max(asked) > min(wait))
    return unfair

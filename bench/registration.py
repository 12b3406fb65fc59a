"""A whole programme opens: thousands of people register for its sessions through the real web app.

6,000 people come to 150 sessions, 10 of which are wanted by twice as many as there is room for.
Each loads the form, sends it, opens the link of the mail (read from the database here, because no
mail leaves), confirms, and every tenth cancels.  They come from addresses of their own, as behind a
proxy, to two web processes.  Prints requests and people a second and how long answers took, and
counts everything again afterwards: nobody too many at any session, waiting lists in order, no
answer that is broken.  ``BENCH_PEOPLE`` makes it smaller; ``LONGEST`` ends it however slow the
machine is.
"""

import app.sqlite_binding  # noqa: F401, I001 - first, so that one SQLite library serves the process

import http.client
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import func, select

from app.database import db
from app.factory import create_app
from bench.place import ROOT, free_port, new_database, settings
from bench.registration_field import POPULAR, SESSIONS, SLUG, programme
from config import Settings
from models.audit import AuditLine
from models.event import EventSession
from models.reader import Reader
from models.registration import COUNTED, OVER, Registrant, Registration, RegistrationStatus

PEOPLE = 6000
PEOPLE_OF_ONE_PLACE = 100  # each session has room for a hundredth of them all
CLIENTS, LONGEST, PATIENCE = 8, 600.0, 120.0
CANCELS, WANTS_POPULAR = 0.1, 0.2
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
SEE_OTHER, BROKEN = 303, 500


@dataclass
class Tally:
    """What the clients saw: seconds by kind of request, and answers that were not expected."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    odd: Counter[str] = field(default_factory=Counter)
    people: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, what: str, took: float, *, fits: bool, status: int) -> None:
        """Count one answer."""
        with self.lock:
            self.seconds.setdefault(what, []).append(took)
            if not fits:
                self.odd[f"{what} {status}"] += 1


class Visitor:
    """One client, which is one person after the other."""

    def __init__(self, port: int, tally: Tally, number: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.tally, self.chance = tally, random.Random(number)
        self.cookies: dict[str, str] = {}
        self.token = self.address = ""

    def come(self, number: int, rooms: list[int]) -> None:
        """Be one person: register, confirm by the mail's link, perhaps cancel."""
        self.cookies, self.address = {}, f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"
        wanted = {self.chance.choice(rooms[POPULAR:])}
        if self.chance.random() < WANTS_POPULAR:
            wanted.add(self.chance.choice(rooms[:POPULAR]))
        email = f"p{number}@koepaikka.example"
        self.ask("form", f"/fi/events/{SLUG}/register", 200)
        form = {"name": f"P {number}", "email": email, "clash_is_fine": "y", "sessions": [*wanted]}
        if self.send("register", f"/fi/events/{SLUG}/register", form) != SEE_OTHER:
            return
        own = f"/fi/registration/{_token_of(email)}"
        self.ask("own page", own, 200)
        self.send("confirm", f"{own}/confirm", {})
        with self.tally.lock:
            self.tally.people += 1
        if self.chance.random() < CANCELS:
            for ident in _registrations_of(email):
                self.send("cancel", f"{own}/{ident}/cancel", {})

    def send(self, what: str, path: str, form: dict[str, Any]) -> int:
        """Send a form with its token; return the status."""
        return self.ask(what, path, SEE_OTHER, {**form, "csrf_token": self.token})

    def ask(self, what: str, path: str, fits: int, form: dict[str, Any] | None = None) -> int:
        """Ask for a page or send a form, and note how long it took."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"X-Forwarded-For": self.address, "Cookie": cookies}
        body = None
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode(form, doseq=True)
        begun = time.perf_counter()
        self.connection.request("GET" if form is None else "POST", path, body, headers)
        answer = self.connection.getresponse()
        said = answer.read().decode()
        took = time.perf_counter() - begun
        self.tally.note(what, took, fits=answer.status == fits, status=answer.status)
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _is, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        if found := TOKEN.search(said):
            self.token = found[1]
        return answer.status


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
                begun = time.monotonic()
                _let_in(made, (one, other), tally, rooms, people)
                took = time.monotonic() - begun
            _print(kind, tally, took)
            _check(tally)
            db.session.remove()
            db.engine.dispose()


@contextmanager
def _serving(environment: dict[str, str]) -> Iterator[int]:
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1",
         "--port", str(port), "--blocking-threads", "4", "--no-log", "wsgi:app"],
        cwd=ROOT, env=environment,
    )  # fmt: skip
    try:
        _wait_for(port)
        yield port
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


def _let_in(made: Any, ports: tuple[int, int], tally: Tally, rooms: list[int], people: int) -> None:
    """Let the clients be all of the people, at most for ``LONGEST`` seconds."""
    numbers, deadline = iter(range(people)), time.monotonic() + LONGEST

    def be_many(client: int) -> None:
        with made.app_context():
            visitor = Visitor(ports[client % 2], tally, client)
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


def _token_of(email: str) -> str:
    found = db.session.scalars(
        select(Registrant.token).join(Reader).where(Reader.email == email)
    ).one()
    db.session.rollback()
    return found


def _registrations_of(email: str) -> list[int]:
    found = db.session.scalars(
        select(Registration.id).join(Registrant).join(Reader).where(Reader.email == email)
    ).all()
    db.session.rollback()
    return list(found)


def _print(kind: str, tally: Tally, took: float) -> None:
    requests = sum(len(one) for one in tally.seconds.values())
    print(f"registration, {kind}: {tally.people} people, {SESSIONS} sessions, {took:.0f} s")
    print(f"  {requests} requests, {requests / took:.0f}/s; {tally.people / took:.1f} people/s")
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
    print(f"  over capacity: {over}   counts that differ: {wrong}   registered twice: {twice}"
          f"   out of order: {(unfair := _out_of_order(rows))}")  # fmt: skip
    print(f"  {dict(states)}   mails waiting: {_mails()}   unexpected answers: {dict(tally.odd)}")
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

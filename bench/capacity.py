"""What docs/capacity.md reckons with, measured on PostgreSQL: requests, bytes of rows, log, mail.

One web process, 10,000 testbeds (``--size``) and a fifth of pilots.  Processor time is that of the
process and of the database behind it, so a busy machine changes it less than rates; pages are
packed as for browsers.  A registration is form, sending, the mail's link and its answer, as in
``flask bench registration``, by one visitor after the other.
"""

import app.sqlite_binding  # noqa: F401, I001 - first, so that one SQLite library serves the process

import datetime as dt
import http.client
import subprocess
import sys
import tempfile
import time
from itertools import cycle
from pathlib import Path

from sqlalchemy import select, text

from app.adapters.mail_file import FileSender
from app.database import db
from app.factory import create_app
from app.jobs import outbox
from app.jobs.letter import Letters
from app.queries.account import actor_of
from app.services.decision import OfferTerms, offer
from bench.booking_field import COORDINATOR, new_field
from bench.open_cpu import parent_of, settle, spent_s
from bench.place import ROOT, new_database, settings
from bench.registration_field import programme
from bench.registration_visitor import Tally, Visitor
from bench.server import served
from config import Settings
from models.account import User
from models.application import ApplicationPart
from models.errors import CapacityError

SECONDS, OFFERS, FEW = 6.0, 400, 500
TESTBEDS, BOXES, PEOPLE = 10_000, 40, 200
BROWSER = {"Accept-Encoding": "gzip, deflate, br", "Accept": "text/html,*/*"}
ROWS = {
    "testbed_b": ("testbed", "open_feature", "search_entry"),
    "part_b": ("application", "application_part"),
    "booking_b": ("booking",),
    "day_b": ("booking_slot", "testbed_load"),
    "audit_b": ("audit",),
    "mail_b": ("outbox",),
    "registration_b": ("registration", "registrant"),
}
PATHS = {
    "front_ms": ["/fi/"],
    "list_ms": ["/fi/testbeds", "/fi/testbeds?theme=mobility", "/fi/testbeds?city=espoo"],
    "testbed_ms": [f"/fi/testbeds/helsinki/load-{6 * number}" for number in range(20)],
    "box_ms": [
        "/ogc/collections/testbeds/items?f=json&limit=100&bbox="
        f"{24.7 + number / 100:.2f},60.1,{24.9 + number / 100:.2f},60.3"
        for number in range(BOXES)
    ],
    "small_ms": ["/static/img/favicon.svg"],
}


def run(kind: str, sizes: tuple[int, ...] | None = None) -> None:
    """Measure on PostgreSQL and print the figures; the embedded file is for one machine."""
    if kind != "postgresql":
        return
    size = sizes[0] if sizes else TESTBEDS
    with tempfile.TemporaryDirectory() as folder, new_database(kind, Path(folder)) as url:
        environment = settings(url, Path(folder))
        flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
        for command in (
            ["db", "upgrade"], ["seed", "demo"],
            ["seed", "load", "--testbeds", str(size), "--pilots", str(size // 5)],
            ["open-data", "rebuild"],
        ):  # fmt: skip
            subprocess.run([*flask, *command], check=True, cwd=ROOT, env=environment)
        print(f"capacity, one web process, {size} testbeds", flush=True)
        with served(environment) as (address, process):
            _pages(address, process, environment)
            print(f"  process_mb {_memory_mb(process):10.0f}")
        _rows(environment, Path(folder))
    with tempfile.TemporaryDirectory() as folder, new_database(kind, Path(folder)) as url:
        _offers(settings(url, Path(folder)), Path(folder))
    with tempfile.TemporaryDirectory() as folder, new_database(kind, Path(folder)) as url:
        _registrations({**settings(url, Path(folder)), "PROXIES": "1", "DEMO": "0"})


def _pages(address: str, process: int, environment: dict[str, str]) -> None:
    """Ask for each kind of page for a while, as a browser does, and print its processor time."""
    server = _database_server(environment)
    for name, paths in PATHS.items():
        line = http.client.HTTPConnection(address.removeprefix("http://"))
        for path in paths:  # warm
            _ask(line, path)
        settle(process)
        before, begun, times = spent_s(process, server), time.perf_counter(), []
        for path in cycle(paths):
            at = time.perf_counter()
            size = _ask(line, path)
            times.append(time.perf_counter() - at)
            if time.perf_counter() - begun > SECONDS:
                break
        spent = (spent_s(process, server) - before) * 1000 / len(times)
        middle = sorted(times)[len(times) // 2] * 1000
        print(f"  {name:<10} {spent:10.2f}   p50 {middle:.1f} ms, {size / 1000:.1f} kB")
        line.close()


def _database_server(environment: dict[str, str]) -> int:
    """Return the process of the PostgreSQL behind it all."""
    with create_app(Settings.from_env(environment)).app_context():
        found = parent_of(db.session.scalar(text("SELECT pg_backend_pid()")) or 0)
        db.session.remove()
        db.engine.dispose()
    return found


def _registrations(environment: dict[str, str]) -> None:
    """Let people register for a programme one after the other; print what each of them took."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"]
    subprocess.run(command, check=True, cwd=ROOT, env=environment, capture_output=True)
    server, tally = _database_server(environment), Tally()
    with create_app(Settings.from_env(environment)).app_context():
        rooms = programme(PEOPLE)
        with served(environment) as (address, process), db.engine.connect() as mails:
            visitor = Visitor(int(address.rpartition(":")[2]), tally, 0, mails)
            visitor.come(PEOPLE, rooms)  # what only the first page costs is not counted
            settle(process)
            before = spent_s(process, server)
            for number in range(PEOPLE):
                visitor.come(number, rooms)
            spent = (spent_s(process, server) - before) * 1000 / PEOPLE
        db.session.remove()
        db.engine.dispose()
    print(
        f"  register_ms {spent:9.2f}   of {PEOPLE} people, {dict(tally.odd) or 'all as expected'}"
    )


def _ask(line: http.client.HTTPConnection, path: str) -> int:
    line.request("GET", path, headers=BROWSER)
    answer = line.getresponse()
    size = len(answer.read())
    if answer.status != 200:  # noqa: PLR2004 - the status that was wanted
        raise SystemExit(f"{path} answers {answer.status}")
    return size


def _memory_mb(process: int) -> float:
    """Return the memory of the largest process below a server."""
    found = []
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            fields = dict(line.split(":", 1) for line in status.read_text().splitlines())
        except (OSError, ValueError):
            continue
        if fields.get("PPid", "").strip() == str(process) and "VmRSS" in fields:
            found.append(int(fields["VmRSS"].split()[0]) / 1000)
    return max(found, default=0.0)


def _rows(environment: dict[str, str], _folder: Path, names: tuple[str, ...] = ()) -> None:
    """Print bytes of a row with its indexes; of tables with few rows reckoned from the rows."""
    made = create_app(Settings.from_env(environment))
    with made.app_context():
        db.session.execute(text("ANALYZE"))
        for name, tables in ROWS.items():
            if not names or name in names:
                parts = [_bytes(table) for table in tables]
                print(f"  {name:<14} {sum(one for one, _ in parts):8.0f}   rows {parts[0][1]}")
        db.session.remove()
        db.engine.dispose()


def _bytes(table: str) -> tuple[float, int]:
    rows, size, told, indexes = db.session.execute(text(
        f"SELECT count(*), pg_total_relation_size('{table}'), avg(pg_column_size(t.*)),"  # noqa: S608 - names of the table above
        f" (SELECT count(*) FROM pg_index WHERE indrelid = '{table}'::regclass) FROM {table} t"
    )).one()  # fmt: skip
    if rows >= FEW:
        return size / rows, rows
    return float(told or 0) * 1.1 + 28 + 40 * indexes, rows


def _offers(environment: dict[str, str], folder: Path) -> None:
    """Offer through the service, print the log that each wrote, and send what it said by mail."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"]
    subprocess.run(command, check=True, cwd=ROOT, env=environment, capture_output=True)
    made = create_app(Settings.from_env(environment))
    with made.app_context():
        new_field(OFFERS * 2)
        actor = actor_of(db.session.scalars(select(User.id).where(User.email == COORDINATOR)).one())
        parts = db.session.execute(
            select(ApplicationPart.id, ApplicationPart.earliest).order_by(ApplicationPart.id)
        ).all()
        db.session.commit()
        db.session.execute(text("CHECKPOINT"))
        first, taken, clock = _position(), 0, _Clock()
        for part_id, day in parts[:OFFERS]:
            assert day is not None  # noqa: S101 - each names its days
            try:
                offer(actor, part_id, OfferTerms(day, day + dt.timedelta(days=2), 14))
            except CapacityError:
                continue
            taken += 1
        print(f"  offer_ms   {clock.each_ms(taken):10.2f}   of {taken} offers")
        print(f"  wal_b      {(_position() - first) / taken:10.0f}   with full pages after a start")
        post = outbox.Post(Letters(made, "https://koepaikka.example", "Koepaikka <a@b.example>"),
                           FileSender(folder / "mail"))  # fmt: skip
        clock = _Clock()
        sent = outbox.run_once(post)
        print(f"  mail_ms    {clock.each_ms(sent):10.2f}   of {sent} mails")
        db.session.remove()
        db.engine.dispose()
    _rows(environment, folder, ("part_b", "booking_b", "day_b", "audit_b", "mail_b"))


class _Clock:
    """Processor time of this process and of the database, from when it was made."""

    def __init__(self) -> None:
        self._server = parent_of(db.session.scalar(text("SELECT pg_backend_pid()")) or 0)
        db.session.rollback()
        self._begun = self._spent()

    def each_ms(self, many: int) -> float:
        return (self._spent() - self._begun) * 1000 / max(1, many)

    def _spent(self) -> float:
        return time.process_time() + spent_s(self._server)


def _position() -> int:
    found = db.session.scalar(text("SELECT pg_current_wal_lsn() - '0/0'::pg_lsn"))
    db.session.rollback()
    return int(found or 0)

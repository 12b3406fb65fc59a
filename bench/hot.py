"""The hottest requests: processor time, statements, and in whose code the time goes.

Asked of the application itself in this process, without a server, with ten thousand testbeds and
two thousand pilots.  Each is asked a few times first; then the processor time without a profiler
(median), the statements of one answer, and the shares of own time that cProfile sees.
"""

import app.sqlite_binding  # noqa: F401, I001 - first, so that one SQLite library serves the process

import cProfile
import os
import pstats
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from flask_security import hash_password
from sqlalchemy import select

from app.cli.users import DEMO_PASSWORD
from app.database import db
from app.engine import statements
from app.factory import create_app
from bench.booking_field import COORDINATOR, new_field
from bench.growth import SLUGS, VIEWS
from bench.place import ROOT, new_database, settings
from config import Settings
from models.account import User
from models.application import ApplicationPart

SIZE, PILOTS, WARM, ASKED, TOP = 10_000, 2_000, 3, 15, 4
BOX = "bbox=24.85,60.12,25.05,60.22&limit=100"
VISITOR = ""
HOT: tuple[tuple[str, str, str], ...] = (
    *((name, VISITOR, path.format(city=SLUGS[0])) for name, path in VIEWS.items()),
    ("suggestions", VISITOR, "/fi/search/suggestions.json?q=mittaus"),
    ("a box of open data", VISITOR, f"/ogc/collections/testbeds/items?{BOX}"),
    ("desk", "coordinator.helsinki@koepaikka.example", "/fi/desk"),
    ("desk, testbeds", "coordinator.helsinki@koepaikka.example", "/fi/desk/testbeds"),
    ("desk, applications", "coordinator.helsinki@koepaikka.example", "/fi/desk/applications"),
    ("desk, calendar", "coordinator.helsinki@koepaikka.example", "/fi/desk/calendar"),
    ("my page", "company@koepaikka.example", "/fi/my"),
)
OFFER = "an offer (POST)"
_SHARES = (
    ("database", ("sqlite3", "pysqlite3", "psycopg", "'execute'", "fetch")),
    ("SQLAlchemy", ("sqlalchemy", "geoalchemy2")),
    ("templates", ("jinja2", "markupsafe", "templates/", "<template>")),
    ("words", ("babel", "translation", "gettext")),
    ("maps", ("folium", "branca", "geodata/")),
    ("packing", ("brotli", "compress")),
    ("Flask", ("flask", "werkzeug", "wtforms", "itsdangerous")),
    ("ours", ("/views/", "/app/", "/models/")),
)


def run(kind: str, sizes: Sequence[int] = (SIZE,)) -> None:
    """Measure on one engine and print; a size is one of testbeds."""
    for size in sizes:
        print(f"hottest requests, {kind}, {size:,} testbeds, {PILOTS:,} pilots")
        print(f"  {'':<22}{'ms':>7}{'statements':>12}   own time of the processor")
        with _application(kind, ["seed", "demo"], _load_of(size)) as made:
            clients = {who: _client(made, who) for who in {one[1] for one in HOT}}
            for name, who, path in HOT:
                _print(name, _asking(clients[who], path))
        with _application(kind) as made:
            _print(OFFER, _offering(made))


def _load_of(size: int) -> list[str]:
    return ["seed", "load", "--testbeds", str(size), "--pilots", str(PILOTS)]


@contextmanager
def _application(kind: str, *commands: list[str]) -> Iterator[Flask]:
    """Make a database with what the commands write, and an application that answers from it."""
    with tempfile.TemporaryDirectory() as folder, new_database(kind, Path(folder)) as url:
        environment = settings(url, Path(folder))
        for command in (["db", "upgrade"], *commands):
            subprocess.run(
                [sys.executable, "-m", "flask", "--app", "wsgi", *command],
                check=True, cwd=ROOT, env=environment, capture_output=True,
            )  # fmt: skip
        os.environ.update(environment)
        made = create_app(Settings.from_env())
        made.config["WTF_CSRF_ENABLED"] = made.config["RATELIMIT_ENABLED"] = False
        yield made
        with made.app_context():
            db.session.remove()
            db.engine.dispose()


def _client(made: Flask, email: str) -> FlaskClient:
    """Return a browser, signed in where an address is given."""
    client = made.test_client()
    client.environ_base["HTTP_ACCEPT_ENCODING"] = "br"
    if email:
        answer = client.post("/fi/login", data={"email": email, "password": DEMO_PASSWORD})
        if answer.status_code not in (302, 303):
            raise RuntimeError(f"{email} was not signed in: {answer.status_code}")
    return client


def _asking(client: FlaskClient, path: str) -> Callable[[], None]:
    def ask() -> None:
        answer = client.get(path)
        if answer.status_code != 200:  # noqa: PLR2004 - HTTP
            raise RuntimeError(f"{path}: {answer.status_code}")

    return ask


def _offering(made: Flask) -> Callable[[], None]:
    """Return what offers the next part its days, as the desk's form does."""
    with made.app_context():
        new_field(parts=200)
        chief = db.session.scalars(select(User).where(User.email == COORDINATOR)).one()
        chief.password = hash_password(DEMO_PASSWORD)
        db.session.commit()
        waiting = db.session.execute(
            select(ApplicationPart.id, ApplicationPart.earliest).order_by(ApplicationPart.id)
        ).all()
        db.session.remove()
    client, parts = _client(made, COORDINATOR), iter(waiting)

    def offer() -> None:
        part_id, first = next(parts)
        assert first is not None  # noqa: S101 - each names its days
        days = {"start": first.isoformat(), "end": first.isoformat(), "hold_days": "7"}
        answer = client.post(f"/fi/desk/applications/{part_id}/offer", data=days)
        if answer.status_code != 303:  # noqa: PLR2004 - HTTP
            raise RuntimeError(f"offer: {answer.status_code}")

    return offer


def _print(name: str, ask: Callable[[], None]) -> None:
    for _ in range(WARM):
        ask()
    times = []
    for _ in range(ASKED):
        begun = time.process_time()
        ask()
        times.append((time.process_time() - begun) * 1000)
    before = statements.count
    ask()
    sent = statements.count - before
    profile = cProfile.Profile()
    profile.enable()
    for _ in range(ASKED):
        ask()
    profile.disable()
    shares = _shares(pstats.Stats(profile))
    words = ", ".join(f"{one} {share:.0%}" for one, share in shares.most_common(TOP))
    print(f"  {name:<22}{statistics.median(times):>7.1f}{sent:>12}   {words}", flush=True)


def _shares(profiled: Any) -> Counter[str]:
    """Return which part of the time passes in whose functions; 1 is all of it."""
    found = Counter[str]()
    for (path, _line, name), (_calls, _all, own, _below, _callers) in profiled.stats.items():
        where = f"{path.removeprefix(str(ROOT))} {name}"
        found[
            next((one for one, marks in _SHARES if any(m in where for m in marks)), "Python")
        ] += own
    whole = sum(found.values())
    return Counter({name: own / whole for name, own in found.items()})

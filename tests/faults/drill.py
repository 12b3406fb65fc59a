"""What drills of restoring share: writers at work, what they were told, rows compared."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from app.adapters.database_row import rows
from app.database import db, writing
from config import ROOT
from models import guard
from models.base import Base
from models.booking import BookingSlot, TestbedLoad
from models.receipt import Receipt
from tests.factories.testbed import testbed

PATIENCE_S = 300.0
WRITERS = 3


@dataclass(frozen=True)
class Told:
    """One write that its writer was told is done; times in seconds since 1970."""

    begun: float
    done: float
    key: str
    file: str


@dataclass
class Load:
    """Writers at work, and what they were told so far."""

    folder: Path
    running: list[subprocess.Popen[bytes]]

    def told(self) -> list[Told]:
        """Return every write that was acknowledged; a line that is being written is none yet."""
        texts = [path.read_text() for path in sorted(self.folder.glob("said-*"))]
        lines = [line for text in texts for line in text.split("\n")[:-1]]
        return [Told(**json.loads(line)) for line in lines]

    def wait_for(self, count: int) -> None:
        """Return when so many more writes were acknowledged.

        Raises:
            TimeoutError: They were not, in time.
        """
        enough, deadline = len(self.told()) + count, time.monotonic() + PATIENCE_S
        while len(self.told()) < enough:
            if time.monotonic() > deadline or any(one.poll() is not None for one in self.running):
                raise TimeoutError("the writers do not write")
            threading.Event().wait(0.05)

    def end(self) -> None:
        """Kill the writers."""
        for one in self.running:
            one.kill()
            one.wait()


@contextmanager
def load_on(app: Flask, folder: Path, instance: Path) -> Iterator[Load]:
    """Let writers loose on an installation."""
    with app.app_context(), writing():
        place = testbed(capacity=1000).id
        db.session.remove()
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    command = [sys.executable, "-m", "tests.faults.restore_writer", url, str(instance), str(place)]
    folder.mkdir()
    load = Load(folder, [])
    try:
        for number in range(WRITERS):
            said = str(folder / f"said-{number}")
            load.running.append(subprocess.Popen([*command, str(number), said], cwd=ROOT))
        load.wait_for(WRITERS * 5)
        yield load
    finally:
        load.end()


def kept_keys(app: Flask) -> dict[str, str]:
    """Return the keys of the writes that a database holds, each with its file."""
    with app.app_context():
        found = db.session.execute(select(Receipt.key, Receipt.result)).all()
        db.session.remove()
    return {key: result["file"] for key, result in found}


def unlike(old: Flask, new: Flask) -> tuple[int, list[str]]:
    """Return how many rows a restored database has, and which are not in the one it came from.

    The ledger's counts have gone on since; of them ``is_sound`` says whether they are right.
    """
    count, wrong = 0, []
    for table in Base.metadata.sorted_tables:
        if table is TestbedLoad.__table__:
            continue
        with old.app_context(), db.engine.connect() as connection:
            known = set(map(repr, rows(connection, table)))
        with new.app_context(), db.engine.connect() as connection:
            found = list(map(repr, rows(connection, table)))
        strange = [row for row in found if row not in known]
        count += len(found)
        wrong += [f"{table.name}: {row}" for row in strange[:3]]
    return count, wrong


def is_sound(app: Flask) -> bool:
    """Say whether the ledger counts what is booked, and every guard is there."""
    with app.app_context():
        counted = select(BookingSlot.testbed_id, BookingSlot.slot, func.sum(BookingSlot.units))
        booked = db.session.execute(counted.group_by(BookingSlot.testbed_id, BookingSlot.slot))
        loads = select(TestbedLoad.testbed_id, TestbedLoad.slot, TestbedLoad.used)
        used = db.session.execute(loads.where(TestbedLoad.used > 0))
        same = {tuple(row) for row in booked} == {tuple(row) for row in used}
        missing = guard.missing(db.session.connection())
        db.session.remove()
    return same and not missing

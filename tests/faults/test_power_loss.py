"""The power goes while bookings are written: with the product's settings nothing is lost.

Killing a process cannot show this, because the system still has what was written.  Real services
are run on the real schema, their statements are kept, and tests/faults/power_loss.py replays them
on a disk that forgets.
"""

import json
import os
import pickle
import random
import shutil
import subprocess
import sys
from dataclasses import dataclass

import pytest
from sqlalchemy import event, text

from app.database import db
from app.engine import PRAGMAS
from config import ROOT
from tests.faults.conftest import Row
from tests.ledger_machine import LAST, PARTS, World
from tests.ledger_model import Wish

COMMITS = 150
IMAGES = int(os.environ.get("FAULT_IMAGES") or 300)
DEEDS = ("offer", "offer", "offer", "move", "accept", "accept", "decline", "take_up", "waitlist",
         "reopen", "withdraw", "cancel", "lapse", "expire", "resize", "close", "open")  # fmt: skip


@dataclass
class Recording:
    """A database before a storm, and the transactions that were committed in it."""

    database: str
    transactions: str
    count: int


def recorded(engine, transactions):
    """Keep the statements of every transaction that is committed and wrote something."""
    running = []

    @event.listens_for(engine, "before_cursor_execute")
    def note(_connection, _cursor, statement, parameters, _context, _executemany):
        verb = statement.lstrip().partition(" ")[0].upper()
        if verb == "BEGIN":
            running.clear()
        if verb not in {"SELECT", "PRAGMA"}:
            each = parameters if isinstance(parameters, list) else [parameters]
            running.extend((statement, tuple(one)) for one in each)

    @event.listens_for(engine, "commit")
    def keep(_connection):
        if any(one.lstrip()[:6].upper() in {"INSERT", "UPDATE", "DELETE"} for one, _p in running):
            transactions.append([*running, ("COMMIT", ())])
        running.clear()

    @event.listens_for(engine, "rollback")
    def forget(_connection):
        running.clear()


@pytest.fixture(scope="module")
def recording(databases, tmp_path_factory):
    """Let services book, move and cancel at random on a new database; keep what they wrote."""
    folder, chance, transactions = tmp_path_factory.mktemp("power"), random.Random(7), []
    app = databases.application("sqlite")
    live = app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///")
    world = World(app.app_context)
    wishes = [Wish(number % 2, 1, 2, 0, LAST) for number in range(PARTS)]
    world.begin([2, 2], wishes)
    with app.app_context():
        db.session.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        db.session.remove()
        db.engine.dispose()  # the last connection takes the log of writes along
        shutil.copy(live, folder / "before.sqlite")
        recorded(db.engine, transactions)
    while len(transactions) < COMMITS:
        name, start = chance.choice(DEEDS), chance.randrange(LAST - 2)
        first = chance.randrange(2 if name in {"resize", "close", "open"} else PARTS)
        end = chance.randint(1, 3) if name == "resize" else start + chance.randrange(3)
        world.do(name, first, *((end,) if name == "resize" else (start, end)))
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    (folder / "transactions").write_bytes(pickle.dumps(transactions))
    return Recording(str(folder / "before.sqlite"), str(folder / "transactions"), len(transactions))


def cut(recording, pragmas, images, seed):
    """Cut the power so often, in a process of its own; return what it tells."""
    asked = {
        "database": recording.database, "transactions": recording.transactions,
        "pragmas": list(pragmas), "images": images, "seed": seed,
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.power_loss", json.dumps(asked)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def row(fault, told, check):
    what = f"{fault}: {told['images']} cuts, {told['damaged']} damaged, {told['half']} half done"
    return Row(what, "sqlite", told["commits"], told["lost"], check=check)


def test_no_power_cut_loses_or_damages_anything(recording, report, seed):
    told = cut(recording, PRAGMAS, IMAGES, seed)
    report(row("power cut, as the product sets it", told, "ok"))
    assert told["commits"] == recording.count
    assert told["syncs"] >= told["commits"], "each commit waits for the disk"
    assert (told["damaged"], told["half"], told["lost"]) == (0, 0, 0), told


@pytest.mark.parametrize("level", ["NORMAL", "OFF"])
def test_with_less_care_something_is_lost(recording, report, seed, level):
    pragmas = [one for one in PRAGMAS if "synchronous" not in one] + [f"synchronous={level}"]
    told = cut(recording, pragmas, max(40, IMAGES // 4), seed)
    wrong = told["lost"] + told["damaged"] + told["half"]
    fails = "fails, as it must" if wrong else "NOT SEEN"
    report(row(f"control: synchronous={level}", told, fails))
    assert wrong > 0, told


def test_with_a_journal_that_is_rolled_back_nothing_is_lost_either(recording, report, seed):
    """Not how the product is set: that full care, not the way of writing, is what keeps it."""
    pragmas = [one for one in PRAGMAS if "journal_mode" not in one] + ["journal_mode=DELETE"]
    told = cut(recording, pragmas, max(40, IMAGES // 4), seed)
    report(row("the same with journal_mode=DELETE", told, "ok"))
    assert (told["damaged"], told["half"], told["lost"]) == (0, 0, 0), told


def test_every_connection_of_the_product_waits_for_the_disk(recording, databases):
    app = databases.application("sqlite")
    with app.app_context():
        with db.engine.connect() as connection:
            mode = connection.execute(text("PRAGMA journal_mode")).scalar_one()
            level = connection.execute(text("PRAGMA synchronous")).scalar_one()
        db.engine.dispose()
    assert (mode, level) == ("wal", 2), "2 is FULL"

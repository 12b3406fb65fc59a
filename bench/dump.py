"""Downloads of many features: seconds, memory and what comes back, format by format.

A server as operators run it makes and sends each file; while it does, the memory of its processes
and of their child processes is added up (PSS, so that shared pages count once) and compared with
what they take idle.  Then the file is read back and compared with the database.  Asked again, the
file is there already.
"""

import app.sqlite_binding  # noqa: F401, I001 - first, so that one SQLite library serves the process

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request, urlopen

from app.database import db
from app.factory import create_app
from app.queries.open_feature import Wanted, page
from app.serializers.open_feature import with_base
from bench.dump_field import fill
from bench.dump_reader import of_features, rows_of, sum_of
from bench.place import ROOT, new_database, settings
from bench.server import serving
from config import Settings
from models.download import TABLES

SIZE, GOAL_MB, PAGE = 20_000, 150, 1_000
EVERY_S = 0.02
NOTHING = "bbox=0,0,1,1"  # a part without features: what a process loads before it makes any


def run(kind: str, sizes: Sequence[int] = (SIZE,)) -> None:
    """Measure on one engine (sqlite or postgresql) and print the figures of each size."""
    for size in sizes:
        _run(kind, size)


def _run(kind: str, size: int) -> None:
    with tempfile.TemporaryDirectory() as folder, new_database(kind, Path(folder)) as url:
        environment = settings(url, Path(folder)) | {"DEMO": "0", "PUBLIC_URL": "http://localhost"}
        flask = [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"]
        subprocess.run(flask, check=True, cwd=ROOT, env=environment, capture_output=True)
        os.environ.update(environment)
        made = create_app(Settings.from_env())
        with made.app_context():
            fill(size)
            wanted = sum_of(of_features(_kept()))
            db.session.remove()
            db.engine.dispose()
        with serving(environment) as address:
            _measure(kind, address, Path(folder), wanted)


def _kept() -> Iterator[dict[str, object]]:
    after: int | None = 0
    while after is not None:
        found = page("testbeds", Wanted(), PAGE, after)
        after = found.after
        for one in found.features:
            yield json.loads(with_base(one, "http://localhost", "fi"))


def _measure(kind: str, address: str, folder: Path, wanted: tuple[int, int]) -> None:
    root = _server_of(address)
    for one in TABLES["testbeds"].formats:
        _fetched(f"{address}/data/testbeds.{one.ending}?{NOTHING}", folder / "nothing")
    time.sleep(1)
    print(f"download, {kind}, {wanted[0]} features; idle {_memory(root):.0f} MB")
    print(f"  {'':<9} {'MB':>7} {'first byte':>11} {'whole':>8} {'again':>7} {'more memory':>12}")
    for one in TABLES["testbeds"].formats:
        path = folder / f"taken.{one.ending}"
        idle = _memory(root)
        with _watched(root) as peak:
            first, whole = _fetched(f"{address}/data/testbeds.{one.ending}", path)
        _first, again = _fetched(f"{address}/data/testbeds.{one.ending}", folder / "again")
        more = max(peak.most - idle, 0)
        if sum_of(rows_of(path)) != wanted:
            raise RuntimeError(f"what comes back from {one.ending} is not what is kept")
        size = path.stat().st_size / 1e6
        verdict = "" if more < GOAL_MB else f"  more than {GOAL_MB}"
        print(f"  {one.ending:<9} {size:>7.1f} {first:>9.2f} s {whole:>6.2f} s {again:>5.2f} s"
              f" {more:>9.0f} MB{verdict}")  # fmt: skip
        path.unlink()


def _fetched(address: str, path: Path) -> tuple[float, float]:
    """Take a file away; returns the seconds until its first bytes and until its last."""
    begun = time.perf_counter()
    with urlopen(Request(address), timeout=1_800) as answer, path.open("wb") as out:  # noqa: S310 - our own loopback address
        piece = answer.read(1 << 16)
        first = time.perf_counter() - begun
        while piece:
            out.write(piece)
            piece = answer.read(1 << 20)
    return first, time.perf_counter() - begun


@dataclass
class Peak:
    """The most memory that was seen, in megabytes."""

    most: float = 0.0


@contextmanager
def _watched(root: int) -> Iterator[Peak]:
    peak, ended = Peak(), threading.Event()

    def watch() -> None:
        while not ended.wait(EVERY_S):
            peak.most = max(peak.most, _memory(root))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield peak
    finally:
        ended.set()
        watcher.join()


def _server_of(address: str) -> int:
    """Return the process that listens there: the only child of ours with that port."""
    port = address.rpartition(":")[2]
    for child in _below(os.getpid()):
        if port in Path(f"/proc/{child}/cmdline").read_text().split("\0"):
            return child
    raise RuntimeError("the server has no process")


def _memory(root: int) -> float:
    """Return what a process and all below it take, in megabytes."""
    total, left = 0, [root]
    while left:
        one = left.pop()
        left += _below(one)
        try:
            rolled = Path(f"/proc/{one}/smaps_rollup").read_text()
        except OSError:
            continue
        total += int(rolled.partition("\nPss:")[2].split()[0])
    return total * 1024 / 1e6


def _below(one: int) -> list[int]:
    """Return the children of every thread of a process."""
    found: list[int] = []
    try:
        threads = list(Path(f"/proc/{one}/task").iterdir())
    except OSError:
        return found
    for thread in threads:
        try:
            found += [int(each) for each in (thread / "children").read_text().split()]
        except OSError:
            continue
    return found

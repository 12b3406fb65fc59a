"""Import of ten thousand testbeds: seconds and peak memory of each step, and of bare statements.

Each step runs in a process of its own as in production: the child that reads the file, the worker
that checks every row, the worker that writes them.  Beside it the same rows go into a bare table,
by COPY on PostgreSQL and by executemany on SQLite, in the same run.
"""

import app.sqlite_binding  # noqa: F401, I001 - first, so that one SQLite library serves the process

import csv
import io
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from app.adapters.exchange_folder import ExchangeFolders
from app.database import db, writing
from app.factory import create_app
from app.jobs.exchange import OPERATOR
from app.queries.city import city_by_slug
from app.queries.exchange import import_job
from app.queries.exchange_layout import guess
from app.services import exchange
from app.services.exchange_upload import receive
from bench.place import ROOT, new_database, settings
from config import Settings
from geodata.demo import testbeds
from models.audit import AuditLine
from models.base import LANGUAGES
from models.exchange_field import FIELDS, WKT
from models.search import SearchEntry
from models.testbed import Testbed, TestbedVersion

ROWS = 10_000
GOAL_S, GOAL_MIB = 60, 300
WORK = """
import sys
from flask.cli import cli

try:
    cli.main(sys.argv[1:], prog_name="flask")
finally:
    status = open("/proc/self/status").read()
    print(status.partition("VmHWM:")[2].split()[0])
"""


def run(kind: str) -> None:
    """Measure on one engine (sqlite or postgresql) and print the figures."""
    with tempfile.TemporaryDirectory() as folder, new_database(kind, Path(folder)) as url:
        environment = settings(url, Path(folder))
        for command in (["db", "upgrade"], ["seed", "cities"]):
            flask = [sys.executable, "-m", "flask", "--app", "wsgi", *command]
            subprocess.run(flask, check=True, cwd=ROOT, env=environment, capture_output=True)
        os.environ.update(environment)
        made = create_app(Settings.from_env())
        with made.app_context():
            _measure(kind, Path(folder), environment)
            db.session.remove()
            db.engine.dispose()


def _measure(kind: str, folder: Path, environment: dict[str, str]) -> None:
    content = "".join(table_of(ROWS)).encode()
    folders = ExchangeFolders(folder)
    home = city_by_slug("helsinki")
    assert home is not None  # noqa: S101 - the cities were written
    with _timed() as read:
        job_id = receive(
            OPERATOR, folders, home.id, "rows.csv", lambda path: path.write_bytes(content)
        )
    job = import_job(OPERATOR, job_id)
    read_kib = int((folders.of(job.folder) / "peak_kib").read_text())
    mapping = guess([one["name"] for one in job.facts["columns"]], has_shapes=False)
    order = exchange.order_check(OPERATOR, job_id, job.version, exchange.Choice(mapping, 4326))
    check, check_kib = _worked(job_id, order, environment)
    job = import_job(OPERATOR, job_id)
    expect(job.counts, {"new": ROWS})
    order = exchange.order_write(OPERATOR, job_id, job.version)
    write, write_kib = _worked(job_id, order, environment)
    db.session.rollback()
    counts = [
        db.session.scalar(select(func.count()).select_from(table))
        for table in (Testbed, TestbedVersion, SearchEntry, AuditLine)
    ]
    expect(counts[:3], [ROWS] * 3)
    expect(int(counts[3] or 0) >= ROWS, True)
    raw_s = _bare(kind, content)
    web_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    total = read.wall_s + check.wall_s + write.wall_s
    print(f"import, {kind}, {ROWS} rows, {len(content) >> 20} MiB of CSV")
    for name, spent, kib in (
        ("read (child)", read, read_kib), ("dry run (worker)", check, check_kib),
        ("write (worker)", write, write_kib),
    ):  # fmt: skip
        print(f"  {name:<18} {spent.wall_s:6.1f} s   {spent.cpu_s:5.1f} s of processor"
              f"   peak {kib / 1024:4.0f} MiB")  # fmt: skip
    print(f"  {'in all':<18} {total:6.1f} s   goal {GOAL_S} s, {GOAL_MIB} MiB")
    print(f"  {'bare rows':<18} {raw_s:6.2f} s   import / this: {total / raw_s:.0f}")
    print(f"  {'this process':<18} {'':>8}   peak {web_mib:4.0f} MiB (holds the file it sends)")


def expect(found: object, wanted: object) -> None:
    """End the measurement when what it measures went wrong."""
    if found != wanted:
        raise RuntimeError(f"{found!r} is not {wanted!r}")


@dataclass
class Spent:
    """What a step took: time on the wall, and of the processor in its child processes."""

    wall_s: float = 0.0
    cpu_s: float = 0.0


@contextmanager
def _timed() -> Iterator[Spent]:
    spent = Spent()
    begun, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    yield spent
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent.wall_s = time.perf_counter() - begun
    spent.cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _worked(job_id: int, run_key: str, environment: dict[str, str]) -> tuple[Spent, int]:
    """Run the worker as the web process does; return its seconds and its peak in KiB."""
    db.session.rollback()
    command = [sys.executable, "-c", WORK, "--app", "wsgi", "geodata", "work", str(job_id), run_key]
    with _timed() as spent:
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
        )
    return spent, int(done.stdout.split()[-1])


def table_of(count: int) -> Iterator[str]:
    """Yield a CSV of whole records: the demonstration's texts at made-up places in Helsinki."""
    rng = random.Random(count)
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow([*(field.name for field in FIELDS), WKT])
    records = [one for one in testbeds() if one["city"] == "helsinki"]
    for number in range(count):
        record = records[number % len(records)]
        lon, lat = 24.9 + rng.random() / 5, 60.18 + rng.random() / 20
        cells = [_cell(record, field.attribute, field.language) for field in FIELDS]
        cells[0], cells[1], cells[2] = f"load-{number}", f"L-{number}", "draft"
        cells[3] = f"{cells[3]} {number}"
        table.writerow([*cells, f"POINT ({lon:.6f} {lat:.6f})"])
        if out.tell() > 1 << 20:
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    yield out.getvalue()


def _cell(record: dict[str, object], name: str, language: str) -> object:
    value = record.get(name)
    if isinstance(value, dict):
        return value.get(language, "")
    if name == "user_groups" and isinstance(value, list):
        return "\n".join(_group(one) for one in value)
    if isinstance(value, list):
        return "; ".join(value)
    return "" if value is None else value


def _group(one: dict[str, Any]) -> str:
    names = [one["group"].get(language, "") for language in LANGUAGES]
    return " | ".join([str(one["number"] or ""), *names])


def _bare(kind: str, content: bytes) -> float:
    """Return the seconds that the same cells take into a table of text, without any rule."""
    rows = list(csv.reader(io.StringIO(content.decode())))
    names = ", ".join(f"c{number} text" for number in range(len(rows[0])))
    begun = time.perf_counter()
    with writing(), db.engine.connect() as connection, connection.begin():
        connection.exec_driver_sql(f"CREATE TABLE bare ({names})")
        if kind == "sqlite":
            marks = ", ".join("?" * len(rows[0]))
            cursor = connection.connection.cursor()
            cursor.executemany(f"INSERT INTO bare VALUES ({marks})", rows[1:])  # noqa: S608 - a constant
        else:
            driver: Any = connection.connection.driver_connection
            with driver.cursor().copy("COPY bare FROM STDIN WITH (FORMAT csv, HEADER)") as copy:
                copy.write(content)
    return time.perf_counter() - begun

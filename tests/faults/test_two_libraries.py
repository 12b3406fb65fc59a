"""Two SQLite libraries in a process do not see each other's locks; the product has but one."""

import importlib.util
import subprocess
import sys

import pytest

from config import ROOT
from tests.faults.conftest import Row

WRITERS = """
import sys
{first}
import sqlite3 as second
first = {library}
one, other = (
    each.connect(sys.argv[1], isolation_level=None, timeout=0.1) for each in (first, second)
)
one.execute("PRAGMA journal_mode=WAL")
one.execute("BEGIN IMMEDIATE")
try:
    other.execute("BEGIN IMMEDIATE")
    print("both write")
except second.OperationalError as refusal:
    print(refusal)
"""


def said(path, first, library):
    """Return what comes of two writers at once in a process."""
    program = WRITERS.format(first=first, library=library)
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], cwd=ROOT, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    return done.stdout.strip()


def test_as_the_product_binds_it_the_second_writer_waits(tmp_path):
    bound = "import app.sqlite_binding"
    assert said(tmp_path / "one", bound, 'sys.modules["sqlite3"]') == "database is locked"


@pytest.mark.skipif(
    importlib.util.find_spec("pysqlite3") is None, reason="there is only one library here"
)
def test_with_two_libraries_both_write_at_once(tmp_path, report):
    came = said(tmp_path / "two", "import pysqlite3", "pysqlite3")
    fails = "fails, as it must" if came == "both write" else "NOT SEEN"
    report(
        Row(
            "control: two SQLite libraries in a process: two writers at once", "sqlite", check=fails
        )
    )
    assert came == "both write"

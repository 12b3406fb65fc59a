"""What open data costs with a thousand features and with a million: processor time, ours alone.

As in ``open``, but nobody else is asked. Filling a million takes some minutes on each engine.
"""

import app.sqlite_binding  # noqa: F401, I001 - first, so that one SQLite library serves the process

import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench.open import Told, application, measured, print_growth
from bench.open_fill import fill
from bench.open_question import questions
from bench.place import ROOT, new_database, settings

SIZES, SECONDS = (1_000, 1_000_000), 2.0


def run(kind: str, sizes: Sequence[int] = SIZES, seconds: float = SECONDS) -> dict[int, Told]:
    """Measure on one engine (sqlite or postgresql) and print; returns the figures by size."""
    grown: dict[int, Told] = {}
    with tempfile.TemporaryDirectory() as folder, new_database(kind, Path(folder)) as url:
        environment = settings(url, Path(folder))
        subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"],
            check=True, cwd=ROOT, env=environment, capture_output=True,
        )  # fmt: skip
        for size in sorted(sizes):
            begun = time.monotonic()
            with application(environment):
                fill(size)
            print(f"{kind}, {size:,} features, filled in {time.monotonic() - begun:.0f} s")
            grown[size] = measured(environment, questions(size), seconds, whole=False)
    print(f"open data, {kind}")
    print_growth(grown)
    return grown

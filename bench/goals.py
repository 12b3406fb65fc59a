"""All goals of speed in one table: what was measured in this run, beside what, met or not met.

The measurements are those of this folder, each in a process of its own, the quick ones first, until
the minutes are over: what does not fit is told as not run, with the reason.  Rates and times depend
on what else the machine does, so its load is printed; ratios within a run and processor time do
hardly.  Run as ``python -m bench.goals PART KIND`` this is one such process.
"""

import app.sqlite_binding  # noqa: F401, I001 - first, so that one SQLite library serves the process

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import asdict
from typing import Any

from bench.goal import Found, judge, plain, table
from bench.goal_part import PARTS, Sizes
from bench.place import ROOT

MINUTES = 45.0
LEAST_S = 20  # a part that has less time is not begun
KINDNESS_S = 20


def run(
    minutes: float = MINUTES,
    sizes: tuple[int, ...] = (),
    largest: int | None = None,
    seconds: float | None = None,
    *,
    as_json: bool = False,
) -> None:
    """Measure and print; ``sizes`` are those of features compared, ``largest`` that of growth."""
    given = {"compared": max(sizes, default=None), "largest": largest, "seconds": seconds}
    asked = Sizes(**{name: value for name, value in given.items() if value is not None})
    ends = time.monotonic() + minutes * 60
    before = os.getloadavg()
    found: list[Found] = []
    missing: dict[tuple[str, str], str] = {}
    for name, kinds in PARTS.items():
        for kind in kinds:
            if kind == "postgresql" and not os.environ.get("TEST_POSTGRES_URL"):
                missing[name, kind] = "no PostgreSQL"
            elif (left := ends - time.monotonic()) < LEAST_S:
                missing[name, kind] = f"no time left of {minutes:g} minutes"
            else:
                told, problem = _part(name, kind, asked, left)
                found += told
                missing[name, kind] = problem
    found += _across(found)
    rows = judge(found, missing)
    load = {"before": before[0], "after": os.getloadavg()[0], "cores": os.cpu_count() or 1}
    if as_json:
        print(json.dumps({"goals": plain(rows), "load": load, "sizes": asdict(asked)}, indent=1))
    else:
        print(table(rows))
        print(f"load {load['before']:.1f} before, {load['after']:.1f} after, {load['cores']} cores")


def _part(name: str, kind: str, asked: Sizes, seconds: float) -> tuple[list[Found], str]:
    """Measure a part in a process of its own; returns what it found, or why it found nothing."""
    print(f"… {name}, {kind}", file=sys.stderr, flush=True)
    worker = subprocess.Popen(
        [sys.executable, "-m", "bench.goals", name, kind, json.dumps(asdict(asked))],
        cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    try:
        out, _ = worker.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        _end(worker)
        return [], "it took longer than the time that was left"
    if worker.returncode:
        return [], f"it failed with {worker.returncode}; its words are above"
    return [Found(**one) for one in json.loads(out)], ""


def _end(worker: subprocess.Popen[str]) -> None:
    """End a part with its servers: first kindly, so that it drops its database."""
    worker.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        worker.communicate(timeout=KINDNESS_S)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(worker.pid, signal.SIGKILL)
    worker.communicate()


def _across(found: list[Found]) -> list[Found]:
    """Return what two parts tell only together: SpatiaLite beside the bare PostgreSQL."""
    known = {one.key: one for one in found}
    ours, raw = known.get("rate/box/sqlite"), known.get("rate/raw box/postgresql")
    if ours is None or raw is None or not raw.value:
        return []
    return [Found("spatialite", ours.value / raw.value, ours.ours, raw.ours)]


def _worker(name: str, kind: str, asked: dict[str, Any]) -> None:
    """Measure one part; what its measurement prints goes to the standard error."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    from bench import goal_part  # noqa: PLC0415 - the same module under the name that has state

    with contextlib.redirect_stdout(sys.stderr):
        told = goal_part.MEASURES[name](kind, Sizes(**asked))
    json.dump([asdict(one) for one in told], sys.stdout)


if __name__ == "__main__":
    _worker(sys.argv[1], sys.argv[2], json.loads(sys.argv[3]))

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
from dataclasses import asdict, replace
from typing import Any

from bench.filled import prepare, shelf
from bench.goal import Found, judge, plain, table
from bench.goal_part import BOTH, PACES, PARTS, Sizes
from bench.place import ROOT

MINUTES = 45.0
LEAST_S = 20  # a part that has less time is not begun
KINDNESS_S = 20


def run(
    minutes: float = MINUTES,
    sizes: tuple[int, ...] = (),
    largest: int | None = None,
    seconds: float | None = None,
    pace: str = "",
    *,
    as_json: bool = False,
) -> None:
    """Measure and print; ``sizes`` are those of features compared, ``largest`` that of growth.

    The ``pace`` quick asks as much for a shorter time, tiny of hardly anything for hardly any,
    which tells only whether the measurements work.
    """
    given: dict[str, Any] = {
        "compared": max(sizes, default=None),
        "largest": largest,
        "seconds": seconds,
    }
    asked = replace(
        PACES.get(pace, Sizes()),
        **{name: value for name, value in given.items() if value is not None},
    )
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that databases are removed
    begun = time.monotonic()
    ends = begun + minutes * 60
    before = os.getloadavg()
    found: list[Found] = []
    missing: dict[tuple[str, str], str] = {}
    with shelf():
        _fill(asked)
        for name, kinds in PARTS.items():
            for kind in kinds:
                told, missing[name, kind] = _told(name, kind, asked, ends)
                found += told
    found += _across(found)
    rows = judge(found, missing)
    load = {"before": before[0], "after": os.getloadavg()[0], "cores": os.cpu_count() or 1}
    if as_json:
        print(json.dumps({"goals": plain(rows), "load": load, "sizes": asdict(asked)}, indent=1))
    else:
        print(table(rows))
        took = (time.monotonic() - begun) / 60
        print(f"{took:.1f} minutes; " + ", ".join(f"{k} {v:g}" for k, v in asdict(asked).items()))
        print(f"load {load['before']:.1f} before, {load['after']:.1f} after, {load['cores']} cores")


def _fill(asked: Sizes) -> None:
    """Make the databases beforehand, both engines at once, while nothing is measured."""
    print("… databases", file=sys.stderr, flush=True)
    begun = time.monotonic()
    try:
        prepare(list(BOTH) if _has_server() else ["sqlite"], asked.loads())
    except RuntimeError as problem:  # the parts that want it will say so in their rows
        print(problem, file=sys.stderr)
    print(f"  took {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)


def _has_server() -> bool:
    return bool(os.environ.get("TEST_POSTGRES_URL"))


def _told(name: str, kind: str, asked: Sizes, ends: float) -> tuple[list[Found], str]:
    """Measure a part when there is a server and time for it; else say why not."""
    if kind == "postgresql" and not _has_server():
        return [], "no PostgreSQL"
    if (left := ends - time.monotonic()) < LEAST_S:
        return [], "no time left; give it more minutes"
    return _part(name, kind, asked, left)


def _part(name: str, kind: str, asked: Sizes, seconds: float) -> tuple[list[Found], str]:
    """Measure a part in a process of its own; returns what it found, or why it found nothing."""
    print(f"… {name}, {kind}", file=sys.stderr, flush=True)
    begun = time.monotonic()
    worker = subprocess.Popen(
        [sys.executable, "-m", "bench.goals", name, kind, json.dumps(asdict(asked))],
        cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    try:
        out, _ = worker.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        _end(worker)
        return [], "it took longer than the time that was left"
    except BaseException:  # we are told to end: not without it and its servers
        _end(worker)
        raise
    print(f"  took {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
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

"""One web process of the embedded default: how soon it answers, and how much memory it takes.

Ten thousand testbeds and as many pilots, a server as ``make run`` starts it.  The start is
counted from its first instruction to the first front page; the memory after pages of all sorts
were asked for by eight clients at once.
"""

import app.sqlite_binding  # noqa: F401, I001 - first, so that one SQLite library serves the process

import re
import statistics
import time
from pathlib import Path
from urllib.request import urlopen

from bench.filled import filled
from bench.growth import SLUGS, VIEWS
from bench.open_cpu import spent_s, with_children
from bench.open_load import load
from bench.server import served

SIZE, STARTS, ASKED_S = 10_000, 3, 0.5
GOAL_S, GOAL_MB = 3.0, 200
_KB = re.compile(r"^(\w+):\s+(\d+) kB$", re.MULTILINE)


def run(kind: str, size: int = SIZE) -> dict[str, float]:
    """Measure and print; returns ``start`` and ``start_cpu`` in seconds, ``rss``, ``own`` in MB."""
    with filled(kind, size, size) as environment:
        starts = [_start(environment) for _ in range(STARTS)]
        with served(environment) as (address, server):
            idle = _memory(server)
            for path in VIEWS.values():
                load(address, [path.format(city=SLUGS[0])], ASKED_S, [server])
            busy = _memory(server)
    told = {
        "start": statistics.median(one[0] for one in starts),
        "start_cpu": statistics.median(one[1] for one in starts),
        "rss": busy["Rss"], "own": busy["Private_Dirty"], "idle": idle["Rss"],
    }  # fmt: skip
    print(f"web process, {kind}, {size:,} testbeds and pilots")
    print(f"  {'start':<10}{told['start']:6.1f} s    processor {told['start_cpu']:.1f} s   "
          f"goal {GOAL_S:g} s")  # fmt: skip
    print(f"  {'memory':<10}{told['rss']:6.0f} MB   before requests {told['idle']:.0f}, its alone "
          f"{told['own']:.0f}   goal {GOAL_MB} MB")  # fmt: skip
    return told


def _start(environment: dict[str, str]) -> tuple[float, float]:
    """Return the seconds until the first front page, and how many of the processor they took."""
    begun = time.perf_counter()
    with served(environment) as (address, server):
        urlopen(f"{address}/fi/").read()  # noqa: S310 - our own loopback address
        return time.perf_counter() - begun, spent_s(server)


def _memory(server: int) -> dict[str, float]:
    """Return megabytes of the largest process of a server, by the kernel's names."""
    found = []
    for process in with_children(server):
        told = Path(f"/proc/{process}/smaps_rollup").read_text()
        found.append({name: int(size) / 1000 for name, size in _KB.findall(told)})
    return max(found, key=lambda one: one["Rss"])

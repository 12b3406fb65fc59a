"""What a request costs with a thousand testbeds and with very many: processor time, which is flat.

Each address is asked alone of one worker as operators run it; counted is the processor time of the
server and its database for an answer, so that other work on the machine changes little.  There
are as many pilots as testbeds, up to a hundred thousand.
"""

import app.sqlite_binding  # noqa: F401, I001 - first, so that one SQLite library serves the process

import math
from collections.abc import Sequence

from sqlalchemy.engine import make_url

from bench.filled import filled
from bench.open_cpu import settle
from bench.open_load import load
from bench.open_raw import postmaster
from bench.server import served

SIZES, MOST_PILOTS, SECONDS, WARM_S = (1_000, 100_000), 100_000, 2.0, 0.5
MOST_TURNS, ALIKE, STEADY = 60, 0.8, 2
GOAL = 1.2
VIEWS = {
    "front page": "/fi/",
    "its map, a city": "/fi/map/experiments.json?bbox=24.85,60.12,25.05,60.22&zoom=12",
    "testbeds": "/fi/testbeds",
    "testbeds, filtered": "/fi/testbeds?kind=school&theme=energy&sort=name",
    "testbeds, a district": "/fi/testbeds/map.json?bbox=24.92,60.16,24.96,60.18&zoom=15",
    "a testbed": "/fi/testbeds/{city}/load-600",
    "its calendar": "/fi/testbeds/{city}/load-600?month=2027-02",
    "a pilot": "/fi/pilots/load-600",
    "search": "/fi/?q=Mittauskokeilu+600",
}
SLUGS = ("helsinki", "espoo", "vantaa", "tampere", "turku", "oulu")  # as the demonstration has them


def run(
    kind: str, sizes: Sequence[int] = SIZES, seconds: float = SECONDS
) -> dict[str, tuple[float, ...]]:
    """Measure on one engine and print; returns milliseconds of each view, one for each size."""
    told = [_of_size(kind, size, seconds) for size in sizes]
    print(f"growth, {kind}: {', '.join(f'{one:,}' for one in sizes)} testbeds, as many pilots")
    print(f"  {'ms of processor':<24}{'most / fewest':>14}")
    by_view = {name: tuple(one[name] for one in told) for name in VIEWS}
    for name, figures in by_view.items():
        ratio = f"{figures[-1] / figures[0]:.2f}"
        print(f"  {name:<24}{ratio:>14}{''.join(f'{one:>10.2f}' for one in figures)}")
    print(f"  goal: at most {GOAL} times as much")
    return by_view


def pilots_of(size: int) -> int:
    """Return how many pilots there are with so many testbeds: as many, up to a hundred thousand."""
    return min(size, MOST_PILOTS)


def _of_size(kind: str, size: int, seconds: float) -> dict[str, float]:
    with filled(kind, size, pilots_of(size)) as environment:
        url = environment["DATABASE_URL"]
        database = [postmaster(make_url(url))] if kind == "postgresql" else []
        told = {}
        with served(environment) as (address, server):
            settle(server)
            for name, path in VIEWS.items():
                asked = [path.format(city=SLUGS[600 % len(SLUGS)])]
                _warm(address, asked, server)
                measured = load(address, asked, seconds, [server, *database])
                if measured.failed:
                    raise RuntimeError(f"{name}: {measured.failed} answers failed")
                told[name] = measured.cpu
        return told


def _warm(address: str, asked: Sequence[str], server: int) -> None:
    """Ask until an answer costs what it cost before: each thread reads what is held once.

    A turn that ends while something is still being read costs more or less than it should.
    """
    before, steady = math.inf, 0
    for _turn in range(MOST_TURNS):
        told = load(address, asked, WARM_S, [server]).cpu
        steady = steady + 1 if before * ALIKE <= told <= before / ALIKE else 0
        if steady == STEADY:
            return
        before = told

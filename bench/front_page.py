"""The front page and the list of testbeds with 1,000, 10,000 and 100,000 of each, in a browser.

Prints, for each thing that a reader waits for, how many times as long it takes with the most as
with those between (1 is flat), and the bytes of each view.  Seconds are printed beside, as an aid:
they depend on the machine.  Reading everything anew after a change is told beside the bare rows
from the database.
"""

import app.sqlite_binding  # noqa: F401, I001 - first, so that one SQLite library serves the process

import os
import statistics
import time
from collections.abc import Callable, Sequence
from urllib.request import Request, urlopen

from sqlalchemy import text

from app.database import db
from app.factory import create_app
from app.queries import experiment_field, testbed_field
from bench.filled import filled
from bench.front_page_view import Figures, chromium, visit
from bench.server import serving
from config import Settings

SIZES = (1_000, 10_000, 100_000)
LOADS, ASKS = 5, 9
GOAL_RATIO, GOAL_KB = 1.5, 200  # of 100,000 against 10,000
VIEW_GOAL_KB = 40  # as sent, compressed
BARE = (
    "SELECT p.id, p.city_id, t.kind, p.themes, p.status, p.start_day, p.end_day, p.personal_data,"
    " p.anchor_x, p.anchor_y FROM pilot p LEFT JOIN testbed t ON t.id = p.testbed_id"
)
VIEWS = {
    "page": "/fi/",
    "page, nearest first": "/fi/?near=60.170,24.940",
    "page, at a month": "/fi/?at=2026-11&city=helsinki",
    "map, the country": "/fi/map/experiments.json?bbox=18,58,32,67&zoom=6",
    "map, a region": "/fi/map/experiments.json?bbox=24.2,59.9,25.7,60.5&zoom=9.5",
    "map, a city": "/fi/map/experiments.json?bbox=24.85,60.12,25.05,60.22&zoom=12",
    "map, a district": "/fi/map/experiments.json?bbox=24.92,60.16,24.96,60.18&zoom=15",
    "shapes, a city": "/fi/map/experiment-shapes.json?bbox=24.85,60.12,25.05,60.22&zoom=12",
    "places": "/fi/places.json?q=kal",
    "testbeds": "/fi/testbeds",
    "testbeds, filtered": "/fi/testbeds?kind=school&theme=energy&sort=name",
    "testbeds, by fit": "/fi/testbeds?need=power&people=no_minors&fit=almost",
    "testbeds, nearest": "/fi/testbeds?near=60.170,24.940",
    "testbeds, soonest": "/fi/testbeds?sort=soonest",
    "testbeds, 5 free days": "/fi/testbeds?days=5",
    "testbeds, the country": "/fi/testbeds/map.json?bbox=18,58,32,67&zoom=6",
    "testbeds, a city": "/fi/testbeds/map.json?bbox=24.85,60.12,25.05,60.22&zoom=12",
}


def run(
    kind: str, sizes: Sequence[int] = SIZES, visits: int = LOADS, *, whole: bool = True
) -> list[dict[str, Figures]]:
    """Measure on one engine (sqlite or postgresql), print the figures and return them by size.

    A browser comes ``visits`` times; unless it is ``whole``, only to the front page.
    """
    told = [_of_size(kind, size, visits, whole=whole) for size in sizes]
    print(f"front page, {kind}: {', '.join(f'{one:,}' for one in sizes)} experiments and testbeds")
    print(f"  {'':<24}{'ratio':>7}{f'ms, of {len(sizes)} sizes':>27}{'kB most':>9}{'marks':>7}")
    for name, most in told[-1].items():
        times = [one[name]["ms"] for one in told]
        print(
            f"  {name:<24}{times[-1] / times[-2]:>7.2f}{''.join(f'{ms:>9.0f}' for ms in times)}"
            f"{most.get('bytes', 0) / 1000:>9.1f}{most.get('nodes', 0):>7.0f}"
        )
    print(f"  goal: ratio {GOAL_RATIO} in the browser, {GOAL_KB} kB a first view, "
          f"{VIEW_GOAL_KB} kB an answer of the map")  # fmt: skip
    return told


def _of_size(kind: str, size: int, visits: int, *, whole: bool) -> dict[str, Figures]:
    with filled(kind, size, size) as environment:
        told = _reading(environment) if whole else {}
        with serving(environment) as address:
            if whole:
                told |= {f"server: {name}": _asked(address + path) for name, path in VIEWS.items()}
                told |= _seen(address, "testbeds", "/fi/testbeds", visits)
            else:
                _asked(address + VIEWS["page"])
            told |= _seen(address, "front", "/fi/", visits)
        return told


def _reading(environment: dict[str, str]) -> dict[str, Figures]:
    """Return how long the bare rows take, and how long it takes to hold them as arrays."""
    os.environ.update(environment)
    made = create_app(Settings.from_env())
    with made.app_context():
        bare = _median(lambda: db.session.execute(text(BARE)).all(), 3)
        whole = _median(experiment_field.read, 3)
        places = _median(testbed_field.read, 3)
        db.session.remove()
        db.engine.dispose()
    return {
        "bare rows": {"ms": bare},
        "experiments read anew": {"ms": whole},
        "testbeds read anew": {"ms": places},
    }


def _median(work: Callable[[], object], times: int) -> float:
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)


def _asked(address: str) -> Figures:
    """Return how long the server takes for an address, and how much it sends, compressed."""
    question = Request(address, headers={"Accept-Encoding": "br"})  # noqa: S310 - as above
    size = 0

    def ask() -> None:
        nonlocal size
        with urlopen(question) as answer:  # noqa: S310 - as above
            size = len(answer.read())

    ask()
    return {"ms": _median(ask, ASKS), "bytes": size}


def _seen(address: str, page: str, path: str, times: int) -> dict[str, Figures]:
    """Return the medians of what a browser measured in several visits."""
    with chromium() as browser:
        visits = [visit(browser, address + path) for _ in range(times)]
    told: dict[str, Figures] = {}
    for name in ("list", "marks"):
        told[f"browser: {page}, {name}"] = {
            "ms": statistics.median(one["first"][name] for one in visits),
            "bytes": statistics.median(one["first"]["bytes"] for one in visits),
            "nodes": statistics.median(one["first"]["nodes"] for one in visits),
        }
    for name in visits[0]:
        if name != "first":
            told[f"browser: {page}, {name}"] = {
                key: statistics.median(one[name][key] for one in visits)
                for key in ("ms", "bytes", "nodes")
            }
    return told

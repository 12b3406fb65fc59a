"""Open data beside tipg, pygeoapi and the bare database: rates, waits and bytes in one run.

Each request is asked in turn of plain SQL, of tipg and pygeoapi from PyPI (on PostgreSQL; they do
not read SpatiaLite), and of ours as operators run it: two workers of four threads, nothing kept
from one asking to the next but where a row says so.  Ratios within a run count; rates depend on the
machine.  Ours alone at growing numbers of features is `bench.open_growth`.

The others are installed at the first run, from bench/peers-*.lock, into instance/bench/.
"""

import app.sqlite_binding  # noqa: F401, I001 - first, so that one SQLite library serves the process

import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from sqlalchemy import text
from sqlalchemy.engine import URL, make_url

from app.database import db
from app.factory import create_app
from bench import open_peer, open_raw
from bench.filled import migrated
from bench.open_cpu import settle
from bench.open_fill import fill
from bench.open_load import Measured, load
from bench.open_question import ASKED, MANY, ZOOMS, Questions, questions
from bench.server import served
from config import Settings

COMPARED = 100_000
SECONDS = 4.0
WORKERS = 2
WARM_S = 30
NOTHING_KEPT = {"TILE_CACHE_MB": "0"}

Told = dict[str, Measured]
Paths = dict[str, list[str]]

TITLES = {
    "box": "100 features in a box", "one": "one feature", "pair": "100 by city and kind",
    "z14": "tile, zoom 14", "z12": "tile, zoom 12", "z10": "tile, zoom 10", "z6": "tile, zoom 6",
    "box, unchanged": "box, unchanged (304)", "z14, kept": "tile, zoom 14, kept",
    "z14, unchanged": "tile, zoom 14, unchanged",
}  # fmt: skip
# Request: (contestant, its request, at least how many times as fast).
GOALS = {
    "box": (("raw", "box", 1.1), ("tipg", "box", 6), ("pygeoapi", "box", 20)),
    "box, unchanged": (("raw", "box", 8),),
    "one": (("tipg", "one", 3),),
    "pair": (("raw", "pair", 1),),
    "z14": (("raw", "z14", 1),),
    "z12": (("raw", "z12", 1),),
    "z10": (("raw", "z10", 50),),
}
# Of these PostgreSQL is beside whom SpatiaLite is measured.
BESIDE_POSTGRESQL = {"box": 1.3, "z14": 1, "z12": 1}
_on_sqlite: Told = {}


def run(kind: str, sizes: Sequence[int] = (COMPARED,), seconds: float = SECONDS) -> dict[str, Told]:
    """Measure on one engine (sqlite or postgresql) and print the figures.

    Returns those of the compared size by contestant.
    """
    compared = COMPARED if COMPARED in sizes else max(sizes)
    grown: dict[int, Told] = {}
    told: dict[str, Told] = {}
    with tempfile.TemporaryDirectory() as folder, migrated(kind) as (url, environment):
        for size in sorted(sizes):
            with application(environment):
                fill(size)
            asked = questions(size)
            ours = measured(environment, asked, seconds, whole=size == compared)
            grown[size] = ours
            if size == compared:
                found = {"raw": _raw(kind, make_url(url), asked, seconds)}
                if kind == "postgresql":
                    found |= _others(make_url(url), asked, seconds, Path(folder))
                told = {**found, "ours": ours}
                _print(kind, size, seconds, told)
                _compare_engines(kind, ours if kind == "sqlite" else found["raw"])
    print_growth(grown)
    return told


@contextmanager
def application(environment: dict[str, str]) -> Iterator[None]:
    """Be within an application with these settings."""
    os.environ.update(environment)
    made = create_app(Settings.from_env())
    with made.app_context():
        yield
        db.session.remove()
        db.engine.dispose()


def measured(environment: dict[str, str], asked: Questions, seconds: float, *, whole: bool) -> Told:
    """Measure ours alone; ``whole``: also what is kept from one asking to the next."""
    paths = _paths("/ogc/collections/testbeds", asked, "{z}/{y}/{x}")
    told: Told = {}
    database = _database(environment)
    with served({**environment, **NOTHING_KEPT}, WORKERS) as (address, process):
        settle(process)
        for ways in paths.values():
            _warm(address, ways)
        settle(process)  # what a process keeps of the collection is there before anything counts
        for name, ways in paths.items():
            told[name] = load(address, ways, seconds, [process, *database])
    if whole:
        with served(environment, WORKERS) as (address, process):
            settle(process)
            _warm(address, paths["z14"])
            _warm(address, paths["box"])
            settle(process)
            processes = [process, *database]
            told["z14, kept"] = load(address, paths["z14"][:ASKED], seconds, processes)
            for name in ("box", "z14"):
                same = paths[name][:ASKED]
                tags = [_tag(address + path) for path in same]
                told[f"{name}, unchanged"] = load(address, same, seconds, processes, tags)
    return told


def _database(environment: dict[str, str]) -> list[int]:
    """Return the database's own process where it has one."""
    url = make_url(environment["DATABASE_URL"])
    return [open_raw.postmaster(url)] if url.drivername.startswith("postgresql") else []


def _warm(address: str, paths: Sequence[str]) -> None:
    """Ask a few times beforehand, so that every worker has what it reads once.

    From the end, so that what is asked first afterwards has not been answered before.
    """
    for path in paths[: -4 * WORKERS - 1 : -1]:
        try:
            urlopen(address + path, timeout=WARM_S).read()  # noqa: S310 - as above
        except OSError:
            return


def _tag(address: str) -> str:
    with urlopen(address) as answer:  # noqa: S310 - our own loopback address
        return str(answer.headers.get("ETag") or "")


def _paths(collection: str, asked: Questions, tile: str, asks: str = "") -> Paths:
    """Return the addresses of each sort of request; ``asks`` is added to those of items."""
    items = f"{collection}/items"
    # Ours alone keeps answers: it is asked for other pages in every turn.
    turns = [""] if asks else [f"&after={turn}" for turn in range(MANY)]

    def of(query: str) -> str:
        return f"{items}?{query}&limit=100{asks}"

    found = {
        "box": [of(f"bbox={','.join(map(str, box))}") for box in asked.many_boxes()],
        "one": [f"{items}/{key}{asks.replace('&', '?', 1)}" for key in asked.keys],
        "pair": [
            of(f"city={city}&kind={kind}{turn}") for turn in turns for city, kind in asked.pairs
        ],
    }
    for zoom in ZOOMS:
        found[f"z{zoom}"] = [
            f"{collection}/tiles/WebMercatorQuad/" + tile.format(z=one.z, x=one.column, y=one.row)
            for one in asked.tiles[zoom]
        ]
    return found


def _raw(kind: str, url: URL, asked: Questions, seconds: float) -> Told:
    told = {}
    for name, statements in open_raw.statements(kind, asked, ZOOMS).items():
        if kind == "postgresql":
            told[name] = open_raw.by_pgbench(url, statements, seconds)
        else:
            told[name] = open_raw.by_loop(str(url.database), statements, seconds)
    return told


def _others(url: URL, asked: Questions, seconds: float, folder: Path) -> dict[str, Told]:
    """Measure the other servers; what one cannot answer is left out, and said."""
    told: dict[str, Told] = {}
    tiles = {f"z{zoom}" for zoom in ZOOMS}
    contestants: tuple[tuple[str, Callable[..., object], Paths], ...] = (
        ("tipg", open_peer.tipg,
         _paths("/collections/public.plain", asked, "{z}/{x}/{y}", "&f=geojson")),
        ("pygeoapi", open_peer.pygeoapi,
         _paths("/collections/testbeds", asked, "{z}/{y}/{x}?f=mvt", "&f=json")),
    )  # fmt: skip
    for name, start, paths in contestants:
        told[name] = {}
        try:
            with start(url, folder) as (address, process):  # type: ignore[attr-defined]
                settle(process)
                processes = [process, open_raw.postmaster(url)]
                for request, ways in paths.items():
                    _warm(address, ways)
                    told[name][request] = load(address, ways, seconds, processes)
                    if not told[name][request].rate and request in tiles:
                        # It works on, and would slow what follows.
                        print(f"{name}: no answer to '{TITLES[request]}' in {seconds:g} s; the"
                              " requests after it were not asked")  # fmt: skip
                        break
        except (open_peer.NotRunError, OSError, subprocess.CalledProcessError) as reason:
            print(f"{name}: not run: {reason}")
        _stop_statements()
    return told


def _stop_statements() -> None:
    """End what an unanswered request left running in the database."""
    from sqlalchemy import create_engine  # noqa: PLC0415 - only here

    engine = create_engine(os.environ["TEST_POSTGRES_URL"], isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = 'active'"
                " AND pid <> pg_backend_pid() AND query LIKE '%ST_AsMVT%'"
            )
        )
    engine.dispose()


def _print(kind: str, size: int, seconds: float, told: dict[str, Told]) -> None:
    names = [name for name in told if told[name]]
    print(f"open data, {kind}, {size:,} features, 8 clients, {seconds:g} s each")
    shown: tuple[tuple[str, Callable[[Measured], str]], ...] = (
        ("a second", lambda one: f"{one.rate:>10,.1f}"),
        ("ms p50/p99", lambda one: f"{f'{one.p50:.1f}/{one.p99:.1f}':>14}"),
        ("kB", lambda one: f"{one.size / 1000:>10.1f}"),
        ("ms of processor", lambda one: f"{one.cpu:>10.2f}"),
    )
    for title, cell in shown:
        wide = 14 if "p50" in title else 10
        print(f"  {title:<26}{''.join(f'{name:>{wide}}' for name in names)}")
        for request, words in TITLES.items():
            cells = [
                cell(told[name][request]) if request in told[name] else f"{'-':>{wide}}"
                for name in names
            ]
            if request in told["ours"]:
                print(f"  {words:<26}{''.join(cells)}{_failed(told, request)}")
    for request, goals in GOALS.items():
        if kind == "sqlite" and request in {"z14", "z12"}:
            continue  # it writes no tiles itself: see below
        for other, theirs, least in goals:
            if (against := told.get(other, {}).get(theirs)) is None or not against.rate:
                continue
            ours = told["ours"][request]
            ratio, work = ours.rate / against.rate, against.cpu / max(ours.cpu, 0.001)
            mark = "met" if ratio >= least else "missed"
            print(f"  {TITLES[request]}: ours / {other} {ratio:.2f}, goal {least:g}, {mark}"
                  f" (by processor {work:.2f})")  # fmt: skip


def _failed(told: dict[str, Told], request: str) -> str:
    failed = {name: one[request].failed for name, one in told.items() if request in one}
    words = [f"{name} failed {count}" for name, count in failed.items() if count]
    return f"  ({', '.join(words)})" if words else ""


def _compare_engines(kind: str, told: Told) -> None:
    """Say how SpatiaLite does beside the bare PostgreSQL of the same run, once both are known."""
    if kind == "sqlite":
        _on_sqlite.update(told)
        return
    for request, least in BESIDE_POSTGRESQL.items() if _on_sqlite else ():
        ratio = _on_sqlite[request].rate / told[request].rate
        mark = "met" if ratio >= least else "missed"
        print(f"  {TITLES[request]}, on SpatiaLite: ours / raw PostgreSQL {ratio:.2f},"
              f" goal {least:g}, {mark}")  # fmt: skip


def print_growth(grown: dict[int, Told]) -> None:
    """Print what ours took at each number of features."""
    if len(grown) < 2:  # noqa: PLR2004 - nothing grew
        return
    sizes = sorted(grown)
    named = ", ".join(f"{size:,}" for size in sizes)
    print(f"  growth, ours, a second (ms of processor, kB): {named} features")
    for request in ("box", "one", "pair", *(f"z{zoom}" for zoom in ZOOMS)):
        cells = [
            f"{one.rate:>9,.0f} ({one.cpu:.2f}, {one.size / 1000:,.1f})"
            for one in (grown[size][request] for size in sizes)
        ]
        print(f"  {TITLES[request]:<26}{''.join(f'{cell:>26}' for cell in cells)}")

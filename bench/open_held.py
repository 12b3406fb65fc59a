"""A box of a public collection that the process holds, while it changes each second.

Ten thousand features, two workers of four threads as in ``open``; another process bumps the
collection's revision every second, so that what is held is read anew all the time.  Beside it the
same box by plain SQL, as pgbench asks it.
"""

import app.sqlite_binding  # noqa: F401, I001 - first, so that one SQLite library serves the process

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url

from app.engine import prepare_engine, writing
from bench import open_raw
from bench.open import NOTHING_KEPT, WORKERS, application
from bench.filled import migrated
from bench.open_cpu import settle
from bench.open_fill import fill
from bench.open_load import Measured, load
from bench.open_question import ZOOMS, questions
from bench.server import served

SIZE, SECONDS, EVERY_S = 10_000, 4.0, 1.0
GOAL = 3
CHANGE = "UPDATE open_state SET revision = revision + 1 WHERE collection = 'testbeds'"


def run(kind: str, seconds: float = SECONDS) -> tuple[float, float]:
    """Measure on one engine and print; returns answers a second, ours and of plain SQL."""
    with migrated(kind) as (url, environment):
        with application(environment):
            fill(SIZE)
        asked = questions(SIZE)
        items = "/ogc/collections/testbeds/items"
        paths = [f"{items}?bbox={','.join(map(str, box))}&limit=100" for box in asked.many_boxes()]
        with served({**environment, **NOTHING_KEPT}, WORKERS) as (address, process):
            settle(process)
            load(address, paths, 1.0, [process])
            with _changing(url):
                ours = load(address, paths, seconds, [process])
        ask = open_raw.by_pgbench if kind == "postgresql" else _by_loop
        raw = ask(make_url(url), open_raw.statements(kind, asked, ZOOMS)["box"], seconds)
    print(f"held in process, {kind}, {SIZE:,} features, changed every {EVERY_S:g} s")
    print(f"  a box {ours.rate:,.0f}/s, failed {ours.failed}; plain SQL {raw.rate:,.0f}/s;"
          f" ours / this {ours.rate / raw.rate:.2f}, goal {GOAL}")  # fmt: skip
    return ours.rate, raw.rate


def _by_loop(url: URL, statements: Sequence[str], seconds: float) -> Measured:
    return open_raw.by_loop(str(url.database), statements, seconds)


@contextmanager
def _changing(url: str) -> Iterator[None]:
    """Change the collection's state every second, as a writer elsewhere does."""
    engine = create_engine(url)
    prepare_engine(engine)
    over = threading.Event()

    def change() -> None:
        while not over.wait(EVERY_S):
            with writing(), engine.begin() as connection:
                connection.execute(text(CHANGE))

    writer = threading.Thread(target=change)
    writer.start()
    try:
        yield
    finally:
        over.set()
        writer.join()
        engine.dispose()

"""A box of a public collection that the process holds, while it changes each second.

Ten thousand features, two workers of four threads as in ``open``; every second another writer
changes one feature as the product does: its row, the collection's revision and the word of what
changed, in one transaction.  Beside it the same box by plain SQL, as pgbench asks it.  Boxes are as
much larger as the features are fewer, so that a page of a hundred is what is asked for as there.
"""

import app.sqlite_binding  # noqa: F401, I001 - first, so that one SQLite library serves the process

import math
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection, create_engine, func, insert, update
from sqlalchemy.engine import URL, make_url

from app import clock
from app.engine import prepare_engine, writing
from bench import open_raw
from bench.open import NOTHING_KEPT, WORKERS, application
from bench.filled import migrated
from bench.open_cpu import settle
from bench.open_fill import fill
from bench.open_load import Measured, load
from bench.open_question import ZOOMS, questions
from bench.server import served
from models.open_feature import OpenChange, OpenDeed, OpenFeature, OpenState

SIZE, LIKE, SECONDS, EVERY_S = 10_000, 100_000, 4.0, 1.0
GOAL = 3
COLLECTION = "testbeds"


def run(kind: str, seconds: float = SECONDS) -> tuple[float, float]:
    """Measure on one engine and print; returns answers a second, ours and of plain SQL."""
    with migrated(kind) as (url, environment):
        with application(environment):
            fill(SIZE)
        _change(url, SIZE)  # readers that know one word can go on from it
        asked = questions(SIZE, math.sqrt(LIKE / SIZE))
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
    """Change one feature after another, a second apart, as a writer elsewhere does."""
    over = threading.Event()

    def change() -> None:
        key = 0
        while not over.wait(EVERY_S):
            key += 1
            _change(url, key)

    writer = threading.Thread(target=change)
    writer.start()
    try:
        yield
    finally:
        over.set()
        writer.join()


def _change(url: str, key: int) -> None:
    engine = create_engine(url)
    prepare_engine(engine)
    try:
        with writing(), engine.begin() as connection:
            _write(connection, key)
    finally:
        engine.dispose()


def _write(connection: Connection, key: int) -> None:
    now = clock.now()
    revision = connection.scalar(
        update(OpenState)
        .where(OpenState.collection == COLLECTION)
        .values(revision=OpenState.revision + 1, changed_at=now)
        .returning(OpenState.revision)
    )
    status = func.replace(OpenFeature.feature, '"status":"paused"', '"status":"published"')
    connection.execute(
        update(OpenFeature)
        .where(OpenFeature.collection == COLLECTION, OpenFeature.key == key)
        .values(feature=status, revision=revision, changed_at=now)
    )
    told = {"collection": COLLECTION, "revision": revision, "key": key, "deed": OpenDeed.CHANGED}
    connection.execute(insert(OpenChange).values(at=now, **told))

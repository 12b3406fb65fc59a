"""The store keeps to its size, the oldest go first, and it says how long a tile is good."""

import datetime as dt
import os

import pytest
import time_machine

from app.adapters.tile_source import TileSource, checked
from app.adapters.tile_store import LONGEST, UNSAID, TileStore, lifetime
from tests.integration.tile.upstream import Upstream

NOW = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)


@pytest.fixture
def upstream(socket_enabled):
    made = Upstream()
    made.body = b"x" * 1000
    yield made
    made.stop()


def store(folder, template, most=10_000):
    return TileStore(TileSource(template, "http://localhost"), folder, most)


def test_the_oldest_tiles_go_when_there_are_too_many_bytes(tmp_path, upstream):
    kept = store(tmp_path, upstream.template)
    for x in range(20):
        kept.tile(10, x, 1)
        path = kept.folder / "10" / str(x) / "1.tile"
        os.utime(path, (1_000_000 + x, 1_000_000 + x))

    gone = kept.shrink()
    left = sorted(int(path.parent.name) for path in kept.folder.rglob("*.tile"))

    assert gone + len(left) == 20
    assert sum(path.stat().st_size for path in kept.folder.rglob("*.tile")) <= 9_000
    assert left == list(range(20 - len(left), 20))


def test_the_bound_is_looked_at_by_itself(tmp_path, upstream, monkeypatch):
    monkeypatch.setattr("app.adapters.tile_store.WRITES_BETWEEN_COUNTS", 5)
    kept = store(tmp_path, upstream.template)
    for x in range(60):
        kept.tile(10, x, 1)

    assert len(list(kept.folder.rglob("*.tile"))) < 20


def test_tiles_of_a_former_upstream_are_neither_shown_nor_kept(tmp_path, upstream):
    former = store(tmp_path, f"{upstream.template}?former")
    former.tile(10, 1, 1)
    now = store(tmp_path, upstream.template)
    assert now.folder != former.folder
    now.tile(10, 1, 1)

    assert not former.folder.exists()


@pytest.mark.parametrize(
    ("headers", "span"),
    [
        ({}, UNSAID),
        ({"cache-control": "max-age=3600"}, dt.timedelta(hours=1)),
        ({"cache-control": "public, MAX-AGE=3600", "age": "600"}, dt.timedelta(minutes=50)),
        ({"cache-control": "max-age=60", "age": "600"}, dt.timedelta()),
        ({"cache-control": "max-age=9999999999"}, LONGEST),
        ({"cache-control": "no-cache, max-age=60"}, dt.timedelta()),
        ({"cache-control": "no-store"}, None),
        ({"cache-control": "private, max-age=60"}, None),
        ({"expires": "Mon, 23 Nov 2026 13:00:00 GMT"}, dt.timedelta(hours=1)),
        ({"expires": "Mon, 23 Nov 2026 11:00:00 GMT"}, dt.timedelta()),
        ({"expires": "0"}, dt.timedelta()),
        ({"expires": "Mon, 23 Nov 2026 13:00:00 GMT", "cache-control": "max-age=1"},
         dt.timedelta(seconds=1)),
    ],
)  # fmt: skip
def test_a_tile_is_good_for_as_long_as_its_upstream_says(headers, span):
    with time_machine.travel(NOW, tick=False):
        assert lifetime(headers) == span


@pytest.mark.parametrize(
    "wrong",
    [
        "ftp://x.example/{z}/{x}/{y}", "file:///{z}/{x}/{y}", "//x.example/{z}/{x}/{y}",
        "https://x.example/{z}/{x}", "https://{z}.example/{x}/{y}", "https:///{z}/{x}/{y}",
        "https://user:word@x.example/{z}/{x}/{y}", "https://x.example/{z}/{x}/{y}?q=a b",
        "https://x.example/{z}/{x}/{y}\r\nX: y", "https://x.example/ä/{z}/{x}/{y}",
    ],
)  # fmt: skip
def test_an_address_that_cannot_work_is_refused_at_start(wrong):
    with pytest.raises(ValueError, match="TILES_URL"):
        checked(wrong)


def test_a_key_in_the_address_stays_in_the_query():
    assert checked("https://x.example/{z}/{x}/{y}.png?api-key=abc").query == "api-key=abc"

"""The whole demonstration moves from SpatiaLite to PostGIS and back, compared row by row."""

import hashlib
from pathlib import Path

import pytest

from tests.conftest import SERVER
from tests.faults.conftest import Row
from tests.moving import digests, fill, goes_on_working, installations, run


@pytest.fixture
def install(databases, tmp_path):
    """Makes installations: ``install("sqlite")``, perhaps not migrated yet."""
    with installations(databases, tmp_path) as make:
        yield make


def untouched(url):
    """Return what the file of a database holds, byte by byte."""
    path = url.removeprefix("sqlite:///")
    return [hashlib.sha256(Path(path + end).read_bytes()).hexdigest() for end in ("", "-wal")]


def test_the_whole_demonstration_moves_to_the_other_engine_and_back(install, report):
    old_url, old = install("sqlite")
    fill(old, whole=True)
    before, bytes_before = digests(old), untouched(old_url)
    count = sum(count for count, *_rest in before.values())
    assert count > 1000
    other = "postgresql" if SERVER else "sqlite"
    middle_url, middle = install(other, migrated=False)
    done = run(old, "move", "--to", middle_url)
    assert done.exit_code == 0, done.output
    assert digests(middle) == before
    assert untouched(old_url) == bytes_before

    last_url, last = install("sqlite", migrated=False)
    assert run(middle, "move", "--to", last_url).exit_code == 0
    assert digests(last) == before
    filled = sum(count > 0 for count, *_rest in before.values())
    what = f"move there and back: {count} rows in {filled} of {len(before)} tables, all alike"
    report(Row(what, f"sqlite, {other}, sqlite"))
    for app in (middle, last):
        goes_on_working(app)

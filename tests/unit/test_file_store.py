"""The store: content under names made of it, whole or not at all."""

import os
import time

import pytest

from app.adapters.file_store import FolderStore

NAME = f"pictures/{'ab' * 32}-480.webp"
OTHER = f"documents/{'cd' * 32}.pdf"


@pytest.fixture
def store(tmp_path):
    return FolderStore(tmp_path / "files")


def test_what_is_put_is_read_until_it_is_removed(store):
    assert store.read(NAME) is None
    store.put(NAME, b"picture")
    assert store.read(NAME) == b"picture"
    store.remove(NAME)
    store.remove(NAME)
    assert store.read(NAME) is None


def test_a_name_never_changes_its_content(store):
    store.put(NAME, b"first")
    store.put(NAME, b"second")
    assert store.read(NAME) == b"first"


def test_nothing_half_is_left_when_the_disk_fails(store, monkeypatch):
    def fail(_number):
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="no space"):
        store.put(NAME, b"picture")
    assert store.read(NAME) is None
    assert [path for path in store.folder.rglob("*") if path.is_file()] == []


def test_what_was_put_long_ago_is_found_unless_it_was_touched(store):
    for name in (NAME, OTHER):
        store.put(name, b"content")
        path = next(store.folder.glob(f"{name.partition('/')[0]}/*/*"))
        os.utime(path, (1_000_000, 1_000_000))
    assert list(store.put_before(2_000_000)) == [OTHER, NAME]
    store.touch(NAME)
    assert list(store.put_before(time.time() - 60)) == [OTHER]
    store.put(OTHER, b"content")
    assert list(store.put_before(time.time() - 60)) == []


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", f"pictures/../{'a' * 64}.webp", f"pictures/{'g' * 64}.webp", "pictures/",
     f"/pictures/{'a' * 64}.webp", f"pictures/{'a' * 64}.webp\0", f"pictures/{'a' * 64}/x.webp"],
)  # fmt: skip
def test_a_name_that_leads_elsewhere_is_refused(store, name):
    with pytest.raises(ValueError, match="no name"):
        store.put(name, b"x")

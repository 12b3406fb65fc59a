"""The folder of one import: the upload, its rows as the child read them, and its worker's life.

A worker holds a lock on a file here as long as it lives, and writes how far it is into another;
both tell pages on this machine at once what the database could only tell after a commit.
"""

import contextlib
import fcntl
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

_NAME = re.compile(r"[0-9a-f]{32}")
KEPT_S = 14 * 86_400
UPLOAD, ROWS = "upload", "rows.ndjson"  # the file as it came, and what the child read in it


class ExchangeFolders:
    """Every import's folder, under one folder of this installation."""

    def __init__(self, instance: Path) -> None:
        self.root = instance / "exchange"

    def make(self) -> Path:
        """Return a new, empty folder that only this installation's account may read."""
        folder = self.root / secrets.token_hex(16)
        folder.mkdir(parents=True, mode=0o700)
        return folder

    def of(self, name: str) -> Path:
        """Return the folder of this name; it may be gone.

        Raises:
            ValueError: It is no name that ``make`` gives.
        """
        if not _NAME.fullmatch(name):
            raise ValueError(name)
        return self.root / name

    def remove(self, name: str) -> None:
        """Remove a folder with everything in it."""
        shutil.rmtree(self.of(name), ignore_errors=True)

    def forget_old(self) -> int:
        """Remove folders that nobody has touched for long; return how many."""
        return sum(map(self._remove_old, self._all()))

    def forget_about(self, words: Iterable[str]) -> int:
        """Remove uploads whose rows hold one of these words, in capitals or not; return how many.

        One that a worker is busy with stays until it is old; so do rows that are an export's.
        """
        sought = [word.lower() for word in words if word]
        uploads = [one for one in self._all() if (one / UPLOAD).exists() and not is_alive(one)]
        going = [one for one in uploads if _says(one / ROWS, sought)]
        for folder in going:
            shutil.rmtree(folder, ignore_errors=True)
        return len(going)

    def _all(self) -> list[Path]:
        return sorted(self.root.iterdir()) if self.root.is_dir() else []

    @staticmethod
    def _remove_old(folder: Path) -> bool:
        with contextlib.suppress(OSError):  # another one has removed it meanwhile
            if time.time() - folder.stat().st_mtime > KEPT_S:
                shutil.rmtree(folder, ignore_errors=True)
                return True
        return False


def _says(path: Path, sought: list[str]) -> bool:
    with contextlib.suppress(OSError), path.open(encoding="utf-8") as lines:
        return any(word in line for line in map(str.lower, lines) for word in sought)
    return False


@contextlib.contextmanager
def alive(folder: Path) -> Iterator[bool]:
    """Hold the worker's lock of a folder while the block runs; gives False if another has it."""
    handle = os.open(folder / "worker.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)


def is_alive(folder: Path) -> bool | None:
    """Say whether a worker lives there; None when this machine cannot know."""
    lock = folder / "worker.lock"
    if not lock.exists():
        return None
    handle = os.open(lock, os.O_RDWR | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False


def tell(folder: Path, done: int) -> None:
    """Write down how many rows are through."""
    fresh = folder / "progress.new"
    fresh.write_text(str(done))
    fresh.replace(folder / "progress")


def told(folder: Path) -> int:
    """Return how many rows were said to be through."""
    with contextlib.suppress(OSError, ValueError):
        return int((folder / "progress").read_text())
    return 0

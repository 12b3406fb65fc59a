"""Counts that several processes of one machine add to, read as one sum by whichever is asked.

Each process keeps its own in memory and writes them into a file of its own, at most every two
seconds and when it ends.  Whoever reads adds the files up; what a process that has ended counted
is kept in one more file, so that sums never go back while the folder stays.  A process that is
killed takes the last two seconds along.
"""

import atexit
import contextlib
import fcntl
import json
import os
import threading
import uuid
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

EVERY_S = 2.0
ENDED = "ended.json"
Counts = dict[str, list[float]]


class SharedCounts:
    """Sums of lists of numbers by key; ``width`` is how long each list is."""

    def __init__(self, folder: Path, width: int) -> None:
        self.folder, self.width = folder, width
        self._lock = threading.Lock()
        self._begin_anew()
        os.register_at_fork(after_in_child=self._begin_anew)
        atexit.register(self.flush)

    def _begin_anew(self) -> None:
        """Count from nothing, in a file of this process: a fork must not count twice."""
        self._lock = threading.Lock()
        self._own: Counts = defaultdict(lambda: [0.0] * self.width)
        self._file = self.folder / f"{os.getpid()}-{uuid.uuid4().hex[:8]}.json"
        self._timer: threading.Timer | None = None

    def add(self, key: str, numbers: list[float]) -> None:
        """Add numbers under a key."""
        with self._lock:
            kept = self._own[key]
            for place, number in enumerate(numbers):
                kept[place] += number
            if self._timer is None:
                self._timer = threading.Timer(EVERY_S, self.flush)
                self._timer.daemon = True
                self._timer.start()

    def flush(self) -> None:
        """Write what this process counted; a disk that takes nothing is no reason to stop."""
        with self._lock:
            self._timer = None
            text = json.dumps(self._own)
        if text != "{}":
            with contextlib.suppress(OSError):
                self.folder.mkdir(parents=True, exist_ok=True)
                _replace(self._file, text)

    def sums(self) -> Counts:
        """Return the sums over all processes that write into this folder, living and ended."""
        self.flush()
        found: Counts = defaultdict(lambda: [0.0] * self.width)
        with self._lock:
            _join(found, self._own)
        with contextlib.suppress(OSError), self._readers_turn():
            gone: Counts = defaultdict(lambda: [0.0] * self.width)
            _join(gone, _read(self.folder / ENDED))
            ended = []
            for path in self.folder.glob("*-*.json"):
                if path == self._file:
                    continue
                lives = _lives(path)
                _join(found if lives else gone, _read(path))
                ended += [] if lives else [path]
            if ended:
                _replace(self.folder / ENDED, json.dumps(gone))
                for path in ended:
                    path.unlink()
            _join(found, gone)
        return dict(found)

    @contextlib.contextmanager
    def _readers_turn(self) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "readers.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _replace(path: Path, text: str) -> None:
    part = path.with_suffix(".part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def _read(path: Path) -> Counts:
    try:
        found: Counts = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found


def _join(into: Counts, other: Counts) -> None:
    for key, numbers in other.items():
        kept = into[key]
        for place, number in enumerate(numbers[: len(kept)]):
            kept[place] += number


def _lives(path: Path) -> bool:
    try:
        os.kill(int(path.name.partition("-")[0]), 0)
    except ProcessLookupError:
        return False
    except (OSError, ValueError):
        return True
    return True

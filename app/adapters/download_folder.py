"""Files that were made for downloads: kept per revision, made by few at once.

A file appears under its name when it is whole.  Its name says all that decides its content, so a
file that is there is right; what belongs to an earlier revision is removed, and the least lately
asked make room.  Whoever has opened a file may read it to its end, whatever is removed meanwhile.
Several processes of one machine share the folder and its turns.
"""

import contextlib
import fcntl
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

NAME = re.compile(r"([a-z]+)-(\d+)-[0-9a-f]{32}\.[a-z]{2,8}")
AT_ONCE = {True: 2, False: 6}
"""How many files are made at the same time: by a child process, and by this one."""

PATIENCE_S, PAUSE_S = 3.0, 0.05
MOST_BYTES = 2 * 1024**3
LEFT_OVER_S = 3_600  # after which a folder belongs to a process that was killed


class DownloadFolder:
    """The folder of one installation."""

    def __init__(self, instance: Path) -> None:
        self.root = instance / "downloads"
        self.kept = self.root / "kept"

    def find(self, name: str) -> Path | None:
        """Return a kept file, counted as asked for just now; None when it has to be made."""
        path = self.kept / _checked(name)
        try:
            os.utime(path)
        except FileNotFoundError:
            return None
        return path

    def keep(self, name: str, made: Path) -> Path:
        """Put a whole file under its name; earlier revisions of the same thing go."""
        self.kept.mkdir(parents=True, exist_ok=True)
        path = self.kept / _checked(name)
        made.replace(path)
        table, revision, *_rest = name.split("-")
        for other in self.kept.glob(f"{table}-*"):
            if other.name.split("-")[1] != revision:
                other.unlink(missing_ok=True)
        self._make_room(path)
        return path

    @contextlib.contextmanager
    def making(self) -> Iterator[Path]:
        """Give an empty folder that only this installation's account may read, then remove it."""
        folder = self.root / "making" / secrets.token_hex(16)
        folder.mkdir(parents=True, mode=0o700)
        self._sweep()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    @contextlib.contextmanager
    def turn(self, *, is_heavy: bool, patience_s: float) -> Iterator[bool]:
        """Wait a moment for a turn to make a file; gives False when all are taken."""
        handle = self._turn(is_heavy=is_heavy, until=time.monotonic() + patience_s)
        try:
            yield handle is not None
        finally:
            if handle is not None:
                os.close(handle)

    def _turn(self, *, is_heavy: bool, until: float) -> int | None:
        turns = self.root / "turns"
        turns.mkdir(parents=True, exist_ok=True)
        while True:
            for number in range(AT_ONCE[is_heavy]):
                if (handle := _locked(turns / f"{'heavy' if is_heavy else 'light'}-{number}")) >= 0:
                    return handle
            if time.monotonic() >= until:
                return None
            time.sleep(PAUSE_S)

    @contextlib.contextmanager
    def alone(self, name: str) -> Iterator[bool]:
        """Hold a lock of this machine while the block runs; gives False if another has it."""
        self.root.mkdir(parents=True, exist_ok=True)
        handle = _locked(self.root / f"{name}.lock")
        try:
            yield handle >= 0
        finally:
            if handle >= 0:
                os.close(handle)

    def _make_room(self, newest: Path) -> None:
        """Remove the least lately asked until the rest fits; the newest stays, however large."""
        files = []
        for path in self.kept.iterdir():
            with contextlib.suppress(FileNotFoundError):
                known = path.stat()
                files.append((known.st_mtime, known.st_size, path))
        room = MOST_BYTES
        for _asked, size, path in sorted(files, reverse=True):
            room -= size
            if room < 0 and path != newest:
                path.unlink(missing_ok=True)

    def _sweep(self) -> None:
        for folder in (self.root / "making").iterdir():
            with contextlib.suppress(FileNotFoundError):
                if time.time() - folder.stat().st_mtime > LEFT_OVER_S:
                    shutil.rmtree(folder, ignore_errors=True)


def _locked(path: Path) -> int:
    """Return a handle that holds the lock of a file, or -1 when another holds it."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return -1
    return handle


def _checked(name: str) -> str:
    if not NAME.fullmatch(name):
        raise ValueError(f"no name of a download: {name!r}")
    return name

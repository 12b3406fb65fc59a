"""Where the content of pictures and files is kept: by default a folder of the installation.

A name is made of what the file is and the digest of its content, such as
``pictures/<64 hex digits>-960.webp``: a name never changes its content, so a name that is there
need not be written again, and everything that serves it may be kept for good.  Which of them
somebody may see is for the database to say; the store knows names only.  Another kind of store
(of objects, say) is another class with these seven methods.
"""

import contextlib
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

NAME = re.compile(r"([a-z]+)/([0-9a-f]{64})(-\d{1,10})?\.([a-z]{2,5})")


class FileStore(Protocol):
    """What the application asks of a store."""

    def put(self, name: str, content: bytes) -> None:
        """Keep content under a name; a name that is there counts as put just now."""

    def put_file(self, name: str, path: Path) -> None:
        """Keep the content of a file, however large, under a name."""

    def read(self, name: str) -> bytes | None:
        """Return the content of a name, or None."""

    def open(self, name: str) -> BinaryIO | None:
        """Return the content of a name to be read piece by piece, or None."""

    def touch(self, name: str) -> None:
        """Count a name as put just now."""

    def put_before(self, instant: float) -> Iterator[str]:
        """Yield the names put before an instant (seconds since 1970)."""

    def remove(self, name: str) -> None:
        """Forget a name, if it is there."""


@dataclass(frozen=True, slots=True)
class FolderStore:
    """Files in a folder, two levels deep.  Several processes may share it.

    A file appears under its name when it is whole and on the disk, so what a committed row names
    is there, even after a power cut.
    """

    folder: Path

    def put(self, name: str, content: bytes) -> None:
        """Write a file unless it is there already."""
        self._put(name, lambda file: file.write(content))

    def put_file(self, name: str, path: Path) -> None:
        """Copy a file, piece by piece, unless it is there already."""
        with path.open("rb") as source:
            self._put(name, lambda file: shutil.copyfileobj(source, file))

    def _put(self, name: str, write: Callable[[BinaryIO], object]) -> None:
        path = self._path(name)
        if path.exists():
            self.touch(name)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        try:
            with part.open("wb") as file:
                write(file)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)

    def read(self, name: str) -> bytes | None:
        """Return a file's content; None when it is not there."""
        try:
            return self._path(name).read_bytes()
        except FileNotFoundError:
            return None

    def open(self, name: str) -> BinaryIO | None:
        """Open a file; None when it is not there."""
        try:
            return self._path(name).open("rb")
        except FileNotFoundError:
            return None

    def touch(self, name: str) -> None:
        """Give a file the time of now."""
        with contextlib.suppress(FileNotFoundError):
            os.utime(self._path(name))

    def put_before(self, instant: float) -> Iterator[str]:
        """Yield names by the time of their files."""
        for path in sorted(self.folder.glob("*/*/*")):
            name = f"{path.parent.parent.name}/{path.name}"
            with contextlib.suppress(FileNotFoundError):
                if NAME.fullmatch(name) and path.stat().st_mtime < instant:
                    yield name

    def remove(self, name: str) -> None:
        """Delete a file."""
        self._path(name).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        found = NAME.fullmatch(name)
        if found is None:
            raise ValueError(f"no name of a stored file: {name!r}")
        return self.folder / found[1] / found[2][:2] / name.partition("/")[2]


def store_of(instance: Path) -> FileStore:
    """Return the store of an installation, given its folder."""
    return FolderStore(instance / "files")

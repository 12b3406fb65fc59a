"""Remembers which set-up steps are done for which inputs, so that they are skipped next time."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from tools.places import STAMPS


def digest(*inputs: Path | str) -> str:
    """A hash over texts and the contents of files; a missing file counts as such."""
    total = hashlib.sha256()
    for item in inputs:
        if isinstance(item, str):
            content = item.encode()
        else:
            content = item.read_bytes() if item.is_file() else b"\0missing"
        total.update(len(content).to_bytes(8, "big"))
        total.update(content)
    return total.hexdigest()


@dataclass(frozen=True)
class Stamp:
    """The mark that a step was done.  ``name`` is the file, ``key`` a digest of the inputs."""

    name: str
    key: str

    def holds(self) -> bool:
        """Whether the step was last done with the same inputs."""
        try:
            return self._path.read_text(encoding="ascii") == self.key
        except FileNotFoundError:
            return False

    def put(self) -> None:
        """Record that the step is done."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_text(self.key, encoding="ascii")

    @property
    def _path(self) -> Path:
        return STAMPS / self.name

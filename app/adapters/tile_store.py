"""Tiles kept on disk as long as their upstream says, the oldest removed when there are too many.

One file a tile: a line of JSON with what is known of it, then the picture.  A file is replaced by
renaming, so readers see the old or the new one whole; processes may share the folder.  The folder
carries a digest of the upstream's address, so that tiles of another upstream are never shown.
"""

import contextlib
import datetime as dt
import hashlib
import json
import os
import re
import secrets
import shutil
import threading
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from email.utils import parsedate_to_datetime
from pathlib import Path

from app import clock
from app.adapters.tile_source import Answer, NoSuchTileError, TileError, TileSource

MOST_BYTES = 200 * 1024 * 1024
KEPT_SHARE = 0.9  # of the bound is left after the oldest have gone
UNSAID = dt.timedelta(days=1)  # how long a tile is good when its upstream does not say
LONGEST = dt.timedelta(days=30)
STALE_AT_MOST = dt.timedelta(days=30)  # an old picture is better than none while upstream is down
STALE_SHOWN = dt.timedelta(minutes=1)
WRITES_BETWEEN_COUNTS = 500
MAX_AGE = re.compile(r"(?:^|,)\s*(?:s-maxage|max-age)\s*=\s*\"?(\d{1,10})")


@dataclass(frozen=True, slots=True)
class Tile:
    """One picture and until when it is good.  Instants are seconds since 1970."""

    body: bytes
    content_type: str
    upstream_etag: str
    last_modified: str
    expires: float
    fetched: float

    @property
    def etag(self) -> str:
        """A strong tag of the content itself."""
        return hashlib.sha256(self.body).hexdigest()[:32]

    def max_age(self) -> int:
        """Return for how many seconds a browser may keep it."""
        return max(0, int(self.expires - _now()))


class TileStore:
    """Gives tiles from the folder or from the source, and remembers what the source gave."""

    def __init__(self, source: TileSource, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        digest = hashlib.sha256(source.template.encode()).hexdigest()[:12]
        self.source, self.root, self.folder = source, folder, folder / digest
        self.most_bytes = most_bytes
        self._lock = threading.Lock()
        self._written = 0
        self._counts_at = 0  # counted before the first tile is written

    def tile(self, z: int, x: int, y: int) -> Tile:
        """Return a good tile; one that is out of date only while the source fails.

        Raises:
            NoSuchTileError: The source has none there.
            TileError: The source fails, and nothing usable is kept.
        """
        path = self.folder / str(z) / str(x) / f"{y}.tile"
        kept = _read(path)
        if kept is not None and _now() < kept.expires:
            return kept
        try:
            answer = self.source.fetch(
                z, x, y,
                etag=kept.upstream_etag if kept else "",
                last_modified=kept.last_modified if kept else "",
            )  # fmt: skip
        except NoSuchTileError:
            path.unlink(missing_ok=True)
            raise
        except TileError:
            if kept is not None and _now() - kept.fetched < STALE_AT_MOST.total_seconds():
                return replace(kept, expires=_now() + STALE_SHOWN.total_seconds())
            raise
        tile = _tile_of(answer, kept)
        if lifetime(answer.headers) is None:
            path.unlink(missing_ok=True)
        else:
            with contextlib.suppress(OSError):  # a full disk must not keep the picture from readers
                self._keep(path, tile)
        return tile

    def _keep(self, path: Path, tile: Tile) -> None:
        facts = {name: value for name, value in asdict(tile).items() if name != "body"}
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        part.write_bytes(json.dumps(facts).encode() + b"\n" + tile.body)
        part.replace(path)
        with self._lock:
            self._written += 1
            if self._written < self._counts_at:
                return
            self._counts_at = self._written + WRITES_BETWEEN_COUNTS
        self.shrink()

    def shrink(self) -> int:
        """Remove the oldest tiles, and those of former upstreams, when there are too many bytes.

        Returns how many files went.
        """
        for other in self.root.iterdir():
            if other.is_dir() and other != self.folder:
                shutil.rmtree(other, ignore_errors=True)
        files = sorted(_files(self.folder))
        total, gone = sum(size for _age, size, _path in files), 0
        if total <= self.most_bytes:
            return 0
        for _age, size, path in files:
            if total <= self.most_bytes * KEPT_SHARE:
                break
            Path(path).unlink(missing_ok=True)
            total, gone = total - size, gone + 1
        return gone


def _tile_of(answer: Answer, kept: Tile | None) -> Tile:
    """Return the tile of an answer; of an unchanged one it is the kept tile, good for longer."""
    known = kept
    if answer.body is not None:
        known = Tile(answer.body, answer.content_type, "", "", 0, 0)
    if known is None:
        raise TileError("unchanged, but nothing was kept")
    lasts = lifetime(answer.headers) or dt.timedelta()
    return replace(
        known,
        upstream_etag=answer.headers.get("etag", known.upstream_etag),
        last_modified=answer.headers.get("last-modified", known.last_modified),
        expires=_now() + lasts.total_seconds(),
        fetched=_now(),
    )


def lifetime(headers: Mapping[str, str]) -> dt.timedelta | None:
    """Return how long a tile with these upstream headers is good; None: it may not be kept.

    A length of zero means that it is kept but asked about again every time.
    """
    control = headers.get("cache-control", "").lower()
    if "no-store" in control or "private" in control:
        return None
    if "no-cache" in control:
        return dt.timedelta()
    if found := MAX_AGE.search(control):
        age = headers.get("age", "0")
        seconds = int(found.group(1)) - (int(age) if age.isdecimal() else 0)
        return min(max(dt.timedelta(), dt.timedelta(seconds=seconds)), LONGEST)
    if "expires" in headers:
        return min(max(dt.timedelta(), _until(headers["expires"])), LONGEST)
    return UNSAID


def _until(expires: str) -> dt.timedelta:
    try:
        instant = parsedate_to_datetime(expires)
    except ValueError:
        return dt.timedelta()  # "0" and the like mean: out of date already
    return instant.replace(tzinfo=instant.tzinfo or dt.UTC) - clock.now()


def _now() -> float:
    return clock.now().timestamp()


def _read(path: Path) -> Tile | None:
    """Return the tile of a file; None when there is none that can be read."""
    try:
        first, _newline, body = path.read_bytes().partition(b"\n")
        return Tile(body=body, **json.loads(first))
    except (OSError, ValueError, TypeError):
        return None


def _files(folder: Path) -> Iterator[tuple[float, int, str]]:
    """Yield (time of writing, bytes, path) of every file below, hidden ones left by a kill too."""
    for place, _folders, names in os.walk(folder):
        for name in names:
            path = os.path.join(place, name)  # noqa: PTH118 - hundreds of thousands of them
            with contextlib.suppress(OSError):
                known = os.stat(path)  # noqa: PTH116 - hundreds of thousands of them
                yield known.st_mtime, known.st_size, path

"""The base map out of one file: a PMTiles archive of pictures, for installations without upstream.

``TILES_URL=pmtiles:/path/to/finland.pmtiles``.  The archive is opened once and read by position, so
threads share it; a file that was put in its place is seen after a restart.  Archives of vector
tiles are refused: the map draws pictures.
"""

import datetime as dt
import logging
import os
import re
import zlib
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from pmtiles.reader import Reader
from pmtiles.tile import (
    Compression,
    Entry,
    MagicNumberNotFound,
    SpecVersionUnsupported,
    TileType,
    deserialize_directory,
    find_tile,
    zxy_to_tileid,
)

from app import clock
from app.adapters.tile_source import MOST_BYTES, NoSuchTileError, TileError
from app.adapters.tile_store import Tile

logger = logging.getLogger(__name__)

SCHEME: Final = "pmtiles:"
HEADER_BYTES: Final = 127
MOST_DIRECTORY_BYTES: Final = 8 * 1024 * 1024
DEEPEST: Final = 4
KEPT: Final = dt.timedelta(days=1)
DIRECTORIES: Final = 64
PICTURES: Final = {
    TileType.PNG: "image/png",
    TileType.JPEG: "image/jpeg",
    TileType.WEBP: "image/webp",
    TileType.AVIF: "image/avif",
}
_BROKEN = (OSError, ValueError, KeyError, IndexError, EOFError, zlib.error)
_TAG = re.compile(r"<[^>]*>")


class TileArchive:
    """Gives tiles out of one file; ``attribution`` is what the file says of its makers.

    Raises:
        ValueError: The file holds no pictures; the text says what to set.  A file that cannot be
            read is no reason not to start: it has no tiles, and the map shows its outline.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.attribution, self.min_zoom, self.max_zoom = "", 0, 0
        self._file = -1
        self._content_type = ""
        self._directory = lru_cache(maxsize=DIRECTORIES)(self._read_directory)
        try:
            self._file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
            reader = Reader(self._bytes)  # type: ignore[no-untyped-call]  # half typed library
            self._header: dict[str, Any] = reader.header()  # type: ignore[no-untyped-call]
        except (*_BROKEN, MagicNumberNotFound, SpecVersionUnsupported) as problem:
            logger.warning("no base map: %s cannot be read: %r", path, problem)
            self._close()
            return
        self._content_type = _content_type(self._header, path)
        self.min_zoom, self.max_zoom = self._header["min_zoom"], self._header["max_zoom"]
        self.attribution = self._told(reader)

    @property
    def is_open(self) -> bool:
        """Whether there is anything to read."""
        return self._file >= 0

    def tile(self, z: int, x: int, y: int) -> Tile:
        """Return one picture.

        Raises:
            NoSuchTileError: The archive has none there.
            TileError: The archive cannot be read, or is damaged there.
        """
        if not self.is_open:
            raise TileError("the archive could not be opened")
        try:
            body = self._find(zxy_to_tileid(z, x, y))
        except _BROKEN as problem:
            raise TileError(f"{type(problem).__name__}: {problem}") from problem
        now = clock.now()
        return Tile(body, self._content_type, "", "", (now + KEPT).timestamp(), now.timestamp())

    def _find(self, number: int) -> bytes:
        offset, length = self._header["root_offset"], self._header["root_length"]
        for _depth in range(DEEPEST):
            entry = find_tile(self._directory(offset, length), number)
            if entry is None:
                raise NoSuchTileError("not in the archive")
            if entry.run_length:
                if entry.length > MOST_BYTES:
                    raise TileError("too large")
                return self._bytes(self._header["tile_data_offset"] + entry.offset, entry.length)
            offset = self._header["leaf_directory_offset"] + entry.offset
            length = entry.length
        raise TileError("directories without end")

    def _read_directory(self, offset: int, length: int) -> list[Entry]:
        if length > MOST_DIRECTORY_BYTES:
            raise ValueError("a directory is too large")
        entries: list[Entry] = deserialize_directory(self._bytes(offset, length))
        return entries

    def _bytes(self, offset: int, length: int) -> bytes:
        read = os.pread(self._file, length, offset)
        if len(read) != length:
            raise EOFError("the file is cut short")
        return read

    def _told(self, reader: Reader) -> str:
        """Return the attribution of the archive's metadata as plain text."""
        try:
            told = reader.metadata().get("attribution", "")  # type: ignore[no-untyped-call]
        except (*_BROKEN, AttributeError):
            return ""
        return " ".join(_TAG.sub("", str(told)).split())[:300]

    def _close(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def _content_type(header: dict[str, Any], path: Path) -> str:
    kind, packed = header["tile_type"], header["tile_compression"]
    if kind not in PICTURES or packed not in (Compression.NONE, Compression.UNKNOWN):
        raise ValueError(
            f"TILES_URL: {path.name} is an archive of {getattr(kind, 'name', kind)} tiles. "
            "Supported are PMTiles archives of pictures (PNG, JPEG, WebP or AVIF), not packed; "
            "make one by rendering the vector tiles, or set https://host/{z}/{x}/{y}.png"
        )
    return PICTURES[kind]

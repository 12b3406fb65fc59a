"""Zip archives, unpacked without believing what they say of themselves."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path, PurePosixPath

from geodata.exchange.refusal import (
    MOST_FILES_IN_ZIP,
    MOST_RATIO,
    MOST_UNPACKED,
    RefusedError,
    check_name,
)

SHAPE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
SHAPE_EXTRAS = (".qpj", ".qmd", ".sbn", ".sbx", ".xml", ".qix", ".fix")
MAP_PARTS = (".kml",)
PICTURES = (".png", ".jpg", ".jpeg", ".gif")
ARCHIVES = (".zip", ".kmz", ".7z", ".rar", ".gz", ".tar", ".xz", ".bz2")
_PIECE = 64 * 1024


def opened(path: Path, most_files: int = MOST_FILES_IN_ZIP) -> zipfile.ZipFile:
    """Open an archive whose list of contents is sound.

    Raises:
        RefusedError: ``zip_…``.
    """
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise RefusedError("zip_broken") from None
    members = archive.infolist()
    if len(members) > most_files:
        raise RefusedError("zip_too_many_files", limit=most_files, given=len(members))
    spans = sorted((one.header_offset, one.header_offset + one.compress_size) for one in members)
    if any(first[1] > second[0] for first, second in pairwise(spans)):
        raise RefusedError("zip_overlap")
    seen: set[str] = set()
    for member in members:
        _check_member(member)
        if member.filename.lower() in seen:
            raise RefusedError("zip_twice", name=member.filename)
        seen.add(member.filename.lower())
    _check_sizes(members, path.stat().st_size)
    return archive


def _check_member(member: zipfile.ZipInfo) -> None:
    name = member.orig_filename
    check_name(name)
    plain = name.replace("\\", "/")
    if plain.startswith("/") or ":" in plain or ".." in plain.split("/"):
        raise RefusedError("zip_path", name=name)
    if stat.S_ISLNK(member.external_attr >> 16):
        raise RefusedError("zip_link", name=name)
    if member.flag_bits & 1:
        raise RefusedError("zip_encrypted", name=name)


def _check_sizes(members: list[zipfile.ZipInfo], packed: int) -> None:
    """Refuse early what says itself that it is a bomb; those that lie are caught while reading."""
    said = sum(one.file_size for one in members)
    if said > MOST_UNPACKED or said > MOST_RATIO * max(packed, 10_000):
        raise RefusedError("zip_bomb", limit_mb=MOST_UNPACKED >> 20)


def pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo, room: int) -> Iterator[bytes]:
    """Yield a member's content, at most ``room`` bytes of it.

    Raises:
        RefusedError: ``zip_bomb``, ``zip_broken``.
    """
    most = min(room, member.file_size)
    read = 0
    for piece in _raw_pieces(archive, member):
        read += len(piece)
        if read > most:
            raise RefusedError("zip_bomb", limit_mb=MOST_UNPACKED >> 20)
        yield piece


def _raw_pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    try:
        with archive.open(member) as source:
            while piece := source.read(_PIECE):
                yield piece
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, OSError):
        raise RefusedError("zip_broken") from None


def unpack(
    path: Path, folder: Path, wanted: tuple[str, ...], passed: tuple[str, ...]
) -> list[Path]:
    """Unpack the files of the ``wanted`` endings, under names of our own, and return them.

    Files of ``passed`` endings are left where they are; any other refuses the archive.

    Raises:
        RefusedError: ``zip_…``.
    """
    made: list[Path] = []
    stems: dict[str, str] = {}
    room = MOST_UNPACKED
    with opened(path) as archive:
        for member in archive.infolist():
            name = PurePosixPath(member.filename.replace("\\", "/"))
            ending = name.suffix.lower()
            hidden = name.name.startswith("._") or "__MACOSX" in name.parts
            if member.is_dir() or ending in passed or hidden:
                continue
            if ending not in wanted:
                code = "zip_nested" if ending in ARCHIVES else "zip_file_type"
                raise RefusedError(code, name=name.name)
            stem = stems.setdefault(str(name.with_suffix("")), f"part{len(stems)}")
            made.append(folder / f"{stem}{ending}")
            with made[-1].open("wb") as target:
                for piece in pieces(archive, member, room):
                    room -= len(piece)
                    target.write(piece)
    return made

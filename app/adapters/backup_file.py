"""The backup's file: a ZIP with what it is, the copy of the database, and the installation's files.

``manifest.json`` says the engine and the revision; ``database`` is the copy (see
database_copy.py); ``files/…`` is the instance folder without what can be made again, belongs to
the machine, or is secret.
"""

import json
import os
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath

FORMAT = 1
MANIFEST, DATABASE, FILES = "manifest.json", "database", "files"
# The session key is secret; the rest is made again, or belongs to this machine.
LEFT_OUT = frozenset(
    {
        "secret_key",
        "tiles",
        "exchange",
        "downloads",
        "mail",
        "backups",
        "metrics",
        "migrated",
        "unseeded",
    }
)
LEFT_OUT_ENDINGS = (".sqlite", ".log", ".lock", ".pid")
PRIVATE = 0o600


class BackupError(Exception):
    """The file is no backup of ours, or is damaged; the message is a sentence for operators."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself; ``made_at`` is an ISO instant."""

    engine: str
    revision: str
    made_at: str
    format: int = FORMAT


def write(target: Path, manifest: Manifest, database: Path, instance: Path) -> int:
    """Write a backup that only its owner may read; return how many files of the instance it has.

    The file appears under its name when it is whole.
    """
    part = target.with_name(f".{target.name}.part")
    kept = list(kept_files(instance, {target.resolve(), part.resolve(), database.resolve()}))
    try:
        part.touch(PRIVATE)
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))
            archive.write(database, DATABASE)
            for path in kept:
                archive.write(path, f"{FILES}/{path.relative_to(instance).as_posix()}")
        with part.open("rb") as whole:
            os.fsync(whole.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return len(kept)


def kept_files(instance: Path, besides: set[Path]) -> Iterator[Path]:
    """Yield the files of an installation that a backup holds, leaving out ``besides``."""
    for path in sorted(instance.rglob("*")):
        inside = path.relative_to(instance)
        first = inside.parts[0]
        made_again = first in LEFT_OUT or first.startswith(".")
        of_machine = len(inside.parts) == 1 and (
            first.endswith(LEFT_OUT_ENDINGS) or ".sqlite" in first
        )
        ours = path.is_file() and not path.is_symlink() and path.resolve() not in besides
        if ours and not (made_again or of_machine):
            yield path


def read(source: Path, folder: Path) -> tuple[Manifest, Path]:
    """Return what a backup is, and its copy of the database unpacked into ``folder``.

    Raises:
        BackupError: It is no backup of ours, of a later format, or damaged anywhere.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            if (damaged := archive.testzip()) is not None:
                raise BackupError(f"{source} is damaged at {damaged}.")
            manifest = Manifest(**json.loads(archive.read(MANIFEST)))
            if manifest.format != FORMAT:
                raise BackupError(f"{source} was made by another version of Koepaikka.")
            for info in archive.infolist():
                _inside(info.filename)
            return manifest, Path(archive.extract(DATABASE, folder))
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, TypeError) as problem:
        raise BackupError(f"{source} is no backup of Koepaikka: {problem}") from problem


def unpack_files(source: Path, instance: Path) -> int:
    """Put the installation's files back over those that are there; return how many.

    Read the backup with ``read`` first, which refuses names that lead elsewhere.
    """
    count = 0
    with zipfile.ZipFile(source) as archive:
        for info in archive.infolist():
            inside = _inside(info.filename)
            if inside is None or info.is_dir():
                continue
            target = instance / inside
            target.parent.mkdir(parents=True, exist_ok=True)
            part = target.with_name(f".{target.name}.part")
            with archive.open(info) as stream, part.open("wb") as file:
                shutil.copyfileobj(stream, file)
            part.replace(target)
            count += 1
    return count


def _inside(name: str) -> PurePosixPath | None:
    """Return where in the instance folder a member goes; None when it is not one of its files.

    Raises:
        BackupError: It would be written elsewhere.
    """
    path = PurePosixPath(name)
    if not path.parts or path.parts[0] != FILES:
        return None
    inside = PurePosixPath(*path.parts[1:])
    if path.is_absolute() or ".." in path.parts or "\\" in name or "\0" in name:
        raise BackupError(f"The backup holds a file that leads elsewhere: {name!r}")
    return inside

"""What is on the disk after a power cut: a model of it, and what SQLite makes of that.

``python -m tests.faults.power_loss '<JSON of Cut>'``, a process of its own, because APSW brings a
SQLite library of its own; it knows nothing of ours.  It replays transactions on a copy of a
database through a file system that writes down every write and sync.  Then it makes images of the
disk at random moments: what was synced is there; of what came after, each write is there or not,
and some are torn at a sector.  Each image is opened and looked at.  Prints one JSON object.

A model: what a disk does to writes that were synced, and to the name of a file, is not in it.
"""

import json
import pickle
import random
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import apsw

SECTOR = 512
PAGES_BETWEEN_CHECKPOINTS = 60  # few, so that cuts fall into checkpoints too
SUMS = (
    "SELECT (SELECT coalesce(max(id), 0) FROM audit), (SELECT count(*) FROM outbox),"
    " (SELECT count(*) FROM booking), (SELECT count(*) FROM booking_slot)"
)
LEDGER = """
SELECT count(*) FROM testbed_load AS l WHERE used <>
 (SELECT coalesce(sum(units), 0) FROM booking_slot AS s
   WHERE s.testbed_id = l.testbed_id AND s.slot = l.slot)"""


@dataclass(frozen=True)
class Cut:
    """The database, the transactions to replay (pickled), how it is set, how many images."""

    database: str
    transactions: str
    pragmas: list[str]
    images: int
    seed: int


@dataclass(frozen=True)
class Event:
    """A write, truncation, removal or sync (``w``, ``t``, ``d``, ``s``) of a file."""

    kind: str
    name: str
    offset: int = 0
    data: bytes = b""


class Disk:
    """The log of what was asked of the disk."""

    def __init__(self) -> None:
        self.log: list[Event] = []

    def note(self, kind: str, path: str | None, offset: int = 0, data: bytes = b"") -> None:
        self.log.append(Event(kind, Path(path or "temporary").name, offset, data))


class LoggedFile(apsw.VFSFile):
    """A file whose writes are noted."""

    def __init__(self, disk, name, flags):
        self.disk = disk
        self.path = name.filename() if isinstance(name, apsw.URIFilename) else name
        super().__init__("unix-excl", name, flags)

    def xWrite(self, data, offset):  # noqa: N802 - SQLite's name
        self.disk.note("w", self.path, offset, bytes(data))
        super().xWrite(data, offset)

    def xTruncate(self, size):  # noqa: N802 - SQLite's name
        self.disk.note("t", self.path, size)
        super().xTruncate(size)

    def xSync(self, flags):  # noqa: N802 - SQLite's name
        self.disk.note("s", self.path)
        super().xSync(flags)


class LoggedFiles(apsw.VFS):
    """The system's files, seen through a log; the index of the log of SQLite stays in memory."""

    def __init__(self, disk):
        self.disk = disk
        super().__init__("logged", "unix-excl")

    def xOpen(self, name, flags):  # noqa: N802 - SQLite's name
        return LoggedFile(self.disk, name, flags)

    def xDelete(self, name, sync_folder):  # noqa: N802 - SQLite's name
        self.disk.note("d", name)
        super().xDelete(name, sync_folder)


def replay(cut: Cut, path: Path, disk: Disk) -> list[tuple[int, tuple[int, ...]]]:
    """Do the transactions; return how long the log was before and after each, and what was read."""
    connection = apsw.Connection(str(path), vfs="logged")
    connection.execute("PRAGMA locking_mode=EXCLUSIVE").fetchall()
    for pragma in cut.pragmas:
        connection.execute(f"PRAGMA {pragma}").fetchall()
    connection.execute(f"PRAGMA wal_autocheckpoint={PAGES_BETWEEN_CHECKPOINTS}").fetchall()
    spatial(connection)
    acknowledged = [(0, connection.execute(SUMS).fetchall()[0])]
    for transaction in pickle.loads(Path(cut.transactions).read_bytes()):  # noqa: S301 - our own
        for statement, parameters in transaction:
            connection.execute(statement, parameters).fetchall()
        done = len(disk.log)
        acknowledged.append((done, connection.execute(SUMS).fetchall()[0]))
    connection.close()
    disk.log[done:] = []  # what closing does is no part of it
    return acknowledged


def spatial(connection: apsw.Connection) -> None:
    connection.enable_load_extension(True)
    connection.load_extension("mod_spatialite")


def image(base: bytes, events: list[Event], name: str, chance: random.Random) -> dict[str, bytes]:
    """Return the files as they may be after a cut at the end of these events."""
    synced = {event.name: at for at, event in enumerate(events) if event.kind == "s"}
    last_sync = max(synced.values(), default=-1)
    is_torn = chance.random() < 0.5
    files: dict[str, bytearray] = {name: bytearray(base)}
    for at, event in enumerate(events):
        is_safe = at <= (last_sync if event.kind == "d" else synced.get(event.name, -1))
        if event.kind == "s" or (not is_safe and chance.random() < 0.5):
            continue
        if event.kind == "d":
            files.pop(event.name, None)
            continue
        held = files.setdefault(event.name, bytearray())
        if event.kind == "t":
            del held[event.offset :]
            continue
        data = event.data
        if not is_safe and is_torn and len(data) > SECTOR and chance.random() < 0.3:
            data = data[: SECTOR * chance.randint(0, len(data) // SECTOR)]
        held.extend(b"\0" * (event.offset - len(held)))
        held[event.offset : event.offset + len(data)] = data
    return {each: bytes(held) for each, held in files.items()}


def look(folder: Path, name: str) -> tuple[int, ...] | None:
    """Return what can be read from an image, None when it is damaged."""
    try:
        connection = apsw.Connection(str(folder / name))
        try:
            spatial(connection)
            sound = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            right = connection.execute(LEDGER).fetchall() == [(0,)]
            sums = connection.execute(SUMS).fetchall()[0]
        finally:
            connection.close()
    except apsw.Error:
        return None
    return sums if sound and right else None


def main(cut: Cut) -> dict[str, object]:
    """Cut the power again and again; return what came of it."""
    chance, disk = random.Random(cut.seed), Disk()
    with tempfile.TemporaryDirectory(prefix="koepaikka-power-") as home:
        path = Path(home, "live.sqlite")
        shutil.copy(cut.database, path)
        files = LoggedFiles(disk)  # known to SQLite for as long as it is held
        acknowledged = replay(cut, path, disk)
        files.unregister()
        base, first = Path(cut.database).read_bytes(), acknowledged[1][0]
        known = {sums: number for number, (_length, sums) in enumerate(acknowledged)}
        damaged, half, lost, most = 0, 0, 0, 0
        for _number in range(cut.images):
            at = chance.randint(first, len(disk.log))
            told = sum(length <= at for length, _sums in acknowledged)
            folder = Path(tempfile.mkdtemp(dir=home))
            for name, data in image(base, disk.log[:at], path.name, chance).items():
                (folder / name).write_bytes(data)
            sums = look(folder, path.name)
            shutil.rmtree(folder)
            if sums is None:
                damaged += 1
            elif sums not in known:
                half += 1
            elif known[sums] + 1 < told:
                lost += 1
                most = max(most, told - known[sums] - 1)
    return {
        "commits": len(acknowledged) - 1, "writes": sum(one.kind == "w" for one in disk.log),
        "syncs": sum(one.kind == "s" for one in disk.log), "images": cut.images,
        "damaged": damaged, "half": half, "lost": lost, "most_lost": most,
        "library": apsw.sqlite_lib_version(),
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(main(Cut(**json.loads(sys.argv[1])))))  # noqa: T201 - how it reports

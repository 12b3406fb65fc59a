"""Make the dump of a night: every table in every format, unless it has not changed.

Files go into the file store first, under names made of their content; the dump is there when its
rows are.  What ends half way has left files that no dump names, and the next run removes them.
"""

import datetime as dt
import gzip
import hashlib
import logging
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from app import clock
from app.adapters.download_folder import DownloadFolder
from app.adapters.file_store import FileStore
from app.database import db
from app.jobs.download import Order, made
from app.queries.download import count
from app.queries.dump import dump_of, newest, stored_names
from app.services.dump import forget_old, keep_dump
from models.download import TABLES, VERSION
from models.dump import DumpFile

logger = logging.getLogger(__name__)

FROM_HOUR = 2  # local time; before it a night is not over
LEFT_OVER_S = 86_400
KIND = "dumps"
LOCK = "dump"
Known = tuple[str, str, int, dt.datetime]
PATIENCE_S = 600.0  # for a turn: nobody waits for the answer
_PIECE = 1 << 20
_LEVEL = 6


@dataclass(frozen=True, slots=True)
class Dumping:
    """What a dump is made with."""

    folder: DownloadFolder
    store: FileStore
    base_url: str


def nightly(dumping: Dumping) -> str:
    """Make the dump of today, if the night is over and it has not been made; says what was done."""
    if dump_of(clock.today()) is not None:
        return "made already"
    if newest() is not None and clock.now().astimezone(ZoneInfo(clock.FINLAND)).hour < FROM_HOUR:
        return "too early"
    return make(dumping)


def make(dumping: Dumping) -> str:
    """Make the dump of today anew; says what was done."""
    with dumping.folder.alone(LOCK) as is_mine:
        if not is_mine:
            return "being made already"
        begun = time.monotonic()
        known = _known(dumping)
        files = list(_files(dumping, known))
        day = clock.today().isoformat()
        keep_dump(day, dumping.base_url, files)
        gone = forget_old(day)
        _sweep(dumping.store)
    fresh = len({one["stored"] for one in files} - {one["stored"] for one in known.values()})
    seconds = time.monotonic() - begun
    logger.info(
        "dump %s: %s files, %s of them new, %s old dumps gone, %.1f s",
        day, len(files), fresh, gone, seconds,
    )  # fmt: skip
    return f"{len(files)} files, {fresh} of them new"


def _known(dumping: Dumping) -> dict[Known, dict[str, Any]]:
    """Return the files of the newest dump that are right still if nothing has changed."""
    last = newest()
    files = [] if last is None or last.base_url != dumping.base_url else last.files
    found = {
        (one.table, one.format, one.revision, one.changed_at): _columns(one)
        for one in files
        if one.version == VERSION
    }
    db.session.rollback()
    return found


def _columns(file: DumpFile) -> dict[str, Any]:
    return {
        "table": file.table, "format": file.format, "name": file.name, "stored": file.stored,
        "digest": file.digest, "size": file.size, "features": file.features,
        "revision": file.revision, "changed_at": file.changed_at.isoformat(),
        "version": file.version,
    }  # fmt: skip


def _files(dumping: Dumping, known: dict[Known, dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for table in TABLES.values():
        for one in table.formats:
            order = Order(table, one, dumping.base_url)
            state = order.state()
            before = known.get((table.name, one.ending, state.revision, state.changed_at))
            if before is not None and _is_there(dumping.store, before["stored"]):
                yield before
            else:
                yield _made(dumping, order)


def _is_there(store: FileStore, name: str) -> bool:
    file = store.open(name)
    if file is None:
        return False
    file.close()
    store.touch(name)
    return True


def _made(dumping: Dumping, order: Order) -> dict[str, Any]:
    """Make one file and put it into the store; text is packed."""
    whole = made(dumping.folder, order, patience_s=PATIENCE_S)
    is_packed = order.format.is_text
    with whole.file, dumping.folder.making() as place:
        path = place / "dumped"
        with path.open("wb") as out:
            if is_packed:  # without a time of its own, so that the same text has the same digest
                with gzip.GzipFile("", "wb", _LEVEL, out, mtime=0) as packed:
                    shutil.copyfileobj(whole.file, packed, _PIECE)
            else:
                shutil.copyfileobj(whole.file, out, _PIECE)
        digest = _digest(path)
        stored = f"{KIND}/{digest}.{'gz' if is_packed else order.format.ending}"
        dumping.store.put_file(stored, path)
        size = path.stat().st_size
    ending = f"{order.format.ending}.gz" if is_packed else order.format.ending
    return {
        "table": order.table.name, "format": order.format.ending,
        "name": f"{order.table.name}.{ending}", "stored": stored, "digest": digest, "size": size,
        "features": count(order.table, order.wanted) if whole.features is None else whole.features,
        "revision": whole.state.revision, "changed_at": whole.state.changed_at.isoformat(),
        "version": VERSION,
    }  # fmt: skip


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sweep(store: FileStore) -> None:
    """Forget files that no dump names: of dumps that ended half way, or are past their time."""
    named = stored_names()
    db.session.rollback()
    for name in store.put_before(clock.now().timestamp() - LEFT_OVER_S):
        if name.startswith(f"{KIND}/") and name not in named:
            store.remove(name)

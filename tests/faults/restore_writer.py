"""A writer that never rests, for drills of backup and restore.

``python -m tests.faults.restore_writer URL FOLDER PLACE_ID NUMBER SAID``: books a day of a testbed
and keeps a file, again and again, until it is killed.  After each commit it writes a line into
SAID: when it began, when it was told that it is done (seconds since 1970), the key, the file.
"""

from tests.storm_process import application_on  # noqa: I001 - first: it binds SQLite

import hashlib
import json
import sys
import time
import uuid
from pathlib import Path

from app import clock
from app.database import db, writing
from models.booking import Booking, BookingStatus
from models.receipt import Receipt

DAYS = 3000  # on which the writers meet
FIRST = 21_000


def keep_file(folder: Path, content: bytes) -> str:
    """Keep a file under the digest of its content, as the file store does; return its name."""
    name = hashlib.sha256(content).hexdigest()
    path = folder / "files" / name[:2] / name
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_bytes(content)
    part.replace(path)
    return str(path.relative_to(folder))


def write_once(folder: Path, place_id: int, day: int) -> dict[str, object]:
    """Book one day with a receipt that names a file; return what may be said of it."""
    begun, key = time.time(), uuid.uuid4().hex
    name = keep_file(folder, key.encode() * 50)
    with writing():
        db.session.add(
            Booking(
                testbed_id=place_id, start_slot=day, end_slot=day + 1, units=1, weekdays=127,
                status=BookingStatus.CONFIRMED, created_at=clock.now(),
            )
        )  # fmt: skip
        db.session.add(
            Receipt(key=key, work="drill", actor_id=0, result={"file": name}, at=clock.now())
        )
        db.session.commit()
        db.session.remove()
    return {"begun": begun, "done": time.time(), "key": key, "file": name}


def main(url: str, folder: Path, place_id: int, number: int, said: Path) -> None:
    """Write until killed."""
    with application_on(url).app_context(), said.open("a") as lines:
        turn = 0
        while True:
            day = FIRST + (7 * turn + number) % DAYS
            told = write_once(folder, place_id, day)
            lines.write(json.dumps(told) + "\n")
            lines.flush()
            turn += 1


if __name__ == "__main__":
    address, where, place, which, into = sys.argv[1:]
    main(address, Path(where), int(place), int(which), Path(into))

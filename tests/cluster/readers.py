"""People before the cluster: some read and register all the time, one looks at what they wrote."""

import http.client
import re
import threading
import time
import uuid
from dataclasses import dataclass, field
from urllib.error import HTTPError

from app import clock
from app.database import db, writing
from models.event import EventStatus
from tests.factories import event as events
from tests.storm_browser import SEE_OTHER, TOKEN, Browser

LEFT = re.compile(r"(\d+) places? left")
ROOM = 900
READERS = 6
OK = 200


def open_event(app):
    """Write an event with many places, for which anybody may register."""
    with app.app_context(), writing():
        made = events.event(EventStatus.PUBLISHED, events.session(48, capacity=ROOM))
        db.session.commit()
        slug = made.slug
        db.session.remove()
        db.engine.dispose()
    return slug


class Visitor(Browser):
    """Somebody without an account."""

    def open(self, slug):
        """Open the form of an event and keep its token."""
        self.page = f"/en/events/{slug}/register"
        self.token = TOKEN.findall(self.ask(self.page)[2])[0]
        return self

    def register(self, key=None):
        """Send the form once; return the status."""
        key = key or str(uuid.uuid4())
        values = {
            "name": key[:8], "email": f"{key}@koepaikka.example", "csrf_token": self.token,
            "request_key": key,
        }  # fmt: skip
        return self.ask(self.page, values)[0]

    def left(self):
        """Return how many places the page says are left."""
        return int(LEFT.findall(self.ask(self.page)[2])[0])


@dataclass
class Crowd:
    """Readers at work; what was answered, what was not, and the longest wait in seconds."""

    address: str
    slug: str
    answered: int = 0
    written: int = 0
    failed: list[str] = field(default_factory=list)
    longest_s: float = 0.0
    _stop: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __enter__(self):
        work = [threading.Thread(target=self._read, args=(one,)) for one in range(READERS)]
        self._threads = work
        for one in work:
            one.start()
        return self

    def __exit__(self, *_given):
        self._stop.set()
        for one in self._threads:
            one.join(60)

    def _read(self, number):
        visitor = Visitor(self.address).open(self.slug)
        paths = [
            "/en/", f"/en/events/{self.slug}", "/en/testbeds", "/healthz",
            "/ogc/collections/testbeds/items?limit=5", "/api/v1/testbeds",
        ]  # fmt: skip
        turn = number
        while not self._stop.is_set():
            turn += 1
            path = paths[turn % len(paths)]
            if turn % 5:
                self._note(path, OK, lambda path=path: visitor.ask(path)[0])
            else:
                self._note("register", SEE_OTHER, visitor.register)

    def _note(self, what, wanted, ask):
        begun = time.monotonic()
        try:
            status = ask()
        except (OSError, http.client.HTTPException, HTTPError) as problem:
            status = repr(problem)
        took = time.monotonic() - begun
        with self._lock:
            self.longest_s = max(self.longest_s, took)
            if status == wanted:
                self.answered += 1
                self.written += what == "register"
            else:
                self.failed.append(f"{clock.now():%H:%M:%S} {what}: {status}")


def write_and_look(address, slug, times, visitor=None):
    """Write, and look at once with the same browser; return how often the write was not shown.

    Nobody else may register meanwhile.
    """
    visitor = visitor or Visitor(address).open(slug)
    expected, stale = visitor.left(), 0
    for _time in range(times):
        assert visitor.register() == SEE_OTHER
        expected -= 1
        stale += visitor.left() != expected
    return stale


def look_again(visitor, times, expected):
    """Look with a browser that has written before; return how often another number was shown."""
    return sum(visitor.left() != expected for _time in range(times))

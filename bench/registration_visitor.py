"""The people of bench/registration.py: each is one client that loads forms and sends them.

A connection stays open from person to person, as behind a proxy; of a page only the two values are
looked for that its form sends back.
"""

import http.client
import random
import re
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Connection, text

from bench.registration_field import POPULAR, SLUG

CANCELS, WANTS_POPULAR = 0.1, 0.2
HIDDEN = re.compile(rb'name="(csrf_token|request_key)"[^>]*value="([^"]+)"')
SEE_OTHER, REFUSED = 303, (409, 422)
OWN = text(
    "SELECT registrant.id, registrant.token FROM registrant"
    " JOIN reader ON reader.id = registrant.reader_id WHERE reader.email = :email"
)
PLACES = text("SELECT id FROM registration WHERE registrant_id = :id")


@dataclass
class Tally:
    """What the clients saw: seconds by kind of request, refusals, answers nobody expects."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    odd: Counter[str] = field(default_factory=Counter)
    people: int = 0
    refused: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, what: str, took: float, *, fits: bool, status: int) -> None:
        """Count one answer."""
        with self.lock:
            self.seconds.setdefault(what, []).append(took)
            if not fits:
                self.odd[f"{what} {status}"] += 1


class Visitor:
    """One client, which is one person after the other.  ``mails``: where it reads its mail."""

    def __init__(self, port: int, tally: Tally, number: int, mails: Connection) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.tally, self.chance, self.mails = tally, random.Random(number), mails
        self.cookies: dict[str, str] = {}
        self.hidden: dict[str, str] = {}
        self.address = ""

    def come(self, number: int, rooms: list[int]) -> None:
        """Be one person: register, confirm by the mail's link, perhaps cancel."""
        self.cookies, self.address = {}, f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"
        wanted = {self.chance.choice(rooms[POPULAR:])}
        if self.chance.random() < WANTS_POPULAR:
            wanted.add(self.chance.choice(rooms[:POPULAR]))
        email = f"p{number}@koepaikka.example"
        self.ask("form", f"/fi/events/{SLUG}/register", 200)
        form = {"name": f"P {number}", "email": email, "clash_is_fine": "y", "sessions": [*wanted]}
        if self.send("register", f"/fi/events/{SLUG}/register", form) != SEE_OTHER:
            return
        who, token = self.mail(OWN, email=email)[0]
        own = f"/fi/registration/{token}"
        self.ask("own page", own, 200)
        if self.send("confirm", f"{own}/confirm", {}) != SEE_OTHER:
            return
        with self.tally.lock:
            self.tally.people += 1
        if self.chance.random() < CANCELS:
            for (ident,) in self.mail(PLACES, id=who):
                self.ask("own page", own, 200)
                self.send("cancel", f"{own}/{ident}/cancel", {})

    def mail(self, question: Any, **values: Any) -> list[Any]:
        """Return what the mail would say, from the database, because no mail leaves."""
        found = self.mails.execute(question, values).all()
        self.mails.rollback()
        return list(found)

    def send(self, what: str, path: str, form: dict[str, Any]) -> int:
        """Send a form with what its page hid in it; return the status."""
        return self.ask(what, path, SEE_OTHER, {**form, **self.hidden})

    def ask(self, what: str, path: str, fits: int, form: dict[str, Any] | None = None) -> int:
        """Ask for a page or send a form, and note how long it took."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"X-Forwarded-For": self.address, "Cookie": cookies}
        body = None
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode(form, doseq=True)
        begun = time.perf_counter()
        self.connection.request("GET" if form is None else "POST", path, body, headers)
        answer = self.connection.getresponse()
        said = answer.read()
        took = time.perf_counter() - begun
        is_refused = what == "register" and answer.status in REFUSED
        with self.tally.lock:
            self.tally.refused += is_refused
        self.tally.note(what, took, fits=answer.status == fits or is_refused, status=answer.status)
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _is, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        if form is None:
            self.hidden = {name.decode(): value.decode() for name, value in HIDDEN.findall(said)}
        return answer.status

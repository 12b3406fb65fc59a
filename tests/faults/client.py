"""People at their browsers who do not give up: the same request again until it is answered.

``python -m tests.faults.client '<JSON of Crowd>'``.  Each is a process that writes one JSON object
a line into ``FOLDER/<number>``: first {"ready": true}, then for each deed {"do", "id" or "who",
"key", "answer" | "refused" | "doubt"}.  What they do are the buttons of tests/storm_deed.py, and
registering for an event.  They end when the file ``stop`` is there, with an answer to their last
request.
"""

from tests.storm_process import application_on, let_loose  # noqa: I001 - first: it binds SQLite

import http.client
import json
import sys
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from app.database import db
from models.registration import Registrant
from tests.storm_browser import LOST, NOTICE, SEE_OTHER, TOKEN, UNFIT, Browser
from tests.storm_deed import DEEDS
from tests.storm_writer import Plan, Writer

PATIENCE_S = 240
REGISTERING = 0.25
PRESSED = tuple(name for name, deed in DEEDS.items() if deed.path and not deed.is_keyless)
BROKEN = (OSError, http.client.HTTPException, IndexError, UnicodeError)


@dataclass(frozen=True)
class Crowd:
    """The plan of a storm, the event that people register for, and where to look for the end.

    ``lost`` is the share of the server's answers that never arrive.
    """

    plan: dict
    slug: str
    sessions: list[int]
    stop: str
    lost: float = 0.1


class Stubborn(Writer):
    """Presses buttons for the city and the applicant, and registers people who come and go."""

    def __init__(self, crowd, number):
        super().__init__(Plan(**crowd.plan), number)
        self.crowd, self.number, self.people = crowd, number, 0
        self.visitor = Browser(self.plan.address)
        page = f"/en/events/{crowd.slug}/register"
        self.visitor.token = TOKEN.findall(self.visitor.ask(page)[2])[0]

    def act(self):
        """Do something; return what is written down, or None when there is nothing to do."""
        if self.chance.random() < REGISTERING:
            return self.register()
        do = self.chance.choices(PRESSED, [DEEDS[one].chance for one in PRESSED])[0]
        deed, days = DEEDS[do], self.days()
        found = asked(deed.find)
        if not found:
            return None
        told = {"do": do, "id": self.chance.choice(found), "key": str(uuid.uuid4())}
        shown = asked(lambda: deed.shown(told["id"]))
        path, form = deed.path.format(told["id"]), {**deed.form(days), **shown}
        window = self.windows[deed.is_mine]
        return told | self.until_answered(lambda: window.press(path, form, told["key"]))

    def register(self):
        """Register somebody for a session, or confirm somebody who has not done so yet."""
        self.people += 1
        who, key = f"r{self.number}x{self.people}", str(uuid.uuid4())
        session = str(self.chance.choice(self.crowd.sessions))
        values = {"name": who, "email": f"{who}@koepaikka.example", "sessions": session}
        page = f"/events/{self.crowd.slug}/register"
        told = {"do": "register", "who": who, "key": key}
        told |= self.until_answered(lambda: self.send(page, values, key))
        if "answer" in told:
            told["confirm_key"] = str(uuid.uuid4())
            token = asked(lambda: token_of(who))
            path = f"/registration/{token}/confirm"
            said = self.until_answered(lambda: self.send(path, {}, told["confirm_key"]))
            told |= {f"confirm_{name}": value for name, value in said.items()}
        return told

    def send(self, path, values, key):
        """Send a form of a visitor, as ``Browser.press`` does; it may lead to no notice."""
        sent = {**values, "csrf_token": self.visitor.token, "request_key": key}
        status, where, _said = self.visitor.ask(f"/en{path}", sent)
        if status in {UNFIT, LOST}:
            return "refused", str(status)
        if status != SEE_OTHER:
            return "broken", f"{path}: {status}"
        seen, _where, said = self.visitor.ask(where)
        if seen >= 400:
            return "broken", f"{where}: {seen}"
        return ("refused", "told") if "error" in NOTICE.findall(said)[:1] else ("answer", where)

    def until_answered(self, ask):
        """Ask the same again until there is an answer that arrives."""
        end, tries = time.monotonic() + PATIENCE_S, 0
        is_lost = self.chance.random() < self.crowd.lost
        while True:
            try:
                how, what = ask()
            except BROKEN as problem:
                how, what = "broken", repr(problem)
            tries += 1
            if is_lost:
                is_lost = False
            elif how != "broken":
                return {how: what, "tries": tries}
            elif time.monotonic() > end:
                return {"doubt": what, "tries": tries}
            else:
                time.sleep(self.chance.uniform(0.05, 0.2))


def asked(question):
    """Return what the database says, as soon as it says something again."""
    end = time.monotonic() + PATIENCE_S
    while True:
        try:
            return question()
        except SQLAlchemyError:
            db.session.remove()
            db.engine.dispose()
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def token_of(who):
    found = db.session.scalar(select(Registrant.token).where(Registrant.name == who))
    db.session.rollback()
    return found


def write(crowd, number):
    """Act until it is time to stop."""
    stop = Path(crowd.stop)
    path = Path(crowd.plan["folder"], str(number))
    with application_on(crowd.plan["url"]).app_context(), path.open("w", buffering=1) as said:
        person = Stubborn(crowd, number)
        said.write(json.dumps({"ready": True}) + "\n")
        while not stop.exists():
            if told := person.act():
                said.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    given = Crowd(**json.loads(sys.argv[1]))
    sys.exit(let_loose(given.plan["writers"], lambda number: write(given, number)))

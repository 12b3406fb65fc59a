"""Writers of a storm: processes with engines of their own that act at random for some seconds.

``python -m tests.storm_writer PLAN``, a ``Plan`` in JSON.  Each writer writes one JSON object a
line for what it did into ``FOLDER/<number>``: {"do", "id", "key", "answer" | "refused" | "broken",
"pressed"}.  Refusals of the domain are expected; anything else is ``broken``.  The first
``browsers`` of them press the buttons of a running installation instead of calling services, where
a deed has one.  A writer acts at least ``FEWEST`` times however slow the machine is, and goes on
while something of ``needed`` was refused to everybody so far, but not more than ``MOST`` times:
tries are counted and not time, because a busy machine lets nobody try.  ``LONGEST``, in seconds, is
for one that stands still.  What they do: tests/storm_deed.py.
"""

from tests.storm_process import application_on, let_loose  # noqa: I001 - first: it binds SQLite

import datetime as dt
import json
import random
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app import clock
from app.database import db, request_key
from app.policies.actor import Actor
from app.queries.account import actor_of
from models.account import User
from models.errors import DomainError
from tests.storm_browser import Browser
from tests.storm_deed import DEEDS, Deed

FEWEST, MOST, LONGEST = 36, 400, 300
SPAN = 20  # days, from today on, on which all the writers meet
REPEATED = 0.15
SPURRED = 0.5  # how often, at the end, what is missing is tried instead of what may lead to it


@dataclass(frozen=True)
class Plan:
    """Where the storm blows, how strongly, and who acts: addresses of people in ``city``, ``me``.

    ``address`` is that of an installation on the same database, for the browsers.
    """

    url: str
    folder: str
    writers: int
    seconds: float
    city: str
    me: str
    deeds: tuple[str, ...] = tuple(DEEDS)
    needed: tuple[str, ...] = ()
    address: str = ""
    password: str = ""
    browsers: int = 0
    seed: int = 0

    def text(self) -> str:
        return json.dumps(asdict(self))


class Writer:
    """Acts for the city and for the applicant of everything there is."""

    def __init__(self, plan: Plan, number: int) -> None:
        self.plan, self.chance = plan, random.Random(1000 * plan.seed + number)
        self.city, self.me = (_actor(email) for email in (plan.city, plan.me))
        self.today = clock.today()
        self.windows: dict[bool, Browser] = {}
        if number < plan.browsers:
            for is_mine, email in ((False, plan.city), (True, plan.me)):
                self.windows[is_mine] = Browser(plan.address)
                self.windows[is_mine].sign_in(email, plan.password)

    def days(self) -> tuple[dt.date, dt.date]:
        """Return some days; a third of the time beginning today, so that pilots begin."""
        start = 0 if self.chance.random() < 1 / 3 else self.chance.randrange(SPAN - 4)
        return self._day(start), self._day(start + self.chance.randrange(1, 5))

    def _day(self, number: int) -> dt.date:
        return self.today + dt.timedelta(days=number)

    def once(self, do: str | None = None) -> dict[str, Any] | None:
        """Do something, perhaps twice under one key; None when there is nothing to do it to."""
        deeds = self.plan.deeds
        do = do or self.chance.choices(deeds, [DEEDS[one].chance for one in deeds])[0]
        deed, days = DEEDS[do], self.days()
        found = deed.find()
        if not found:
            return None
        told: dict[str, Any] = {"do": do, "id": self.chance.choice(found), "key": str(uuid.uuid4())}
        again = not deed.is_keyless and self.chance.random() < REPEATED
        if deed.path and self.windows:
            self._press(deed, days, told, again=again)
        else:
            self._work(deed, days, told, again=again)
        return told

    def _press(self, deed: Deed, days: Any, told: dict[str, Any], *, again: bool) -> None:
        path, form = deed.path.format(told["id"]), {**deed.form(days), **deed.shown(told["id"])}
        try:
            for _time in range(1 + again):
                how, what = self.windows[deed.is_mine].press(path, form, told["key"])
                if "answer" in told and (how, what) != ("answer", told["answer"]):
                    how, what = "broken", f"another answer to the same request: {how} {what}"
                told |= {how: what, "pressed": True}
                if how != "answer":
                    break
        except Exception as problem:  # noqa: BLE001 - whatever it is, the storm reports it
            told["broken"] = repr(problem)

    def _work(self, deed: Deed, days: Any, told: dict[str, Any], *, again: bool) -> None:
        who = self.me if deed.is_mine else self.city
        with keyed(None if deed.is_keyless else told["key"]):
            try:
                told["answer"] = deed.work(who, told["id"], days)
                if again and deed.work(who, told["id"], days) != told["answer"]:
                    told["broken"] = "another answer to the same request"
            except DomainError as refusal:
                if "answer" in told:
                    told["broken"] = f"refused what was done: {refusal.code}"
                elif refusal.code == "constraint":
                    told["broken"] = f"nobody foresaw {refusal}"
                told["refused"] = refusal.code
            except Exception as problem:  # noqa: BLE001 - whatever it is, the storm reports it
                told["broken"] = repr(problem)
                db.session.rollback()


def _actor(email: str) -> Actor:
    found = actor_of(db.session.scalars(select(User.id).where(User.email == email)).one())
    db.session.rollback()
    return found


@contextmanager
def keyed(key: str | None) -> Iterator[None]:
    token = request_key.set(key)
    try:
        yield
    finally:
        request_key.reset(token)


def missing(plan: Plan) -> list[str]:
    """Return what of ``plan.needed`` nobody was answered yet, in order."""
    said = [path.read_text().split("\n")[:-1] for path in Path(plan.folder).iterdir()]
    told = [json.loads(line) for lines in said for line in lines]
    return sorted(set(plan.needed) - {one["do"] for one in told if "answer" in one})


def write(plan: Plan, number: int) -> None:
    """Act at random; at first every deed once, so that none is left to chance."""
    path = Path(plan.folder, str(number))
    with application_on(plan.url).app_context(), path.open("w", buffering=1) as said:
        writer = Writer(plan, number)
        deeds = sorted(plan.deeds, key=lambda _do: writer.chance.random())
        begun, acts = time.monotonic(), 0
        while (spent := time.monotonic() - begun) < LONGEST:
            do = deeds.pop() if deeds and acts > FEWEST // 2 else None
            if spent > plan.seconds and acts >= FEWEST:
                left = missing(plan)
                if not left or acts >= MOST:
                    break
                do = writer.chance.choice(left) if writer.chance.random() < SPURRED else None
            told = writer.once(do)
            acts += 1
            if told:
                said.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    plan = Plan(**json.loads(sys.argv[1]))
    sys.exit(let_loose(plan.writers, lambda number: write(plan, number)))

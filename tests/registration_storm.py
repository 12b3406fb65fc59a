"""People who register, confirm, take what is offered and leave, all at once, and some are killed.

``python -m tests.registration_storm '<JSON of Plan>'``, which test_registration_race.py starts.
Each process writes down what it is about to ask, with its request key, before it asks; when it is
killed in the act another one asks the same again under the same key.  What nobody foresaw goes to
the standard error, and its process fails.
"""

import app.sqlite_binding  # noqa: F401, I001 - first, so that one SQLite library serves the process

import json
import os
import random
import signal
import sys
import time
import traceback
import uuid
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from app.database import db
from app.policies.actor import VISITOR
from app.services import registration, registration_own
from app.services.registration import Wanted
from models.errors import ConflictError
from models.registration import OVER, Registrant, Registration, RegistrationStatus
from tests.storm_writer import application_on, keyed

FORESEEN = {"place_offer_lapsed", "changed_meanwhile", "illegal_move"}
REPEATED = 0.2


@dataclass(frozen=True)
class Plan:
    """Where, for which event and sessions, how many processes, and how often each of them acts.

    ``doomed`` of the processes act without end and are killed after about ``seconds``.
    """

    url: str
    folder: str
    slug: str
    sessions: list[int]
    writers: int
    acts: int
    doomed: int
    seconds: float


def wanting(who: str, sessions: list[int]) -> Wanted:
    """Return what somebody of this name writes."""
    return Wanted(who, f"{who}@koepaikka.example", "fi", frozenset(sessions), clash_is_fine=True)


def ask(plan: Plan, who: str, sessions: list[int], key: str, *, again: bool = False) -> None:
    """Register, perhaps twice under one key, and confirm the address."""
    for _time in range(1 + again):
        with keyed(key):
            registration.register(VISITOR, plan.slug, wanting(who, sessions))
    token = db.session.scalars(select(Registrant.token).where(Registrant.name == who)).one()
    db.session.rollback()
    registration.confirm(VISITOR, token)


def somebody(*statuses: RegistrationStatus) -> tuple[str, int] | None:
    """Return the link and the registration of somebody in one of these states."""
    found = db.session.execute(
        select(Registrant.token, Registration.id)
        .join(Registration, Registration.registrant_id == Registrant.id)
        .where(Registration.status.in_(statuses))
    ).all()
    db.session.rollback()
    return tuple(random.choice(found)) if found else None


def act(plan: Plan, number: int, turn: int) -> None:
    """Register, take what is offered, or leave; say before what it will be."""
    if turn % 2 == 0:
        who, key = f"s{number}x{turn}", str(uuid.uuid4())
        sessions = random.sample(plan.sessions, random.randint(1, len(plan.sessions)))
        with Path(plan.folder, str(number)).open("a") as said:
            said.write(json.dumps({"who": who, "sessions": sessions, "key": key}) + "\n")
        ask(plan, who, sessions, key, again=random.random() < REPEATED)
        return
    if (found := somebody(RegistrationStatus.OFFERED)) is not None:
        registration_own.accept(VISITOR, *found)
    if turn % 3 == 0:
        live = tuple(one for one in RegistrationStatus if one not in OVER)
        if (found := somebody(*live)) is not None:
            registration_own.cancel(VISITOR, *found)


def write(plan: Plan, number: int, acts: int) -> None:
    """Act again and again; what the rules refuse is no mistake."""
    with application_on(plan.url).app_context():
        for turn in range(acts):
            try:
                act(plan, number, turn)
            except ConflictError as refused:
                db.session.rollback()
                if refused.code not in FORESEEN:
                    raise


def repeat(plan: Plan, number: int) -> None:
    """Ask again, twice, what a killed process was asking last, under its key."""
    path = Path(plan.folder, str(number))
    lines = path.read_text().splitlines() if path.exists() else []
    if lines:
        last = json.loads(lines[-1])
        with application_on(plan.url).app_context():
            ask(plan, last["who"], last["sessions"], last["key"], again=True)


def start(plan: Plan, number: int, acts: int) -> int:
    """Let one process loose; return its id."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        write(plan, number, acts)
        code = 0
    except BaseException:  # noqa: BLE001 - a fork must end here, having said why
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def main(plan: Plan) -> int:
    """Let them loose; return how many of the processes failed that were not killed."""
    children = [start(plan, number, plan.acts) for number in range(plan.writers)]
    doomed = {n: start(plan, n, 10_000) for n in range(plan.writers, plan.writers + plan.doomed)}
    for number, child in doomed.items():
        time.sleep(plan.seconds * random.uniform(0.5, 1.0))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        repeat(plan, number)
    return sum(os.waitpid(child, 0)[1] != 0 for child in children)


if __name__ == "__main__":
    sys.exit(main(Plan(**json.loads(sys.argv[1]))))

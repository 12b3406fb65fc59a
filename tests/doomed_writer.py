"""A process that declines an application and is killed in the act.

``python -m tests.doomed_writer URL PART_ID EMAIL WHEN``: the person of this address declines the
part, and the process ends by SIGKILL ``before_commit`` or ``after_commit``, as in a power cut.
"""

import app.sqlite_binding  # noqa: F401, I001 - first, so that one SQLite library serves the process

import os
import signal
import sys

from sqlalchemy import event, select

from app.database import db
from app.queries.account import actor_of
from app.services import decision
from models.account import User
from tests.storm_process import application_on


def die(_session: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main(url: str, part_id: int, email: str, when: str) -> None:
    """Decline the part, but never come back from it."""
    with application_on(url).app_context():
        who = actor_of(db.session.scalars(select(User.id).where(User.email == email)).one())
        event.listen(db.session, when, die)
        decision.reject(who, part_id, "No power")


if __name__ == "__main__":
    address, part, person, moment = sys.argv[1:]
    main(address, int(part), person, moment)

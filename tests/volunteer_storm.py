"""People who ask for places, take them and leave, all at once, from processes of their own.

``python -m tests.volunteer_storm '<JSON of Plan>'``, which test_volunteer_race.py starts.  What
nobody foresaw goes to the standard error, and its process fails.
"""

from tests.storm_process import application_on, let_loose  # noqa: I001 - first: it binds SQLite

import json
import random
import sys
from dataclasses import dataclass

from sqlalchemy import select

from app.database import db
from app.policies.actor import VISITOR
from app.queries.panel import live_texts, panel_of
from app.services import volunteer, volunteer_consent
from app.services.volunteer import Asked
from models.errors import ConflictError
from models.pilot import Pilot
from models.volunteer import OVER, Volunteer, VolunteerStatus

FORESEEN = {"offer_lapsed", "changed_meanwhile", "illegal_move"}


@dataclass(frozen=True)
class Plan:
    """Where, for which pilot, how many processes, and how often each of them acts."""

    url: str
    slug: str
    writers: int
    acts: int


def ask(plan: Plan, who: str) -> None:
    """Ask for a place and confirm it."""
    pilot = db.session.scalars(select(Pilot).where(Pilot.slug == plan.slug)).one()
    panel = panel_of(pilot.id)
    assert panel is not None
    ticked = frozenset(text.id for text in live_texts(panel))
    db.session.rollback()
    asked = Asked(
        name=who, email=f"{who}@koepaikka.example", language="fi", consents=ticked,
        is_old_enough=True,
    )  # fmt: skip
    volunteer.volunteer(VISITOR, plan.slug, asked)
    made = db.session.scalars(select(Volunteer).where(Volunteer.name == who)).one()
    token = made.token
    db.session.rollback()
    volunteer.confirm(VISITOR, token)


def some_token(*statuses: VolunteerStatus) -> str | None:
    """Return the link of somebody in one of these states."""
    found = list(db.session.scalars(select(Volunteer.token).where(Volunteer.status.in_(statuses))))
    db.session.rollback()
    return random.choice(found) if found else None


def act(plan: Plan, number: int, turn: int) -> None:
    """Ask, take what is offered, or leave."""
    if turn % 2 == 0:
        ask(plan, f"s{number}x{turn}")
        return
    if (token := some_token(VolunteerStatus.OFFERED)) is not None:
        volunteer.accept(VISITOR, token)
    if turn % 3 == 0:
        live = tuple(one for one in VolunteerStatus if one not in OVER)
        if (token := some_token(*live)) is not None:
            volunteer_consent.withdraw(VISITOR, token)


def write(plan: Plan, number: int) -> None:
    """Act again and again; what the rules refuse is no mistake."""
    with application_on(plan.url).app_context():
        for turn in range(plan.acts):
            try:
                act(plan, number, turn)
            except ConflictError as refused:
                db.session.rollback()
                if refused.code not in FORESEEN:
                    raise


if __name__ == "__main__":
    plan = Plan(**json.loads(sys.argv[1]))
    sys.exit(let_loose(plan.writers, lambda number: write(plan, number)))

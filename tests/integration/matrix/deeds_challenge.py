"""How a challenge is moved: by the city and those who pose it, and by later steps of its own."""

import datetime as dt
from typing import Any

from app import clock
from app.database import use_case
from app.policies.actor import Actor
from app.services import challenge_approval as approval
from app.services import challenge_deadline as deadline
from app.services.challenge_step import NEEDS, entered, take_step
from models.challenge import ChallengeAction
from tests.integration.matrix.deed import REASONS, VERSION, WORDS, Deed, Ids

AT = "/my/challenges/{challenge}/"
LATER = (clock.now() + dt.timedelta(days=30)).date()
TIMES = {"closes_day": LATER.isoformat(), "closes_time": "16"}


@use_case
def _stepped(actor: Actor, challenge_id: int, action: ChallengeAction, rounds: int) -> None:
    challenge = entered(actor, challenge_id, NEEDS[action])
    challenge.rounds = rounds
    take_step(actor, challenge, action)


def _step(action: ChallengeAction, rounds: int = 2) -> Deed:
    """Return a step that other pages take, without its button."""
    return Deed(lambda a, i: _stepped(a, i["challenge"], action, rounds))


def _pressed(work: Any, name: str) -> Deed:
    return Deed(lambda a, i: work(a, i["challenge"], i["version"]), AT + name, VERSION)


def _reopened(actor: Actor, ids: Ids) -> int:
    closes = dt.datetime.combine(LATER, dt.time(14), dt.UTC)
    times = deadline.NewTimes(closes_at=closes)
    return deadline.reopen(actor, ids["challenge"], ids["version"], times, WORDS)


_A = ChallengeAction
CHALLENGE = {
    "submit": _pressed(approval.submit, "submit"),
    "approve": _pressed(approval.approve, "approve"),
    "archive": _pressed(approval.archive, "archive"),
    "request_edits": Deed(
        lambda a, i: approval.request_edits(a, i["challenge"], i["version"], "Reason"),
        AT + "request_edits", VERSION | {"words": "Reason"},
    ),
    "cancel": Deed(
        lambda a, i: approval.cancel(a, i["challenge"], i["version"], WORDS),
        AT + "cancel", VERSION | REASONS,
    ),
    "reopen": Deed(_reopened, AT + "reopen", VERSION | REASONS | TIMES),
    "begin_screening": _step(_A.BEGIN_SCREENING),
    "begin_judging": _step(_A.BEGIN_JUDGING),
    "shortlist": _step(_A.SHORTLIST),
    "begin_final": _step(_A.BEGIN_FINAL),
    "decide": _step(_A.DECIDE, rounds=1),
    "announce": _step(_A.ANNOUNCE),
}  # fmt: skip

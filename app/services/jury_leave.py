"""What becomes of the seats in juries of somebody who is erased.

Nobody is erased while they have entries left to score (app/queries/personal_duty_challenge.py), so
what they gave stays, nameless, and no later round is dealt to them.
"""

from app.policies.actor import SYSTEM
from app.queries.personal_duty_challenge import seats_of
from app.services.move import move
from models.jury import JUROR_WORKFLOW, JurorAction


def leave_juries(user_id: int) -> None:
    """Empty every seat in a jury that has not decided, in the caller's transaction."""
    for juror in seats_of(user_id):
        facts = {"challenge": juror.challenge_id, "by": "account"}
        move(SYSTEM, juror, JUROR_WORKFLOW, JurorAction.REMOVE, facts)

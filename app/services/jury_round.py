"""Begin a round: keep conflicts out, deal the entries by lot, tell the jurors."""

import secrets

from sqlalchemy import select

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.table import Action
from app.queries.jury import judged_concepts, jurors_of, unscreened
from app.queries.jury_conflict import conflicted_pairs
from app.services.challenge_step import take_step
from app.services.jury import managed
from app.services.jury_deal import assign, keep_certain
from app.services.jury_mail import tell_jury
from models.challenge import Challenge, ChallengeAction
from models.concept import Concept
from models.errors import ConflictError
from models.jury import AssignmentStatus, Juror, JurorStatus, JuryAssignment, JuryScore
from models.jury_assignment_plan import Plan, plan
from models.jury_round import JuryRound


@use_case
def begin(actor: Actor, challenge_id: int) -> int:
    """Begin the first round; return the challenge's id.

    Raises:
        ConflictError: ``jury_small`` (needed, count); ``entries_unscreened`` (count);
            ``entries_none``; ``nobody_may_read`` (codes): every juror is tied to an entry.
    """
    challenge = _locked(actor, challenge_id)
    jurors = jurors_of(challenge.id, JurorStatus.ACCEPTED)
    if waiting := unscreened(challenge.id):
        raise ConflictError("entries_unscreened", count=waiting)
    concepts = judged_concepts(challenge, 1)
    if not concepts:
        raise ConflictError("entries_none")
    if len(jurors) < challenge.readers_needed:
        raise ConflictError("jury_small", needed=challenge.readers_needed, count=len(jurors))
    keep_certain(challenge)
    made = _dealt(actor, challenge, 1, jurors, concepts, challenge.readers_needed)
    pairs = [(juror, concept) for concept, those in made.readers.items() for juror in sorted(those)]
    assign(pairs, 1, set())
    take_step(actor, challenge, ChallengeAction.BEGIN_JUDGING)
    tell_jury(challenge, "jury/begun", "1")
    return challenge.id


@use_case
def begin_final(actor: Actor, challenge_id: int) -> int:
    """Begin the last round: everybody whom nothing ties to an entry reads the whole shortlist.

    What somebody gave in the first round stands there again, as a draft.
    """
    challenge = _locked(actor, challenge_id)
    jurors = jurors_of(challenge.id, JurorStatus.ACCEPTED)
    concepts = judged_concepts(challenge, 2)
    if not concepts:
        raise ConflictError("entries_none")
    keep_certain(challenge)
    made = _dealt(actor, challenge, 2, jurors, concepts, len(jurors))
    before = _read_before(challenge)
    pairs = [(juror, concept) for concept, those in made.readers.items() for juror in sorted(those)]
    for one in assign(pairs, 2, set(before)):
        _carry_over(before.get((one.juror_id, one.concept_id)), one)
    take_step(actor, challenge, ChallengeAction.BEGIN_FINAL)
    tell_jury(challenge, "jury/final", "2")
    return challenge.id


def _locked(actor: Actor, challenge_id: int) -> Challenge:
    challenge = managed(actor, challenge_id, Action.JURY_DECIDE)
    db.session.refresh(challenge, with_for_update=True)
    return challenge


def _dealt(
    actor: Actor,
    challenge: Challenge,
    number: int,
    jurors: list[Juror],
    concepts: list[Concept],
    readers: int,
) -> Plan:
    """Draw the lot and keep all that it was drawn from."""
    pairs = sorted(conflicted_pairs(challenge.id))
    ids, entries = sorted(one.id for one in jurors), sorted(one.id for one in concepts)
    seed = secrets.token_hex(16)
    made = plan(ids, entries, set(pairs), readers, seed)
    unread = [one.code for one in concepts if not made.readers[one.id]]
    if unread:
        raise ConflictError("nobody_may_read", codes=unread)
    inputs = {
        "jurors": ids, "concepts": entries, "conflicts": [list(one) for one in pairs],
        "readers": readers,
    }  # fmt: skip
    db.session.add(
        JuryRound(
            challenge_id=challenge.id, round=number, seed=seed, inputs=inputs,
            begun_by_id=actor.user_id, begun_at=clock.now(),
        )
    )  # fmt: skip
    return made


def _read_before(challenge: Challenge) -> dict[tuple[int, int], JuryAssignment]:
    found = db.session.scalars(
        select(JuryAssignment)
        .join(Concept, Concept.id == JuryAssignment.concept_id)
        .where(
            Concept.challenge_id == challenge.id,
            JuryAssignment.round == 1,
            JuryAssignment.status == AssignmentStatus.SUBMITTED,
        )
    )
    return {(one.juror_id, one.concept_id): one for one in found}


def _carry_over(before: JuryAssignment | None, now: JuryAssignment) -> None:
    if before is None:
        return
    now.comment, now.note = before.comment, before.note
    now.scores = [
        JuryScore(criterion_id=one.criterion_id, value=one.value, comment=one.comment)
        for one in before.scores
    ]

"""A jury at the city's desk: people, progress, what lacks, conflicts.  No score before all are in.

Names of entrants are for those who screen; what ties a juror to an entry would tell them, too.
"""

from dataclasses import dataclass

from app.policies.actor import Actor
from app.policies.subject import of_challenge
from app.policies.table import Action, authorise, may
from app.queries.jury import (
    Progress,
    RoundProgress,
    challenge_at_desk,
    judged_concepts,
    jurors_of,
    lacking,
    progress,
    unscreened,
)
from app.queries.jury_conflict import Hint, conflicts_of, hints
from app.queries.jury_ranking import ranking_of
from models.challenge import Challenge, ChallengeStatus
from models.concept import Concept
from models.jury import Juror, JurorStatus, JuryConflict, Ranking
from models.jury_round import DONE, INVITES, ROUND_OF


@dataclass(frozen=True, slots=True)
class JurorLine:
    """One juror and how far they are; ``read`` is None where there is nothing to read."""

    juror: Juror
    read: Progress | None


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry by its code: how many have read it, how many readers it lacks."""

    concept: Concept
    read: Progress
    lacks: int


@dataclass(frozen=True, slots=True)
class JuryDesk:
    """Everything the desk shows of a jury.

    ``round`` is the round that goes on, 0 when none does.  ``entries_to_judge`` and ``unscreened``
    count what is there before the first round.  Conflicts and hints are None for those who do not
    read names.
    """

    challenge: Challenge
    round: int
    jurors: list[JurorLine]
    entries: list[EntryLine]
    whole: Progress
    entries_to_judge: int
    unscreened: int
    conflicts: list[JuryConflict] | None
    hints: list[Hint] | None
    rankings: dict[int, Ranking]
    may_invite: bool
    may_begin: bool
    may_shortlist: bool
    may_begin_final: bool
    may_decide: bool
    is_done: bool

    @property
    def is_all_in(self) -> bool:
        return bool(self.round) and self.whole.is_done

    @property
    def accepted(self) -> int:
        return sum(one.juror.status is JurorStatus.ACCEPTED for one in self.jurors)

    @property
    def lacks(self) -> int:
        return sum(one.lacks for one in self.entries)


def jury_at_desk(viewer: Actor, challenge_id: int) -> JuryDesk:
    """Return a jury for those who run it.

    Raises:
        NotFoundError: The challenge is none of the viewer's business.
        ForbiddenError: They may look at the challenge, not at its jury.
    """
    challenge = challenge_at_desk(viewer, challenge_id)
    subject = of_challenge(challenge)
    authorise(viewer, Action.JURY_MANAGE, subject)
    number = ROUND_OF.get(challenge.status, 0)
    read = progress(challenge, number) if number else RoundProgress(0)
    short = lacking(challenge, number) if number else {}
    reads_names = may(viewer, Action.CONCEPT_SCREEN, subject)
    is_last = number == challenge.rounds
    return JuryDesk(
        challenge=challenge,
        round=number,
        jurors=[
            JurorLine(one, read.by_juror.get(one.id) if number else None)
            for one in jurors_of(challenge.id)
        ],
        entries=[
            EntryLine(one, read.by_concept.get(one.id, Progress()), short.get(one.id, 0))
            for one in (judged_concepts(challenge, number) if number else ())
        ],
        whole=read.whole,
        entries_to_judge=_to_judge(challenge),
        unscreened=unscreened(challenge.id) if challenge.status is ChallengeStatus.SCREENING else 0,
        conflicts=conflicts_of(challenge.id) if reads_names else None,
        hints=_hints(challenge) if reads_names else None,
        rankings=_rankings(challenge),
        may_invite=challenge.status in INVITES or bool(short),
        may_begin=challenge.status is ChallengeStatus.SCREENING,
        may_shortlist=number == 1 and not is_last,
        may_begin_final=challenge.status is ChallengeStatus.SHORTLISTED,
        may_decide=bool(number) and is_last and may(viewer, Action.JURY_DECIDE, subject),
        is_done=challenge.status in DONE,
    )


def _to_judge(challenge: Challenge) -> int:
    """Return how many entries wait to be judged, once the screening has begun."""
    if challenge.status is not ChallengeStatus.SCREENING:
        return 0
    return len(judged_concepts(challenge, 1))


def _hints(challenge: Challenge) -> list[Hint]:
    """Return hints once entries may be read at all, and while they are of use."""
    is_now = challenge.status is ChallengeStatus.SCREENING or challenge.status in ROUND_OF
    return hints(challenge.id) if is_now else []


def _rankings(challenge: Challenge) -> dict[int, Ranking]:
    found = {number: ranking_of(challenge.id, number) for number in (1, 2)}
    return {number: one for number, one in found.items() if one is not None}

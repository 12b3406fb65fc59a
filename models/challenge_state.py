"""Where a challenge stands, and the table of its moves."""

import enum

from models.workflow import Workflow


class ChallengeStatus(enum.StrEnum):
    """Where a challenge stands."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    EDITS_REQUESTED = "edits_requested"
    APPROVED = "approved"  # coming, open or closed: see ChallengePhase
    SCREENING = "screening"
    JUDGING_1 = "judging_1"
    SHORTLISTED = "shortlisted"
    JUDGING_2 = "judging_2"
    DECIDED = "decided"  # embargo
    ANNOUNCED = "announced"
    ARCHIVED = "archived"
    CANCELLED = "cancelled"


class ChallengeAction(enum.StrEnum):
    """Moves of a challenge."""

    SUBMIT = "submit"
    REQUEST_EDITS = "request_edits"
    APPROVE = "approve"
    BEGIN_SCREENING = "begin_screening"
    REOPEN = "reopen"
    BEGIN_JUDGING = "begin_judging"
    SHORTLIST = "shortlist"
    BEGIN_FINAL = "begin_final"
    DECIDE = "decide"
    ANNOUNCE = "announce"
    ARCHIVE = "archive"
    CANCEL = "cancel"


_S, _A = ChallengeStatus, ChallengeAction
_BEFORE_ANNOUNCED = (
    _S.DRAFT,
    _S.IN_REVIEW,
    _S.EDITS_REQUESTED,
    _S.APPROVED,
    _S.SCREENING,
    _S.JUDGING_1,
    _S.SHORTLISTED,
    _S.JUDGING_2,
    _S.DECIDED,
)
CHALLENGE_WORKFLOW: Workflow[ChallengeStatus, ChallengeAction] = Workflow(
    "challenge",
    {
        (_S.DRAFT, _A.SUBMIT): _S.IN_REVIEW,
        (_S.EDITS_REQUESTED, _A.SUBMIT): _S.IN_REVIEW,
        (_S.IN_REVIEW, _A.REQUEST_EDITS): _S.EDITS_REQUESTED,
        (_S.IN_REVIEW, _A.APPROVE): _S.APPROVED,
        (_S.APPROVED, _A.BEGIN_SCREENING): _S.SCREENING,
        (_S.SCREENING, _A.REOPEN): _S.APPROVED,
        (_S.SCREENING, _A.BEGIN_JUDGING): _S.JUDGING_1,
        (_S.JUDGING_1, _A.SHORTLIST): _S.SHORTLISTED,
        (_S.JUDGING_1, _A.DECIDE): _S.DECIDED,
        (_S.SHORTLISTED, _A.BEGIN_FINAL): _S.JUDGING_2,
        (_S.JUDGING_2, _A.DECIDE): _S.DECIDED,
        (_S.DECIDED, _A.ANNOUNCE): _S.ANNOUNCED,
        (_S.ANNOUNCED, _A.ARCHIVE): _S.ARCHIVED,
        **{(state, _A.CANCEL): _S.CANCELLED for state in _BEFORE_ANNOUNCED},
    },
)
PUBLIC_STATES = (
    _S.APPROVED,
    _S.SCREENING,
    _S.JUDGING_1,
    _S.SHORTLISTED,
    _S.JUDGING_2,
    _S.DECIDED,
    _S.ANNOUNCED,
    _S.ARCHIVED,
)
"""States in which everybody sees the challenge; one that was cancelled after its approval also."""


class ChallengePhase(enum.StrEnum):
    """How an approved challenge stands to the clock: derived, never stored."""

    COMING = "coming"
    OPEN = "open"
    CLOSED = "closed"


class ChallengeStand(enum.StrEnum):
    """How a public challenge stands for a reader, in the order in which lists tell of it."""

    OPEN = "open"
    COMING = "coming"
    JUDGED = "judged"
    DECIDED = "decided"
    CANCELLED = "cancelled"

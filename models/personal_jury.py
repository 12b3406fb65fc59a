"""The register's lines of juries: who judged what, and how.

What a jury decided is recomputed from its scores, which stay, nameless.  Notes within the jury go
a year after the outcome, words to the entrants with the entries (models/personal_concept.py).
"""

from typing import Any

from sqlalchemy import ColumnElement, Table, Text, and_, cast, literal, select

from models.personal import (
    After,
    Declared,
    Ground,
    Kind,
    Rule,
    Span,
    addressed,
    below,
    both,
    lacking,
    noted,
    own,
)
from models.personal_challenge import HALF_A_YEAR, outcome

THEIRS = below("juror_id", "juror", own("user_id"))
SCORED = below("assignment_id", "jury_assignment", THEIRS)
YEAR = 365


def _nobody(table: Table) -> ColumnElement[str]:
    """Return what stands for an address, one a juror: no two of a jury are the same."""
    return literal("erased-") + cast(table.c.id, Text) + literal("@erased.invalid")


def _outcome(table: Table) -> ColumnElement[Any]:
    return outcome(table.metadata.tables, table.c.challenge_id)


def _outcome_of_juror(table: Table) -> ColumnElement[Any]:
    juror = table.metadata.tables["juror"]
    return (
        select(outcome(table.metadata.tables, juror.c.challenge_id))
        .where(juror.c.id == table.c.juror_id)
        .scalar_subquery()
    )


def _outcome_of_score(table: Table) -> ColumnElement[Any]:
    assignment = table.metadata.tables["jury_assignment"]
    return (
        select(_outcome_of_juror(assignment))
        .where(assignment.c.id == table.c.assignment_id)
        .scalar_subquery()
    )


def _never_sat(table: Table, _before: Any) -> ColumnElement[bool]:
    return and_(table.c.user_id.is_(None), table.c.status != "accepted")


DECLARED: dict[str, Declared] = {
    "juror": Declared(
        plain="is_chair expires_at reminded_at",
        rules=(
            Rule(
                Kind.ROLES,
                own("user_id"),
                tell="challenge_id status invited_at answered_at",
                hide="token_sha256",
                nameless="name",
                swap={"email": _nobody},
                blank="title",
                keep="user_id token_sha256",
                ground=Ground.DECISION,
            ),
            Rule(
                Kind.ROLES,
                both(addressed("email"), lacking("user_id")),
                tell="challenge_id status invited_at name email title",
                hide="token_sha256",
                delete=True,
            ),
        ),
        spans=(Span(HALF_A_YEAR, After.ENDED, _outcome, Kind.ROLES, only=_never_sat),),
    ),
    "jury_conflict": Declared(
        plain="juror_id is_automatic",
        free="kind",
        rules=(
            Rule(Kind.REVIEWS, THEIRS, tell="concept_id at", keep="reason", ground=Ground.DECISION),
        ),
        spans=(Span(YEAR, After.ENDED, _outcome_of_juror, Kind.REVIEWS, blank="reason"),),
    ),
    "jury_assignment": Declared(
        plain="juror_id assigned_at",
        rules=(
            Rule(
                Kind.REVIEWS,
                THEIRS,
                tell="concept_id round status submitted_at",
                keep="comment note reason",
                ground=Ground.DECISION,
            ),
        ),
        spans=(
            Span(YEAR, After.ENDED, _outcome_of_juror, Kind.REVIEWS, blank="note reason"),
            Span(5 * YEAR, After.ENDED, _outcome_of_juror, Kind.REVIEWS, blank="comment"),
        ),
    ),
    "jury_score": Declared(
        rules=(
            Rule(
                Kind.REVIEWS,
                SCORED,
                tell="assignment_id criterion_id value",
                keep="comment",
                ground=Ground.DECISION,
            ),
        ),
        spans=(Span(5 * YEAR, After.ENDED, _outcome_of_score, Kind.REVIEWS, blank="comment"),),
    ),
    "jury_round": Declared(
        free="seed inputs",
        rules=(noted(Kind.TRAIL, "begun_by_id", "challenge_id round begun_at"),),
    ),
    "ranking": Declared(
        plain="round",
        free="algorithm inputs result digest chosen reason",
        rules=(
            noted(Kind.TRAIL, "made_by_id", "challenge_id made_at"),
            noted(Kind.TRAIL, "signed_by_id", "challenge_id signed_at"),
        ),
    ),
}

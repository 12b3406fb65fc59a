"""The register's lines of challenges: who posed, asked and answered.

A published question stays with its answer; who asked is forgotten half a year after the end.
"""

from typing import Any

from sqlalchemy import ColumnElement, Table, case, func, select

from models.base import LANGUAGES
from models.personal import (
    After,
    Declared,
    Ground,
    Kind,
    Rule,
    Span,
    addressed,
    both,
    either,
    having,
    lacking,
    noted,
    own,
)

HALF_A_YEAR = 180


def _texts(*names: str) -> str:
    return " ".join(f"{name}_{lang}" for name in names for lang in LANGUAGES)


def outcome(tables: Any, challenge_id: ColumnElement[int]) -> ColumnElement[Any]:
    """Return when a challenge was announced, or would have closed had it not been cancelled.

    NULL while it goes on.
    """
    challenge = tables["challenge"].alias("over")
    end = case((challenge.c.status == "cancelled", challenge.c.closes_at), else_=None)
    return (
        select(func.coalesce(challenge.c.announced_at, end))
        .where(challenge.c.id == challenge_id)
        .scalar_subquery()
    )


def _outcome(table: Table) -> ColumnElement[Any]:
    return outcome(table.metadata.tables, table.c.challenge_id)


DECLARED: dict[str, Declared] = {
    "challenge": Declared(
        plain="city_id organisation_id status legal_form terms_id opens_at questions_close_at"
        " closes_at decision_by entries_open rounds readers_needed shortlist_size"
        " least_total normalised jurors_named jurors_see_scores was_public copied_from_id"
        " approved_at announced_at answers_told_at is_demo created_at updated_at",
        free=f"slug {_texts('title', 'summary', 'brief', 'expected', 'after', 'eligibility')}"
        " themes entrants geom shape_json anchor_x anchor_y note",
        rules=(
            Rule(
                Kind.APPLICATIONS,
                addressed("contact_email"),
                tell="id title_fi",
                blank="contact_email",
            ),
            noted(Kind.TRAIL, "created_by_id", "id"),
            noted(Kind.TRAIL, "submitted_by_id", "id"),
        ),
    ),
    "challenge_terms": Declared(plain="created_at", free=f"version {_texts('name', 'body')}"),
    "challenge_testbed": Declared(plain="challenge_id testbed_id"),
    "challenge_criterion": Declared(
        plain="challenge_id position weight minimum", free=f"{_texts('name', 'words')} levels"
    ),
    "challenge_prize": Declared(plain="challenge_id place amount_eur", free=_texts("reward")),
    "challenge_question": Declared(
        plain="edited_at told_at hidden_at",
        free="language answer hidden_reason",
        rules=(
            Rule(
                Kind.MESSAGES,
                both(own("asked_by_id"), having("answered_at"), lacking("hidden_at")),
                tell="challenge_id asked_at",
                blank="asked_by_id",
                keep="words",
                ground=Ground.PUBLISHED,
            ),
            Rule(
                Kind.MESSAGES,
                both(own("asked_by_id"), either(lacking("answered_at"), having("hidden_at"))),
                tell="challenge_id asked_at words",
                delete=True,
            ),
            noted(Kind.TRAIL, "answered_by_id", "challenge_id answered_at"),
        ),
        spans=(Span(HALF_A_YEAR, After.ENDED, _outcome, Kind.MESSAGES, blank="asked_by_id"),),
    ),
    "challenge_notice": Declared(
        plain="kind closed_at closes_at",
        free=_texts("reason"),
        rules=(noted(Kind.TRAIL, "by_id", "challenge_id at"),),
    ),
    "challenge_file": Declared(
        plain="size width height position",
        free=f"title {_texts('alt')} licence kind digest",
        rules=(noted(Kind.TRAIL, "by_id", "challenge_id at"),),
    ),
}

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
    "challenge_terms": Declared(free=f"version {_texts('name', 'body')}"),
    "challenge_testbed": Declared(),
    "challenge_criterion": Declared(free=f"{_texts('name', 'words')} levels"),
    "challenge_prize": Declared(free=_texts("reward")),
    "challenge_question": Declared(
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
        free=_texts("reason"),
        rules=(noted(Kind.TRAIL, "by_id", "challenge_id at"),),
    ),
    "challenge_file": Declared(
        free=f"title {_texts('alt')} licence kind digest",
        rules=(noted(Kind.TRAIL, "by_id", "challenge_id at"),),
    ),
}

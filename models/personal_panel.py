"""The register's lines of taking part: panels, volunteers with their consents, and surveys."""

import datetime as dt

from sqlalchemy import ColumnElement, Table, select

from models.base import LANGUAGES
from models.personal import After, Case, Declared, Kind, Rule, Span, addressed, at, below, read_by
from models.volunteer import UNCONFIRMED

HALF_A_YEAR, TWO_WEEKS = 180, 14


def _texts(*names: str) -> str:
    return " ".join(f"{name}_{lang}" for name in names for lang in LANGUAGES)


def _pilot_ended(table: Table) -> ColumnElement[object]:
    """Return the last day of the pilot that somebody volunteered for."""
    panel, pilot = (table.metadata.tables[name] for name in ("panel", "pilot"))
    return (
        select(pilot.c.end_day)
        .join(panel, panel.c.pilot_id == pilot.c.id)
        .where(panel.c.id == table.c.panel_id)
        .scalar_subquery()
    )


def _unanswered(table: Table, _before: dt.datetime) -> ColumnElement[bool]:
    """Say that somebody never confirmed, or that the guardian of a child never answered."""
    return table.c.status.in_(UNCONFIRMED)


DECLARED: dict[str, Declared] = {
    "panel": Declared(
        plain="pilot_id status cap taken opens_day closes_day takes_minors least_age created_at"
        " approved_at",
        free=f"{_texts('tasks', 'reward')} sent_back",
    ),
    "panel_question": Declared(plain="panel_id kind", free=f"{_texts('words')} fits others"),
    "panel_purpose": Declared(
        plain="panel_id is_required dropped_at", free=_texts("name", "words")
    ),
    "panel_purpose_text": Declared(plain="purpose_id is_required at", free=_texts("name", "words")),
    "volunteer": Declared(
        rules=(
            Rule(
                Kind.PARTICIPATION,
                read_by("reader_id"),
                tell="panel_id status seat asked_at queued_at offered_until name birth_year answers"
                " guardian_email guardian_part"
                " guardian_name withdrawn_at",
                hide="reader_id token guardian_token",
                delete=True,
            ),
            Rule(
                Kind.PARTICIPATION,
                addressed("guardian_email"),
                tell="panel_id guardian_at",
                blank="guardian_email guardian_name guardian_token",
                hide="guardian_token",
            ),
        ),
        spans=(
            Span(
                TWO_WEEKS,
                After.MADE,
                at("asked_at"),
                Kind.PARTICIPATION,
                only=_unanswered,
                case=Case.UNANSWERED,
            ),
            Span(HALF_A_YEAR, After.ENDED, _pilot_ended, Kind.PARTICIPATION),
        ),
    ),
    "volunteer_consent": Declared(
        plain="volunteer_id",
        rules=(
            Rule(
                Kind.PARTICIPATION,
                below("volunteer_id", "volunteer", read_by("reader_id")),
                tell="text_id given_at by_guardian withdrawn_at",
                delete=True,
            ),
        ),
    ),
    "survey_round": Declared(plain="pilot_id round opened_at closed_at", free="token"),
    # Answers are anonymous: a day, and nothing of who gave them.
    "survey_answer": Declared(plain="survey_id day part useful easy go_on", free="words"),
}

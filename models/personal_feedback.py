"""The register's lines of feedback and reports of harm: who wrote them, and who answered."""

import datetime as dt

from sqlalchemy import ColumnElement, Table

from models.personal import (
    After,
    Declared,
    Ground,
    Kind,
    Row,
    Rule,
    Span,
    at,
    noted,
    own,
    read_by,
    signed,
)

PRIVATE_KEPT = 2 * 365
NAMES_KEPT = 5 * 365
WIDTHS = (480, 960, 1600)  # as app/adapters/picture.py keeps a picture


def _not_shown(table: Table, _before: dt.datetime) -> ColumnElement[bool]:
    return table.c.status != "published"


def _stored(row: Row) -> list[str]:
    """Return the names in the store of the picture of a row, in each of its widths."""
    digest, most = row["picture_digest"], row["picture_width"]
    if not digest or not most:
        return []
    widths = [*(one for one in WIDTHS if one < most), most]
    return [f"pictures/{digest}-{width}.{end}" for width in widths for end in ("webp", "jpg")]


def _saw_to(action: str, name: str, keep: str = "") -> Rule:
    return Rule(
        Kind.FEEDBACK,
        signed(f"harm_report:{action}"),
        tell="pilot_id",
        nameless=name,
        keep=keep,
        ground=Ground.TRAIL if keep else None,
    )


DECLARED: dict[str, Declared] = {
    "feedback": Declared(
        plain="picture_height held_rule",
        free="language hidden_words appeal_answer",
        rules=(
            Rule(
                Kind.FEEDBACK,
                read_by("reader_id"),
                tell="pilot_id sent_at status confirmed_at published_at hidden_reason appealed_at"
                " rating words name lon lat picture_alt picture_digest"
                " picture_width appeal_words",
                hide="token reader_id",
                delete=True,
                files=_stored,
            ),
            noted(Kind.FEEDBACK, "hidden_by_id", "pilot_id hidden_at"),
        ),
        spans=(
            Span(PRIVATE_KEPT, After.SENT, at("sent_at"), Kind.FEEDBACK, only=_not_shown),
            Span(NAMES_KEPT, After.SENT, at("sent_at"), Kind.FEEDBACK, blank="reader_id name"),
        ),
    ),
    "feedback_answer": Declared(
        plain="side",
        free="language",
        rules=(
            Rule(
                Kind.FEEDBACK,
                own("author_id"),
                tell="feedback_id answered_at",
                nameless="author_name",
                keep="author_id words",
                ground=Ground.PUBLISHED,
            ),
        ),
    ),
    # Who flags is not kept.
    "feedback_flag": Declared(plain="feedback_id reason at settled_at", free="words"),
    "harm_report": Declared(
        plain="incident_id status picture_height confirmed_at acknowledged_at handled_at"
        " reopened_at paused_at",
        free="language token",
        rules=(
            Rule(
                Kind.FEEDBACK,
                read_by("reader_id"),
                tell="pilot_id sent_at kind picture_width",
                blank="reader_id lon lat picture_digest picture_alt",
                keep="words",
                ground=Ground.TRAIL,
                files=_stored,
            ),
            _saw_to("acknowledge", "acknowledged_by"),
            _saw_to("handle", "handled_by", "handled_words"),
            _saw_to("reopen", "reopened_by", "reopened_words"),
        ),
        spans=(
            Span(
                PRIVATE_KEPT,
                After.SENT,
                at("sent_at"),
                Kind.FEEDBACK,
                blank="reader_id lon lat picture_digest picture_alt",
            ),
            Span(
                NAMES_KEPT,
                After.SENT,
                at("sent_at"),
                Kind.FEEDBACK,
                nameless="acknowledged_by handled_by reopened_by",
            ),
        ),
    ),
}

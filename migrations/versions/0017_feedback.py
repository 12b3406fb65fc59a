"""Keep what residents say of pilots, answers and flags to it, and reports of harm or danger.

The doors that may not be tried too often get four more.  Their table is made anew, because its
rows count nothing for longer than a day.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

DOORS = ("sign_in", "sign_up", "reset", "booking", "invitation", "letter")
MORE = ("feedback", "feedback_calm", "flag", "harm")
STATES = (
    "received", "waiting", "held", "published", "unread", "noted", "set_aside", "hidden",
    "appealed", "upheld",
)  # fmt: skip
HIDE = ("abuse", "privacy", "law", "off_topic", "advert", "picture", "other")
FLAG = ("abuse", "privacy", "untrue", "advert", "other")
KINDS = ("injury", "danger", "privacy", "property", "other")


def upgrade() -> None:
    _doors(*DOORS, *MORE)
    op.create_table(
        "feedback",
        _number("id"),
        _number("pilot_id"),
        _number("reader_id", nullable=True),
        sa.Column("status", _choice(*STATES, name="feedback_status"), nullable=False),
        _number("version"),
        _short("token", 43),
        _short("language", 2),
        _number("rating", nullable=True),
        _text("words"),
        _short("name", 200),
        *_place_and_picture(),
        sa.Column("held_rule", _choice("links", "many", name="feedback_hold_rule"), nullable=True),
        _instant("sent_at"),
        _instant("confirmed_at", nullable=True),
        _instant("published_at", nullable=True),
        sa.Column("hidden_reason", _choice(*HIDE, name="hide_reason"), nullable=True),
        _text("hidden_words"),
        _number("hidden_by_id", nullable=True),
        _instant("hidden_at", nullable=True),
        _text("appeal_words"),
        _instant("appealed_at", nullable=True),
        _text("appeal_answer"),
        sa.CheckConstraint("rating BETWEEN 1 AND 5", name=op.f("ck_feedback_grade")),
        sa.CheckConstraint("(lon IS NULL) = (lat IS NULL)", name=op.f("ck_feedback_place_whole")),
        _key("feedback", "pilot_id", "pilot.id", "CASCADE"),
        _key("feedback", "reader_id", "reader.id", "SET NULL"),
        _key("feedback", "hidden_by_id", "account.id", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
        sa.UniqueConstraint("token", name=op.f("uq_feedback_token")),
    )
    op.create_index("ix_feedback_pilot", "feedback", ["pilot_id", "status", "published_at"])
    op.create_index("ix_feedback_status", "feedback", ["status", "sent_at"])
    op.create_index("ix_feedback_reader", "feedback", ["reader_id"])
    op.create_index("ix_feedback_picture", "feedback", ["picture_digest"])
    _around()
    _harm()


def _around() -> None:
    op.create_table(
        "feedback_answer",
        _number("id"),
        _number("feedback_id"),
        sa.Column(
            "side", _choice("applicant", "host", "city", name="feedback_answer_side"),
            nullable=False,
        ),
        _number("author_id", nullable=True),
        _short("author_name", 200),
        _short("language", 2),
        _text("words"),
        _instant("answered_at"),
        _key("feedback_answer", "feedback_id", "feedback.id", "CASCADE"),
        _key("feedback_answer", "author_id", "account.id", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_answer")),
    )  # fmt: skip
    op.create_index("ix_feedback_answer_feedback_id", "feedback_answer", ["feedback_id"])
    op.create_table(
        "feedback_flag",
        _number("id"),
        _number("feedback_id"),
        sa.Column("reason", _choice(*FLAG, name="feedback_flag_reason"), nullable=False),
        _text("words"),
        _instant("at"),
        _instant("settled_at", nullable=True),
        _key("feedback_flag", "feedback_id", "feedback.id", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_flag")),
    )
    op.create_index("ix_feedback_flag_open", "feedback_flag", ["feedback_id", "settled_at"])


def _harm() -> None:
    op.create_table(
        "harm_report",
        _number("id"),
        _number("pilot_id"),
        _number("reader_id", nullable=True),
        _number("incident_id", nullable=True),
        sa.Column(
            "status", _choice("open", "acknowledged", "handled", name="harm_status"),
            nullable=False,
        ),
        _number("version"),
        _short("token", 43),
        _short("language", 2),
        sa.Column("kind", _choice(*KINDS, name="harm_kind"), nullable=False),
        _text("words"),
        *_place_and_picture(),
        _instant("sent_at"),
        _instant("confirmed_at", nullable=True),
        _short("acknowledged_by", 200),
        _instant("acknowledged_at", nullable=True),
        _short("handled_by", 200),
        _instant("handled_at", nullable=True),
        _text("handled_words"),
        _instant("paused_at", nullable=True),
        sa.CheckConstraint(
            "(lon IS NULL) = (lat IS NULL)", name=op.f("ck_harm_report_place_whole")
        ),
        _key("harm_report", "pilot_id", "pilot.id", "CASCADE"),
        _key("harm_report", "reader_id", "reader.id", "SET NULL"),
        _key("harm_report", "incident_id", "pilot_incident.id", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_harm_report")),
        sa.UniqueConstraint("token", name=op.f("uq_harm_report_token")),
    )  # fmt: skip
    op.create_index("ix_harm_report_pilot", "harm_report", ["pilot_id", "status"])
    op.create_index("ix_harm_report_reader", "harm_report", ["reader_id"])
    op.create_index("ix_harm_report_picture", "harm_report", ["picture_digest"])


def downgrade() -> None:
    for table in ("harm_report", "feedback_flag", "feedback_answer", "feedback"):
        op.drop_table(table)
    _doors(*DOORS)


def _place_and_picture() -> list[sa.Column]:
    return [
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("picture_digest", sa.String(length=64), nullable=True),
        _number("picture_width", nullable=True),
        _number("picture_height", nullable=True),
        _text("picture_alt"),
    ]


def _choice(*values: str, name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _number(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _short(name: str, length: int) -> sa.Column:
    return sa.Column(name, sa.String(length=length), nullable=False)


def _text(name: str) -> sa.Column:
    return sa.Column(name, sa.Text(), nullable=False)


def _instant(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _key(table: str, column: str, to: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [to], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete
    )


def _doors(*doors: str) -> None:
    op.drop_table("attempt")
    op.create_table(
        "attempt",
        sa.Column("door", _choice(*doors, name="attempt_door"), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        _instant("since"),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("door", "key", name=op.f("pk_attempt")),
    )
    op.create_index("ix_attempt_since", "attempt", ["since"])

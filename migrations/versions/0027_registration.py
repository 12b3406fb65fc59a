"""Keep who registered for which session of an event, and what they answered.

The database counts the places from now on.
"""

import sqlalchemy as sa
from alembic import op

from models import guard

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

LANGUAGES = ("fi", "sv", "en")
LIVE = sa.text("status NOT IN ('lapsed', 'cancelled')")


def _choice(*values: str, name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _texts(*names: str) -> list[sa.Column]:
    return [
        sa.Column(f"{name}_{lang}", sa.Text(), nullable=False)
        for name in names
        for lang in LANGUAGES
    ]


def _id(name: str = "id", *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _instant(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _owner(
    table: str, column: str, owner: str, ondelete: str = "CASCADE"
) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{owner}.id"], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete
    )


def upgrade() -> None:
    _questions()
    _registrants()
    _registrations()
    _answers()
    guard.install_registration(op.get_bind())


def _questions() -> None:
    kinds = _choice("text", "choice", "yes_no", "food", "access", name="asked_kind")
    op.create_table(
        "registration_question",
        _id(),
        _id("event_id"),
        sa.Column("kind", kinds, nullable=False),
        *_texts("words", "purpose"),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("keep_days", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "keep_days IN (1, 14, 30, 90, 180)",
            name=op.f("ck_registration_question_keep_days_known"),
        ),
        sa.CheckConstraint(
            "NOT is_required OR kind NOT IN ('food', 'access')",
            name=op.f("ck_registration_question_sensitive_is_voluntary"),
        ),
        _owner("registration_question", "event_id", "event"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_question")),
    )
    op.create_index(
        op.f("ix_registration_question_event_id"), "registration_question", ["event_id"]
    )


def _registrants() -> None:
    shown = _choice("nobody", "attending", "public", name="shown_to")
    op.create_table(
        "registrant",
        _id(),
        _id("event_id"),
        _id("reader_id"),
        sa.Column("token", sa.String(length=43), nullable=False),
        sa.Column("code", sa.String(length=5), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("shown_to", shown, nullable=False),
        _instant("asked_at"),
        _instant("confirmed_at", nullable=True),
        _owner("registrant", "event_id", "event"),
        _owner("registrant", "reader_id", "reader"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registrant")),
        sa.UniqueConstraint("token", name=op.f("uq_registrant_token")),
        sa.UniqueConstraint("event_id", "reader_id", name=op.f("uq_registrant_event_id_reader_id")),
        sa.UniqueConstraint("event_id", "code", name=op.f("uq_registrant_event_id_code")),
    )
    op.create_index(op.f("ix_registrant_reader_id"), "registrant", ["reader_id"])


def _registrations() -> None:
    states = _choice(
        "applied", "waiting", "offered", "confirmed", "attended", "no_show", "lapsed", "cancelled",
        name="registration_status",
    )  # fmt: skip
    op.create_table(
        "registration",
        _id(),
        _id("session_id"),
        _id("registrant_id", nullable=True),
        sa.Column("status", states, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _instant("asked_at"),
        *(_instant(name, nullable=True) for name in ("queued_at", "held_until", "reminded_at")),
        sa.CheckConstraint(
            "held_until IS NULL OR status IN ('applied', 'offered')",
            name=op.f("ck_registration_held_while_open"),
        ),
        sa.CheckConstraint(
            "status <> 'offered' OR held_until IS NOT NULL",
            name=op.f("ck_registration_offer_ends"),
        ),
        _owner("registration", "session_id", "event_session"),
        _owner("registration", "registrant_id", "registrant", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")),
    )
    op.create_index(
        "uq_registration_live", "registration", ["session_id", "registrant_id"], unique=True,
        sqlite_where=LIVE, postgresql_where=LIVE,
    )  # fmt: skip
    op.create_index("ix_registration_queue", "registration", ["session_id", "status", "queued_at"])
    op.create_index("ix_registration_held_until", "registration", ["held_until"])
    op.create_index(op.f("ix_registration_registrant_id"), "registration", ["registrant_id"])


def _answers() -> None:
    op.create_table(
        "registration_answer",
        _id(),
        _id("registrant_id"),
        _id("question_id"),
        sa.Column("value", sa.Text(), nullable=False),
        _instant("consented_at", nullable=True),
        _owner("registration_answer", "registrant_id", "registrant"),
        _owner("registration_answer", "question_id", "registration_question"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_answer")),
        sa.UniqueConstraint(
            "registrant_id", "question_id",
            name=op.f("uq_registration_answer_registrant_id_question_id"),
        ),
    )  # fmt: skip
    op.create_index(
        op.f("ix_registration_answer_question_id"), "registration_answer", ["question_id"]
    )


def downgrade() -> None:
    guard.remove_registration(op.get_bind())
    for table in ("registration_answer", "registration", "registrant", "registration_question"):
        op.drop_table(table)

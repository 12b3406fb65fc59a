"""Keep what is announced of challenges, prizes and what became of them."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

KINDS = ("prize", "mention")
STATES = ("offered", "accepted", "declined", "lapsed", "stepped_back", "mentioned")
LANGUAGES = ("fi", "sv", "en")


def _choice(*values: str, name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _to(table: str, column: str, other: str, ondelete: str | None = None) -> sa.Constraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete=ondelete)


def _instant(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _number(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "award_announcement",
        _number("id"),
        _number("challenge_id"),
        *(sa.Column(f"statement_{lang}", sa.Text(), nullable=False) for lang in LANGUAGES),
        sa.Column("reason", sa.Text(), nullable=False),
        _number("answer_days"),
        sa.Column("figures", sa.JSON(), nullable=False),
        _number("version"),
        _number("written_by_id", nullable=True),
        _number("announced_by_id", nullable=True),
        _instant("announced_at", nullable=True),
        _instant("created_at"),
        _instant("updated_at"),
        sa.CheckConstraint(
            "answer_days >= 1", name=op.f("ck_award_announcement_answer_days_positive")
        ),
        _to("award_announcement", "challenge_id", "challenge"),
        _to("award_announcement", "written_by_id", "account"),
        _to("award_announcement", "announced_by_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_announcement")),
        sa.UniqueConstraint("challenge_id", name=op.f("uq_award_announcement_challenge_id")),
    )
    op.create_table(
        "award_choice",
        _number("id"),
        _number("announcement_id"),
        _number("concept_id"),
        sa.Column("kind", _choice(*KINDS, name="award_choice_kind"), nullable=False),
        _number("place", nullable=True),
        _number("amount_eur", nullable=True),
        sa.CheckConstraint("amount_eur >= 0", name=op.f("ck_award_choice_amount_not_negative")),
        sa.CheckConstraint(
            "(kind = 'mention') = (place IS NULL)", name=op.f("ck_award_choice_prizes_have_places")
        ),
        _to("award_choice", "announcement_id", "award_announcement", "CASCADE"),
        _to("award_choice", "concept_id", "concept"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_choice")),
        sa.UniqueConstraint("announcement_id", "concept_id", name="uq_award_choice_concept"),
    )
    op.create_index(op.f("ix_award_choice_concept_id"), "award_choice", ["concept_id"])
    op.create_table(
        "award",
        _number("id"),
        _number("challenge_id"),
        _number("concept_id"),
        sa.Column("kind", _choice(*KINDS, name="award_kind"), nullable=False),
        sa.Column("status", _choice(*STATES, name="award_status"), nullable=False),
        _number("version"),
        _number("place", nullable=True),
        _number("rank", nullable=True),
        _number("amount_eur", nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("runner_name", sa.String(length=200), nullable=False),
        _instant("offered_at", nullable=True),
        _instant("answer_by", nullable=True),
        _instant("answered_at", nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        _number("follows_id", nullable=True),
        _number("application_id", nullable=True),
        _instant("created_at"),
        sa.CheckConstraint("amount_eur >= 0", name=op.f("ck_award_amount_not_negative")),
        sa.CheckConstraint(
            "(kind = 'mention') = (status = 'mentioned')",
            name=op.f("ck_award_mentions_ask_nothing"),
        ),
        _to("award", "challenge_id", "challenge"),
        _to("award", "concept_id", "concept"),
        _to("award", "follows_id", "award"),
        _to("award", "application_id", "application", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award")),
        sa.UniqueConstraint("concept_id", "kind", name="uq_award_concept_kind"),
        sa.UniqueConstraint("application_id", name=op.f("uq_award_application_id")),
    )
    op.create_index("ix_award_challenge", "award", ["challenge_id", "status"])
    op.create_index("ix_award_due", "award", ["status", "answer_by"])
    op.create_index(op.f("ix_award_follows_id"), "award", ["follows_id"])
    op.create_table(
        "award_payment",
        _number("id"),
        _number("award_id"),
        sa.Column("paid_on", sa.Date(), nullable=False),
        _number("amount_eur"),
        sa.Column("reference", sa.String(length=60), nullable=False),
        _number("recorded_by_id", nullable=True),
        _instant("recorded_at"),
        sa.CheckConstraint("amount_eur > 0", name=op.f("ck_award_payment_amount_positive")),
        _to("award_payment", "award_id", "award"),
        _to("award_payment", "recorded_by_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_payment")),
    )
    op.create_index(op.f("ix_award_payment_award_id"), "award_payment", ["award_id"])


def downgrade() -> None:
    for table in ("award_payment", "award", "award_choice", "award_announcement"):
        op.drop_table(table)

"""Keep what people need to rule over their own data, and what was forgotten when.

Links by which a new address is confirmed and by which readers download or erase, the kinds of mail
somebody has switched off, and a row for each table of every run that forgets.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

MAIL_KINDS = (
    "account", "matter", "safety", "role", "pilot_news", "reminder", "people", "search",
    "following", "participation", "feedback",
)  # fmt: skip


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _instant(name: str, *, nullable: bool = False) -> "sa.Column[object]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "personal_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deed", _choice("link_deed", "address", "download", "erase"), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("reader_id", sa.Integer(), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        _instant("asked_at"),
        _instant("expires_at"),
        sa.CheckConstraint(
            "(user_id IS NULL) <> (reader_id IS NULL)", name=op.f("ck_personal_link_one_person")
        ),
        sa.CheckConstraint(
            "(deed = 'address') = (user_id IS NOT NULL)",
            name=op.f("ck_personal_link_accounts_move"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["account.id"], name=op.f("fk_personal_link_user_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["reader_id"],
            ["reader.id"],
            name=op.f("fk_personal_link_reader_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personal_link")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_personal_link_token_sha256")),
    )
    op.create_index("ix_personal_link_user", "personal_link", ["user_id"])
    op.create_index("ix_personal_link_reader", "personal_link", ["reader_id"])
    op.create_table(
        "mail_off",
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", _choice("mail_kind", *MAIL_KINDS), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["account.id"], name=op.f("fk_mail_off_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "kind", name=op.f("pk_mail_off")),
    )
    op.create_table(
        "retention_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run", sa.String(length=32), nullable=False),
        _instant("at"),
        sa.Column("thing", sa.String(length=60), nullable=False),
        sa.Column("rule", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        _instant("oldest", nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_run")),
    )
    op.create_index("ix_retention_run_at", "retention_run", ["at"])


def downgrade() -> None:
    op.drop_index("ix_retention_run_at", table_name="retention_run")
    op.drop_table("retention_run")
    op.drop_table("mail_off")
    op.drop_index("ix_personal_link_reader", table_name="personal_link")
    op.drop_index("ix_personal_link_user", table_name="personal_link")
    op.drop_table("personal_link")

"""Let programs act for people, companies and cities by tokens.

How often a program writes is counted at a door of its own.  SQLite cannot change a CHECK, so the
table of tries, whose rows count for a day at the most, is made anew.
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

OLD_DOORS = (
    "sign_in", "sign_up", "reset", "booking", "invitation", "letter", "feedback", "feedback_calm",
    "flag", "harm",
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "access_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("token_sha256", sa.String(64), nullable=False),
        sa.Column("hint", sa.String(4), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "city_id IS NULL OR organisation_id IS NULL",
            name=op.f("ck_access_token_acts_for_one"),
        ),
        sa.CheckConstraint(
            "expires_at > created_at", name=op.f("ck_access_token_ends_after_it_begins")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["account.id"], name=op.f("fk_access_token_user_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["city_id"], ["city.id"], name=op.f("fk_access_token_city_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"],
            name=op.f("fk_access_token_organisation_id"), ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["revoked_by_id"], ["account.id"],
            name=op.f("fk_access_token_revoked_by_id"), ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_token")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_access_token_token_sha256")),
    )  # fmt: skip
    for column in ("user", "city", "organisation"):
        op.create_index(f"ix_access_token_{column}", "access_token", [f"{column}_id"])
    op.create_index(op.f("ix_access_token_revoked_by_id"), "access_token", ["revoked_by_id"])
    _doors(*OLD_DOORS, "token")


def downgrade() -> None:
    _doors(*OLD_DOORS)
    op.drop_table("access_token")


def _doors(*doors: str) -> None:
    """Make the table of tries anew, with these doors."""
    op.drop_index("ix_attempt_since", table_name="attempt")
    op.drop_table("attempt")
    op.create_table(
        "attempt",
        sa.Column(
            "door",
            sa.Enum(
                *doors, name="attempt_door", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("door", "key", name=op.f("pk_attempt")),
    )
    op.create_index("ix_attempt_since", "attempt", ["since"])

"""Keep searches for testbeds under a name, and which places their owners were told of."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "saved_search",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("wish", sa.JSON(), nullable=False),
        sa.Column(
            "alert",
            sa.Enum(
                "never",
                "daily",
                "weekly",
                name="alert_rhythm",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stop_token", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(alert = 'never') = (due_at IS NULL)", name=op.f("ck_saved_search_alerts_are_due")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["account.id"], name=op.f("fk_saved_search_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_search")),
        sa.UniqueConstraint("user_id", "name", name=op.f("uq_saved_search_user_id_name")),
        sa.UniqueConstraint("stop_token", name=op.f("uq_saved_search_stop_token")),
    )
    op.create_index("ix_saved_search_due_at", "saved_search", ["due_at"])
    op.create_table(
        "saved_search_told",
        sa.Column("search_id", sa.Integer(), nullable=False),
        sa.Column("testbed_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["search_id"],
            ["saved_search.id"],
            name=op.f("fk_saved_search_told_search_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["testbed_id"],
            ["testbed.id"],
            name=op.f("fk_saved_search_told_testbed_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("search_id", "testbed_id", name=op.f("pk_saved_search_told")),
    )
    op.create_index(op.f("ix_saved_search_told_testbed_id"), "saved_search_told", ["testbed_id"])


def downgrade() -> None:
    op.drop_table("saved_search_told")
    op.drop_index("ix_saved_search_due_at", table_name="saved_search")
    op.drop_table("saved_search")

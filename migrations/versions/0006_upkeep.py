"""Keep why a version was made, filters under a name, and how often a city checks its records."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "testbed_version",
        sa.Column("deed", sa.String(length=20), nullable=False, server_default="edit"),
    )
    op.add_column(
        "testbed_version", sa.Column("reason", sa.Text(), nullable=False, server_default="")
    )
    op.add_column("testbed_version", sa.Column("restored", sa.Integer(), nullable=True))
    op.add_column(
        "city", sa.Column("check_months", sa.Integer(), nullable=False, server_default="12")
    )
    op.create_table(
        "saved_filter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("query", sa.String(length=1000), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["account.id"], name=op.f("fk_saved_filter_user_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name=op.f("fk_saved_filter_city_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filter")),
        sa.UniqueConstraint("user_id", "name", name=op.f("uq_saved_filter_user_id_name")),
    )
    op.create_index(op.f("ix_saved_filter_city_id"), "saved_filter", ["city_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_saved_filter_city_id"), table_name="saved_filter")
    op.drop_table("saved_filter")
    op.drop_column("city", "check_months")
    op.drop_column("testbed_version", "restored")
    op.drop_column("testbed_version", "reason")
    op.drop_column("testbed_version", "deed")

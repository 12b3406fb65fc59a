"""Keep hours of the day with wishes, offers and bookings, and addresses of calendar feeds.

Bookings by the hour that exist take whole local days in a row: one stretch each.  The triggers
that read the new column take the place of the old ones (models/guard_hour_*.py).  Columns are
added as plain SQL, because a batch that recreates a table drops the guard triggers.
"""

import sqlalchemy as sa
from alembic import op

from models import guard

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

INSTANT = {"sqlite": "DATETIME", "postgresql": "TIMESTAMP WITH TIME ZONE"}
ORDERED = "CHECK ({0}from_hour >= 0 AND {0}from_hour < {0}to_hour AND {0}to_hour <= 24)"
BY_HOUR = (
    "UPDATE booking SET stretches = CAST('[[' || start_slot || ', ' || end_slot || ']]' AS JSON)"
    " WHERE testbed_id IN (SELECT id FROM testbed WHERE slot_unit = 'hour')"
)


def upgrade() -> None:
    connection = op.get_bind()
    instant = INSTANT[connection.dialect.name]
    for table in ("application_part", "booking"):
        op.execute(f"ALTER TABLE {table} ADD COLUMN from_hour INTEGER DEFAULT 0 NOT NULL")
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN to_hour INTEGER DEFAULT 24 NOT NULL"
            f" CONSTRAINT ck_{table}_hours_ordered {ORDERED.format('')}"
        )
    op.execute("ALTER TABLE application_part ADD COLUMN agreed_from_hour INTEGER")
    op.execute(
        "ALTER TABLE application_part ADD COLUMN agreed_to_hour INTEGER"
        f" CONSTRAINT ck_application_part_agreed_hours_ordered {ORDERED.format('agreed_')}"
    )
    op.execute("ALTER TABLE booking ADD COLUMN stretches JSON")
    op.execute(f"ALTER TABLE booking ADD COLUMN changed_at {instant}")
    cast = (
        BY_HOUR
        if connection.dialect.name == "postgresql"
        else BY_HOUR.replace("AS JSON", "AS TEXT")
    )
    op.execute(cast)
    guard.install_hours(connection)
    op.create_table(
        "feed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "person",
                "organisation",
                "city",
                name="feed_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("city_id", sa.Integer(), nullable=True),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(kind = 'organisation') = (organisation_id IS NOT NULL)",
            name=op.f("ck_feed_organisation_named"),
        ),
        sa.CheckConstraint(
            "(kind = 'city') = (city_id IS NOT NULL)", name=op.f("ck_feed_city_named")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["account.id"], name=op.f("fk_feed_user_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_feed_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["city_id"], ["city.id"], name=op.f("fk_feed_city_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_feed_token_sha256")),
    )
    op.create_index("ix_feed_user", "feed", ["user_id"])


def downgrade() -> None:
    op.drop_index("ix_feed_user", table_name="feed")
    op.drop_table("feed")
    guard.remove_hours(op.get_bind())
    for column in ("changed_at", "stretches", "to_hour", "from_hour"):
        op.execute(f"ALTER TABLE booking DROP COLUMN {column}")
    for column in ("agreed_to_hour", "agreed_from_hour", "to_hour", "from_hour"):
        op.execute(f"ALTER TABLE application_part DROP COLUMN {column}")

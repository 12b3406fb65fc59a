"""Let hours be closed, not only days.

Columns are added as plain SQL, because a batch that recreates a table drops the guard triggers.
"""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

ORDERED = "CHECK (from_hour >= 0 AND from_hour < to_hour AND to_hour <= 24)"


def upgrade() -> None:
    op.execute("ALTER TABLE closure_range ADD COLUMN from_hour INTEGER DEFAULT 0 NOT NULL")
    op.execute(
        "ALTER TABLE closure_range ADD COLUMN to_hour INTEGER DEFAULT 24 NOT NULL"
        f" CONSTRAINT ck_closure_range_hours_ordered {ORDERED}"
    )


def downgrade() -> None:
    for column in ("to_hour", "from_hour"):
        op.execute(f"ALTER TABLE closure_range DROP COLUMN {column}")

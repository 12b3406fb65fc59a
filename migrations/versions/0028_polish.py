"""Let a report of harm be taken up again, and ask idle accounts before they are erased.

Columns are added as plain SQL, because a batch that recreates a table drops the guard triggers.
"""

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    is_postgres = op.get_bind().dialect.name == "postgresql"
    instant = "TIMESTAMP WITH TIME ZONE" if is_postgres else "DATETIME"
    op.execute("ALTER TABLE harm_report ADD COLUMN reopened_by VARCHAR(200) DEFAULT '' NOT NULL")
    op.execute(f"ALTER TABLE harm_report ADD COLUMN reopened_at {instant}")
    op.execute("ALTER TABLE harm_report ADD COLUMN reopened_words VARCHAR DEFAULT '' NOT NULL")
    op.execute(f"ALTER TABLE account ADD COLUMN idle_asked_at {instant}")


def downgrade() -> None:
    op.execute("ALTER TABLE account DROP COLUMN idle_asked_at")
    for column in ("reopened_words", "reopened_at", "reopened_by"):
        op.execute(f"ALTER TABLE harm_report DROP COLUMN {column}")

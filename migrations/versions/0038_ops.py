"""Keep when each job of the schedule last ran, and why a mail was given up."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

REASONS = "'told', 'out_of_date', 'no_address', 'faulty'"


def upgrade() -> None:
    op.create_table(
        "job_run",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("every_s", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_job_run")),
    )
    op.execute(
        "ALTER TABLE outbox ADD COLUMN dropped_for VARCHAR(40)"
        f" CONSTRAINT ck_outbox_dropped_for CHECK (dropped_for IN ({REASONS}))"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE outbox DROP COLUMN dropped_for")
    op.drop_table("job_run")

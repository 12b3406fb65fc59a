"""Note each change of the public experiments, so that processes may keep what they have read.

The triggers live in models/guard_experiment.py.
"""

import sqlalchemy as sa
from alembic import op

from models import guard

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "experiment_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Numeric(precision=30, scale=0), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_experiment_revision")),
    )
    guard.install_experiment(op.get_bind())


def downgrade() -> None:
    guard.remove_experiment(op.get_bind())
    op.drop_table("experiment_revision")

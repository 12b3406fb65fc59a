"""Install the guards: the ledger's triggers, the append-only tables, the search index.

The statements live in models/guard_*.py so that readiness, tests and this revision agree on them.
A later change of a guard is a new revision that drops and installs the changed one.
"""

from alembic import op

from models import guard

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    guard.install(op.get_bind())


def downgrade() -> None:
    guard.remove(op.get_bind())

"""Let each city choose the open licence of its data; every feature and dump says which.

All features are due, because each names its licence and events their sessions now: they are
written by the first commit after this, or by ``flask open-data rebuild``.
"""

from alembic import op

from models import guard

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

KNOWN = "'CC0-1.0', 'CC-BY-4.0', 'CC-BY-SA-4.0'"
USUAL = "'CC-BY-4.0'"


def upgrade() -> None:
    for table in ("city", "dump"):
        # As SQL, so that the check belongs to the column and goes with it on both engines.
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN licence VARCHAR(40) NOT NULL DEFAULT {USUAL}"
            f" CONSTRAINT ck_{table}_{table}_licence CHECK (licence IN ({KNOWN}))"
        )
    guard.install_licence(op.get_bind())


def downgrade() -> None:
    guard.remove_licence(op.get_bind())
    for table in ("city", "dump"):
        op.drop_column(table, "licence")

"""Hold the testbeds, and write down quicker who is to be told of what.

Each change of the listed testbeds is noted, so that processes may keep what they have read: the
triggers live in models/guard_testbed.py.  What waits to be told loses its reference to the event
and the index that only that needs: the check of it took longer than finding who is to be told.
SQLite cannot drop a reference, so the table, which has no triggers, is written anew.
"""

import sqlalchemy as sa
from alembic import op

from models import guard

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

NEWS = "subscription_news"
REFERENCE = "fk_subscription_news_event_id"
ONLY_REFERENCE = "ix_subscription_news_event_id"


def upgrade() -> None:
    op.create_table(
        "testbed_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Numeric(precision=30, scale=0), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_testbed_revision")),
    )
    guard.install_testbed(op.get_bind())
    op.drop_index(ONLY_REFERENCE, NEWS)
    if op.get_bind().dialect.name == "sqlite":
        _write_anew()
    else:
        op.drop_constraint(REFERENCE, NEWS)


def downgrade() -> None:
    op.execute("DELETE FROM subscription_news WHERE event_id NOT IN (SELECT id FROM pilot_event)")
    if op.get_bind().dialect.name == "sqlite":
        _write_anew(_owner("event_id", "pilot_event"))
    else:
        op.create_foreign_key(
            REFERENCE, NEWS, "pilot_event", ["event_id"], ["id"], ondelete="CASCADE"
        )
    op.create_index(ONLY_REFERENCE, NEWS, ["event_id"])
    guard.remove_testbed(op.get_bind())
    op.drop_table("testbed_revision")


def _write_anew(*more: sa.ForeignKeyConstraint) -> None:
    op.create_table(
        f"{NEWS}_next",
        sa.Column("subscription_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("reader_id", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        _owner("subscription_id", "subscription"),
        *more,
        sa.PrimaryKeyConstraint("subscription_id", "event_id", name=op.f(f"pk_{NEWS}")),
    )
    op.execute(
        "INSERT INTO subscription_news_next (subscription_id, event_id, reader_id, due_at)"
        " SELECT subscription_id, event_id, reader_id, due_at FROM subscription_news"
    )
    op.drop_table(NEWS)
    op.rename_table(f"{NEWS}_next", NEWS)
    op.create_index("ix_subscription_news_due", NEWS, ["due_at", "reader_id"])
    op.create_index("ix_subscription_news_reader", NEWS, ["reader_id", "event_id"])


def _owner(column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{table}.id"], name=op.f(f"fk_{NEWS}_{column}"), ondelete="CASCADE"
    )

"""Seal the audit trail in a chain, and write down who looked at personal details.

``audit_seal`` and ``personal_read`` are only added to; triggers see to it.  ``audit_check`` is what
verifying the chain found.
"""

import sqlalchemy as sa
from alembic import op

from models import guard

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
LOOKS = (
    "testers", "testers_taken", "registrations", "registrations_taken", "door", "application",
    "entry", "feedback", "harm", "fault",
)  # fmt: skip
CAPACITIES = ("city", "host", "runner", "programme")


def upgrade() -> None:
    _seals()
    _checks()
    _reads()
    guard.install_privacy(op.get_bind())


def downgrade() -> None:
    guard.remove_privacy(op.get_bind())
    for name in ("personal_read", "audit_check", "audit_seal"):
        op.drop_table(name)


def _seals() -> None:
    op.create_table(
        "audit_seal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("follows_id", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("last_id", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("holes", sa.JSON(), nullable=False),
        sa.Column("hole_count", sa.Integer(), nullable=False),
        sa.Column("late", sa.JSON(), nullable=False),
        sa.Column("late_count", sa.Integer(), nullable=False),
        sa.Column("marks", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.CheckConstraint("count > 0", name=op.f("ck_audit_seal_seals_something")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_seal")),
        sa.UniqueConstraint("follows_id", name=op.f("uq_audit_seal_follows_id")),
    )
    op.create_index("ix_audit_seal_at", "audit_seal", ["at"])


def _checks() -> None:
    op.create_table(
        "audit_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("seals", sa.Integer(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("seal_id", sa.Integer(), nullable=True),
        sa.Column("digest", sa.String(64), nullable=True),
        sa.Column("broken", sa.Text(), nullable=True),
        sa.Column("broken_line", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_check")),
    )
    op.create_index("ix_audit_check_at", "audit_check", ["at"])


def _reads() -> None:
    op.create_table(
        "personal_read",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("capacity", _choice("capacity", CAPACITIES), nullable=False),
        sa.Column("look", _choice("look", LOOKS), nullable=False),
        sa.Column("thing", sa.String(40), nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personal_read")),
    )
    op.create_index("ix_personal_read_thing", "personal_read", ["thing", "thing_id", "at"])
    op.create_index("ix_personal_read_by", "personal_read", ["by_id", "at"])
    op.create_index("ix_personal_read_at", "personal_read", ["at"])


def _choice(name: str, kinds: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*kinds, name=name, native_enum=False, create_constraint=True, length=40)

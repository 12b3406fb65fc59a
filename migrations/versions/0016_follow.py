"""Keep readers: people reached at an e-mail address, with or without an account.

The doors that may not be tried too often get one more.  Their table is made anew, because its
rows count nothing for longer than a day.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0014"
branch_labels = None
depends_on = None

DOORS = ("sign_in", "sign_up", "reset", "booking", "invitation")


def upgrade() -> None:
    _doors(*DOORS, "letter")
    op.create_table(
        "reader",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("token", sa.String(length=43), nullable=False),
        _instant("confirmed_at", nullable=True),
        _instant("created_at"),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["account.id"], name=op.f("fk_reader_user_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reader")),
        sa.UniqueConstraint("email", name=op.f("uq_reader_email")),
        sa.UniqueConstraint("token", name=op.f("uq_reader_token")),
        sa.UniqueConstraint("user_id", name=op.f("uq_reader_user_id")),
    )


def downgrade() -> None:
    op.drop_table("reader")
    _doors(*DOORS)


def _choice(*values: str, name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _instant(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _doors(*doors: str) -> None:
    op.drop_table("attempt")
    op.create_table(
        "attempt",
        sa.Column("door", _choice(*doors, name="attempt_door"), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        _instant("since"),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("door", "key", name=op.f("pk_attempt")),
    )
    op.create_index("ix_attempt_since", "attempt", ["since"])

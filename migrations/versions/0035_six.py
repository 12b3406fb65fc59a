"""Keep rankings as they were fixed, and count those who register behind one network apart.

The doors that may not be tried too often get one more.  Their table is made anew, because its rows
count nothing for longer than a day.
"""

import sqlalchemy as sa
from alembic import op

from models import guard

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

DOORS = (
    "sign_in", "sign_up", "reset", "booking", "invitation", "letter", "feedback", "feedback_calm",
    "flag", "harm", "token",
)  # fmt: skip
MORE = ("registration",)


def upgrade() -> None:
    _doors(*DOORS, *MORE)
    guard.install_jury(op.get_bind())


def downgrade() -> None:
    guard.remove_jury(op.get_bind())
    _doors(*DOORS)


def _doors(*doors: str) -> None:
    kinds = sa.Enum(
        *doors, name="attempt_door", native_enum=False, create_constraint=True,
        length=40,
    )  # fmt: skip
    op.drop_table("attempt")
    op.create_table(
        "attempt",
        sa.Column("door", kinds, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("door", "key", name=op.f("pk_attempt")),
    )
    op.create_index("ix_attempt_since", "attempt", ["since"])

"""Keep by which other accounts people sign in, and which way each browser was signed in.

A browser that was signed in before says ``password``: which of them came by a passkey alone is not
known, and nothing depends on it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
WAYS = "'password', 'passkey', 'provider'"


def upgrade() -> None:
    op.create_table(
        "identity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(255), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("linked_at", INSTANT, nullable=False),
        sa.Column("last_used_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["account.id"], name=op.f("fk_identity_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_identity_issuer_subject")),
    )
    op.create_index(op.f("ix_identity_user_id"), "identity", ["user_id"])
    # As SQL, so that checks and references belong to the columns and go with them.
    op.execute(
        "ALTER TABLE login ADD COLUMN way VARCHAR(40) NOT NULL DEFAULT 'password'"
        f" CONSTRAINT ck_login_login_way CHECK (way IN ({WAYS}))"
    )
    op.execute(
        "ALTER TABLE login ADD COLUMN identity_id INTEGER"
        " CONSTRAINT fk_login_identity_id REFERENCES identity (id) ON DELETE SET NULL"
    )
    op.execute("ALTER TABLE login ADD COLUMN vouched BOOLEAN NOT NULL DEFAULT FALSE")


def downgrade() -> None:
    for column in ("vouched", "identity_id", "way"):
        op.drop_column("login", column)
    op.drop_table("identity")

"""Keep second factors, and every browser that is signed in, in rows of their own.

Whoever is signed in signs in once more after this.  Guessing second factors is counted at a door
of its own; the table of tries, whose rows count for a day at the most, is made anew.
"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

DOORS = (
    "sign_in", "sign_up", "reset", "booking", "invitation", "letter", "feedback", "feedback_calm",
    "flag", "harm", "token", "registration",
)  # fmt: skip
MORE = ("second_factor",)
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _doors(*DOORS, *MORE)
    op.create_table(
        "login",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("secret_sha256", sa.String(64), nullable=False),
        sa.Column("browser", sa.String(80), nullable=False),
        sa.Column("remembered", sa.Boolean(), nullable=False),
        sa.Column(
            "factor",
            sa.Enum(
                "app", "passkey", "recovery",
                name="login_factor", native_enum=False, create_constraint=True, length=40,
            ),
            nullable=True,
        ),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("proven_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        _of_account("login"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login")),
        sa.UniqueConstraint("secret_sha256", name=op.f("uq_login_secret_sha256")),
    )  # fmt: skip
    op.create_index(op.f("ix_login_user_id"), "login", ["user_id"])
    op.create_table(
        "authenticator_app",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("sealed_secret", sa.String(255), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        _of_account("authenticator_app"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authenticator_app")),
        sa.UniqueConstraint("user_id", name=op.f("uq_authenticator_app_user_id")),
    )
    op.create_table(
        "passkey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("credential_id", sa.String(1400), nullable=False),
        sa.Column("public_key", sa.String(1400), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        _of_account("passkey"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    op.create_index(op.f("ix_passkey_user_id"), "passkey", ["user_id"])
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("code_sha256", sa.String(64), nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        _of_account("recovery_code"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("code_sha256", name=op.f("uq_recovery_code_code_sha256")),
    )
    op.create_index("ix_recovery_code_user_id", "recovery_code", ["user_id"])


def downgrade() -> None:
    for table in ("recovery_code", "passkey", "authenticator_app", "login"):
        op.drop_table(table)
    _doors(*DOORS)


def _of_account(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_user_id")
    return sa.ForeignKeyConstraint(["user_id"], ["account.id"], name=name, ondelete="CASCADE")


def _doors(*doors: str) -> None:
    kinds = sa.Enum(
        *doors, name="attempt_door", native_enum=False, create_constraint=True, length=40
    )
    op.drop_table("attempt")
    op.create_table(
        "attempt",
        sa.Column("door", kinds, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("door", "key", name=op.f("pk_attempt")),
    )
    op.create_index("ix_attempt_since", "attempt", ["since"])

"""Keep invitations to a city's staff, and how far somebody has read a conversation."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "staff_invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.Column("testbed_id", sa.Integer(), nullable=True),
        sa.Column(
            "role",
            sa.Enum(
                "editor",
                "reviewer",
                "coordinator",
                "host",
                name="staff_role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("invited_by_id", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(role = 'host') = (testbed_id IS NOT NULL)",
            name=op.f("ck_staff_invitation_hosts_have_a_testbed"),
        ),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name=op.f("fk_staff_invitation_city_id")),
        sa.ForeignKeyConstraint(
            ["testbed_id"],
            ["testbed.id"],
            name=op.f("fk_staff_invitation_testbed_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["invited_by_id"], ["account.id"], name=op.f("fk_staff_invitation_invited_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_invitation")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_staff_invitation_token_sha256")),
    )
    op.create_index("ix_staff_invitation_email", "staff_invitation", ["email"])
    op.create_index("ix_staff_invitation_city_id", "staff_invitation", ["city_id"])
    op.create_index("ix_staff_invitation_testbed_id", "staff_invitation", ["testbed_id"])
    op.create_table(
        "message_seen",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["account.id"], name=op.f("fk_message_seen_user_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_message_seen_application_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", "application_id", name=op.f("pk_message_seen")),
    )
    op.create_index("ix_message_seen_application_id", "message_seen", ["application_id"])
    op.create_index("ix_audit_city_actor", "audit", ["city_id", "actor_id"])


def downgrade() -> None:
    op.drop_index("ix_audit_city_actor", table_name="audit")
    op.drop_table("message_seen")
    op.drop_table("staff_invitation")

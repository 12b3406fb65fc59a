"""Keep files of applications and pilots, changed wishes, alternatives, requests for a place."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("application_part", sa.Column("alternative", sa.Integer(), nullable=True))
    _create_attachment()
    _create_wish_revision()
    _create_place_request()


def _create_attachment() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=True),
        sa.Column("part_id", sa.Integer(), nullable=True),
        sa.Column("pilot_id", sa.Integer(), nullable=True),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(application_id IS NULL) <> (pilot_id IS NULL)", name=op.f("ck_attachment_one_owner")
        ),
        sa.CheckConstraint(
            "part_id IS NULL OR application_id IS NOT NULL",
            name=op.f("ck_attachment_parts_are_of_applications"),
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_attachment_application_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["part_id"],
            ["application_part.id"],
            name=op.f("fk_attachment_part_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["pilot_id"], ["pilot.id"], name=op.f("fk_attachment_pilot_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_attachment_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    op.create_index("ix_attachment_application", "attachment", ["application_id"])
    op.create_index("ix_attachment_pilot", "attachment", ["pilot_id"])
    op.create_index("ix_attachment_digest", "attachment", ["digest"])


def _create_wish_revision() -> None:
    op.create_table(
        "wish_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("to_the_end", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["part_id"],
            ["application_part.id"],
            name=op.f("fk_wish_revision_part_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_wish_revision_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wish_revision")),
    )
    op.create_index("ix_wish_revision_part_id", "wish_revision", ["part_id"])


def _create_place_request() -> None:
    op.create_table(
        "place_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "proposed",
                "declined",
                "withdrawn",
                name="place_request_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("earliest", sa.Date(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("days >= 1", name=op.f("ck_place_request_days_positive")),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_place_request_application_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name=op.f("fk_place_request_city_id")),
        sa.ForeignKeyConstraint(
            ["part_id"],
            ["application_part.id"],
            name=op.f("fk_place_request_part_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_request")),
        sa.UniqueConstraint("application_id", "city_id", name="uq_place_request_city"),
    )
    op.create_index("ix_place_request_queue", "place_request", ["city_id", "status"])
    op.create_index("ix_place_request_part_id", "place_request", ["part_id"])


def downgrade() -> None:
    op.drop_table("place_request")
    op.drop_table("wish_revision")
    op.drop_table("attachment")
    op.drop_column("application_part", "alternative")

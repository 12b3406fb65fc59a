"""Keep reviews with their weights, who leads a joint offer, and when the time to answer began."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "submitted",
                "recused",
                "aside",
                name="review_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("scores", sa.JSON(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("conflict", sa.Text(), nullable=False),
        sa.Column("has_seen", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status <> 'recused' OR conflict <> ''", name=op.f("ck_review_recused_says_why")
        ),
        sa.ForeignKeyConstraint(
            ["part_id"],
            ["application_part.id"],
            name=op.f("fk_review_part_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["account.id"], name=op.f("fk_review_reviewer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint("part_id", "reviewer_id", name="uq_review_part_reviewer"),
    )
    op.create_index("ix_review_reviewer_id", "review", ["reviewer_id"])
    op.create_table(
        "review_grid",
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("weights", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["part_id"],
            ["application_part.id"],
            name=op.f("fk_review_grid_part_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("part_id", name=op.f("pk_review_grid")),
    )
    op.add_column("city", sa.Column("weights", sa.JSON(), nullable=True))
    op.add_column("call", sa.Column("weights", sa.JSON(), nullable=True))
    op.add_column(
        "call", sa.Column("reviews_needed", sa.Integer(), nullable=False, server_default="0")
    )
    op.add_column(
        "application_part", sa.Column("clock_from", sa.DateTime(timezone=True), nullable=True)
    )
    op.execute(
        "UPDATE application_part SET clock_from = (SELECT a.submitted_at FROM application a"
        " WHERE a.id = application_part.application_id)"
    )
    op.execute(
        "ALTER TABLE application ADD COLUMN lead_city_id INTEGER"
        " CONSTRAINT fk_application_lead_city_id REFERENCES city (id)"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE application DROP COLUMN lead_city_id")
    op.drop_column("application_part", "clock_from")
    op.drop_column("call", "reviews_needed")
    op.drop_column("call", "weights")
    op.drop_column("city", "weights")
    op.drop_table("review_grid")
    op.drop_index("ix_review_reviewer_id", table_name="review")
    op.drop_table("review")

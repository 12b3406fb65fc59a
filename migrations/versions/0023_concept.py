"""Keep sealed concepts with their teams, files and versions."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "concept",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("challenge_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=6), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column(
            "entrant_kind",
            sa.Enum(
                "student",
                "young_professional",
                "startup",
                "company",
                "university",
                "association",
                "resident",
                name="concept_entrant_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "submitted",
                "withdrawn",
                "ineligible",
                "duplicate",
                "merged",
                "eligible",
                "not_shortlisted",
                "shortlisted",
                "winner",
                "honourable",
                "not_selected",
                "stepped_back",
                name="concept_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("solution", sa.Text(), nullable=False),
        sa.Column("impact", sa.Text(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("needs", sa.Text(), nullable=False),
        sa.Column("team_name", sa.String(length=200), nullable=False),
        sa.Column("team_words", sa.Text(), nullable=False),
        sa.Column("contact_name", sa.String(length=200), nullable=False),
        sa.Column("contact_email", sa.String(length=254), nullable=False),
        sa.Column("contact_phone", sa.String(length=40), nullable=False),
        sa.Column("secrets", sa.JSON(), nullable=False),
        sa.Column("secrets_decided", sa.JSON(), nullable=False),
        sa.Column("shows_name", sa.Boolean(), nullable=False),
        sa.Column("terms_id", sa.Integer(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("duplicate_of_id", sa.Integer(), nullable=True),
        sa.Column("screen_note", sa.Text(), nullable=False),
        sa.Column("screened_by_id", sa.Integer(), nullable=True),
        sa.Column("screened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(status IN ('draft', 'withdrawn')) OR (submitted_at IS NOT NULL)",
            name=op.f("ck_concept_submitted_at_known"),
        ),
        sa.ForeignKeyConstraint(
            ["challenge_id"], ["challenge.id"], name=op.f("fk_concept_challenge_id")
        ),
        sa.ForeignKeyConstraint(
            ["duplicate_of_id"], ["concept.id"], name=op.f("fk_concept_duplicate_of_id")
        ),
        sa.ForeignKeyConstraint(["lead_id"], ["account.id"], name=op.f("fk_concept_lead_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_concept_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["screened_by_id"], ["account.id"], name=op.f("fk_concept_screened_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["terms_id"], ["challenge_terms.id"], name=op.f("fk_concept_terms_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concept")),
        sa.UniqueConstraint("challenge_id", "code", name=op.f("uq_concept_challenge_id_code")),
    )
    op.create_index(
        "ix_concept_challenge_status", "concept", ["challenge_id", "status"], unique=False
    )
    op.create_index("ix_concept_lead", "concept", ["lead_id"], unique=False)
    op.create_index("ix_concept_organisation", "concept", ["organisation_id"], unique=False)
    op.create_table(
        "concept_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("concept_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=43), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("is_secret", sa.Boolean(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_concept_file_by_id")),
        sa.ForeignKeyConstraint(
            ["concept_id"],
            ["concept.id"],
            name=op.f("fk_concept_file_concept_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concept_file")),
        sa.UniqueConstraint("key", name=op.f("uq_concept_file_key")),
    )
    op.create_index(
        op.f("ix_concept_file_concept_id"), "concept_file", ["concept_id"], unique=False
    )
    op.create_index(op.f("ix_concept_file_digest"), "concept_file", ["digest"], unique=False)
    op.create_table(
        "concept_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("concept_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["concept_id"],
            ["concept.id"],
            name=op.f("fk_concept_member_concept_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["account.id"], name=op.f("fk_concept_member_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concept_member")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_concept_member_token_sha256")),
    )
    op.create_index(
        op.f("ix_concept_member_concept_id"), "concept_member", ["concept_id"], unique=False
    )
    op.create_index(op.f("ix_concept_member_user_id"), "concept_member", ["user_id"], unique=False)
    op.create_index(
        "uq_concept_member_user",
        "concept_member",
        ["concept_id", "user_id"],
        unique=True,
        sqlite_where=sa.text("user_id IS NOT NULL"),
        postgresql_where=sa.text("user_id IS NOT NULL"),
    )
    op.create_table(
        "concept_testbed",
        sa.Column("concept_id", sa.Integer(), nullable=False),
        sa.Column("testbed_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["concept_id"],
            ["concept.id"],
            name=op.f("fk_concept_testbed_concept_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["testbed_id"],
            ["testbed.id"],
            name=op.f("fk_concept_testbed_testbed_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("concept_id", "testbed_id", name=op.f("pk_concept_testbed")),
    )
    op.create_index(
        op.f("ix_concept_testbed_testbed_id"), "concept_testbed", ["testbed_id"], unique=False
    )
    op.create_table(
        "concept_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("concept_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_concept_version_by_id")),
        sa.ForeignKeyConstraint(
            ["concept_id"],
            ["concept.id"],
            name=op.f("fk_concept_version_concept_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concept_version")),
        sa.UniqueConstraint(
            "concept_id", "number", name=op.f("uq_concept_version_concept_id_number")
        ),
    )
    op.create_table(
        "seal_breaking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("concept_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_seal_breaking_by_id")),
        sa.ForeignKeyConstraint(
            ["concept_id"],
            ["concept.id"],
            name=op.f("fk_seal_breaking_concept_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seal_breaking")),
    )
    op.create_index(
        op.f("ix_seal_breaking_concept_id"), "seal_breaking", ["concept_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_seal_breaking_concept_id"), table_name="seal_breaking")
    op.drop_table("seal_breaking")
    op.drop_table("concept_version")
    op.drop_index(op.f("ix_concept_testbed_testbed_id"), table_name="concept_testbed")
    op.drop_table("concept_testbed")
    op.drop_index(
        "uq_concept_member_user",
        table_name="concept_member",
        sqlite_where=sa.text("user_id IS NOT NULL"),
        postgresql_where=sa.text("user_id IS NOT NULL"),
    )
    op.drop_index(op.f("ix_concept_member_user_id"), table_name="concept_member")
    op.drop_index(op.f("ix_concept_member_concept_id"), table_name="concept_member")
    op.drop_table("concept_member")
    op.drop_index(op.f("ix_concept_file_digest"), table_name="concept_file")
    op.drop_index(op.f("ix_concept_file_concept_id"), table_name="concept_file")
    op.drop_table("concept_file")
    op.drop_index("ix_concept_organisation", table_name="concept")
    op.drop_index("ix_concept_lead", table_name="concept")
    op.drop_index("ix_concept_challenge_status", table_name="concept")
    op.drop_table("concept")

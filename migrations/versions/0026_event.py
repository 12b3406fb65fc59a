"""Keep events with their tracks and sessions."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_geospatial_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=200), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "workshop",
                "site_visit",
                "pitch_day",
                "seminar",
                "programme",
                name="gathering_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "published",
                "cancelled",
                "closed",
                name="event_status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title_fi", sa.Text(), nullable=False),
        sa.Column("title_sv", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("summary_fi", sa.Text(), nullable=False),
        sa.Column("summary_sv", sa.Text(), nullable=False),
        sa.Column("summary_en", sa.Text(), nullable=False),
        sa.Column("description_fi", sa.Text(), nullable=False),
        sa.Column("description_sv", sa.Text(), nullable=False),
        sa.Column("description_en", sa.Text(), nullable=False),
        sa.Column("access_fi", sa.Text(), nullable=False),
        sa.Column("access_sv", sa.Text(), nullable=False),
        sa.Column("access_en", sa.Text(), nullable=False),
        sa.Column("themes", sa.JSON(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("testbed_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("online_url", sa.String(length=500), nullable=False),
        sa.Column(
            "geom",
            Geometry(
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
            ),
            nullable=True,
        ),
        sa.Column("shape_json", sa.Text(), nullable=True),
        sa.Column("anchor_x", sa.Float(), nullable=True),
        sa.Column("anchor_y", sa.Float(), nullable=True),
        sa.Column("contact_email", sa.String(length=254), nullable=False),
        sa.Column("registers", sa.Boolean(), nullable=False),
        sa.Column("registration_closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("offer_hours", sa.Integer(), nullable=False),
        sa.Column("remind_hours", sa.Integer(), nullable=False),
        sa.Column(
            "attendee_list",
            sa.Enum(
                "nobody",
                "attending",
                "public",
                name="event_attendee_list",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("picture_digest", sa.String(length=64), nullable=False),
        sa.Column("picture_width", sa.Integer(), nullable=True),
        sa.Column("picture_height", sa.Integer(), nullable=True),
        sa.Column("picture_alt_fi", sa.Text(), nullable=False),
        sa.Column("picture_alt_sv", sa.Text(), nullable=False),
        sa.Column("picture_alt_en", sa.Text(), nullable=False),
        sa.Column("note_fi", sa.Text(), nullable=False),
        sa.Column("note_sv", sa.Text(), nullable=False),
        sa.Column("note_en", sa.Text(), nullable=False),
        sa.Column("outcome_fi", sa.Text(), nullable=False),
        sa.Column("outcome_sv", sa.Text(), nullable=False),
        sa.Column("outcome_en", sa.Text(), nullable=False),
        sa.Column("ideas_fi", sa.Text(), nullable=False),
        sa.Column("ideas_sv", sa.Text(), nullable=False),
        sa.Column("ideas_en", sa.Text(), nullable=False),
        sa.Column("came", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("copied_from_id", sa.Integer(), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("offer_hours >= 1", name=op.f("ck_event_offers_wait")),
        sa.CheckConstraint("remind_hours >= 0", name=op.f("ck_event_reminded_before")),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name=op.f("fk_event_city_id")),
        sa.ForeignKeyConstraint(
            ["copied_from_id"],
            ["event.id"],
            name=op.f("fk_event_copied_from_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["account.id"], name=op.f("fk_event_created_by_id")
        ),
        sa.ForeignKeyConstraint(["testbed_id"], ["testbed.id"], name=op.f("fk_event_testbed_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("slug", name=op.f("uq_event_slug")),
    )
    op.create_geospatial_index(
        "idx_event_geom",
        "event",
        ["geom"],
        unique=False,
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_index("ix_event_anchor", "event", ["anchor_x", "anchor_y"], unique=False)
    op.create_index("ix_event_picture_digest", "event", ["picture_digest"], unique=False)
    op.create_index("ix_event_city_status", "event", ["city_id", "status"], unique=False)
    op.create_index(op.f("ix_event_testbed_id"), "event", ["testbed_id"], unique=False)
    op.create_table(
        "event_challenge",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("challenge_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["challenge_id"],
            ["challenge.id"],
            name=op.f("fk_event_challenge_challenge_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_event_challenge_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", "challenge_id", name=op.f("pk_event_challenge")),
    )
    op.create_index(
        op.f("ix_event_challenge_challenge_id"), "event_challenge", ["challenge_id"], unique=False
    )
    op.create_table(
        "event_track",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name_fi", sa.Text(), nullable=False),
        sa.Column("name_sv", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_event_track_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_track")),
    )
    op.create_index(op.f("ix_event_track_event_id"), "event_track", ["event_id"], unique=False)
    op.create_table(
        "event_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("track_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title_fi", sa.Text(), nullable=False),
        sa.Column("title_sv", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("description_fi", sa.Text(), nullable=False),
        sa.Column("description_sv", sa.Text(), nullable=False),
        sa.Column("description_en", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("room", sa.String(length=200), nullable=False),
        sa.Column("speakers", sa.Text(), nullable=False),
        sa.Column("unnamed", sa.Text(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_event_session_capacity_positive")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_event_session_times_ordered")),
        sa.CheckConstraint(
            "taken >= 0 AND (capacity IS NULL OR taken <= capacity)",
            name=op.f("ck_event_session_within_places"),
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_event_session_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["track_id"],
            ["event_track.id"],
            name=op.f("fk_event_session_track_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_session")),
    )
    op.create_index(
        "ix_event_session_event", "event_session", ["event_id", "starts_at"], unique=False
    )
    op.create_index(
        "ix_event_session_times", "event_session", ["ends_at", "starts_at"], unique=False
    )
    op.create_table(
        "event_pilot",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("pilot_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_event_pilot_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["pilot_id"], ["pilot.id"], name=op.f("fk_event_pilot_pilot_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", "pilot_id", name=op.f("pk_event_pilot")),
    )
    op.create_index(op.f("ix_event_pilot_pilot_id"), "event_pilot", ["pilot_id"], unique=False)
    op.create_table(
        "event_testbed",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("testbed_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_event_testbed_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["testbed_id"],
            ["testbed.id"],
            name=op.f("fk_event_testbed_testbed_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("event_id", "testbed_id", name=op.f("pk_event_testbed")),
    )
    op.create_index(
        op.f("ix_event_testbed_testbed_id"), "event_testbed", ["testbed_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_event_testbed_testbed_id"), table_name="event_testbed")
    op.drop_table("event_testbed")
    op.drop_index(op.f("ix_event_pilot_pilot_id"), table_name="event_pilot")
    op.drop_table("event_pilot")
    op.drop_index("ix_event_session_times", table_name="event_session")
    op.drop_index("ix_event_session_event", table_name="event_session")
    op.drop_table("event_session")
    op.drop_index(op.f("ix_event_track_event_id"), table_name="event_track")
    op.drop_table("event_track")
    op.drop_index(op.f("ix_event_challenge_challenge_id"), table_name="event_challenge")
    op.drop_table("event_challenge")
    op.drop_index(op.f("ix_event_testbed_id"), table_name="event")
    op.drop_index("ix_event_picture_digest", table_name="event")
    op.drop_index("ix_event_city_status", table_name="event")
    op.drop_index("ix_event_anchor", table_name="event")
    op.drop_geospatial_index(
        "idx_event_geom", table_name="event", postgresql_using="gist", column_name="geom"
    )
    op.drop_geospatial_table("event")

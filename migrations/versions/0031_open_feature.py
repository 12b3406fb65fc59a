"""Keep every public thing as open data, rendered once when it changes.

What is due is noted by triggers (models/guard_open.py); all that is there is due at once, and is
written by the first commit after this, or by ``flask open-data rebuild``.
"""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

from models import guard

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

NAME = sa.String(length=20)
COLLECTIONS = ("testbeds", "pilots", "challenges", "events", "cities")


def _shape(name: str, srid: int) -> sa.Column:
    kind = Geometry(
        srid=srid, dimension=2, spatial_index=False, from_text="ST_GeomFromEWKT", name="geometry"
    )
    return sa.Column(name, kind, nullable=True)


def upgrade() -> None:
    op.create_table(
        "open_state",
        sa.Column("collection", NAME, nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("collection", name=op.f("pk_open_state")),
    )
    op.create_table(
        "open_due",
        sa.Column("collection", NAME, nullable=False),
        sa.Column("key", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("collection", "key", name=op.f("pk_open_due")),
    )
    states = sa.table("open_state", sa.column("collection"), sa.column("revision"),
                      sa.column("changed_at"))  # fmt: skip
    op.execute(
        sa.insert(states).from_select(
            ["collection", "revision", "changed_at"],
            sa.union_all(
                *(sa.select(sa.literal(one), sa.literal(0), sa.func.now()) for one in COLLECTIONS)
            ),
        )
    )
    _changes()
    _features()
    guard.install_open(op.get_bind())


def downgrade() -> None:
    guard.remove_open(op.get_bind())
    for column in ("geom", "geom_m"):
        op.drop_geospatial_index(f"idx_open_feature_{column}", "open_feature", column)
    op.drop_geospatial_table("open_feature")
    for name in ("open_change", "open_due", "open_state"):
        op.drop_table(name)


def _changes() -> None:
    deed = sa.Enum(
        "added", "changed", "removed",
        name="open_deed", native_enum=False, create_constraint=True, length=40,
    )  # fmt: skip
    op.create_table(
        "open_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("collection", NAME, nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("deed", deed, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _owner("open_change"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_change")),
        sa.UniqueConstraint(
            "collection", "revision", "key", name=op.f("uq_open_change_collection_revision_key")
        ),
    )
    op.create_index(op.f("ix_open_change_at"), "open_change", ["at"])


def _features() -> None:
    op.create_geospatial_table(
        "open_feature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("collection", NAME, nullable=False),
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=200), nullable=False),
        sa.Column("city", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=200), nullable=False),
        *(sa.Column(f"title_{lang}", sa.Text(), nullable=False) for lang in ("fi", "sv", "en")),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        _shape("geom", 4326),
        _shape("geom_m", 3857),
        sa.Column("anchor_x", sa.Float(), nullable=True),
        sa.Column("anchor_y", sa.Float(), nullable=True),
        sa.Column("properties", sa.JSON(), nullable=False),
        sa.Column("feature", sa.Text(), nullable=False),
        _owner("open_feature"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_feature")),
        sa.UniqueConstraint("collection", "key", name="uq_open_feature_thing"),
    )
    for name, columns in (
        ("attributes", ["collection", "city", "kind", "key"]),
        ("anchor", ["anchor_x", "anchor_y"]),
        ("changed", ["collection", "revision", "key"]),
    ):
        op.create_index(f"ix_open_feature_{name}", "open_feature", columns)
    for column in ("geom", "geom_m"):
        op.create_geospatial_index(
            f"idx_open_feature_{column}",
            "open_feature",
            [column],
            unique=False,
            postgresql_using="gist",
            postgresql_ops={},
        )


def _owner(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["collection"], ["open_state.collection"], name=op.f(f"fk_{table}_collection")
    )

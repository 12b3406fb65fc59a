"""Let people who follow a place, a view or a testbed hear of challenges and events too.

What happened (``pilot_event``) is about a pilot, a challenge or an event of a city: exactly one of
them.  SQLite cannot take NOT NULL or a rule off a column, so the table, which has no triggers, is
written anew; what readers were told refers to it and would go with it, so it waits in a table
aside meanwhile.
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

EVENTS, TOLD, ASIDE = "pilot_event", "subscription_told", "subscription_told_aside"
OLD_KINDS = (
    "announced", "begun", "paused", "resumed", "news", "dates", "ended", "stopped", "result",
)  # fmt: skip
NEW_KINDS = ("challenge_open", "challenge_told", "gathering")
OWNERS = {"challenge_id": "challenge", "gathering_id": "event"}
INDEXES = {"challenge": ["challenge_id", "id"], "gathering": ["gathering_id", "id"]}
KIND_RULE, ONE_RULE = "ck_pilot_event_event_kind", "ck_pilot_event_about_one_thing"
ONE_THING = (
    "(CASE WHEN pilot_id IS NULL THEN 0 ELSE 1 END)"
    " + (CASE WHEN challenge_id IS NULL THEN 0 ELSE 1 END)"
    " + (CASE WHEN gathering_id IS NULL THEN 0 ELSE 1 END) = 1"
)
KEPT = "id, audit_id, pilot_id, kind, update_id, is_urgent, at"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _write_anew((*OLD_KINDS, *NEW_KINDS), is_wide=True)
    else:
        op.alter_column(EVENTS, "pilot_id", nullable=True)
        for column, owner in OWNERS.items():
            op.add_column(EVENTS, sa.Column(column, sa.Integer(), nullable=True))
            op.create_foreign_key(
                f"fk_{EVENTS}_{column}", EVENTS, owner, [column], ["id"], ondelete="CASCADE"
            )
        op.create_check_constraint(op.f(ONE_RULE), EVENTS, ONE_THING)
        _allow(*OLD_KINDS, *NEW_KINDS)
    for name, columns in INDEXES.items():
        op.create_index(f"ix_{EVENTS}_{name}", EVENTS, columns)


def downgrade() -> None:
    op.execute("DELETE FROM pilot_event WHERE pilot_id IS NULL")
    for name in INDEXES:
        op.drop_index(f"ix_{EVENTS}_{name}", EVENTS)
    if op.get_bind().dialect.name == "sqlite":
        _write_anew(OLD_KINDS, is_wide=False)
        return
    op.drop_constraint(op.f(ONE_RULE), EVENTS)
    for column in OWNERS:
        op.drop_constraint(f"fk_{EVENTS}_{column}", EVENTS)
        op.drop_column(EVENTS, column)
    op.alter_column(EVENTS, "pilot_id", nullable=False)
    _allow(*OLD_KINDS)


def _allow(*kinds: str) -> None:
    op.drop_constraint(op.f(KIND_RULE), EVENTS)
    words = ", ".join(f"'{one}'" for one in kinds)
    op.create_check_constraint(op.f(KIND_RULE), EVENTS, f"kind IN ({words})")


def _write_anew(kinds: tuple[str, ...], *, is_wide: bool) -> None:
    op.execute(f"CREATE TABLE {ASIDE} AS SELECT reader_id, event_id, at FROM {TOLD}")  # noqa: S608 - our names
    wide = [
        *(sa.Column(column, sa.Integer(), nullable=True) for column in OWNERS),
        *(_owner(column, owner) for column, owner in OWNERS.items()),
        sa.CheckConstraint(ONE_THING, name=op.f(ONE_RULE)),
    ]
    op.create_table(
        f"{EVENTS}_next",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("pilot_id", sa.Integer(), nullable=is_wide),
        sa.Column(
            "kind",
            sa.Enum(*kinds, name=op.f(KIND_RULE), native_enum=False, create_constraint=True,
                    length=40),
            nullable=False,
        ),
        sa.Column("update_id", sa.Integer(), nullable=True),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _owner("pilot_id", "pilot"),
        _owner("update_id", "pilot_update"),
        *(wide if is_wide else ()),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{EVENTS}")),
        sa.UniqueConstraint("audit_id", name=op.f(f"uq_{EVENTS}_audit_id")),
    )  # fmt: skip
    op.execute(f"INSERT INTO {EVENTS}_next ({KEPT}) SELECT {KEPT} FROM {EVENTS}")  # noqa: S608 - our names
    op.drop_table(EVENTS)
    op.rename_table(f"{EVENTS}_next", EVENTS)
    op.create_index("ix_pilot_event_pilot", EVENTS, ["pilot_id", "id"])
    op.create_index("ix_pilot_event_update_id", EVENTS, ["update_id"])
    op.execute(f"DELETE FROM {TOLD}")  # noqa: S608 - our names
    op.execute(
        f"INSERT INTO {TOLD} (reader_id, event_id, at) SELECT reader_id, event_id, at FROM {ASIDE}"  # noqa: S608 - our names
    )
    op.drop_table(ASIDE)


def _owner(column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{table}.id"], name=op.f(f"fk_{EVENTS}_{column}"), ondelete="CASCADE"
    )

"""Keep readers, what they follow, what happened to pilots, and what readers were told of it.

Readers are people reached at an e-mail address, with or without an account.

The doors that may not be tried too often get one more.  Their table is made anew, because its
rows count nothing for longer than a day.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

KINDS = ("announced", "begun", "paused", "resumed", "news", "dates", "ended", "stopped", "result")
TARGETS = ("place", "area", "view", "testbed", "pilot")
RHYTHMS = ("at_once", "daily", "weekly")
TOKENS = ("confirm_token", "stop_token", "feed_token")
RULES = (
    ("pilot_named", "(target = 'pilot') = (pilot_id IS NOT NULL)"),
    ("testbed_named", "(target = 'testbed') = (testbed_id IS NOT NULL)"),
    ("shape_given", "(target IN ('place', 'area')) = (shape IS NOT NULL)"),
    ("radius_positive", "radius_m >= 0"),
)
INDEXES = {
    "wish": ["target", "wish_key"],
    "pilot": ["pilot_id"],
    "testbed": ["testbed_id"],
    "created": ["confirmed_at", "created_at"],
}
DOORS = ("sign_in", "sign_up", "reset", "booking", "invitation")


def upgrade() -> None:
    _doors(*DOORS, "letter")
    op.create_table(
        "reader",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("token", sa.String(length=43), nullable=False),
        _instant("confirmed_at", nullable=True),
        _instant("created_at"),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["account.id"], name=op.f("fk_reader_user_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reader")),
        sa.UniqueConstraint("email", name=op.f("uq_reader_email")),
        sa.UniqueConstraint("token", name=op.f("uq_reader_token")),
        sa.UniqueConstraint("user_id", name=op.f("uq_reader_user_id")),
    )
    _events()
    _subscriptions()
    _news()


def downgrade() -> None:
    for table in ("subscription_told", "subscription_news", "subscription", "pilot_event_mark",
                  "pilot_event", "reader"):  # fmt: skip
        op.drop_table(table)
    _doors(*DOORS)


def _choice(*values: str, name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _instant(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _doors(*doors: str) -> None:
    op.drop_table("attempt")
    op.create_table(
        "attempt",
        sa.Column("door", _choice(*doors, name="attempt_door"), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        _instant("since"),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("door", "key", name=op.f("pk_attempt")),
    )
    op.create_index("ix_attempt_since", "attempt", ["since"])


def _owner(table: str, column: str, owner: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{owner}.id"], name=op.f(f"fk_{table}_{column}"), ondelete="CASCADE"
    )


def _events() -> None:
    op.create_table(
        "pilot_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("pilot_id", sa.Integer(), nullable=False),
        sa.Column("kind", _choice(*KINDS, name="event_kind"), nullable=False),
        sa.Column("update_id", sa.Integer(), nullable=True),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        _instant("at"),
        _owner("pilot_event", "pilot_id", "pilot"),
        _owner("pilot_event", "update_id", "pilot_update"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pilot_event")),
        sa.UniqueConstraint("audit_id", name=op.f("uq_pilot_event_audit_id")),
    )
    op.create_index("ix_pilot_event_pilot", "pilot_event", ["pilot_id", "id"])
    op.create_index(op.f("ix_pilot_event_update_id"), "pilot_event", ["update_id"])
    mark = op.create_table(
        "pilot_event_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pilot_event_mark")),
    )
    op.bulk_insert(mark, [{"id": 1, "audit_id": 0}])


def _subscriptions() -> None:
    op.create_table(
        "subscription",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reader_id", sa.Integer(), nullable=False),
        sa.Column("target", _choice(*TARGETS, name="subscription_target"), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("wish", sa.JSON(), nullable=False),
        sa.Column("wish_key", sa.String(length=64), nullable=False),
        sa.Column("pilot_id", sa.Integer(), nullable=True),
        sa.Column("testbed_id", sa.Integer(), nullable=True),
        sa.Column("shape", sa.LargeBinary(), nullable=True),
        sa.Column("radius_m", sa.Integer(), nullable=False),
        sa.Column("rhythm", _choice(*RHYTHMS, name="subscription_rhythm"), nullable=False),
        *(sa.Column(name, sa.String(length=43), nullable=False) for name in TOKENS),
        *(_instant(name, nullable=True) for name in ("confirmed_at", "stopped_at")),
        _instant("created_at"),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_subscription_{name}")) for name, rule in RULES),
        _owner("subscription", "reader_id", "reader"),
        _owner("subscription", "pilot_id", "pilot"),
        _owner("subscription", "testbed_id", "testbed"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription")),
        sa.UniqueConstraint(
            "reader_id", "wish_key", name=op.f("uq_subscription_reader_id_wish_key")
        ),
        *(sa.UniqueConstraint(name, name=op.f(f"uq_subscription_{name}")) for name in TOKENS),
    )
    for name, columns in INDEXES.items():
        op.create_index(f"ix_subscription_{name}", "subscription", columns)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE INDEX ix_subscription_reach ON subscription"
            " USING gist (ST_Expand(ST_GeomFromWKB(shape, 3067), radius_m))"
        )


def _news() -> None:
    op.create_table(
        "subscription_news",
        sa.Column("subscription_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("reader_id", sa.Integer(), nullable=False),
        _instant("due_at"),
        _owner("subscription_news", "subscription_id", "subscription"),
        _owner("subscription_news", "event_id", "pilot_event"),
        sa.PrimaryKeyConstraint("subscription_id", "event_id", name=op.f("pk_subscription_news")),
    )
    op.create_index("ix_subscription_news_due", "subscription_news", ["due_at", "reader_id"])
    op.create_index("ix_subscription_news_reader", "subscription_news", ["reader_id", "event_id"])
    op.create_index(op.f("ix_subscription_news_event_id"), "subscription_news", ["event_id"])
    op.create_table(
        "subscription_told",
        sa.Column("reader_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        _instant("at"),
        _owner("subscription_told", "reader_id", "reader"),
        _owner("subscription_told", "event_id", "pilot_event"),
        sa.PrimaryKeyConstraint("reader_id", "event_id", name=op.f("pk_subscription_told")),
    )
    op.create_index(op.f("ix_subscription_told_event_id"), "subscription_told", ["event_id"])
    op.create_index(op.f("ix_subscription_told_at"), "subscription_told", ["at"])

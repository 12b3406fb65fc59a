"""Keep what builds trust in a pilot, the code on its sign for ever, and faults of the service.

Columns are added as plain SQL, because a batch that recreates a table drops the guard triggers.
Every pilot that exists gets a code before the guards make codes unchangeable.
"""

import sqlalchemy as sa
from alembic import op

from models import guard
from models.sign import new_code

revision = "0020"
down_revision = "0016"
branch_labels = None
depends_on = None

TEXTS = ("why", "collected", "kept_for", "funding")
LANGUAGES = ("fi", "sv", "en")
PLAIN = {
    "code": "VARCHAR(8)",
    "notice_url": "VARCHAR(500)",
    "contact_name": "VARCHAR(200)",
    "partners": "TEXT",
} | {f"{name}_{lang}": "TEXT" for name in TEXTS for lang in LANGUAGES}
BASES = (
    "('consent', 'contract', 'legal_obligation', 'vital_interests', 'public_task',"
    " 'legitimate_interests')"
)


def upgrade() -> None:
    connection = op.get_bind()
    for name, kind in PLAIN.items():
        op.execute(f"ALTER TABLE pilot ADD COLUMN {name} {kind} DEFAULT '' NOT NULL")
    op.execute(
        "ALTER TABLE pilot ADD COLUMN legal_basis VARCHAR(40)"
        f" CONSTRAINT ck_pilot_pilot_legal_basis CHECK (legal_basis IN {BASES})"
    )
    _give_codes(connection)
    op.create_index("ix_pilot_code", "pilot", ["code"], unique=True)
    op.create_table(
        "pilot_trace",
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        *(sa.Column(f"title_{lang}", sa.Text(), nullable=False) for lang in LANGUAGES),
        sa.Column("start_day", sa.Date(), nullable=False),
        sa.Column("end_day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name=op.f("fk_pilot_trace_city_id")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_pilot_trace")),
    )
    op.create_index("ix_pilot_trace_city_id", "pilot_trace", ["city_id"])
    guard.install_sign(connection)
    _faults()


def _give_codes(connection: sa.Connection) -> None:
    """Give each pilot a code of its own; nobody has printed one yet."""
    given: set[str] = set()
    for (pilot_id,) in connection.execute(sa.text("SELECT id FROM pilot ORDER BY id")).all():
        code = new_code()
        while code in given:
            code = new_code()
        given.add(code)
        connection.execute(
            sa.text("UPDATE pilot SET code = :code WHERE id = :id"), {"code": code, "id": pilot_id}
        )


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _faults() -> None:
    op.create_table(
        "fault",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=43), nullable=False),
        sa.Column("kind", _choice("fault_kind", "accessibility", "other"), nullable=False),
        sa.Column(
            "status", _choice("fault_status", "open", "answered", "set_aside"), nullable=False
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("page", sa.String(length=500), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_day", sa.Date(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(status = 'open') = (answered_at IS NULL)", name=op.f("ck_fault_answered_when_closed")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["account.id"], name=op.f("fk_fault_answered_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fault")),
        sa.UniqueConstraint("token", name=op.f("uq_fault_token")),
    )  # fmt: skip
    op.create_index("ix_fault_queue", "fault", ["status", "due_day"])
    op.create_index("ix_fault_received_at", "fault", ["received_at"])
    op.create_index("ix_fault_answered_by_id", "fault", ["answered_by_id"])


def downgrade() -> None:
    op.drop_table("fault")
    guard.remove_sign(op.get_bind())
    op.drop_table("pilot_trace")
    op.drop_index("ix_pilot_code", table_name="pilot")
    op.execute("ALTER TABLE pilot DROP COLUMN legal_basis")
    for name in reversed(PLAIN):
        op.execute(f"ALTER TABLE pilot DROP COLUMN {name}")

"""Keep closures as stretches of days with their reasons, and calls with their times.

Days closed before this revision become stretches: neighbouring days with the same reason.  The
column is added as plain SQL, because a batch that recreates a table drops the guard triggers.
"""

import datetime as dt
from itertools import groupby
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

from app import clock

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

LANGUAGES = ("fi", "sv", "en")
EPOCH = dt.date(1970, 1, 1)


def upgrade() -> None:
    op.create_table(
        "closure_range",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("testbed_id", sa.Integer(), nullable=False),
        sa.Column("start_day", sa.Date(), nullable=False),
        sa.Column("end_day", sa.Date(), nullable=False),
        sa.Column("weekdays", sa.Integer(), nullable=False),
        *(sa.Column(f"reason_{lang}", sa.Text(), nullable=False) for lang in LANGUAGES),
        sa.Column("batch", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("end_day >= start_day", name=op.f("ck_closure_range_days_ordered")),
        sa.CheckConstraint(
            "weekdays BETWEEN 1 AND 127", name=op.f("ck_closure_range_weekdays_mask")
        ),
        sa.ForeignKeyConstraint(
            ["testbed_id"],
            ["testbed.id"],
            name=op.f("fk_closure_range_testbed_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closure_range")),
    )
    op.create_index("ix_closure_range_testbed", "closure_range", ["testbed_id", "start_day"])
    op.create_index("ix_closure_range_batch", "closure_range", ["batch"])
    op.create_table(
        "call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.Integer(), nullable=False),
        *(
            sa.Column(f"{name}_{lang}", sa.Text(), nullable=False)
            for name in ("title", "text", "criteria")
            for lang in LANGUAGES
        ),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pilot_from", sa.Date(), nullable=True),
        sa.Column("pilot_to", sa.Date(), nullable=True),
        sa.Column("every_testbed", sa.Boolean(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("closes_at >= opens_at", name=op.f("ck_call_times_ordered")),
        sa.CheckConstraint("pilot_to >= pilot_from", name=op.f("ck_call_pilot_days_ordered")),
        sa.ForeignKeyConstraint(["city_id"], ["city.id"], name=op.f("fk_call_city_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call")),
    )
    op.create_index("ix_call_city", "call", ["city_id", "closes_at"])
    op.create_table(
        "call_testbed",
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("testbed_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"], ["call.id"], name=op.f("fk_call_testbed_call_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["testbed_id"],
            ["testbed.id"],
            name=op.f("fk_call_testbed_testbed_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("call_id", "testbed_id", name=op.f("pk_call_testbed")),
    )
    op.create_index(op.f("ix_call_testbed_testbed_id"), "call_testbed", ["testbed_id"])
    op.execute(
        "ALTER TABLE application_part ADD COLUMN call_id INTEGER"
        " CONSTRAINT fk_application_part_call_id REFERENCES call (id)"
    )
    op.create_index(op.f("ix_application_part_call_id"), "application_part", ["call_id"])
    _make_ranges(op.get_bind())


def downgrade() -> None:
    op.drop_index(op.f("ix_application_part_call_id"), table_name="application_part")
    op.execute("ALTER TABLE application_part DROP COLUMN call_id")
    op.drop_table("call_testbed")
    op.drop_table("call")
    op.drop_table("closure_range")


def _make_ranges(connection: sa.Connection) -> None:
    """Write one stretch for each run of neighbouring closed days that have the same reason."""
    rows = connection.exec_driver_sql(
        "SELECT x.testbed_id, x.slot, x.reason, t.slot_unit, c.time_zone FROM closure x"
        " JOIN testbed t ON t.id = x.testbed_id JOIN city c ON c.id = t.city_id"
        " ORDER BY x.testbed_id, x.slot"
    )
    days: dict[tuple[int, dt.date], str] = {}
    for testbed_id, slot, reason, unit, zone in rows:
        day = EPOCH + dt.timedelta(days=slot)
        if unit == "hour":
            day = dt.datetime.fromtimestamp(slot * 3600, ZoneInfo(zone)).date()
        days.setdefault((testbed_id, day), reason)
    table = sa.table(
        "closure_range",
        *(sa.column(name) for name in ("testbed_id", "weekdays", "batch", "version")),
        sa.column("start_day", sa.Date()),
        sa.column("end_day", sa.Date()),
        *(sa.column(f"reason_{lang}") for lang in LANGUAGES),
        sa.column("created_at", sa.DateTime(timezone=True)),
    )
    counted = enumerate(sorted(days.items()))
    made = []
    for (testbed_id, reason, _run), group in groupby(
        counted, lambda pair: (pair[1][0][0], pair[1][1], pair[1][0][1].toordinal() - pair[0])
    ):
        run = [day for _number, ((_testbed, day), _reason) in group]
        made.append(
            {
                "testbed_id": testbed_id, "start_day": run[0], "end_day": run[-1],
                "weekdays": 127, "batch": "", "version": 1,
                "reason_fi": reason, "reason_sv": "", "reason_en": "",
                "created_at": clock.now(),
            }
        )  # fmt: skip
    if made:
        connection.execute(table.insert(), made)

"""Give the checklist rows of its own, and keep people, posts, incidents, wishes for other days."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

SIDES = ("applicant", "host", "city")
STATES = ("open", "in_progress", "done", "not_needed")
CHANGES = ("asked", "approved", "declined", "withdrawn", "lapsed")
LANGUAGES = ("fi", "sv", "en")
# How lines of old checklists are dealt out; the living table is models/pilot_rule.py.
OWNERS = {"practicalities": ("host", 14), "landowner": ("city", 28)}
LEADS = {
    "research_permit": 42, "street_permit": 21, "traffic_arrangement": 21, "ethics_review": 56,
    "data_protection": 21, "guardian_consent": 21, "camera_notice": 7, "ai_notice": 7,
}  # fmt: skip


def upgrade() -> None:
    _tasks()
    _people()
    _posts()
    _incidents()
    _changes()
    _midterms()
    _lines_to_rows()
    op.drop_column("pilot", "checklist")


def downgrade() -> None:
    op.add_column(
        "pilot", sa.Column("checklist", sa.JSON(), nullable=False, server_default=sa.text("'[]'"))
    )
    _rows_to_lines()
    for table in (
        "pilot_midterm", "pilot_change", "pilot_incident", "pilot_update_picture", "pilot_update",
        "pilot_contact", "pilot_task",
    ):  # fmt: skip
        op.drop_table(table)


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _key(table: str) -> tuple[Any, ...]:
    return (
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pilot_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.ForeignKeyConstraint(
            ["pilot_id"], ["pilot.id"], name=op.f(f"fk_{table}_pilot_id"), ondelete="CASCADE"
        ),
    )


def _account(table: str, column: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], ["account.id"], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete
    )


def _texts(name: str) -> list[Any]:
    return [sa.Column(f"{name}_{lang}", sa.Text(), nullable=False) for lang in LANGUAGES]


def _when(name: str, *, nullable: bool = True) -> Any:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _name(name: str) -> Any:
    return sa.Column(name, sa.String(length=200), nullable=False)


def _text(name: str) -> Any:
    return sa.Column(name, sa.Text(), nullable=False)


def _number(name: str, *, nullable: bool = False) -> Any:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _day(name: str, *, nullable: bool = False) -> Any:
    return sa.Column(name, sa.Date(), nullable=nullable)


def _tasks() -> None:
    op.create_table(
        "pilot_task",
        *_key("pilot_task"),
        _number("position"),
        sa.Column("key", sa.String(length=40), nullable=False),
        _name("title"),
        sa.Column("owner", _choice("task_owner", *SIDES), nullable=False),
        _number("person_id", nullable=True),
        sa.Column("state", _choice("task_state", *STATES), nullable=False),
        _day("due_day", nullable=True),
        sa.Column("has_own_day", sa.Boolean(), nullable=False),
        _text("note"),
        _number("version"),
        _name("changed_by"),
        _when("changed_at"),
        _account("pilot_task", "person_id", "SET NULL"),
        sa.UniqueConstraint("pilot_id", "key", name=op.f("uq_pilot_task_pilot_id_key")),
    )
    op.create_index("ix_pilot_task_due", "pilot_task", ["state", "due_day"])


def _people() -> None:
    op.create_table(
        "pilot_contact",
        *_key("pilot_contact"),
        _number("user_id"),
        sa.Column("side", _choice("contact_side", *SIDES), nullable=False),
        _when("added_at", nullable=False),
        _account("pilot_contact", "user_id", "CASCADE"),
        sa.UniqueConstraint("pilot_id", "user_id", name=op.f("uq_pilot_contact_pilot_id_user_id")),
    )
    op.create_index(op.f("ix_pilot_contact_user_id"), "pilot_contact", ["user_id"])


def _posts() -> None:
    op.create_table(
        "pilot_update",
        *_key("pilot_update"),
        _number("version"),
        *_texts("title"),
        *_texts("text"),
        sa.Column("side", _choice("update_side", *SIDES), nullable=False),
        _number("author_id", nullable=True),
        _when("posted_at", nullable=False),
        _when("edited_at"),
        _when("removed_at"),
        _name("removed_by"),
        _text("removed_reason"),
        _account("pilot_update", "author_id"),
    )
    op.create_index("ix_pilot_update_pilot", "pilot_update", ["pilot_id", "posted_at"])
    op.create_table(
        "pilot_update_picture",
        sa.Column("id", sa.Integer(), nullable=False),
        _number("update_id"),
        sa.Column("digest", sa.String(length=64), nullable=False),
        _number("width"),
        _number("height"),
        *_texts("alt"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pilot_update_picture")),
        sa.ForeignKeyConstraint(
            ["update_id"],
            ["pilot_update.id"],
            name=op.f("fk_pilot_update_picture_update_id"),
            ondelete="CASCADE",
        ),
    )
    for column in ("update_id", "digest"):
        op.create_index(op.f(f"ix_pilot_update_picture_{column}"), "pilot_update_picture", [column])


def _incidents() -> None:
    op.create_table(
        "pilot_incident",
        *_key("pilot_incident"),
        sa.Column("status", _choice("incident_status", "open", "closed"), nullable=False),
        _number("version"),
        _day("happened_on"),
        sa.Column("happened_at", sa.String(length=5), nullable=False),
        _text("what"),
        sa.Column("is_harm", sa.Boolean(), nullable=False),
        _text("measures"),
        sa.Column("side", _choice("incident_side", *SIDES), nullable=False),
        _name("reported_by"),
        _when("reported_at", nullable=False),
        _text("closing_note"),
        _name("closed_by"),
        _when("closed_at"),
    )
    op.create_index("ix_pilot_incident_pilot", "pilot_incident", ["pilot_id", "status"])


def _changes() -> None:
    op.create_table(
        "pilot_change",
        *_key("pilot_change"),
        sa.Column("status", _choice("change_status", *CHANGES), nullable=False),
        _number("version"),
        _day("old_start"),
        _day("old_end"),
        _day("start_day"),
        _day("end_day"),
        _text("reason"),
        _number("asked_by_id"),
        _when("asked_at", nullable=False),
        _text("answer"),
        _name("answered_by"),
        _when("answered_at"),
        _account("pilot_change", "asked_by_id"),
        sa.CheckConstraint("end_day >= start_day", name=op.f("ck_pilot_change_dates_ordered")),
    )
    asked = sa.text("status = 'asked'")
    op.create_index(
        "uq_pilot_change_asked",
        "pilot_change",
        ["pilot_id"],
        unique=True,
        postgresql_where=asked,
        sqlite_where=asked,
    )
    op.create_index("ix_pilot_change_pilot", "pilot_change", ["pilot_id"])


def _midterms() -> None:
    op.create_table(
        "pilot_midterm",
        *_key("pilot_midterm"),
        _number("version"),
        *(_text(name) for name in ("goes", "numbers", "problems", "changes")),
        _name("sent_by"),
        _when("sent_at", nullable=False),
        _name("read_by"),
        _when("read_at"),
        sa.UniqueConstraint("pilot_id", name=op.f("uq_pilot_midterm_pilot_id")),
    )


def _task_rows() -> Any:
    return sa.table(
        "pilot_task",
        *(
            sa.column(name)
            for name in ("id", "pilot_id", "position", "key", "title", "owner", "state", "note",
                         "version", "changed_by")
        ),
        sa.column("due_day", sa.Date()),
        sa.column("has_own_day", sa.Boolean()),
        sa.column("changed_at", sa.DateTime(timezone=True)),
    )  # fmt: skip


def _pilot_rows() -> Any:
    return sa.table(
        "pilot", sa.column("id"), sa.column("start_day", sa.Date()),
        sa.column("checklist", sa.JSON()),
    )  # fmt: skip


def _lines_to_rows() -> None:
    tasks, pilots = _task_rows(), _pilot_rows()
    rows = []
    for pilot_id, start, lines in op.get_bind().execute(
        sa.select(pilots.c.id, pilots.c.start_day, pilots.c.checklist)
    ):
        for position, line in enumerate(lines or ()):
            owner, lead = OWNERS.get(line["key"], ("applicant", LEADS.get(line["key"], 7)))
            at = dt.datetime.fromisoformat(line["at"]) if line.get("at") else None
            rows.append({
                "pilot_id": pilot_id, "position": position, "key": line["key"], "title": "",
                "owner": owner, "state": line["state"], "note": line.get("note") or "",
                "version": 1, "changed_by": line.get("by") or "", "changed_at": at,
                "due_day": start - dt.timedelta(days=lead), "has_own_day": False,
            })  # fmt: skip
    if rows:
        op.bulk_insert(tasks, rows)


def _rows_to_lines() -> None:
    tasks, pilots = _task_rows(), _pilot_rows()
    found: dict[int, list[dict[str, Any]]] = {}
    for row in op.get_bind().execute(sa.select(tasks).order_by(tasks.c.pilot_id, tasks.c.position)):
        at = row.changed_at.isoformat() if row.changed_at else None
        state = "open" if row.state == "in_progress" else row.state
        if not row.title:
            found.setdefault(row.pilot_id, []).append(
                {"key": row.key, "state": state, "note": row.note, "by": row.changed_by, "at": at}
            )
    for pilot_id, lines in found.items():
        op.execute(pilots.update().where(pilots.c.id == pilot_id).values(checklist=lines))

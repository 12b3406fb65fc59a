"""Checklists that were lists in a column become rows, and the way back works."""

import datetime as dt
import json

from flask_migrate import downgrade, upgrade
from sqlalchemy import JSON, bindparam, text

from app.database import db, writing
from models.pilot import Pilot
from models.pilot_task import CheckState, PilotTask
from tests.factories.pilot import preparing

BEFORE = "0007"
AT = dt.datetime(2026, 3, 4, 5, 6, 7, tzinfo=dt.UTC)
LINES = [
    {"key": "practicalities", "state": "done", "note": "Agreed", "by": "Aino",
     "at": AT.isoformat()},
    {"key": "street_permit", "state": "not_needed", "note": "No digging", "by": "Aino",
     "at": AT.isoformat()},
    {"key": "camera_notice", "state": "open", "note": "", "by": None, "at": None},
]  # fmt: skip


def test_lines_of_a_column_become_rows_and_lines_again(engine_kind, databases):
    app = databases.application(engine_kind)
    with app.app_context():
        with writing():
            made = preparing(first=30, last=50).id
        away()
        downgrade(revision=BEFORE)
        with db.engine.begin() as connection:
            connection.execute(
                text("UPDATE pilot SET checklist = :lines WHERE id = :id").bindparams(
                    bindparam("lines", LINES, type_=JSON), id=made
                )
            )
        upgrade()
        rows = db.session.query(PilotTask).order_by(PilotTask.position).all()
        found = [
            (row.key, row.owner.value, row.state.value, row.note, row.changed_by, row.changed_at,
             (db.session.get_one(Pilot, made).start_day - row.due_day).days)
            for row in rows
        ]  # fmt: skip
        assert found == [
            ("practicalities", "host", "done", "Agreed", "Aino", AT, 14),
            ("street_permit", "applicant", "not_needed", "No digging", "Aino", AT, 21),
            ("camera_notice", "applicant", "open", "", "", None, 7),
        ]
        rows[2].state = CheckState.IN_PROGRESS
        db.session.commit()
        away()
        downgrade(revision=BEFORE)
        with db.engine.connect() as connection:
            kept = connection.execute(text("SELECT checklist FROM pilot")).scalar_one()
        lines = json.loads(kept) if isinstance(kept, str) else kept
        assert [(one["key"], one["state"], one["note"]) for one in lines] == [
            ("practicalities", "done", "Agreed"),
            ("street_permit", "not_needed", "No digging"),
            ("camera_notice", "open", ""),
        ]
        away()


def away():
    """Let go of every connection, so that the tables can change."""
    db.session.remove()
    db.engine.dispose()

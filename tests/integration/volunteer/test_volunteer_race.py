"""Many come and go at once, from several processes: there is never one place too many."""

import json
import subprocess
import sys
from dataclasses import asdict

from sqlalchemy import func, select

from app.database import db, writing
from config import ROOT
from models.panel import Panel
from models.volunteer import COUNTED, Volunteer, VolunteerStatus
from tests.factories import panel as make
from tests.volunteer_storm import Plan

CAP, WRITERS, ACTS = 3, 6, 8


def test_never_more_than_there_are_places(engine_kind, databases):
    app = databases.application(engine_kind)
    with app.app_context():
        url = app.config["SQLALCHEMY_DATABASE_URI"]
        with writing():
            panel = make.opened(cap=CAP)
            panel_id, slug = panel.id, panel.pilot.slug
            db.session.commit()
        db.session.remove()
        db.engine.dispose()
        plan = Plan(url, slug, WRITERS, ACTS)
        done = subprocess.run(
            [sys.executable, "-m", "tests.volunteer_storm", json.dumps(asdict(plan))],
            cwd=ROOT, capture_output=True, text=True, timeout=240, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-2000:]
        panel = db.session.get_one(Panel, panel_id)
        found = dict(
            db.session.execute(
                select(Volunteer.status, func.count()).group_by(Volunteer.status)
            ).all()
        )
        counted = sum(found.get(one, 0) for one in COUNTED)
        assert panel.taken == counted <= CAP
        assert sum(found.values()) == WRITERS * ACTS // 2
        assert found.get(VolunteerStatus.WITHDRAWN, 0) > 0, "some left"
        waiting = found.get(VolunteerStatus.WAITING, 0)
        assert panel.free == 0 or waiting == 0, "nothing is free while somebody waits"
        db.session.remove()
        db.engine.dispose()

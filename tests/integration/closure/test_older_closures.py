"""Days that were closed before there were stretches become stretches, and the way back works."""

import datetime as dt

from flask_migrate import downgrade, upgrade

from app import clock
from app.database import db, writing
from app.services import closure
from models.booking import Closure
from models.closure import ClosureRange
from models.testbed_kind import SlotUnit
from tests.factories.account import acting, staff
from tests.factories.application import day
from tests.factories.testbed import testbed

BEFORE = "0002"


def close(place, reason, *offsets):
    for one in offsets:
        closure.close_days(acting(staff()), place.id, day(one), day(one))
        db.session.query(Closure).filter_by(reason="").update({"reason": reason})
        db.session.commit()


def test_neighbouring_days_with_the_same_reason_become_one_stretch(engine_kind, databases):
    app = databases.application(engine_kind)
    with app.app_context():
        with writing():
            by_day, by_hour = testbed(), testbed(slot_unit=SlotUnit.HOUR)
            ids = by_day.id, by_hour.id
        close(by_day, "Loma", 5, 6, 7)
        close(by_day, "Kokeet", 8, 9)
        close(by_day, "Loma", 11)
        close(by_hour, "Loma", 5, 6)
        closed = db.session.query(Closure).count()
        db.session.remove()
        db.engine.dispose()
        downgrade(revision=BEFORE)
        upgrade()
        rows = db.session.query(ClosureRange).order_by(ClosureRange.testbed_id, ClosureRange.id)
        found = [
            (ids.index(row.testbed_id), offset(row.start_day), offset(row.end_day), row.reason.fi)
            for row in rows
        ]
        assert sorted(found) == [
            (0, 5, 7, "Loma"), (0, 8, 9, "Kokeet"), (0, 11, 11, "Loma"), (1, 5, 6, "Loma"),
        ]  # fmt: skip
        assert db.session.query(Closure).count() == closed
        db.session.remove()
        db.engine.dispose()


def offset(one: dt.date) -> int:
    return (one - clock.today()).days

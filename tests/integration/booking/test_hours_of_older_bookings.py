"""Bookings by the hour made before there were hours of the day keep their slots."""

from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from app.database import db, writing
from app.policies.actor import SYSTEM
from app.services import ledger
from models.booking import Booking
from models.testbed_kind import SlotUnit
from models.window import Hours, Window
from tests.factories.application import day
from tests.factories.testbed import testbed
from tests.integration.booking.test_hours import UNTIL, slots
from tests.ledger import faults

BEFORE = "0007"


def test_whole_days_by_the_hour_become_one_stretch_and_the_way_back_works(engine_kind, databases):
    app = databases.application(engine_kind)
    with app.app_context():
        with writing():
            by_day, by_hour = testbed(), testbed(slot_unit=SlotUnit.HOUR)
            places = by_day.id, by_hour.id
            for place in (by_day, by_hour):
                ledger.hold(SYSTEM, place, None, Window(day(20), day(22)), UNTIL)
            db.session.commit()
        db.session.remove()
        db.engine.dispose()
        downgrade(revision=BEFORE)
        with db.engine.connect() as connection:
            before = connection.execute(text("SELECT count(*) FROM booking_slot")).scalar()
        db.engine.dispose()
        upgrade()
        made = {one.testbed_id: one for one in db.session.query(Booking)}
        assert made[places[0]].stretches is None
        assert made[places[1]].stretches == [[made[places[1]].start_slot, made[places[1]].end_slot]]
        assert before == sum(len(slots(one)) for one in made.values())
        with writing():
            old = db.session.get(Booking, made[places[1]].id)
            ledger.change_days(SYSTEM, old, Window(day(30), day(31), hours=Hours(9, 12)))
            db.session.commit()
        assert faults(db.session.connection()) == []
        db.session.remove()
        db.engine.dispose()

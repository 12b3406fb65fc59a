"""A day is closed while somebody takes it: one of the two is refused, whichever comes first."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from app.database import db, writing
from app.services import closure, decision
from app.services.decision import OfferTerms
from models.account import CityRole
from models.booking import Booking, Closure
from models.errors import CapacityError
from tests.factories.account import acting, staff
from tests.factories.application import day, part
from tests.factories.testbed import testbed
from tests.ledger import faults

ROUNDS = 6


def test_a_day_is_either_closed_or_booked(engine_kind, databases):
    app = databases.application(engine_kind)
    outcomes = []
    for _round in range(ROUNDS):
        with app.app_context(), writing():
            wish = part(testbed(capacity=1), earliest=day(10), days=3)
            place, wish_id = wish.testbed_id, wish.id
            closer = acting(staff(CityRole.EDITOR))
            decider = acting(staff())
            db.session.rollback()
        gate = Barrier(2)
        deeds = (
            lambda: closure.close_days(closer, place, day(10), day(12)),  # noqa: B023 - run in this round
            lambda: decision.offer(decider, wish_id, OfferTerms(day(10), day(12))),  # noqa: B023 - run in this round
        )

        def run(deed, gate=gate):
            with app.app_context():
                gate.wait()
                try:
                    deed()
                except CapacityError as refused:
                    return refused.code
                finally:
                    db.session.remove()
                return "done"

        with ThreadPoolExecutor(2) as pool:
            outcomes.append(tuple(pool.map(run, deeds)))
        with app.app_context():
            closed = db.session.query(Closure).filter_by(testbed_id=place).count()
            booked = db.session.query(Booking).filter_by(testbed_id=place).count()
            assert (closed, booked) in {(3, 0), (0, 1)}
            assert faults(db.session.connection()) == []
            db.session.remove()
    for outcome in outcomes:
        assert outcome in {("done", "no_open_day"), ("days_in_use", "done")}
    with app.app_context():
        db.engine.dispose()

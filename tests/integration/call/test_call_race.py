"""A call is ended while somebody sends an application: the one who is second is told."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

from app.database import db, writing
from app.services import application
from app.services import call as service
from models.application import Application, ApplicationPart
from models.call import Call
from models.errors import ConflictError, DomainError
from tests.factories import application as make
from tests.factories.account import acting, staff
from tests.factories.call import by_call, published

ROUNDS = 8


def at_once(app, *deeds):
    """Do all of it at the same instant; return what each was answered."""
    gate = Barrier(len(deeds))

    def run(deed):
        with app.app_context():
            gate.wait()
            try:
                deed()
            except (ConflictError, DomainError) as refused:
                return refused.code
            finally:
                db.session.remove()
            return "done"

    with ThreadPoolExecutor(len(deeds)) as pool:
        return tuple(pool.map(run, deeds))


def prepared():
    """Return ids of an open call and of a finished draft for it, and who sends and who ends."""
    place = by_call()
    call, made = published(place), make.draft(place)
    people = make.applicant(made), acting(staff())
    db.session.rollback()
    return call.id, call.version, made.id, made.version, *people


def test_nothing_is_sent_into_a_call_that_has_ended(engine_kind, databases):
    app = databases.application(engine_kind)
    outcomes = set()
    for _round in range(ROUNDS):
        with app.app_context(), writing():
            call_id, seen, draft_id, version, sender, ender = prepared()
        send = partial(application.submit, sender, draft_id, version, make.TERMS)
        end = partial(service.end, ender, call_id, seen)
        outcomes.add(at_once(app, send, end))
        with app.app_context():
            call = db.session.get_one(Call, call_id)
            sent = db.session.query(ApplicationPart).filter_by(call_id=call_id).count()
            at = db.session.get_one(Application, draft_id).submitted_at
            assert (sent == 1) == (at is not None)
            assert at is None or at < call.closes_at
            db.session.remove()
    assert outcomes <= {
        ("done", "call_has_applications"), ("incomplete", "done"), ("no_open_call", "done"),
    }  # fmt: skip
    with app.app_context():
        db.engine.dispose()

"""What is kept of those who registered: for how long, and what is left of who is erased."""

import datetime as dt

import time_machine

from app import clock
from app.database import use_case
from app.services import registration_place, retention
from app.services.personal_erase import erase_rows
from models.personal import Person
from models.reader import Reader
from models.registration import Registrant, Registration, RegistrationStatus
from models.registration_question import AskedKind, RegistrationAnswer
from models.retention import RetentionRun
from tests.factories import registration as make

S = RegistrationStatus


def later(**span):
    return time_machine.travel(clock.now() + dt.timedelta(**span), tick=False)


def erased(registrant):
    person = Person(
        reader_id=registrant.reader_id, addresses=(registrant.reader.email,), name=registrant.name
    )
    use_case(lambda: bool(erase_rows(person)))()


def test_each_answer_goes_when_its_own_time_is_over_and_it_is_written_down(session):
    event = make.held(3)
    food = make.question(event, AskedKind.FOOD, keep_days=1)
    hopes = make.question(event, keep_days=30)
    answers = {food.id: "Ei pähkinää", hopes.id: "Paljon"}
    one = make.confirmed(event, answers=answers, agreed=frozenset({food.id}))

    def kept():
        session.expire_all()
        return {row.question_id for row in session.query(RegistrationAnswer)}

    for days, left in ((2, {food.id, hopes.id}), (4, {hopes.id}), (32, {hopes.id}), (34, set())):
        with later(days=days):
            retention.run()
            assert kept() == left, days
    proof = session.query(RetentionRun).filter(
        RetentionRun.thing == "registration_answer", RetentionRun.count > 0
    )
    assert sorted((row.days, row.count) for row in proof) == [(1, 1), (30, 1)]
    assert session.get(Registrant, one.id) is not None


def test_half_a_year_after_the_event_nobody_is_known_and_the_counts_stay(session):
    event = make.held(3)
    make.confirmed(event)
    with later(days=190):
        retention.run()
    session.expire_all()
    assert session.query(Registrant).count() == 0
    row = session.query(Registration).one()
    assert (row.registrant_id, row.status, event.sessions[0].taken) == (None, S.CONFIRMED, 1)


def test_who_is_erased_before_the_event_frees_the_place(session):
    event = make.held(1)
    asked = make.question(event)
    one = make.confirmed(event, answers={asked.id: "Paljon"})
    waits = make.confirmed(event)
    row = one.registrations[0].id
    erased(one)
    session.expire_all()
    left = session.get_one(Registration, row)
    assert (left.registrant_id, left.status, event.sessions[0].taken) == (None, S.CANCELLED, 0)
    assert session.query(RegistrationAnswer).count() == 0
    assert [one.id for one in session.query(Registrant)] == [waits.id]
    registration_place.lapse_all_due()
    assert make.status(waits) == S.OFFERED


def test_who_is_erased_afterwards_still_counts(session):
    event = make.held(2)
    one = make.confirmed(event)
    begins = clock.now() - dt.timedelta(hours=5)
    event.sessions[0].starts_at, event.sessions[0].ends_at = begins, begins + dt.timedelta(hours=1)
    session.commit()
    erased(one)
    session.expire_all()
    row = session.query(Registration).one()
    assert (row.registrant_id, row.status, event.sessions[0].taken) == (None, S.CONFIRMED, 1)


def test_a_reader_who_is_registered_is_not_forgotten(session):
    make.confirmed(make.held(1))
    with later(days=60):
        retention.run()
    assert session.query(Reader).count() == 1

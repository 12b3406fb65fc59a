"""Places are given while there are any, in the order of coming, and passed on by who goes."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app import clock
from app.policies.actor import VISITOR
from app.services import panel as panels
from app.services import retention, volunteer_consent, volunteer_place
from app.services import volunteer as service
from models import guard_panel
from models.errors import ConflictError, NotFoundError
from models.outbox import OutboxMessage
from models.panel import PanelStatus
from models.volunteer import COUNTED, Volunteer, VolunteerStatus
from tests.factories import panel as make
from tests.factories.account import acting, person
from tests.factories.application import days_later
from tests.factories.pilot_run import applicant_of, mails, readers
from tests.factories.pilot_step import runner

S = VolunteerStatus


def test_nothing_counts_before_the_address_is_confirmed(session):
    panel = make.opened(cap=1)
    one = make.asked(panel)
    assert (one.status, one.reader.confirmed_at) == (S.ASKED, None)
    assert readers("volunteer/confirm") == {one.reader.email}
    service.confirm(VISITOR, one.token)
    session.refresh(one)
    session.refresh(panel)
    assert (one.status, panel.taken, panel.free) == (S.PLACED, 1, 0)
    assert one.reader.confirmed_at is not None
    service.confirm(VISITOR, one.token)
    assert len(mails("volunteer/placed")) == 1


def test_who_is_signed_in_with_a_confirmed_address_has_a_place_at_once(session):
    panel, user = make.opened(), person()
    one = make.asked(panel, actor=acting(user), email=user.email)
    assert one.status is S.PLACED
    assert mails("volunteer/confirm") == []
    other = make.asked(panel, actor=acting(user), email="toinen@koepaikka.example")
    assert other.status is S.ASKED


def test_who_comes_after_the_last_place_waits_and_is_offered_the_first_that_is_free(session):
    panel = make.opened(cap=2)
    first, _second, third, fourth = (make.confirmed(panel) for _one in range(4))
    assert [third.status, fourth.status] == [S.WAITING, S.WAITING]
    volunteer_consent.withdraw(VISITOR, first.token)
    for one in (first, third, fourth, panel):
        session.refresh(one)
    assert [first.status, third.status, fourth.status] == [S.WITHDRAWN, S.OFFERED, S.WAITING]
    assert panel.taken == 2
    assert readers("volunteer/offered") == {third.reader.email}
    service.accept(VISITOR, third.token)
    session.refresh(third)
    assert (third.status, third.offered_until) == (S.PLACED, None)


def test_an_offer_lapses_and_the_next_one_is_asked(session):
    panel = make.opened(cap=1)
    first = make.offered(panel)
    second = make.confirmed(panel)
    assert second.status is S.WAITING
    with days_later(2):
        assert volunteer_place.lapse_all_due() == 0
    with days_later(4):
        with pytest.raises(ConflictError) as refused:
            service.accept(VISITOR, first.token)
        assert refused.value.code == "offer_lapsed"
        assert volunteer_place.lapse_all_due() == 1
    for one in (first, second, panel):
        session.refresh(one)
    assert [first.status, second.status, panel.taken] == [S.LAPSED, S.OFFERED, 1]
    assert readers("volunteer/lapsed") == {first.reader.email}


def test_more_places_are_offered_to_those_who_wait(session):
    panel = make.opened(cap=1)
    make.confirmed(panel)
    waits = make.confirmed(panel)
    who = applicant_of(panel.pilot)
    panels.change(who, panel.pilot_id)
    session.refresh(panel)
    panels.save(who, panel.pilot_id, panel.version, make.terms(cap=2))
    make.in_state(panel, PanelStatus.OPEN)
    session.refresh(waits)
    assert waits.status is S.OFFERED


def test_the_answer_is_the_same_whether_or_not_an_address_is_known(session):
    panel = make.opened(cap=5)
    one = make.confirmed(panel)
    before = session.query(Volunteer).count()
    answer = service.volunteer(
        VISITOR, panel.pilot.slug, make.asking(panel, email=one.reader.email)
    )
    assert answer == service.volunteer(VISITOR, panel.pilot.slug, make.asking(panel))
    assert session.query(Volunteer).count() == before + 1
    session.refresh(one)
    assert one.status is S.PLACED
    assert readers("volunteer/already") == {one.reader.email}


def test_who_has_left_may_come_again_and_stays_out_until_they_confirm(session):
    panel = make.opened(cap=1)
    one = make.confirmed(panel)
    volunteer_consent.withdraw(VISITOR, one.token)
    again = make.asked(panel, email=one.reader.email)
    session.refresh(one)
    assert (again.id != one.id, one.status, again.status) == (True, S.WITHDRAWN, S.ASKED)


def test_nobody_volunteers_for_what_is_not_open(session):
    panel = make.draft()
    with pytest.raises(NotFoundError):
        make.asked(panel)
    make.in_state(panel, PanelStatus.OPEN)
    late = make.asked(panel)
    panels.close(runner(panel.pilot), panel.pilot_id)
    for deed in (lambda: make.asked(panel), lambda: service.confirm(VISITOR, late.token)):
        with pytest.raises(ConflictError) as refused:
            deed()
        assert refused.value.code == "panel_not_open"


def test_the_database_itself_refuses_one_too_many(session):
    panel = make.opened(cap=1)
    make.confirmed(panel)
    waits = make.confirmed(panel)
    with pytest.raises(IntegrityError, match="within_places"):
        session.execute(
            text("UPDATE volunteer SET status = 'placed' WHERE id = :id"), {"id": waits.id}
        )
    session.rollback()


def test_the_triggers_count_the_states_that_take_a_place():
    assert str(tuple(one.value for one in COUNTED)) == guard_panel.COUNTED


def test_the_count_follows_every_way_in_and_out(session):
    panel = make.opened(cap=3)
    one = make.confirmed(panel)
    other = make.confirmed(panel)
    session.refresh(panel)
    assert panel.taken == 2
    session.delete(one)
    session.commit()
    session.refresh(panel)
    assert panel.taken == 1
    named = {"token": "straight-in", "asked_at": clock.now(), "name": ""}
    session.add(Volunteer(panel=panel, reader=other.reader, seat=1, status=S.PLACED, **named))
    session.commit()
    session.refresh(panel)
    assert panel.taken == 2


def test_who_never_confirms_is_forgotten(session):
    panel = make.opened()
    make.asked(panel)
    kept = make.confirmed(panel)
    with days_later(15):
        retention.run()
    assert [row.id for row in session.query(Volunteer)] == [kept.id]


def test_mails_that_have_not_left_are_taken_out_when_somebody_withdraws(session):
    panel = make.opened()
    one = make.confirmed(panel)
    volunteer_consent.withdraw(VISITOR, one.token)
    left = session.query(OutboxMessage).filter_by(recipient=one.reader.email).all()
    assert left == []
    assert clock.now() >= one.asked_at

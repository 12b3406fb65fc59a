"""Other days are wished after sending: what changes, what it costs, what the city reads."""

import pytest
from sqlalchemy import select

from app.database import db
from app.services import application, application_change, decision
from app.services.application_change import grows
from app.services.application_wish import Wish
from models.application import OPEN_FOR_DECISION, ApplicationPart, PartStatus
from models.application_change import WishRevision
from models.audit import AuditLine
from models.errors import ConflictError, DomainError, IllegalMoveError, NotFoundError
from models.outbox import OutboxMessage
from models.testbed_kind import SlotUnit
from models.window import Hours
from tests.factories import application as make
from tests.factories.account import acting, host, member, organisation, person, staff
from tests.factories.application import day
from tests.factories.testbed import testbed

WISHED = {"earliest": day(10), "days": 10, "latest_end": None, "weekdays": 127, "units": 1}


def change(part, actor=None, version=None, **values):
    wish = Wish(**({"earliest": day(20), "days": 5} | values))
    who = actor or make.applicant(part.application)
    return application_change.change_wish(who, part.id, version or part.version, wish)


def fresh(part):
    db.session.expire_all()
    return db.session.get(ApplicationPart, part.id)


def mails(template):
    return db.session.query(OutboxMessage).filter_by(template=template).all()


@pytest.mark.parametrize("status", list(PartStatus))
def test_days_change_until_something_is_offered_or_decided(session, status):
    part = make.in_state(make.part(), status)
    if status in OPEN_FOR_DECISION:
        change(part)
        free = {PartStatus.WAITLISTED: PartStatus.OFFERED}  # who waits is offered what is free
        assert fresh(part).status is free.get(status, status)
        assert (fresh(part).earliest, fresh(part).days) == (day(20), 5)
    else:
        with pytest.raises(IllegalMoveError):
            change(part)
        assert (fresh(part).earliest, db.session.query(WishRevision).count()) == (day(10), 0)


def test_the_old_days_are_kept_beside_the_new_ones_and_the_city_is_told(session):
    part = make.part()
    version = part.version
    change(part, latest_end=day(40), units=1)

    revision = db.session.scalars(select(WishRevision)).one()
    assert revision.before == WISHED | {"earliest": day(10).isoformat()}
    assert revision.after == WISHED | {
        "earliest": day(20).isoformat(), "days": 5, "latest_end": day(40).isoformat(),
    }  # fmt: skip
    assert fresh(part).version == version + 1
    line = db.session.query(AuditLine).filter_by(action="application_part:change_wish").one()
    assert (line.thing_id, line.facts) == (part.id, {"revision": revision.id})
    told = mails("application/changed_city")
    assert [one.context["new_days"] for one in told] == [5]
    assert told[0].recipient == part.testbed.city.role_mailbox


def test_the_same_wish_again_changes_nothing(session):
    part = make.part()
    change(part, earliest=day(10), days=10)
    assert (db.session.query(WishRevision).count(), mails("application/changed_city")) == (0, [])


def test_days_agreed_on_no_longer_hold(session):
    part = make.part()
    boss = make.coordinator(part)
    decision.take_up(boss, part.id)
    decision.shortlist(boss, part.id, day(12), day(20))
    change(part)
    now = fresh(part)
    assert (now.status, now.agreed_start, now.agreed_end) == (PartStatus.SHORTLISTED, None, None)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"earliest": None}, "needed"),
        ({"earliest": day(-1)}, "in_the_past"),
        ({"days": 4000}, "number_range"),
        ({"latest_end": day(15)}, "end_before_start"),
        ({"latest_end": day(22)}, "does_not_fit"),
        ({"units": 50}, "too_many_units"),
        ({"earliest": day(900)}, "beyond_horizon"),
    ],
)
def test_the_same_checks_as_in_the_draft(session, values, code):
    part = make.part()
    with pytest.raises(DomainError) as error:
        change(part, **values)
    gaps = error.value.facts.get("gaps", [])
    assert code in {error.value.code, *(gap.code for gap in gaps)}
    assert fresh(part).earliest == day(10)
    assert db.session.query(WishRevision).count() == 0


def test_an_old_page_is_told_that_the_part_has_moved_on(session):
    part = make.part()
    seen = part.version
    decision.take_up(make.coordinator(part), part.id)
    with pytest.raises(ConflictError):
        change(fresh(part), version=seen)
    assert fresh(part).earliest == day(10)


SMALLER = {"earliest": day(10), "days": 9}
LARGER = [{"days": 11}, {"days": 10, "units": 2}]


def full_place():
    place = testbed(capacity=2)
    for _number in range(2):
        make.booked(place, days=40, start=10)
    return place


@pytest.mark.parametrize("more", LARGER)
def test_who_asks_for_more_goes_to_the_end_of_the_queue(session, more):
    place = full_place()
    first, second = make.waiting(place), make.waiting(place)
    change(first, **({"earliest": day(11)} | more))
    assert fresh(first).queued_at > fresh(second).queued_at
    assert db.session.scalars(select(WishRevision)).one().to_the_end is True


def test_who_asks_for_no_more_keeps_the_place_in_the_queue(session):
    place = full_place()
    first, second = make.waiting(place), make.waiting(place)
    before = first.queued_at
    change(first, earliest=day(12), days=9)
    assert fresh(first).queued_at == before < fresh(second).queued_at
    assert db.session.scalars(select(WishRevision)).one().to_the_end is False


def test_free_days_are_offered_at_once_to_who_waits(session):
    part = make.waiting(full_place())
    change(part, earliest=day(60), days=5)
    assert fresh(part).status is PartStatus.OFFERED
    assert make.booking_of(part).start_day == day(60)


def test_weekdays_count_as_more_by_their_number(session):
    plain = {"days": 5, "units": 1, "weekdays": 0b11111}
    assert not grows(plain, plain | {"weekdays": 0b1111100})
    assert grows(plain, plain | {"weekdays": 0b111111})
    assert not grows(plain, plain | {"days": 4, "weekdays": 0b11})


def strangers(place):
    return {
        "another company": acting(member()),
        "a resident": acting(person()),
        "the city": acting(staff()),
        "the host": acting(host(place)),
    }


def test_nobody_else_changes_them(session):
    place = testbed()
    part = make.part(place)
    for actor in strangers(place).values():
        with pytest.raises(NotFoundError):
            change(part, actor)
    assert fresh(part).earliest == day(10)


def test_a_colleague_of_the_organisation_changes_them(session):
    company = organisation()
    part = make.part(author=member(company))
    change(part, acting(member(company)))
    assert fresh(part).earliest == day(20)


def test_a_part_of_a_draft_is_changed_in_the_draft(session):
    part = make.draft().parts[0]
    with pytest.raises(IllegalMoveError):
        change(part)


def test_a_withdrawn_part_keeps_its_days(session):
    part = make.part()
    application.withdraw(make.applicant(part.application), part.id)
    with pytest.raises(IllegalMoveError):
        change(fresh(part))


def test_other_hours_of_the_day_are_wished_at_a_lab(session, client, sign_in):
    """What was agreed on falls, longer days cost the place in the queue, and both sides read it."""
    lab = testbed(slot_unit=SlotUnit.HOUR)
    part = make.part(lab, from_hour=9, to_hour=12)
    decision.take_up(make.coordinator(part), part.id)
    decision.shortlist(make.coordinator(part), part.id, day(10), day(12))
    sign_in(part.application.author)
    path = f"/en/my/applications/parts/{part.id}/days"
    assert 'name="from_hour"' in client.get(path).get_data(as_text=True)
    form = {"version": fresh(part).version, "earliest": day(10), "days": 10, "units": 1}
    answer = client.post(path, data=form | {"from_hour": 13, "to_hour": 17})
    assert answer.status_code == 303

    now = fresh(part)
    assert (now.hours, now.agreed_hours) == (Hours(13, 17), Hours(13, 17))
    story = client.get(f"/en/my/applications/{part.application_id}").get_data(as_text=True)
    assert "9:00–12:00" in story
    assert "13:00–17:00" in story
    told = mails("application/changed_city")
    assert {tuple(one.context["new_hours"]) for one in told} == {(127, 13, 17)}
    hours = {"days": 1, "units": 1, "weekdays": 127}
    assert grows(hours | {"from_hour": 9, "to_hour": 12}, hours | {"from_hour": 9, "to_hour": 13})

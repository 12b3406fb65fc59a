"""A city proposes a place: asked for in the draft, answered at the desk, followed by both."""

import pytest

from app.database import db
from app.queries.application import conversation, mine
from app.queries.place_request import open_requests, proposable
from app.services import application, application_draft, place_request
from app.services import place_request_answer as answer
from app.services.completeness import missing
from app.services.place_request import PlaceWanted
from models.account import CityRole
from models.application import ApplicationPart, PartStatus
from models.audit import AuditLine
from models.errors import ConflictError, DomainError, FieldError, IllegalMoveError
from models.outbox import OutboxMessage
from models.place_request import PlaceRequest, RequestStatus
from models.testbed import TestbedStatus
from tests.factories import application as make
from tests.factories.account import acting, member, person, staff
from tests.factories.application import day
from tests.factories.city import city
from tests.factories.place_request import drafted, requested
from tests.factories.testbed import testbed


def boss(slug="helsinki", role=CityRole.COORDINATOR):
    return acting(staff(role, slug))


def again(row):
    db.session.expire_all()
    return db.session.get(type(row), row.id)


def told(template):
    found = db.session.query(OutboxMessage).filter_by(template=f"place_request/{template}")
    return {one.recipient for one in found}


def test_an_application_without_any_testbed_is_sent(session):
    asked = requested(author=(author := person()))
    assert again(asked.application).submitted_at is not None
    assert (asked.status, asked.application.parts) == (RequestStatus.OPEN, [])
    assert asked.application.state is PartStatus.SUBMITTED
    assert [one.id for one in mine(acting(author))] == [asked.application_id]
    assert told("received_city") == {city().role_mailbox}
    assert told("sent") == {author.email}


@pytest.mark.parametrize(
    ("wanted", "codes"),
    [
        ({}, []),
        ({"kinds": (), "note": ""}, ["request_kind"]),
        ({"kinds": ()}, []),
        ({"earliest": None}, ["request_days"]),
        ({"days": None, "note": "", "kinds": ()}, ["request_kind", "request_days"]),
        ({"earliest": day(-1)}, ["request_past"]),
    ],
)
def test_what_a_city_needs_to_know(session, wanted, codes):
    made = drafted(**wanted)
    assert [gap.code for gap in missing(made, day(0))] == codes
    if codes:
        with pytest.raises(DomainError) as error:
            application.submit(make.applicant(made), made.id, made.version, make.TERMS)
        assert error.value.code == "incomplete"


def test_a_draft_asks_for_at_least_one_place_of_either_kind(session):
    made = drafted("helsinki", "oulu")
    actor = make.applicant(made)
    place_request.remove_request(actor, made.requests[0].id)
    with pytest.raises(DomainError) as error:
        place_request.remove_request(actor, again(made).requests[0].id)
    assert error.value.code == "last_part"
    with pytest.raises(DomainError) as error:
        application_draft.start_draft(actor, [], made.applicant_form, made.organisation_id)
    assert error.value.code == "no_testbed"


def test_the_same_city_is_asked_once(session):
    made = drafted()
    actor = make.applicant(made)
    assert place_request.add_request(actor, made.id, city().id) == made.requests[0].id
    assert len(again(made).requests) == 1


def test_two_windows_do_not_overwrite_each_other(session):
    made = drafted()
    actor, one = make.applicant(made), made.requests[0]
    seen = one.version
    place_request.set_wanted(actor, one.id, seen, PlaceWanted(note="Mine"))
    with pytest.raises(ConflictError):
        place_request.set_wanted(actor, one.id, seen, PlaceWanted(note="Other"))
    assert again(one).note == "Mine"


def test_a_proposal_becomes_a_sent_part_with_the_days_that_were_wanted(session):
    asked, place = requested(), testbed("helsinki")
    part_id = answer.propose(boss(), asked.id, place.id, "Lamps are new there")
    part = db.session.get(ApplicationPart, part_id)
    assert (part.testbed_id, part.status, part.city_id) == (
        place.id, PartStatus.SUBMITTED, place.city_id,
    )  # fmt: skip
    assert (part.earliest, part.days) == (day(10), 10)
    standing = again(asked)
    assert (standing.status, standing.part_id) == (RequestStatus.PROPOSED, part_id)
    actions = {line.action for line in db.session.query(AuditLine)}
    assert {"place_request:propose", "application_part:propose"} <= actions
    author = asked.application.author
    assert told("proposed") == {author.email}
    bodies = [one.body for one in conversation(acting(author), asked.application_id)]
    assert bodies == ["Lamps are new there"]
    make.give(part)
    assert again(part).status is PartStatus.OFFERED


def test_the_applicant_may_withdraw_from_what_was_proposed(session):
    asked = requested()
    part_id = answer.propose(boss(), asked.id, testbed().id)
    application.withdraw(make.applicant(asked.application), part_id)
    assert db.session.get(ApplicationPart, part_id).status is PartStatus.WITHDRAWN


@pytest.mark.parametrize("case", ["elsewhere", "hidden", "no_residents", "asked", "none"])
def test_what_cannot_be_proposed(session, case):
    wrong = {
        "elsewhere": lambda: testbed("oulu"),
        "hidden": lambda: testbed("helsinki", TestbedStatus.PAUSED),
        "no_residents": lambda: testbed("helsinki", applicants=["companies"]),
        "asked": lambda: testbed("helsinki", applicants=["residents"]),
    }
    place = wrong[case]() if case in wrong else None
    own = (place,) if case == "asked" else ()
    asked = requested(author=person(), places=own) if not own else _with_place(place)
    with pytest.raises(FieldError) as error:
        answer.propose(boss(), asked.id, place.id if place else 0)
    assert error.value.field == "testbed"
    assert place is None or place.id not in {one.id for one in proposable(boss(), asked)}
    assert again(asked).status is RequestStatus.OPEN


def _with_place(place):
    made = drafted(author=person(), places=(place,))
    part = made.parts[0]
    wish = make.application_wish.Wish(earliest=day(10), days=10)
    make.application_wish.set_wish(make.applicant(made), part.id, part.version, wish)
    application.submit(make.applicant(made), made.id, made.version, make.TERMS)
    return made.requests[0]


def test_a_city_without_a_place_says_why(session):
    asked = requested()
    with pytest.raises(FieldError):
        answer.decline(boss(), asked.id, " ")
    answer.decline(boss(), asked.id, "Every street is dug up")
    standing = again(asked)
    assert (standing.status, standing.reason) == (RequestStatus.DECLINED, "Every street is dug up")
    assert standing.application.state is PartStatus.REJECTED
    assert told("declined") == {asked.application.author.email}


def test_a_request_is_taken_back_while_nobody_has_answered(session):
    asked = requested()
    actor = make.applicant(asked.application)
    place_request.withdraw_request(actor, asked.id)
    assert again(asked).application.state is PartStatus.WITHDRAWN
    assert told("withdrawn_city") == {city().role_mailbox}
    for deed in (
        lambda: place_request.withdraw_request(actor, asked.id),
        lambda: answer.decline(boss(), asked.id, "No"),
        lambda: answer.propose(boss(), asked.id, testbed().id),
    ):
        with pytest.raises(IllegalMoveError):
            deed()


def test_withdrawing_everything_takes_requests_back(session):
    asked = requested()
    application.withdraw_all(make.applicant(asked.application), asked.application_id)
    assert again(asked).status is RequestStatus.WITHDRAWN


def test_the_queue_has_what_was_sent_to_ones_own_cities(session):
    drafted("helsinki")
    later, other = requested("helsinki"), requested("oulu")
    assert [one.id for one in open_requests(boss())] == [later.id]
    assert [one.id for one in open_requests(boss("oulu"))] == [other.id]
    answer.decline(boss(), later.id, "No")
    assert open_requests(boss()) == []


def test_a_copy_asks_the_same_cities_again(session):
    asked = requested(author=member())
    copied = application_draft.copy_as_new(make.applicant(asked.application), asked.application_id)
    found = db.session.query(PlaceRequest).filter_by(application_id=copied).one()
    assert (found.city_id, found.status) == (asked.city_id, RequestStatus.OPEN)
    assert found.application.state is PartStatus.DRAFT

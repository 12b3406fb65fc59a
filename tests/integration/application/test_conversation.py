"""The conversation: who reads what, and who is told."""

import pytest

from app.queries import application as queries
from app.services import application, decision
from models.account import CityRole
from models.application import PartStatus
from models.errors import FieldError, NotFoundError
from models.organisation import OrganisationRole
from tests.factories.account import acting, host, member, organisation, person, staff
from tests.factories.application import applicant, coordinator, draft, part, sent
from tests.factories.mail import mails, templates
from tests.factories.testbed import testbed


@pytest.fixture
def joint(session):
    return sent(testbed(), testbed("tampere"))


def bodies(viewer, made):
    return [message.body for message in queries.conversation(viewer, made.id)]


def test_both_sides_read_what_is_written_to_all(joint):
    helsinki, tampere = (coordinator(one) for one in joint.parts)
    application.post_message(applicant(joint), joint.id, "Hello all")
    application.post_message(helsinki, joint.id, "Hello you", part_id=joint.parts[0].id)
    application.post_message(tampere, joint.id, "Between us", internal=True)

    assert bodies(applicant(joint), joint) == ["Hello all", "Hello you"]
    assert bodies(helsinki, joint) == ["Hello all", "Hello you"]
    assert bodies(tampere, joint) == ["Hello all", "Between us"]


def test_notes_stay_within_the_writers_city(joint):
    reviewer = acting(staff(CityRole.REVIEWER, "tampere"))
    application.post_message(coordinator(joint.parts[1]), joint.id, "Between us", internal=True)
    assert bodies(reviewer, joint) == ["Between us"]
    assert bodies(coordinator(joint.parts[0]), joint) == []


def test_applicants_write_no_internal_notes(joint):
    with pytest.raises(NotFoundError):
        application.post_message(applicant(joint), joint.id, "Psst", internal=True)


def test_strangers_read_and_write_nothing(joint):
    for stranger in (acting(person()), acting(member()), acting(staff(slug="oulu"))):
        with pytest.raises(NotFoundError):
            queries.conversation(stranger, joint.id)
        with pytest.raises(NotFoundError):
            application.post_message(stranger, joint.id, "Hello")


def test_nothing_is_written_about_a_draft(session):
    made = draft()
    with pytest.raises(NotFoundError):
        application.post_message(applicant(made), made.id, "Hello")


@pytest.mark.parametrize(("text", "code"), [(" ", "needed"), ("x" * 5001, "too_many_letters")])
def test_a_message_says_something_and_ends(joint, text, code):
    with pytest.raises(FieldError) as refused:
        application.post_message(applicant(joint), joint.id, text)
    assert refused.value.code == code


def test_each_message_is_told_once_to_each_reader(session):
    place = testbed()
    answering = host(place)
    made = part(place)
    first = len(mails(place.city.role_mailbox))
    application.post_message(applicant(made.application), made.application_id, "One")
    application.post_message(applicant(made.application), made.application_id, "Two")
    assert templates(answering.email).count("application/message_city") == 2
    assert len(mails(place.city.role_mailbox)) == first + 2


def test_the_owner_of_the_organisation_is_told_besides_the_writer(session):
    of = organisation()
    owner, writer = member(of), member(of, OrganisationRole.MEMBER)
    made = part(testbed(), author=writer)
    application.post_message(coordinator(made), made.application_id, "Hello")
    assert "application/message" in templates(owner.email)
    assert "application/message" in templates(writer.email)


def test_somebody_whose_account_is_closed_is_told_nothing(session):
    made = part(testbed())
    made.application.author.active = False
    session.commit()
    decision.reject(coordinator(made), made.id, "No power")
    assert "decision/rejected" not in templates(made.application.author.email)


def test_a_question_waits_for_its_answer(session):
    made = part(testbed())
    me = applicant(made.application)
    assert queries.waiting_for_me(me) == 0
    decision.ask(coordinator(made), made.id, "How tall is it?")
    assert (made.status, queries.waiting_for_me(me)) == (PartStatus.NEEDS_INFO, 1)
    assert "decision/question" in templates(made.application.author.email)

    application.answer(me, made.id, "Two metres")

    assert (made.status, queries.waiting_for_me(me)) == (PartStatus.SUBMITTED, 0)
    assert bodies(coordinator(made), made.application) == ["How tall is it?", "Two metres"]
    assert "application/answered_city" in templates(made.testbed.city.role_mailbox)


def test_my_list_holds_mine_and_my_organisations(session):
    of = organisation()
    mine, ours = draft(author=person()), draft(author=member(of))
    colleague = acting(member(of, OrganisationRole.MEMBER))
    assert [one.id for one in queries.mine(applicant(mine))] == [mine.id]
    assert [one.id for one in queries.mine(colleague)] == [ours.id]
    assert queries.mine(acting(person())) == []


def test_a_draft_for_the_same_place_is_gone_on_with(session):
    place = testbed()
    made = draft(place)
    assert queries.open_draft(applicant(made), place.id) == made.id
    assert queries.open_draft(acting(person()), place.id) is None
    assert queries.open_draft(applicant(made), testbed().id) is None

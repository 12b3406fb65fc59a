"""A draft keeps what is typed, also in two tabs at once; nothing unsuitable is refused early."""

import datetime as dt

import pytest

from app.policies.actor import VISITOR
from app.services import application_draft, application_wish
from app.services.application_wish import Wish
from models.application import ApplicantForm, Application, JointPolicy, PartStatus, Stage
from models.errors import ConflictError, DomainError, FieldError, ForbiddenError, NotFoundError
from models.organisation import OrganisationKind, OrganisationRole
from models.testbed import TestbedStatus
from models.testbed_kind import EntryMode
from tests.factories.account import acting, member, organisation, person
from tests.factories.application import applicant, day, draft, sent
from tests.factories.testbed import draft as draft_testbed
from tests.factories.testbed import testbed


def begin(actor, place, form=ApplicantForm.PERSON, organisation_id=None):
    return application_draft.start_draft(actor, [place.id], form, organisation_id, "fi")


def test_a_draft_asks_every_place_in_the_order_chosen(session):
    places = [testbed(), testbed("tampere"), testbed("oulu")]
    made = draft(*places)
    assert [part.testbed_id for part in made.parts] == [place.id for place in places]
    assert [part.city_id for part in made.parts] == [place.city_id for place in places]
    assert {part.status for part in made.parts} == {PartStatus.DRAFT}


def test_a_visitor_signs_in_first(session):
    with pytest.raises(ForbiddenError):
        begin(VISITOR, testbed())


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"entry_mode": EntryMode.INVITATION}, "by_invitation"),
        ({"entry_mode": EntryMode.CALL}, "no_open_call"),
        ({"status": TestbedStatus.PAUSED}, "not_open"),
        ({"applicants": ["companies"]}, "not_welcome"),
        ({"applicants": []}, "not_welcome"),
    ],
)
def test_a_resident_is_told_kindly_where_they_cannot_apply(session, values, code):
    place = testbed(**values)
    with pytest.raises(DomainError) as refused:
        begin(acting(person()), place)
    assert refused.value.code == code
    assert refused.value.facts == {"testbed": place.name, "contact": place.contact_email}


@pytest.mark.parametrize("status", [TestbedStatus.DRAFT, TestbedStatus.RETIRED])
def test_a_place_that_the_public_does_not_see_is_not_found(session, status):
    with pytest.raises(NotFoundError):
        begin(acting(person()), testbed(status=status))


@pytest.mark.parametrize(
    ("kind", "applicants", "welcome"),
    [
        (OrganisationKind.COMPANY, ["companies"], True),
        (OrganisationKind.COMPANY, ["universities"], False),
        (OrganisationKind.UNIVERSITY, ["universities"], True),
        (OrganisationKind.ASSOCIATION, ["companies"], False),
        (OrganisationKind.STUDENT_TEAM, ["student_teams"], True),
        (OrganisationKind.CITY_UNIT, ["residents"], True),
        (OrganisationKind.COMPANY, [], True),
    ],
)
def test_a_testbed_says_which_organisations_it_welcomes(session, kind, applicants, welcome):
    of = organisation(kind=kind)
    actor = acting(member(of))
    place = testbed(applicants=applicants)
    if welcome:
        assert begin(actor, place, ApplicantForm.ORGANISATION, of.id)
    else:
        with pytest.raises(DomainError) as refused:
            begin(actor, place, ApplicantForm.ORGANISATION, of.id)
        assert refused.value.code == "not_welcome"


def test_one_applies_only_for_an_organisation_of_ones_own(session):
    foreign = organisation("Vieras Oy")
    with pytest.raises(NotFoundError):
        begin(acting(member()), testbed(), ApplicantForm.ORGANISATION, foreign.id)
    with pytest.raises(FieldError) as refused:
        begin(acting(member()), testbed(), ApplicantForm.ORGANISATION)
    assert refused.value.code == "organisation_needed"


def test_every_member_writes_the_same_draft(session):
    of = organisation()
    made = draft(author=member(of))
    colleague = acting(member(of, OrganisationRole.MEMBER))
    application_draft.save_draft(colleague, made.id, made.version, {"title": "Ours"})
    assert made.title == "Ours"
    with pytest.raises(NotFoundError):
        application_draft.save_draft(acting(member()), made.id, made.version, {"title": "Mine"})


def test_saving_keeps_other_answers_and_counts_versions(session):
    made = draft()
    before = made.version
    after = application_draft.save_draft(
        applicant(made), made.id, before,
        {"title": "  Uusi\x00 otsikko ", "stage": Stage.IDEA, "user_count": None},
    )  # fmt: skip
    assert (after, made.version) == (before + 1, before + 1)
    assert (made.title, made.stage, made.novelty) == ("Uusi otsikko", Stage.IDEA, "No camera.")


def test_the_second_tab_is_told_what_differs_and_overwrites_nothing(session):
    made = draft()
    actor, seen = applicant(made), made.version
    application_draft.save_draft(actor, made.id, seen, {"title": "First tab", "users": "All"})

    with pytest.raises(ConflictError) as refused:
        application_draft.save_draft(
            actor, made.id, seen, {"title": "Second tab", "users": "All", "after": "More"}
        )

    assert refused.value.code == "draft_changed_elsewhere"
    assert refused.value.facts == {"version": seen + 1, "fields": ["title", "after"]}
    session.refresh(made)
    assert (made.title, made.after) == ("First tab", "")
    # What was typed is saved with the version that the refusal told.
    application_draft.save_draft(actor, made.id, seen + 1, {"title": "Second tab"})
    assert made.title == "Second tab"


def test_saving_what_is_there_already_is_no_conflict(session):
    made = draft()
    answers = {"title": made.title, "personal_data": False}
    assert application_draft.save_draft(applicant(made), made.id, 1, answers) == made.version


def test_wishes_of_two_tabs_meet_in_the_same_way(session):
    made = draft()
    part, actor, seen = made.parts[0], applicant(made), made.parts[0].version
    application_wish.set_wish(actor, part.id, seen, Wish(day(20), 5))
    with pytest.raises(ConflictError) as refused:
        application_wish.set_wish(actor, part.id, seen, Wish(day(30), 5))
    assert refused.value.facts == {"version": seen + 1, "fields": ["earliest"]}


@pytest.mark.parametrize(
    "wish",
    [Wish(), Wish(dt.date(2020, 1, 1), 3000), Wish(day(9), 2, day(3)), Wish(None, None, day(1))],
)
def test_unsuitable_wishes_are_kept_in_a_draft(session, wish):
    made = draft()
    part = made.parts[0]
    application_wish.set_wish(applicant(made), part.id, part.version, wish)
    assert (part.earliest, part.days, part.latest_end) == (
        wish.earliest,
        wish.days,
        wish.latest_end,
    )


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        (Wish(days=0), "days"),
        (Wish(days=99999), "days"),
        (Wish(units=0), "units"),
        (Wish(units=10**12), "units"),
        (Wish(weekdays=0), "weekdays"),
        (Wish(weekdays=128), "weekdays"),
        (Wish(earliest=dt.date(1, 1, 1)), "earliest"),
        (Wish(latest_end=dt.date(9999, 12, 31)), "latest_end"),
    ],
)
def test_what_no_column_can_hold_is_refused_at_its_field(session, wish, field):
    made = draft()
    part = made.parts[0]
    with pytest.raises(FieldError) as refused:
        application_wish.set_wish(applicant(made), part.id, part.version, wish)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ({"title": "x" * 201}, "too_many_letters"),
        ({"summary": "x" * 5001}, "too_many_letters"),
        ({"contact_email": "x" * 255}, "too_many_letters"),
        ({"user_count": -1}, "number_range"),
        ({"price_eur": 10**10}, "number_range"),
        ({"user_count": "many"}, "not_a_number"),
        ({"stage": "finished"}, "not_a_choice"),
        ({"themes": ["nonsense"]}, "not_a_choice"),
        ({"joint_policy": ""}, "not_a_choice"),
        ({"author_id": 1}, "unknown_field"),
        ({"version": 9}, "unknown_field"),
    ],
)
def test_answers_that_cannot_be_kept_are_refused_at_their_field(session, answer, code):
    made = draft()
    with pytest.raises(FieldError) as refused:
        application_draft.save_draft(applicant(made), made.id, made.version, answer)
    assert (refused.value.code, refused.value.field) == (code, next(iter(answer)))


@pytest.mark.parametrize(
    "text", ["</script>${7*7}{{7*7}}", "\u202eevil", "\ud800", "'; DROP TABLE x"]
)
def test_hostile_text_is_kept_as_text(session, text):
    made = draft()
    application_draft.save_draft(applicant(made), made.id, made.version, {"summary": text})
    session.refresh(made)
    assert made.summary == text.replace("\ud800", "")


def test_places_come_and_go(session):
    made = draft()
    actor, more = applicant(made), testbed("oulu")
    added = application_wish.add_part(actor, made.id, more.id)
    assert application_wish.add_part(actor, made.id, more.id) == added
    assert len(made.parts) == 2
    application_wish.remove_part(actor, added)
    assert len(made.parts) == 1
    with pytest.raises(DomainError) as refused:
        application_wish.remove_part(actor, made.parts[0].id)
    assert refused.value.code == "last_part"
    with pytest.raises(NotFoundError):
        application_wish.add_part(actor, made.id, draft_testbed().id)


def test_an_application_asks_twenty_places_at_most(session):
    places = [testbed() for _ in range(21)]
    actor = acting(person())
    with pytest.raises(DomainError) as refused:
        application_draft.start_draft(actor, [p.id for p in places], ApplicantForm.PERSON)
    assert refused.value.code == "too_many_places"


def test_what_was_sent_is_no_draft_any_more(session):
    made = sent()
    actor, part = applicant(made), made.parts[0]
    for attempt in (
        lambda: application_draft.save_draft(actor, made.id, made.version, {"title": "x"}),
        lambda: application_wish.set_wish(actor, part.id, part.version, Wish(day(5), 5)),
        lambda: application_wish.add_part(actor, made.id, testbed().id),
        lambda: application_wish.remove_part(actor, part.id),
        lambda: application_draft.discard_draft(actor, made.id),
    ):
        with pytest.raises(ConflictError) as refused:
            attempt()
        assert refused.value.code == "already_sent"


def test_a_draft_can_be_thrown_away(session):
    made = draft()
    made_id = made.id
    application_draft.discard_draft(applicant(made), made_id)
    assert session.get(Application, made_id) is None


def test_a_copy_takes_texts_and_open_places_over_but_no_days(session):
    paused = testbed()
    made = sent(testbed(), paused, joint_policy=JointPolicy.ALL, themes=["energy"])
    paused.status = TestbedStatus.PAUSED
    session.commit()
    copy = session.get(Application, application_draft.copy_as_new(applicant(made), made.id))
    assert (copy.title, copy.themes, copy.joint_policy) == (
        made.title, ["energy"], JointPolicy.ALL,
    )  # fmt: skip
    assert [part.testbed_id for part in copy.parts] == [made.parts[0].testbed_id]
    assert copy.parts[0].earliest is None
    assert copy.submitted_at is None

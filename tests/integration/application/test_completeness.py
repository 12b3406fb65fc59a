"""What is still missing before an application can be sent, question by question."""

import pytest

from app import clock
from app.queries.calendar import HORIZON_DAYS
from app.services import application, application_draft, application_wish, closure
from app.services.application import Acceptance
from app.services.application_wish import Wish
from app.services.completeness import missing, wish_gaps
from models.application import ApplicantForm, Application, PartStatus, TermsAcceptance
from models.errors import ConflictError, DomainError, FieldError
from models.testbed import TestbedStatus
from models.testbed_kind import SlotUnit
from models.window import WHOLE_DAY, Hours
from tests.factories.account import acting, member, person, staff
from tests.factories.application import TERMS, applicant, day, draft, sent
from tests.factories.mail import templates
from tests.factories.testbed import testbed


def empty(form, author, organisation_id=None):
    return application_draft.start_draft(acting(author), [testbed().id], form, organisation_id)


def fields(session, application_id):
    made = session.get(Application, application_id)
    made.contact_name = made.contact_email = ""
    return [gap.field for gap in missing(made, clock.today())]


def test_an_organisation_answers_the_long_list(session):
    author = member()
    organisation_id = next(iter(acting(author).organisations))
    made = empty(ApplicantForm.ORGANISATION, author, organisation_id)
    assert fields(session, made) == [
        "title", "summary", "novelty", "stage", "users", "goals", "measured", "personal_data",
        "contact_name", "contact_email", "earliest", "days",
    ]  # fmt: skip


def test_residents_answer_a_short_one(session):
    assert fields(session, empty(ApplicantForm.PERSON, person())) == [
        "title", "summary", "measured", "personal_data", "contact_name", "contact_email",
        "earliest", "days",
    ]  # fmt: skip
    assert "group_name" in fields(session, empty(ApplicantForm.RESIDENTS_GROUP, person()))


def test_personal_data_asks_an_organisation_how_it_is_cared_for(session):
    made = draft(personal_data=True)
    assert [gap.field for gap in missing(made, clock.today())] == ["data_note"]


@pytest.mark.parametrize("address", ["nobody", "@", "a@", "@b"])
def test_an_address_looks_like_one(session, address):
    made = draft(contact_email=address)
    assert [gap.code for gap in missing(made, clock.today())] == ["email_shape"]


PLACE = {"lead_days": 7, "min_days": 3, "max_days": 30, "capacity": 2}


@pytest.mark.parametrize(
    ("wish", "found"),
    [
        (Wish(day(7), 3), []),
        (Wish(day(7), 30, day(60)), []),
        (Wish(None, 3), [("earliest", "needed", {})]),
        (Wish(day(7), None), [("days", "needed", {})]),
        (Wish(day(-1), 3), [("earliest", "in_the_past", {})]),
        (Wish(day(6), 3), [("earliest", "too_soon", {"earliest": day(7)})]),
        (Wish(day(7), 2), [("days", "too_short", {"days": 3})]),
        (Wish(day(7), 31), [("days", "too_long", {"days": 30})]),
        (Wish(day(9), 3, day(8)), [("latest_end", "end_before_start", {})]),
        (Wish(day(9), 10, day(13)), [("latest_end", "does_not_fit", {"days": 5})]),
        (Wish(day(9), 5, day(13)), []),
        (
            Wish(day(HORIZON_DAYS + 1), 3),
            [("earliest", "beyond_horizon", {"latest": day(HORIZON_DAYS)})],
        ),
        (Wish(day(HORIZON_DAYS), 3), [("days", "beyond_horizon", {"latest": day(HORIZON_DAYS)})]),
        (
            Wish(day(9), 3, day(HORIZON_DAYS + 1)),
            [("latest_end", "beyond_horizon", {"latest": day(HORIZON_DAYS)})],
        ),
        (Wish(day(9), 3, units=3), [("units", "too_many_units", {"capacity": 2})]),
        (Wish(day(3), 31), [
            ("earliest", "too_soon", {"earliest": day(7)}), ("days", "too_long", {"days": 30}),
        ]),
    ],
)  # fmt: skip
def test_the_days_wished_keep_the_rules_of_the_place(session, wish, found):
    made = draft(testbed(**PLACE))
    part = made.parts[0]
    application_wish.set_wish(applicant(made), part.id, part.version, wish)
    gaps = wish_gaps(part, clock.today())
    assert [(gap.field, gap.code, gap.facts) for gap in gaps] == found
    assert {gap.part_id for gap in gaps} <= {part.id}


def test_days_that_are_all_closed_are_no_wish(session):
    place = testbed()
    made = draft(place, earliest=day(10), days=3)
    editor = acting(staff())
    closure.close_days(editor, place.id, day(10), day(11))
    assert wish_gaps(made.parts[0], clock.today()) == []
    closure.close_days(editor, place.id, day(12), day(12))
    assert [gap.code for gap in wish_gaps(made.parts[0], clock.today())] == ["closed"]


def test_a_place_that_closed_its_door_meanwhile_is_named(session):
    place = testbed()
    made = draft(place)
    place.status = TestbedStatus.PAUSED
    assert [gap.code for gap in missing(made, clock.today())] == ["not_open"]
    place.status, place.applicants = TestbedStatus.PUBLISHED, ["residents"]
    assert [gap.code for gap in missing(made, clock.today())] == ["not_welcome"]


def test_some_weekdays_and_hours_can_be_wished_of_a_place_booked_by_the_hour(session):
    made = draft(testbed(slot_unit=SlotUnit.HOUR), weekdays=3, from_hour=9, to_hour=12)
    assert missing(made, clock.today()) == []
    assert made.parts[0].hours == Hours(9, 12)


def test_hours_mean_nothing_at_a_place_booked_by_the_day(session):
    made = draft(testbed(), from_hour=9, to_hour=12)
    assert made.parts[0].hours == WHOLE_DAY


def test_sending_sends_every_part_and_keeps_who_accepted_what(session):
    places = testbed(), testbed("tampere")
    made = sent(*places)
    assert {part.status for part in made.parts} == {PartStatus.SUBMITTED}
    assert made.submitted_at is not None
    accepted = session.query(TermsAcceptance).filter_by(application_id=made.id).one()
    assert (accepted.name, accepted.terms_version, accepted.body_sha256) == (
        TERMS.name, TERMS.terms_version, TERMS.sha256,
    )  # fmt: skip
    assert templates(made.author.email) == ["application/sent"]
    for place in places:
        assert "application/received_city" in templates(place.city.role_mailbox)


def test_what_is_incomplete_is_not_sent(session):
    made = draft(title="")
    with pytest.raises(DomainError) as refused:
        application.submit(applicant(made), made.id, made.version, TERMS)
    assert refused.value.code == "incomplete"
    assert [gap.field for gap in refused.value.facts["gaps"]] == ["title"]
    assert made.parts[0].status is PartStatus.DRAFT


def test_sending_needs_the_terms(session):
    made = draft()
    with pytest.raises(FieldError) as refused:
        application.submit(applicant(made), made.id, made.version, Acceptance("", ""))
    assert refused.value.code == "terms_needed"


def test_what_another_tab_changed_is_read_before_it_is_sent(session):
    made = draft()
    seen = made.version
    application_draft.save_draft(applicant(made), made.id, seen, {"title": "Changed"})
    with pytest.raises(ConflictError) as refused:
        application.submit(applicant(made), made.id, seen, TERMS)
    assert refused.value.code == "draft_changed_elsewhere"


def test_it_is_sent_once(session):
    made = sent()
    with pytest.raises(ConflictError) as refused:
        application.submit(applicant(made), made.id, made.version, TERMS)
    assert refused.value.code == "already_sent"

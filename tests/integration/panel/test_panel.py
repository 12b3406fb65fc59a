"""A panel is written by its people, approved by the place or the city, and told at the end."""

import pytest

from app.services import panel as service
from app.services import panel_text, pilot, report, survey, volunteer_desk
from app.services.panel_text import Question
from models.base import Translated
from models.errors import ConflictError, DomainError, FieldError, ForbiddenError
from models.panel import MOST_QUESTIONS, PanelDoor, PanelStatus, QuestionKind, door_of
from models.report import Side
from models.survey import Round
from models.testbed_kind import TestbedKind
from models.volunteer import VolunteerStatus
from tests.factories import panel as make
from tests.factories import pilot_step
from tests.factories.application import day
from tests.factories.pilot_run import applicant_of, readers
from tests.factories.pilot_step import runner, running
from tests.factories.testbed import testbed

GIFT = Translated("Lahja", "Gåva", "Gift")


@pytest.mark.parametrize("step", ["save", "approve"])
def test_nobody_is_rewarded_in_a_school(session, step):
    made = running(testbed(kind=TestbedKind.SCHOOL), days=5)
    if step == "save":
        with pytest.raises(FieldError) as refused:
            make.draft(made, reward=GIFT)
    else:
        panel = make.in_state(make.draft(made), PanelStatus.ASKED)
        panel.reward = GIFT
        session.commit()
        with pytest.raises(FieldError) as refused:
            service.approve(runner(made), made.id)
    assert (refused.value.code, refused.value.field) == ("no_reward_in_schools", "reward_fi")


def test_elsewhere_a_reward_is_told(session):
    assert make.opened(reward=GIFT).reward.sv == "Gåva"


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"tasks": Translated("Vain suomeksi")}, "words_needed", "tasks_sv"),
        ({"cap": 0}, "number_range", "cap"),
        ({"closes_day": day(-1)}, "end_before_start", "closes_day"),
        ({"closes_day": day(60)}, "day_after_pilot", "closes_day"),
        ({"least_age": 17}, "age_of_adults", "least_age"),
        ({"least_age": 18, "takes_minors": True}, "age_of_minors", "least_age"),
    ],
)
def test_terms_that_cannot_be(session, change, code, field):
    made = running(testbed(), days=5)
    with pytest.raises(FieldError) as refused:
        service.save(applicant_of(made), made.id, 0, make.terms(**change))
    assert (refused.value.code, refused.value.field) == (code, field)


def test_there_are_never_fewer_places_than_are_taken(session):
    panel = make.opened(cap=2)
    make.confirmed(panel)
    make.confirmed(panel)
    who = applicant_of(panel.pilot)
    service.change(who, panel.pilot_id)
    session.refresh(panel)
    with pytest.raises(FieldError) as refused:
        service.save(who, panel.pilot_id, panel.version, make.terms(cap=1))
    assert (refused.value.code, refused.value.facts) == ("cap_below_taken", {"taken": 2})


def test_what_residents_see_is_not_changed_under_them(session):
    panel = make.opened()
    who = applicant_of(panel.pilot)
    for deed in (
        lambda: service.save(who, panel.pilot_id, panel.version, make.terms()),
        lambda: panel_text.keep_purpose(who, panel.pilot_id, make.PHOTO),
        lambda: panel_text.keep_question(who, panel.pilot_id, make.cycling()),
        lambda: panel_text.drop_purpose(who, panel.pilot_id, panel.purposes[0].id),
    ):
        with pytest.raises(ConflictError) as refused:
            deed()
        assert refused.value.code == "panel_is_public"


def test_the_applicant_does_not_approve_what_they_wrote(session):
    panel = make.in_state(make.draft(), PanelStatus.ASKED)
    with pytest.raises(ForbiddenError):
        service.approve(applicant_of(panel.pilot), panel.pilot_id)


def test_a_purpose_is_needed_before_anybody_is_asked(session):
    made = running(testbed(), days=5)
    service.save(applicant_of(made), made.id, 0, make.terms())
    with pytest.raises(DomainError) as refused:
        service.ask(applicant_of(made), made.id)
    assert refused.value.code == "purpose_needed"


def test_two_who_write_at_once_do_not_overwrite_each_other(session):
    panel = make.draft()
    with pytest.raises(ConflictError) as refused:
        service.save(applicant_of(panel.pilot), panel.pilot_id, 1, make.terms())
    assert refused.value.code == "draft_changed_elsewhere"


def test_there_are_at_most_eight_questions_with_answers_in_each_language(session):
    panel = make.draft()
    who, ident = applicant_of(panel.pilot), panel.pilot_id
    for choices, code in (([], "choices_needed"), ([{"fi": "Yksi"}], "choices_uneven")):
        asked = Question(QuestionKind.CHOICE, make.CYCLES, fits=choices)
        with pytest.raises(FieldError) as refused:
            panel_text.keep_question(who, ident, asked)
        assert refused.value.code == code
    for _one in range(MOST_QUESTIONS):
        panel_text.keep_question(who, ident, make.cycling())
    with pytest.raises(ConflictError) as full:
        panel_text.keep_question(who, ident, make.cycling())
    assert full.value.code == "too_many_questions"


def test_the_door_follows_from_the_days_and_the_pilot(session):
    panel = make.opened(opens_day=day(1), closes_day=day(2))
    doors = [door_of(panel, day(days)) for days in range(4)]
    assert doors == [PanelDoor.SOON, PanelDoor.OPEN, PanelDoor.OPEN, PanelDoor.OVER]
    pilot.end(runner(panel.pilot), panel.pilot_id)
    session.refresh(panel)
    assert door_of(panel, day(1)) is PanelDoor.OVER


def ended(made):
    """Let a pilot end, its report be written and approved."""
    pilot.end(runner(made), made.id)
    report.save(runner(made), made.id, made.version, pilot_step.REPORT)
    report.send(applicant_of(made), made.id)
    report.approve(runner(made), made.id, Side.CITY, 1)


def test_everybody_who_took_part_is_told_once_how_it_ended(session):
    panel = make.opened(cap=3)
    came, left, placed = (make.confirmed(panel) for _one in range(3))
    waits = make.confirmed(panel)
    volunteer_desk.mark(applicant_of(panel.pilot), panel.pilot_id, came.id)
    make.volunteer_consent.withdraw(make.VISITOR, left.token)
    session.refresh(waits)
    assert waits.status is VolunteerStatus.OFFERED
    ended(panel.pilot)
    told = readers("volunteer/ended")
    assert told == {came.reader.email, placed.reader.email}


def test_where_it_is_stopped_those_who_wait_are_told_too(session):
    panel = make.opened(cap=1)
    one, waits = make.confirmed(panel), make.confirmed(panel)
    pilot.stop(runner(panel.pilot), panel.pilot_id, Translated("Syy", "Skäl", "Reason"))
    assert readers("volunteer/ended") == {one.reader.email, waits.reader.email}


def test_testers_get_the_link_of_a_survey_once_and_those_who_left_do_not(session):
    panel = make.opened(cap=2)
    one, left = make.confirmed(panel), make.confirmed(panel)
    make.volunteer_consent.withdraw(make.VISITOR, left.token)
    who = applicant_of(panel.pilot)
    for deed in (survey.open_survey, survey.close_survey, survey.open_survey):
        deed(who, panel.pilot_id, Round.START)
    assert readers("volunteer/survey") == {one.reader.email}

"""Whoever has the link answers once, without an account; few answers are nobody's business."""

import pytest

from app.queries.survey import compared, public_summary, summary_of
from app.services import survey as service
from app.services.survey import Answer
from models.account import CityRole
from models.errors import ConflictError, ForbiddenError, NotFoundError
from models.survey import GoOn, Part, Round, Survey, SurveyAnswer
from tests.factories.account import acting, host, staff
from tests.factories.application import applicant, booked
from tests.factories.indicator import survey
from tests.factories.pilot_step import completed, ready, reporting, runner, running
from tests.factories.testbed import testbed
from tests.page import read_page

GOOD = {"part": "tester", "useful": "4", "easy": "5", "go_on": "yes", "words": "Mukavaa"}
SAID = Answer(Part.TESTER, 4, 5, GoOn.YES)


def test_figures_are_public_from_five_answers_up(session):
    pilot = reporting()
    survey(pilot, 5, 4, 4, 3)
    assert summary_of(pilot.id).count == 4
    assert public_summary(pilot.id) is None
    session.add(
        SurveyAnswer(
            survey_id=session.query(SurveyAnswer).first().survey_id, day=pilot.end_day,
            part=Part.STAFF, useful=1, easy=1, go_on=GoOn.NO,
        )
    )  # fmt: skip
    session.commit()
    found = public_summary(pilot.id)
    assert (found.count, str(found.useful), str(found.easy)) == (5, "3.4", "3.4")
    assert found.go_on[GoOn.YES] == 4


def test_it_is_open_while_the_pilot_is_about_and_closes_with_the_result(session):
    early = booked(testbed())
    with pytest.raises(ConflictError):
        service.open_survey(runner(early), early.id)
    pilot = running()
    service.open_survey(applicant(pilot.application), pilot.id)
    over = completed()
    asked = survey(over)
    with pytest.raises(ConflictError) as refused:
        service.answer(acting(staff()), asked.token, SAID)
    assert refused.value.code == "survey_closed"


def test_the_link_stays_when_it_is_closed_and_opened_again(session):
    pilot = running()
    asked = survey(pilot)
    service.close_survey(acting(host(pilot.testbed)), pilot.id)
    with pytest.raises(ConflictError):
        service.answer(acting(staff()), asked.token, SAID)
    before = asked.token
    service.open_survey(runner(pilot), pilot.id)
    session.refresh(asked)
    assert (asked.token, asked.closed_at) == (before, None)


def test_other_cities_and_reviewers_do_not_open_it(session):
    pilot = running()
    with pytest.raises(NotFoundError):
        service.open_survey(acting(staff(slug="tampere")), pilot.id)
    with pytest.raises(ForbiddenError):
        service.open_survey(acting(staff(CityRole.REVIEWER)), pilot.id)


def test_a_visitor_answers_once_in_a_browser(client, session):
    pilot = running()
    asked = survey(pilot)
    url = f"/en/surveys/{asked.token}"
    assert "noindex" in client.get(url).get_data(as_text=True)
    assert client.post(url, data=GOOD).status_code == 303
    assert "Your answer has been kept" in client.page(url).text
    assert client.post(url, data=GOOD).status_code == 303
    assert session.query(SurveyAnswer).count() == 1
    columns = set(SurveyAnswer.__table__.columns.keys())
    assert columns == {"id", "survey_id", "day", "part", "useful", "easy", "go_on", "words"}


@pytest.mark.parametrize(
    ("field", "typed"), [("useful", "6"), ("useful", ""), ("part", "king"), ("go_on", ""),
                         ("words", "x" * 1001)],
)  # fmt: skip
def test_an_answer_that_cannot_be_kept_is_told_at_the_question(client, session, field, typed):
    url = f"/en/surveys/{survey(running()).token}"
    answer = client.post(url, data={**GOOD, "words": "Oma sana", field: typed})
    assert answer.status_code == 422
    page = read_page(answer)
    assert field == "words" or "Oma sana" in page.text
    assert session.query(SurveyAnswer).count() == 0


def test_rounds_are_compared_only_when_each_that_was_answered_is_large_enough(session):
    pilot = completed()
    survey(pilot, 5, 5, 4, 4, 4, asked=Round.END)
    assert compared(pilot.id) == {}, "one round is no comparison"
    survey(pilot, 3, 3, 2, 2, 2, asked=Round.START)
    found = compared(pilot.id)
    assert list(found) == [Round.START, Round.END]
    assert [str(one.useful) for one in found.values()] == ["2.4", "4.4"]
    survey(pilot, 1, 1, 1, 1, asked=Round.MIDDLE)
    assert compared(pilot.id) == {}, "the small one could be guessed from the others"
    assert public_summary(pilot.id).count == 5, "no figure is made of several rounds"


def test_before_and_after_stand_in_the_result_with_a_table(client, session):
    pilot = completed()
    survey(pilot, 5, 5, 4, 4, 4)
    page = client.get(f"/en/results/{pilot.slug}").get_data(as_text=True)
    assert "Before and after" not in page
    survey(pilot, 3, 3, 2, 2, 2, asked=Round.START)
    text = client.page(f"/en/results/{pilot.slug}").text
    assert "Before and after" in text
    assert "2.4" in text
    assert "4.4" in text


def test_each_round_has_its_time_and_its_own_link(session):
    pilot = ready(testbed(), start=5, days=5)
    who = runner(pilot)
    with pytest.raises(ConflictError):
        service.open_survey(who, pilot.id, Round.END)
    service.open_survey(who, pilot.id, Round.START)
    over = reporting()
    with pytest.raises(ConflictError):
        service.open_survey(runner(over), over.id, Round.START)
    service.open_survey(runner(over), over.id, Round.END)
    tokens = {one.token for one in session.query(Survey)}
    assert len(tokens) == 2


def test_few_answers_are_no_figure_for_the_pilots_people_either(client, session, sign_in):
    pilot = running()
    survey(pilot, 5, 5, 5, 5)
    sign_in(pilot.application.author)
    page = client.page(f"/en/my/pilots/{pilot.id}/survey")
    assert "4 answers so far" in page.text
    assert "Useful, of 5" not in page.text


def test_a_link_that_nobody_made(client):
    assert client.get(f"/en/surveys/{'x' * 32}").status_code == 404
    assert client.post(f"/en/surveys/{'x' * 32}", data=GOOD).status_code == 404


def test_free_words_are_read_by_the_pilots_people_alone(client, session, sign_in):
    pilot = completed()
    survey(pilot, 5, 5, 5, 5, 5, words="<b>salainen sana</b>")
    public = client.get(f"/en/results/{pilot.slug}").get_data(as_text=True)
    assert "salainen" not in public
    assert "What those who took part said" in public
    sign_in(pilot.application.author)
    assert "<b>salainen sana</b>" in client.page(f"/en/my/pilots/{pilot.id}/survey").text

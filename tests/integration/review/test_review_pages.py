"""The pages of reviews: what is typed is kept, errors stand at their fields, doors are shut."""

import pytest

from app.queries.review import panel
from app.services import review
from models.account import CityRole
from models.review import Review, ReviewStatus
from models.review_score import DEFAULT_WEIGHTS
from tests.factories import call as make_call
from tests.factories.account import acting, host, person, staff
from tests.factories.application import coordinator, part
from tests.factories.city import city
from tests.factories.form import filled
from tests.factories.review import give_review
from tests.page import read_page


def home(made, lang="en"):
    return f"/{lang}/desk/applications/{made.id}/review"


def errors(page):
    return {one.get("id") for one in page.all("p", class_="error")}


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_a_review_is_drafted_finished_and_read_beside_the_others(session, client, sign_in, lang):
    made, me = part(), staff(CityRole.REVIEWER)
    give_review(coordinator(made), made, 1, "Not yet")
    sign_in(me)
    answers = filled(client.page(home(made, lang))) | {"novelty": "5", "comment": "Bold"}
    assert client.post(home(made, lang), data=answers | {"draft": "1"}).status_code == 303
    page = client.page(home(made, lang))
    assert "Not yet" not in page.text
    answers = filled(page)
    assert (answers["novelty"], answers["comment"]) == (["5"], ["Bold"])

    refused = client.post(home(made, lang), data=answers | {"comment": "Bolder"})

    assert refused.status_code == 422
    page = read_page(refused)
    assert errors(page) == {f"{one}-error" for one in DEFAULT_WEIGHTS if one != "novelty"}
    answers = filled(page)
    assert answers["comment"] == ["Bolder"]
    whole = dict.fromkeys(DEFAULT_WEIGHTS, "5") | {"price": "na"}
    assert client.post(home(made, lang), data=answers | whole).status_code == 303
    page = client.page(home(made, lang))
    assert "Not yet" in page.text
    assert panel(acting(me), made).mine.scores["price"] is None
    assert panel(acting(me), made).together.total.mean == 3


def test_an_older_tab_is_told_and_loses_nothing(session, client, sign_in):
    made, me = part(), staff(CityRole.REVIEWER)
    sign_in(me)
    answers = filled(client.page(home(made)))
    give_review(acting(me), made, 2)
    late = answers | dict.fromkeys(DEFAULT_WEIGHTS, "5") | {"comment": "Mine"}
    refused = client.post(home(made), data=late)
    assert refused.status_code == 409
    assert "Mine" in read_page(refused).text
    assert panel(acting(me), made).together.total.mean == 2


def test_a_conflict_needs_a_reason_and_can_be_taken_back(session, client, sign_in):
    made, me = part(), staff(CityRole.REVIEWER)
    sign_in(me)
    refused = client.post(f"{home(made)}/conflict", data={"conflict": ""})
    assert refused.status_code == 422
    assert "conflict-error" in errors(read_page(refused))
    reason = {"conflict": "My sister works there"}
    assert client.post(f"{home(made)}/conflict", data=reason).status_code == 303
    page = client.page(home(made))
    assert "My sister works there" in page.text
    assert not page.all("input", type="radio")
    assert client.post(f"{home(made)}/take_back").status_code == 303
    assert client.page(home(made)).all("input", type="radio")


def test_a_colleague_sees_that_somebody_stood_back_but_not_why(session, client, sign_in):
    made = part()
    review.recuse(acting(staff(CityRole.REVIEWER)), made.id, "My sister works there")
    sign_in(staff(CityRole.COORDINATOR))
    assert client.post(f"{home(made)}/stand_aside").status_code == 303
    for page in (client.page(home(made)), client.page(home(made).removesuffix("/review"))):
        assert "1 person has stood back" in page.text
        assert "sister" not in page.text


def test_whoever_stood_back_is_offered_nothing_to_decide(session, client, sign_in):
    made, me = part(), staff(CityRole.COORDINATOR)
    review.recuse(acting(me), made.id, "My old firm")
    sign_in(me)
    page = client.page(home(made).removesuffix("/review"))
    assert "A colleague has to decide" in page.text
    deeds = {box.get("id") for box in page.all("details", class_="deed")}
    assert deeds <= {"do-message", "do-note"}


def test_doors_are_shut_to_others(session, client, sign_in):
    made = part()
    for user, status in (
        (staff(slug="tampere"), 404),
        (person(), 403),
        (made.application.author, 403),
        (host(made.testbed), 200),
        (staff(CityRole.EDITOR), 200),
    ):
        sign_in(user)
        assert client.get(home(made)).status_code == status
    sign_in(staff(CityRole.EDITOR))
    answers = dict.fromkeys(DEFAULT_WEIGHTS, "5") | {"version": "0"}
    assert client.post(home(made), data=answers).status_code == 403
    assert session.query(Review).filter_by(status=ReviewStatus.SUBMITTED).count() == 0


def test_a_coordinator_chooses_the_citys_weights(session, client, sign_in):
    way = "/en/desk/reviews/helsinki/weights"
    chief = staff(CityRole.COORDINATOR)
    for user, status in (
        (staff(slug="tampere"), 404),
        (staff(CityRole.REVIEWER), 403),
        (chief, 200),
    ):
        sign_in(user)
        assert client.get(way).status_code == status
    answers = filled(client.page(way))
    for wrong in ({"price": ""}, {"price": "101"}, dict.fromkeys(DEFAULT_WEIGHTS, "0")):
        refused = client.post(way, data=answers | wrong)
        assert refused.status_code == 422
        assert errors(read_page(refused))
    assert client.post(way, data=answers | {"price": "25"}).status_code == 303
    session.expire_all()
    assert city("helsinki").weights == DEFAULT_WEIGHTS | {"price": 25}


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_everybody_reads_how_much_each_criterion_weighs_in_a_call(session, client, lang):
    place = make_call.by_call()
    called = make_call.published(
        place, weights=dict.fromkeys(DEFAULT_WEIGHTS, 0) | {"price": 1, "novelty": 3},
        reviews_needed=2,
    )  # fmt: skip
    page = client.page(f"/{lang}/calls/{called.id}")
    assert len(page.all("meter")) == 2
    assert page.text.count("75 %") == 1
    assert page.text.count("25 %") == 1

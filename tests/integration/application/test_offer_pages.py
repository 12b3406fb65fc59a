"""Following an application: offers, questions, messages, withdrawing, and no other buttons."""

import datetime as dt

import pytest

from app.database import db
from app.services import decision
from models.application import ApplicationPart, PartStatus
from models.pilot import Pilot
from models.testbed_kind import Money
from tests.factories import application as make
from tests.factories.account import member
from tests.factories.form import filled
from tests.factories.hostile import CODE, LONG, NUL
from tests.factories.testbed import testbed
from tests.page import read_page

MY = "/en/my"


@pytest.fixture
def owner(session):
    return member()


@pytest.fixture
def company(owner, sign_in):
    return sign_in(owner)


def status_of(part_id):
    db.session.expire_all()
    return db.session.get_one(ApplicationPart, part_id).status


def home(part):
    return f"{MY}/applications/{part.application_id}"


def accept(part_id):
    return f"{MY}/offers/{part_id}/accept"


def asked(owner):
    part = make.part(author=owner)
    decision.ask(make.coordinator(part), part.id, "Is there power enough?")
    return part


def test_an_offer_shows_what_one_gets_and_is_taken_with_a_name(company, owner):
    place = testbed(money=Money.PAID, cap_eur=10_000, operator="Street office")
    part = make.offered(place, author=owner, price_eur=900)
    url, part_id = accept(part.id), part.id
    assert url in {link.get("href") for link in company.page(home(part)).all("a")}
    page = company.page(url)
    for words in ("10 days", "The city pays for pilots", "€10,000", "€900", "Street office"):
        assert words in page.text
    answers = filled(page) | {"name": "Aino Esimerkki", "terms": "y"}
    assert company.post(url, data=answers).location == home(part)
    assert status_of(part_id) is PartStatus.ACCEPTED
    assert company.post(url, data=answers).status_code == 303
    assert db.session.query(Pilot).count() == 1
    after = company.page(home(part))
    assert "Booked:" in after.text
    assert url not in {link.get("href") for link in after.all("a")}


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"terms": "y"}, "name"), ({"name": "Aino"}, "terms"),
        ({"name": " ", "terms": "y"}, "name"),
        ({"name": LONG, "terms": "y"}, "name"), ({"name": NUL[5], "terms": "y"}, "name"),
    ],
)  # fmt: skip
def test_an_offer_is_not_taken_without_name_and_terms(company, owner, answers, field):
    part_id = make.offered(author=owner).id
    refused = company.post(accept(part_id), data=answers)
    assert refused.status_code == 422
    page = read_page(refused)
    assert f"#{field}" in {link.get("href") for link in page.all("a")}
    assert status_of(part_id) is PartStatus.OFFERED


def test_an_offer_that_is_gone_says_so(company, owner):
    part = make.offered(author=owner)
    answers = filled(company.page(accept(part.id))) | {"name": "Aino", "terms": "y"}
    decision.cancel_by_city(make.coordinator(part), part.id, "The street is dug up.")
    late = company.post(accept(part.id), data=answers)
    assert late.status_code == 303
    assert "can no longer be done" in company.page(late.location).text
    assert company.get(accept(part.id)).status_code == 302
    assert db.session.query(Pilot).count() == 0


@pytest.mark.parametrize("reason", ["", "Another place came first.", CODE])
def test_an_offer_is_declined_with_or_without_a_reason(company, owner, reason):
    part = make.offered(author=owner)
    url = f"{MY}/offers/{part.id}/decline"
    declined = company.post(url, data=filled(company.page(url)) | {"reason": reason})
    assert declined.location == home(part)
    assert "The days have been given back." in company.page(declined.location).text
    assert status_of(part.id) is PartStatus.DECLINED
    assert company.get(url).status_code == 302


def test_a_part_is_withdrawn_once_and_the_page_asks_before(company, owner):
    part = make.part(author=owner)
    url = f"{MY}/applications/parts/{part.id}/withdraw"
    answers = filled(company.page(url)) | {"reason": CODE}
    assert status_of(part.id) is PartStatus.SUBMITTED
    assert company.post(url, data=answers).location == home(part)
    assert status_of(part.id) is PartStatus.WITHDRAWN
    again = company.post(url, data=answers | {"request_key": "other"})
    assert "can no longer be done" in company.page(again.location).text
    assert company.get(url).location == home(part)


def test_a_reason_that_is_too_long_comes_back_whole(company, owner):
    part = make.offered(author=owner)
    for url in (f"{MY}/offers/{part.id}/decline", f"{MY}/applications/parts/{part.id}/withdraw"):
        refused = company.post(url, data={"reason": LONG})
        assert refused.status_code == 422
        assert LONG in read_page(refused).words("textarea")
    assert status_of(part.id) is PartStatus.OFFERED


def test_a_draft_is_not_withdrawn_but_thrown_away(company, owner):
    made = make.draft(author=owner)
    url = f"{MY}/applications/parts/{made.parts[0].id}/withdraw"
    assert company.get(url).status_code == 302


def test_a_question_is_answered_on_the_page_that_shows_it(company, owner):
    part = asked(owner)
    page = company.page(home(part))
    assert "Is there power enough?" in page.text
    answers = filled(page, "/answer") | {"body": CODE}
    answered = company.post(f"{MY}/applications/parts/{part.id}/answer", data=answers)
    assert answered.location == home(part)
    after = company.page(home(part))
    assert CODE in after.text
    assert "Send the answer" not in after.text
    assert status_of(part.id) is PartStatus.SUBMITTED


@pytest.mark.parametrize("body", ["", "   ", LONG], ids=["empty", "blank", "long"])
def test_answers_and_messages_that_cannot_be_sent_come_back(company, owner, body):
    part = asked(owner)
    url = f"{MY}/applications/parts/{part.id}/answer"
    refused = company.post(url, data={"body": body})
    assert refused.status_code == 422
    page = read_page(refused)
    assert f"#answer-{part.id}" in {link.get("href") for link in page.all("a")}
    assert page.words("textarea", id=f"answer-{part.id}") == [body.strip()]
    refused = company.post(home(part) + "/messages", data={"body": body})
    assert refused.status_code == 422
    assert read_page(refused).words("textarea", id="body") == [body.strip()]
    assert status_of(part.id) is PartStatus.NEEDS_INFO


def test_two_cities_that_ask_get_an_answer_each(company, owner):
    made = make.sent(testbed(), testbed("tampere"), author=owner)
    for part in made.parts:
        decision.ask(make.coordinator(part), part.id, f"Question {part.id}")
    page = company.page(f"{MY}/applications/{made.id}")
    assert {f"answer-{part.id}" for part in made.parts} <= {
        field.get("id") for field in page.all("textarea")
    }


def test_a_message_is_sent_once_and_read_on_the_page(company, owner):
    part = make.part(author=owner)
    answers = filled(company.page(home(part)), "/messages") | {"body": "Hello\n\nagain " + CODE}
    for _time in range(2):
        sent = company.post(home(part) + "/messages", data=answers)
        assert sent.location.endswith("#conversation")
    page = company.page(home(part))
    assert len([words for words in page.words("li") if CODE in words]) == 1


MOVES = {
    PartStatus.SUBMITTED: {"withdraw"},
    PartStatus.IN_REVIEW: {"withdraw"},
    PartStatus.NEEDS_INFO: {"withdraw", "answer"},
    PartStatus.WAITLISTED: {"withdraw"},
    PartStatus.REJECTED: set(),
    PartStatus.EXPIRED: set(),
    PartStatus.DECLINED: set(),
    PartStatus.WITHDRAWN: set(),
    PartStatus.CANCELLED_BY_CITY: set(),
}


@pytest.mark.parametrize("status", MOVES)
def test_only_open_moves_have_a_button(company, owner, status):
    part = make.in_state(make.part(author=owner), status)
    page = company.page(home(part))
    there = {link.get("href") for link in page.all("a")} | {
        form.get("action") for form in page.all("form")
    }
    paths = {
        "withdraw": f"{MY}/applications/parts/{part.id}/withdraw",
        "answer": f"{MY}/applications/parts/{part.id}/answer",
        "accept": accept(part.id),
        "decline": f"{MY}/offers/{part.id}/decline",
    }
    assert {name for name, path in paths.items() if path in there} == MOVES[status]


@pytest.mark.parametrize(
    ("ago", "words"), [(0, "The city usually answers by"), (30, "You can ask about it")]
)
def test_the_page_says_when_the_answer_comes_or_that_it_is_late(company, owner, ago, words):
    part = make.part(testbed(decision_rhythm_days=14), author=owner)
    part.clock_from -= dt.timedelta(days=ago)
    db.session.commit()
    assert words in company.page(home(part)).text

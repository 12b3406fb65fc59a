"""Questions: nobody learns who asks, everybody reads the answers, one mail a day at most."""

import datetime as dt

import pytest
import time_machine

from app import clock
from app.database import db
from app.policies.actor import VISITOR
from app.services import challenge_news as news
from app.services import challenge_question as service
from models.account import CityRole, User
from models.audit import AuditLine
from models.challenge_question import ChallengeQuestion
from models.errors import ConflictError, FieldError, ForbiddenError, NotFoundError
from models.outbox import OutboxMessage
from tests.factories.account import acting, admin, person, staff
from tests.factories.challenge import challenge
from tests.factories.concept import concept

NAME = "Xqz Salanimi"
HOUR = dt.timedelta(hours=1)


def asker():
    known = db.session.query(User).filter_by(email="xqzsala@koepaikka.example").one_or_none()
    return known or person(NAME, email="xqzsala@koepaikka.example")


def asked(made, who=None, words="Saako ehdottaa kahta?"):
    return service.ask(acting(who or asker()), made.slug, "fi", words)


def test_nobody_is_shown_who_asked(session, client, sign_in):
    """Its markers stand in no page, no mail to others and no line of the trail."""
    made = challenge()
    who = asker()
    ident = asked(made, who)
    pages = [
        f"/en/my/challenges/{made.id}/questions", f"/en/my/challenges/{made.id}", "/en/desk",
        f"/en/challenges/{made.slug}", f"/en/challenges/{made.slug}/questions",
        "/en/desk/people/helsinki/trail", "/en/desk/challenges",
    ]  # fmt: skip
    readers = [staff(), staff(CityRole.EDITOR), admin(), person()]
    for answered in (False, True):
        if answered:
            service.answer(acting(readers[0]), made.id, ident, "Saa.")
        for reader in readers:
            sign_in(reader)
            for url in pages:
                text = client.get(url).get_data(as_text=True).lower()
                assert "salanimi" not in text, (url, reader.name)
                assert "xqzsala" not in text, (url, reader.name)
    lines = session.query(AuditLine).filter(AuditLine.action.startswith("challenge_question"))
    assert {one.actor_id for one in lines} == {None, readers[0].id}
    assert who.id not in {one.actor_id for one in lines}
    for mail in session.query(OutboxMessage).filter(OutboxMessage.recipient != who.email):
        assert NAME not in str(mail.context)
        assert who.email not in str(mail.context)


def test_the_asker_edits_and_withdraws_until_it_is_answered(session):
    made, who = challenge(), acting(asker())
    ident = service.ask(who, made.slug, "fi", "Saako kaksi?")
    service.edit(who, ident, "Saako ehdottaa kahta?")
    with pytest.raises(NotFoundError):
        service.edit(acting(person()), ident, "Toisen")
    with pytest.raises(NotFoundError):
        service.withdraw(acting(staff()), ident)
    second = service.ask(who, made.slug, "fi", "Toinen")
    service.withdraw(who, second)
    assert session.get(ChallengeQuestion, second) is None
    service.answer(acting(staff()), made.id, ident, "Saa.")
    with pytest.raises(ConflictError, match="question_answered"):
        service.withdraw(who, ident)


def test_questions_are_taken_until_their_own_closing(session):
    made = challenge()
    with time_machine.travel(made.questions_close_at - HOUR / 60, tick=False):
        asked(made)
    late = time_machine.travel(made.questions_close_at, tick=False)
    with late, pytest.raises(ConflictError, match="questions_closed"):
        asked(made)


def test_not_without_signing_in_and_not_too_many(session):
    made, who = challenge(), asker()
    with pytest.raises(ForbiddenError):
        service.ask(VISITOR, made.slug, "fi", "Kuka?")
    for number in range(service.MOST_OPEN):
        asked(made, who, f"Kysymys {number}")
    with pytest.raises(FieldError, match="questions_many"):
        asked(made, who, "Vielä yksi")
    asked(made, person())


def test_everybody_reads_an_answer_and_a_hidden_question_nobody(session, client, sign_in):
    made = challenge()
    ident = asked(made, words="Onko siellä sähköä?")
    url = f"/en/challenges/{made.slug}/questions"
    assert "sähköä" not in client.page(url).text
    service.answer(acting(staff()), made.id, ident, "On, 230 V.")
    assert "230 V" in client.page(url).text
    assert "230 V" in client.page(f"/en/challenges/{made.slug}").text
    service.hide(acting(staff()), made.id, ident, "Nimeää ihmisen")
    assert "230 V" not in client.page(url).text
    mail = session.query(OutboxMessage).filter_by(template="challenge/question_hidden").one()
    assert mail.recipient == "xqzsala@koepaikka.example"
    service.show(acting(staff()), made.id, ident)
    service.take_answer_back(acting(staff()), made.id, ident)
    assert "sähköä" not in client.page(url).text


def test_those_who_enter_hear_of_answers_once_a_day(session):
    made, lead = challenge(closes=24 * 9), person()
    concept(made, lead=lead)
    chief = acting(staff())

    def digests():
        return session.query(OutboxMessage).filter_by(
            template="challenge/answers", recipient=lead.email
        )

    for words in ("Yksi?", "Kaksi?"):
        service.answer(chief, made.id, asked(made, words=words), "Kyllä.")
    news.tell_answers()
    assert [len(one.context["lines"]) for one in digests()] == [2]
    start = clock.now()
    service.answer(chief, made.id, asked(made, words="Kolme?"), "Kyllä.")
    for hours, count in ((1, 1), (23, 1), (25, 2), (26, 2)):
        with time_machine.travel(start + hours * HOUR, tick=False):
            news.tell_answers()
        assert digests().count() == count, hours
    told = session.query(OutboxMessage).filter_by(template="challenge/answers")
    assert "xqzsala@koepaikka.example" not in {one.recipient for one in told}


@pytest.mark.parametrize("words", ["", "   "])
def test_an_empty_question_is_refused_at_its_field(session, client, sign_in, words):
    made = challenge()
    sign_in(asker())
    answer = client.post(f"/en/challenges/{made.slug}/questions", data={"words": words})
    assert answer.status_code == 422
    assert "Write your question" in answer.get_data(as_text=True)


def test_a_question_comes_in_by_the_page(session, client, sign_in):
    made = challenge()
    url = f"/en/challenges/{made.slug}/questions"
    sign_in(asker())
    assert client.post(url, data={"words": "Saako?"}).status_code == 303
    assert "Only you see that these are yours" in client.page(url).text
    row = session.query(ChallengeQuestion).one()
    own = f"/en/challenges/questions/{row.id}"
    assert client.post(own, data={"words": "Miten?"}).status_code == 303
    sign_in(person())
    assert "Miten?" not in client.page(url).text
    assert client.get(own).status_code == 404
    sign_in(staff())
    assert "Miten?" in client.page(f"/en/my/challenges/{made.id}/questions").text
    sent = client.post(f"/en/my/challenges/{made.id}/questions/{row.id}/answer", data={"words": ""})
    assert sent.status_code == 422

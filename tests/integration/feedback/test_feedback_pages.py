"""Feedback in the browser: without an account, by whoever has the link, and at the desk."""

import io

import pytest
from sqlalchemy import select

from app.database import db
from app.policies.actor import VISITOR
from app.services import feedback, feedback_answer
from app.services import feedback_moderation as moderation
from models.account import CityRole
from models.feedback import Feedback, FeedbackStatus, HideReason
from models.pilot_task import Side
from tests.factories import feedback as make
from tests.factories import pilot as pilots
from tests.factories import pilot_step
from tests.factories.account import acting, staff
from tests.factories.picture import SECRET, with_exif

JSON = {"Accept": "application/json"}
ANSWERS = {"words": make.WORDS, "readers": "all", "email": make.MAIL, "rating": "4", "name": "Aino"}


def only():
    return db.session.scalars(select(Feedback)).one()


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_every_page_keeps_the_house_rules_in_every_language(session, client, lang):
    pilot = pilots.running()
    for grade in range(1, 6):
        make.published(pilot, rating=grade, place="60.17, 24.94")
    row = make.published(pilot)
    here = f"/{lang}/pilots/{pilot.slug}"
    for path in ("", "/feedback", "/feedback/sent", "/feedback/sent?mail=1", "/feedback/all"):
        client.page(here + path)
    client.page(f"{here}/feedback/{row.id}/flag")
    for made in (make.received(pilot), row, make.hidden(pilot), make.upheld(pilot)):
        client.page(f"/{lang}/feedback/{made.token}")


def test_feedback_is_sent_without_an_account(session, client):
    pilot = pilots.running()
    answer = client.post(f"/fi/pilots/{pilot.slug}/feedback", data=ANSWERS)
    assert answer.status_code == 303
    assert answer.location.endswith("/feedback/sent?mail=1")
    made = only()
    assert (made.rating, made.name, made.language) == (4, "Aino", "fi")

    page = client.page(f"/fi/feedback/{made.token}")
    assert make.WORDS in page.text
    db.session.refresh(made)
    assert made.status is FeedbackStatus.RECEIVED  # looking is not confirming

    client.post(f"/fi/feedback/{made.token}/confirm")
    db.session.refresh(made)
    assert made.status is FeedbackStatus.WAITING


def test_what_was_typed_comes_back_with_the_error_at_its_field(session, client):
    pilot = pilots.running()
    sent = ANSWERS | {"email": "", "place": "60.17, 24.94"}
    answer = client.post(f"/fi/pilots/{pilot.slug}/feedback", data=sent)
    assert answer.status_code == 422
    body = answer.get_data(as_text=True)
    assert make.WORDS in body
    assert "60.17, 24.94" in body
    assert 'id="email-error"' in body


def test_a_picture_is_made_anew_and_seen_by_all_only_while_its_feedback_is(
    session, client, sign_in
):
    pilot = pilots.running()
    data = ANSWERS | {"alt": "Lyhty", "upload": (io.BytesIO(with_exif()), "kuva.jpg")}
    client.post(f"/fi/pilots/{pilot.slug}/feedback", data=data)
    made = only()
    address = f"/files/pictures/{made.picture_digest}-{made.picture_width}.jpg"
    assert client.get(address).status_code == 404
    feedback.confirm(VISITOR, made.token)
    assert client.get(address).status_code == 404

    moderation.publish(make.moderator(pilot), pilot.id, made.id)
    shown = client.get(address)
    assert shown.status_code == 200
    assert SECRET not in shown.data
    assert b"Exif" not in shown.data

    moderation.hide(make.moderator(pilot), pilot.id, made.id, HideReason.PICTURE)
    assert client.get(address).status_code == 404
    sign_in(staff(CityRole.EDITOR))
    assert client.get(address).status_code == 200


def test_the_city_looks_and_answers_from_its_queue(session, client, sign_in):
    pilot = pilots.running()
    made = make.waiting(pilot)
    sign_in(staff(CityRole.EDITOR))
    assert make.WORDS in client.page("/fi/desk/feedback").text
    assert client.page("/fi/desk").text.count(str(pilot.title.fi))

    here = f"/fi/my/pilots/{pilot.id}/feedback/{made.id}"
    client.page(here)
    client.post(f"{here}/publish")
    client.post(f"{here}/answer", data={"words": "Kiitos, säädämme."})
    page = client.page(f"/fi/pilots/{pilot.slug}")
    assert make.WORDS in page.text
    assert "Kiitos, säädämme." in page.text
    assert make.WORDS not in client.page("/fi/desk/feedback").text
    assert make.WORDS in client.page("/fi/desk/feedback?show=all").text


def test_the_queue_tells_what_is_flagged_and_what_is_not_answered(session, client, sign_in):
    pilot = pilots.running()
    make.published(pilot, "Vastaamaton sana")
    answered = make.published(pilot, "Vastattu sana")
    feedback_answer.answer(make.moderator(pilot), pilot.id, answered.id, "fi", "Hei")
    client.post(f"/fi/pilots/{pilot.slug}/feedback/{answered.id}/flag", data={"reason": "untrue"})
    sign_in(staff(CityRole.COORDINATOR))
    unanswered = client.page("/fi/desk/feedback?show=unanswered").text
    assert "Vastaamaton sana" in unanswered
    assert "Vastattu sana" not in unanswered
    flagged = client.page("/fi/desk/feedback?show=flagged").text
    assert "Vastattu sana" in flagged
    assert "Vastaamaton sana" not in flagged


def test_hiding_without_a_reason_comes_back_with_an_error(session, client, sign_in):
    pilot = pilots.running()
    made = make.waiting(pilot)
    sign_in(staff(CityRole.COORDINATOR))
    here = f"/fi/my/pilots/{pilot.id}/feedback/{made.id}"
    answer = client.post(f"{here}/hide", data={"reason": "", "words": "Perustelu"})
    assert answer.status_code == 422
    assert "Perustelu" in answer.get_data(as_text=True)
    assert client.post(f"{here}/hide", data={"reason": "abuse"}).status_code == 303
    assert client.post(f"{here}/publish", headers=JSON).status_code == 409


def test_an_appeal_goes_to_somebody_else_and_back(session, client, sign_in):
    pilot, first = pilots.running(), staff(CityRole.COORDINATOR)
    made = make.hidden(pilot, acting(first))
    answer = client.post(f"/fi/feedback/{made.token}/appeal", data={"words": "Se on asiaa"})
    assert answer.status_code == 303
    here = f"/fi/my/pilots/{pilot.id}/feedback/{made.id}"
    sign_in(first)
    client.page(here)
    assert client.post(f"{here}/grant", data={"words": ""}).status_code == 409
    sign_in(staff(CityRole.EDITOR))
    assert "Se on asiaa" in client.page(here).text
    assert client.post(f"{here}/uphold", data={"words": ""}).status_code == 422
    assert client.post(f"{here}/grant", data={"words": "Olit oikeassa"}).status_code == 303
    assert make.WORDS in client.page(f"/fi/pilots/{pilot.slug}").text


def test_those_who_run_the_pilot_read_and_answer_what_has_been_looked_at(session, client, sign_in):
    pilot = pilot_step.running()
    seen, private = make.published(pilot, "Näkyvä sana"), make.noted(pilot)
    unseen = make.waiting(pilot, "Odottava sana")
    sign_in(pilot.application.author)
    base = f"/fi/my/pilots/{pilot.id}/feedback"
    listed = client.page(base).text
    assert "Näkyvä sana" in listed
    assert "Odottava sana" not in listed
    client.page(f"{base}/{private.id}")
    assert client.get(f"{base}/{unseen.id}").status_code == 404
    assert client.post(f"{base}/{seen.id}/hide", data={"reason": "abuse"}).status_code == 403
    assert client.post(f"{base}/{seen.id}/answer", data={"words": "Kiitos"}).status_code == 303
    db.session.refresh(seen)
    assert seen.answers[0].side is Side.APPLICANT
    assert pilot.runner_name in client.page(f"/fi/pilots/{pilot.slug}").text


def test_the_private_page_of_an_address_lists_what_it_has_confirmed(session, client):
    pilot = pilots.running()
    made = make.waiting(pilot, "Vahvistettu sana")
    make.received(pilot, "Vahvistamaton sana")
    page = client.page(f"/fi/reader/{made.reader.token}").text
    assert "Vahvistettu sana" in page
    assert "Vahvistamaton sana" not in page


def test_all_that_is_shown_is_on_pages(session, client):
    pilot = pilots.running()
    for number in range(22):
        make.published(pilot, f"Sana {number:02}")
    first = client.page(f"/fi/pilots/{pilot.slug}/feedback/all").text
    second = client.page(f"/fi/pilots/{pilot.slug}/feedback/all?page=2").text
    assert "Sana 21" in first
    assert "Sana 00" not in first
    assert "Sana 00" in second

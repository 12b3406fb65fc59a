"""Pages of the applicant: files, other days, how residents would read it, what has happened."""

import datetime as dt
import io

import pytest

from app import clock
from app.database import db
from app.services import application, decision
from models.application import Application, PartStatus
from models.attachment import Attachment
from models.pilot import Pilot
from models.testbed import Testbed
from tests.factories import application as make
from tests.factories.account import member, person, staff
from tests.factories.attachment import attached
from tests.factories.document import pdf
from tests.factories.form import filled
from tests.factories.place_request import requested
from tests.factories.testbed import testbed

HOME = "/en/my/applications"


def again(row):
    db.session.expire_all()
    return db.session.get(type(row), row.id)


@pytest.fixture(params=[member, person], ids=["company", "resident"])
def author(session, request):
    return request.param()


def upload(name="plan.pdf", content=None):
    return (io.BytesIO(pdf() if content is None else content), name)


def test_a_file_is_added_to_a_draft_and_taken_off_again(client, sign_in, author):
    made = make.draft(author=author)
    sign_in(author)
    page = client.page(f"{HOME}/{made.id}/files")
    sent = client.post(f"{HOME}/{made.id}/files", data={**filled(page), "upload": upload()})
    assert (sent.status_code, sent.location) == (303, f"{HOME}/{made.id}/files")
    one = db.session.query(Attachment).one()
    assert (one.title, one.kind, one.purpose) == ("plan", "pdf", "application")
    assert "plan" in client.page(f"{HOME}/{made.id}/edit/check").text
    client.post(f"{HOME}/files/{one.id}/remove")
    assert db.session.query(Attachment).count() == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "file is empty"), (b"<html>", "This is not a PDF"), (None, "Choose a file first")],
)
def test_a_file_that_cannot_be_taken_is_refused_in_words(client, session, sign_in, content, words):
    made = make.draft(author=(author := member()))
    sign_in(author)
    data = {"title": "Our plan"}
    if content is not None:
        data["upload"] = upload(content=content)
    answer = client.post(f"{HOME}/{made.id}/files", data=data)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert words in text
    assert "Our plan" in text


def test_what_was_sent_stays_and_more_can_be_added(client, app, sign_in, author):
    made = make.sent(testbed(), author=author)
    one = attached(made, app)
    sign_in(author)
    assert not client.page(f"{HOME}/{made.id}/files").all("form", action=f"/files/{one.id}/remove")
    assert client.post(f"{HOME}/files/{one.id}/remove").status_code == 303
    client.post(f"{HOME}/{made.id}/files", data={"title": "More", "upload": upload()})
    assert {row.title for row in db.session.query(Attachment)} == {"Plan", "More"}
    sign_in(staff())
    assert "More" in client.page(f"/en/desk/applications/{made.parts[0].id}").text


def test_a_file_comes_with_an_answer(client, sign_in, author):
    part = make.part(testbed(), author=author)
    decision.ask(make.coordinator(part), part.id, "Where?")
    sign_in(author)
    url = f"{HOME}/parts/{part.id}/answer"
    assert (
        client.post(url, data={"body": "Here", "upload": upload(content=b"x")}).status_code == 422
    )
    assert again(part).status is PartStatus.NEEDS_INFO
    client.post(url, data={"body": "Here", "upload": upload("map.pdf")})
    one = db.session.query(Attachment).one()
    assert (one.part_id, one.purpose, one.title) == (part.id, "answer", "map")
    assert again(part).status is PartStatus.SUBMITTED


def test_days_are_changed_on_a_page_and_read_by_the_city(client, sign_in, author):
    part = make.part(testbed(), author=author)
    sign_in(author)
    url = f"{HOME}/parts/{part.id}/days"
    typed = {**filled(client.page(url)), "earliest": str(make.day(-1)), "days": "3"}
    refused = client.post(url, data=typed)
    assert refused.status_code == 422
    assert "The first day has passed" in refused.get_data(as_text=True)
    assert 'value="3"' in refused.get_data(as_text=True)
    typed = {**filled(client.page(url)), "earliest": str(make.day(21)), "days": "3"}
    assert client.post(url, data=typed).status_code == 303
    page = client.page(f"{HOME}/{part.application_id}")
    assert "How the days were changed" in page.text
    assert "Other days were asked for" in page.text
    sign_in(staff())
    assert "The applicant has changed the days" in client.page(
        f"/en/desk/applications/{part.id}"
    ).text  # fmt: skip


def test_who_waits_reads_what_a_change_costs_before_pressing(client, session, sign_in):
    place = testbed(capacity=1)
    make.booked(place)
    part = make.waiting(place, author=(author := member()))
    sign_in(author)
    assert "end of the queue" in client.page(f"{HOME}/parts/{part.id}/days").text


def test_a_decided_part_leads_back_to_the_application(client, session, sign_in):
    part = make.offered(author=(author := member()))
    sign_in(author)
    answer = client.get(f"{HOME}/parts/{part.id}/days")
    assert answer.location == f"{HOME}/{part.application_id}#part-{part.id}"


def test_the_preview_shows_what_residents_would_read_and_keeps_nothing(client, sign_in, author):
    made = make.draft(testbed(), testbed("oulu"), author=author, measured="Electricity alone")
    sign_in(author)
    page = client.page(f"{HOME}/{made.id}/preview")
    for words in (
        "Lamps that listen",
        "Lamps dim when nobody passes.",
        "Electricity alone",
        "This is how residents would read it",
        "No personal data",
    ):
        assert words in page.text
    other = client.page(f"{HOME}/{made.id}/preview?place={made.parts[1].id}")
    assert "Oulu" in other.text
    assert db.session.query(Pilot).count() == 0


def test_the_preview_says_what_is_still_empty(client, session, sign_in):
    made = make.draft(author=(author := person()), title="", summary="")
    sign_in(author)
    page = client.page(f"{HOME}/{made.id}/preview")
    assert "Still empty:" in page.text
    assert page.all("a", href=f"{HOME}/{made.id}/edit/idea#title")


def test_the_preview_is_the_applicants_alone(client, session, sign_in):
    made = make.sent(testbed())
    sign_in(staff())
    assert client.get(f"{HOME}/{made.id}/preview").status_code == 404


def test_what_happened_is_told_without_names_of_people(client, session, sign_in):
    place = testbed()
    part = make.part(place, author=(author := person("Aino Asukas")))
    boss = staff()
    boss.name = "Virkailija Nimetön"
    db.session.commit()
    decision.take_up(make.coordinator(part), part.id)
    decision.ask(make.coordinator(part), part.id, "Where?")
    application.answer(make.applicant(part.application), part.id, "Here")
    make.give(part)
    sign_in(author)
    section = client.page(f"{HOME}/{part.application_id}").all("section", id="story")[0]
    words = " ".join("".join(section.itertext()).split())
    for line in (
        "The application was sent",
        "The city began to read it",
        "The city asked for more",
        "The question was answered",
        "The city offered days",
        "You answer the offer",
    ):
        assert line in words
    assert "Virkailija" not in words
    assert "coordinator" not in words


def test_the_accepted_terms_are_told_by_version(client, session, sign_in):
    made = make.sent(author=(author := member()))
    sign_in(author)
    page = client.page(f"{HOME}/{made.id}")
    assert page.all("a", href="/en/terms/2026-1")
    assert "Version 2026-1" in page.text
    assert client.get("/en/terms/2026-1").status_code == 200


@pytest.mark.parametrize(("began", "is_told"), [(dt.date(2025, 12, 1), True), (None, False)])
def test_terms_that_were_renewed_meanwhile_are_told_kindly(
    client, session, sign_in, began, is_told
):
    made = make.draft(author=(author := member()))
    if began is not None:
        made.created_at = dt.datetime(began.year, began.month, began.day, tzinfo=dt.UTC)
        db.session.commit()
    sign_in(author)
    text = client.page(f"{HOME}/{made.id}/edit/check").text
    assert ("There is a new version of the terms" in text) == is_told


def test_a_resident_begins_without_a_place_and_the_city_proposes_one(client, session, sign_in):
    place, author = testbed(), person()
    sign_in(author)
    typed = {"cities": "helsinki", "applicant": "person", "language": "en"}
    begun = client.post(f"{HOME}/new", data=typed)
    made = db.session.query(Application).one()
    assert begun.location == f"{HOME}/{made.id}/edit/places#cities"
    one = made.requests[0]
    wanted = {
        **filled(client.page(f"{HOME}/{made.id}/edit/places"), "/edit/places"),
        f"r{one.id}-note": "A dark path", f"r{one.id}-earliest": str(make.day(9)),
        f"r{one.id}-days": "5",
    }  # fmt: skip
    assert client.post(f"{HOME}/{made.id}/edit/places", data=wanted).status_code == 303
    assert (again(one).note, again(one).days) == ("A dark path", 5)
    asked = requested(author=author)
    sign_in(staff())
    queue = client.page("/en/desk/applications")
    assert queue.all("a", href=f"/en/desk/requests/{asked.id}")
    url = f"/en/desk/requests/{asked.id}"
    assert client.post(f"{url}/propose", data={"testbed": ""}).status_code == 422
    assert client.post(f"{url}/decline", data={"reason": ""}).status_code == 422
    sent = client.post(f"{url}/propose", data={"testbed": str(place.id), "note": "Fits"})
    assert sent.status_code == 303
    sign_in(author)
    page = client.page(f"{HOME}/{asked.application_id}")
    assert "Proposed by the city" in page.text
    assert db.session.get(Testbed, place.id).name.en in page.text
    assert clock.today() == make.day(0)


def test_no_city_chosen_is_told_at_the_question(client, session, sign_in):
    sign_in(person())
    answer = client.post(f"{HOME}/new", data={"applicant": "person", "language": "en"})
    assert answer.status_code == 422
    assert "Choose at least one city" in answer.get_data(as_text=True)


def test_a_request_is_added_and_left_out_on_the_page_of_places(client, session, sign_in):
    made = make.draft(author=(author := member()))
    asked = requested("oulu").city_id
    sign_in(author)
    url = f"{HOME}/{made.id}/edit/places"
    typed = filled(client.page(url), "/edit/places")
    empty = client.post(url, data={**typed, "stay": "ask", "city": ""})
    assert empty.status_code == 422
    client.post(url, data={**typed, "stay": "ask", "city": str(asked)})
    one = again(made).requests[0]
    assert one.city_id == asked
    typed = filled(client.page(url), "/edit/places")
    client.post(url, data={**typed, "stay": f"leave {one.id}"})
    assert again(made).requests == []

"""The pages of taking part, for residents, guardians and the pilot's people."""

import re

from app.queries.panel import live_texts
from models.audit import AuditLine
from models.panel import QuestionKind
from models.testbed_kind import TestbedKind
from models.volunteer import Volunteer, VolunteerStatus
from tests.factories import panel as make
from tests.factories.account import host, person, staff
from tests.factories.panel import PHOTO, RUN
from tests.factories.pilot_run import mails
from tests.factories.pilot_step import running
from tests.factories.testbed import testbed
from tests.page import read_page

S = VolunteerStatus


def form_of(panel, **values):
    """Return what the form of a panel is sent with: everything fits, everything is ticked."""
    ticks = {f"p{text.id}": "y" for text in live_texts(panel)}
    answers = {f"q{one.id}": "yes" for one in panel.questions}
    plain = {"name": "Rauha", "email": "rauha@koepaikka.example", "is_old_enough": "y"}
    return {**plain, **answers, **ticks, **values}


def address(panel):
    return f"/en/pilots/{panel.pilot.slug}/take-part"


def test_a_visitor_asks_confirms_and_takes_everything_back_by_links_alone(client, session):
    panel = make.opened(None, 2, make.cycling())
    shown = client.page(f"/en/pilots/{panel.pilot.slug}").text
    assert "2 of 2 places free" in shown
    page = client.page(address(panel))
    boxes = page.all("input", type="checkbox")
    assert boxes
    assert not any("checked" in box.attrib for box in boxes), "nothing is ticked beforehand"
    answer = client.post(address(panel), data=form_of(panel))
    assert answer.headers["Location"].endswith("/take-part/sent")
    assert "Look in your mail" in client.page(answer.headers["Location"]).text
    (mail,) = mails("volunteer/confirm")
    own = mail.context["own_path"].replace("/fi/", "/en/")
    assert "Confirm that you want to take part" in client.page(own).text
    assert session.query(Volunteer).one().status is S.ASKED, "looking confirms nothing"
    assert client.post(f"{own}/confirm").status_code == 303
    assert "You have a place" in client.page(own).text
    assert "1 of 2 places free" in client.page(f"/en/pilots/{panel.pilot.slug}").text
    photo = next(one for one in session.query(Volunteer).one().consents
                 if not one.purpose_text.is_required)  # fmt: skip
    client.post(f"{own}/consents/{photo.id}/take-back")
    assert "Taken back" in client.page(own).text
    client.post(f"{own}/withdraw")
    assert "You have withdrawn" in client.page(own).text
    assert session.query(Volunteer).one().status is S.WITHDRAWN


def test_a_machine_that_fills_in_everything_is_thanked_and_forgotten(client, session):
    panel = make.opened(None, 2, make.cycling())
    assert client.page(address(panel)).all("input", name="website")
    answer = client.post(address(panel), data=form_of(panel, website="https://osta.example"))
    assert answer.headers["Location"].endswith("/take-part/sent")
    assert (session.query(Volunteer).count(), mails("volunteer/confirm")) == (0, [])


def test_secret_pages_are_kept_by_nobody(client, session):
    one = make.asked(make.opened())
    answer = client.get(f"/en/volunteers/{one.token}")
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer.headers["Cache-Control"]
    assert client.get(f"/en/volunteers/{'x' * 43}").status_code == 404
    assert client.get("/en/volunteers/x").status_code == 404


def test_what_is_wrong_is_told_at_its_field_and_nothing_typed_is_lost(client, session):
    panel = make.opened(None, 2, make.cycling())
    question, text = panel.questions[0], live_texts(panel)[0]
    for change, words in (
        ({f"q{question.id}": "no"}, "looks for people who answer otherwise"),
        ({f"q{question.id}": ""}, "Choose one."),
        ({f"p{text.id}": ""}, "Without this you cannot take part."),
        ({"is_old_enough": ""}, "Only people of 18 or more"),
        ({"email": "rauha"}, "Check the address"),
        ({"name": ""}, "Write your name."),
    ):
        answer = client.post(address(panel), data=form_of(panel, **change))
        page = read_page(answer)
        assert answer.status_code == 422, words
        assert words in page.text
        assert page.fields()["name"] == ("" if "name" in change else "Rauha")
    assert session.query(Volunteer).count() == 0


def test_who_is_signed_in_comes_to_their_own_page_at_once(client, session, sign_in):
    panel, user = make.opened(), person()
    sign_in(user)
    page = client.page(address(panel))
    assert page.fields()["email"] == user.email
    answer = client.post(address(panel), data=form_of(panel, name=user.name, email=user.email))
    assert "You have a place" in client.page(answer.headers["Location"]).text


def test_a_guardian_answers_for_a_child_and_the_child_gets_no_mail(client, session):
    panel = make.opened(takes_minors=True, least_age=6)
    values = {"birth_year": "2018", "guardian_email": "huoltaja@koepaikka.example", "email": ""}
    empty = {f"p{text.id}": "" for text in live_texts(panel)}
    grown = {**empty, "birth_year": "2000", "guardian_email": ""}
    refused = client.post(address(panel), data=form_of(panel, **grown))
    assert "Without this you cannot take part." in read_page(refused).text
    client.post(address(panel), data=form_of(panel, **empty, **values))
    made = session.query(Volunteer).one()
    assert (made.status, made.consents) == (S.GUARDIAN, [])
    (mail,) = mails("volunteer/guardian")
    assert mail.recipient == "huoltaja@koepaikka.example"
    path = mail.context["own_path"].replace("/fi/", "/en/")
    assert "May Rauha take part?" in client.page(path).text
    refused = client.post(path, data={"name": "Huoltaja"})
    assert "Without this you cannot take part" in read_page(refused).text
    ticks = {f"p{text.id}": "y" for text in live_texts(panel) if text.is_required}
    answer = client.post(path, data={"name": "Huoltaja", **ticks})
    assert "Rauha has a place" in client.page(answer.headers["Location"]).text
    session.refresh(made)
    assert [one.by_guardian for one in made.consents] == [True]
    assert {one.recipient for one in mails("volunteer/placed")} == {"huoltaja@koepaikka.example"}


def test_a_guardian_says_no_and_the_pupil_is_told(client, session):
    place = testbed(kind=TestbedKind.SCHOOL)
    panel = make.opened(running(place, days=5), takes_minors=True, least_age=10)
    one = make.confirmed(panel, birth_year=2012, guardian_email="huoltaja@koepaikka.example")
    assert one.status is S.GUARDIAN
    assert client.post(f"/en/volunteers/guardian/{one.guardian_token}/refuse").status_code == 303
    session.refresh(one)
    assert one.status is S.REFUSED
    assert [mail.recipient for mail in mails("volunteer/refused")] == [one.reader.email]
    assert "You have said no" in client.page(f"/en/volunteers/{one.guardian_token}").text


def test_the_people_of_the_pilot_see_names_and_the_city_sees_counts(client, session, sign_in):
    panel = make.opened(None, 2, make.cycling(QuestionKind.EITHER))
    one = make.confirmed(panel, name="<b>Rauha</b>")
    home = f"/en/my/pilots/{panel.pilot_id}"
    for user in (panel.pilot.application.author, host(panel.pilot.testbed)):
        sign_in(user)
        text = client.page(f"{home}/testers").text
        assert "<b>Rauha</b>" in text
        assert "Do you cycle?" in text or "Pyöräiletkö?" in text
        assert one.reader.email in text
    sign_in(staff())
    assert client.get(f"{home}/testers").status_code == 403
    assert client.post(f"{home}/testers/csv").status_code == 403
    shown = client.page(f"{home}/panel").text
    assert "Has a place: 1" in shown
    assert "Rauha" not in shown


def test_the_list_is_taken_out_by_post_and_written_down(client, session, sign_in):
    panel = make.opened()
    one = make.confirmed(panel, name="=cmd()")
    sign_in(panel.pilot.application.author)
    answer = client.post(f"/en/my/pilots/{panel.pilot_id}/testers/csv")
    text = answer.get_data(as_text=True)
    assert f"'=cmd(),{one.reader.email}" in text
    assert re.search(r"Running the experiment \(1\); Photos \(1\)", text)
    assert session.query(AuditLine).filter_by(action="panel:export").count() == 1


def test_a_panel_is_written_and_sent_on_its_pages(client, session, sign_in):
    pilot = running(testbed(), days=5)
    sign_in(pilot.application.author)
    home = f"/en/my/pilots/{pilot.id}/panel"
    assert "Nobody can take part yet" in client.page(home).text
    last = pilot.end_day.isoformat()
    terms = {
        "version": "0", "tasks_fi": "Kulje", "tasks_sv": "Gå", "cap": "20",
        "opens_day": pilot.start_day.isoformat(), "closes_day": last, "takes_minors": "no",
        "least_age": "18",
    }  # fmt: skip
    refused = client.post(f"{home}/terms", data={**terms, "tasks_sv": ""})
    assert "asks for this in Swedish" in read_page(refused).text
    assert client.post(f"{home}/terms", data=terms).status_code == 303
    choice = {
        "words_fi": "Missä asut?", "words_sv": "Var bor du?", "kind": "choice",
        "fits_fi": "Kalasatama\nVallila", "fits_sv": "Fiskehamnen\nVallgård",
        "others_fi": "Muualla", "others_sv": "",
    }  # fmt: skip
    uneven = client.post(f"{home}/questions/new", data=choice)
    assert "as many answers in this language" in read_page(uneven).text
    done = client.post(f"{home}/questions/new", data={**choice, "others_sv": "Annanstans"})
    assert done.status_code == 303
    assert "Say first what" in read_page(
        client.post(f"{home}/ask", follow_redirects=True)
    ).text  # fmt: skip
    assert client.page(f"{home}/purposes/new").all("textarea", name="words_fi")
    for purpose in (RUN, PHOTO):
        data = {f"{name}_{lang}": getattr(purpose, name).get(lang)
                for name in ("name", "words") for lang in ("fi", "sv", "en")}  # fmt: skip
        assert client.post(f"{home}/purposes/new", data=data).status_code == 303
    assert client.post(f"{home}/ask").status_code == 303
    assert "Waits for approval" in client.page(home).text
    assert "cannot be changed" in read_page(
        client.get(f"{home}/terms", follow_redirects=True)
    ).text  # fmt: skip


def test_a_message_to_all_goes_to_those_with_a_place(client, session, sign_in):
    panel = make.opened(cap=1)
    one = make.confirmed(panel)
    make.confirmed(panel)
    sign_in(panel.pilot.application.author)
    url = f"/en/my/pilots/{panel.pilot_id}/testers/message"
    assert client.post(url, data={"subject": "", "words": "Huomenna"}).status_code == 422
    for _time in range(3):
        answer = client.post(url, data={"subject": "Huomenna", "words": "Kello 9."})
        assert answer.status_code == 303
    assert {mail.recipient for mail in mails("volunteer/message")} == {one.reader.email}
    assert len(mails("volunteer/message")) == 3
    again = client.post(url, data={"subject": "Huomenna", "words": "Kello 9."})
    assert (again.status_code, "Write again tomorrow" in read_page(again).text) == (409, True)

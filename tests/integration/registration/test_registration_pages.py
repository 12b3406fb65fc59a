"""The pages of registering, for those who come."""

import re

from models.event import AttendeeList, EventStatus
from models.registration import Registrant, Registration, RegistrationStatus
from models.registration_question import AskedKind
from tests.factories import event as events
from tests.factories import registration as make
from tests.factories.account import person
from tests.factories.pilot_run import mails
from tests.factories.reader import reader
from tests.page import read_page

S = RegistrationStatus
WHO = {"name": "Rauha", "email": "rauha@koepaikka.example"}


def address(event):
    return f"/en/events/{event.slug}/register"


def own_page(template="registration/confirm"):
    """Return the address that the latest mail of a kind leads to."""
    return mails(template)[-1].context["own_path"].replace("/fi/", "/en/")


def test_a_visitor_registers_confirms_and_cancels_by_links_alone(client, session):
    event = make.held(2)
    assert "2 places left" in client.page(address(event)).text
    answer = client.post(address(event), data=WHO)
    assert answer.headers["Location"].endswith("/register/sent")
    assert "Open the mail" in client.page(answer.headers["Location"]).heading
    assert "1 place left" in client.page(address(event)).text, "it is held meanwhile"
    own = own_page()
    assert "Confirm" in client.page(own).heading
    assert session.query(Registration).one().status is S.APPLIED, "looking confirms nothing"
    assert client.post(f"{own}/confirm").status_code == 303
    page = client.page(own)
    assert "Has a place" in page.text
    assert make.latest(event).code in page.text
    row = session.query(Registration).one()
    answer = client.post(f"{own}/{row.id}/cancel")
    assert "Somebody else can come now" in client.page(answer.headers["Location"]).text.replace(
        "somebody", "Somebody"
    )
    assert "2 places left" in client.page(address(event)).text


def test_who_has_a_place_is_told_so_and_not_how_many_are_left(client, session, sign_in):
    event, user = make.held(1), person()
    sign_in(user)
    page = client.page(address(event))
    assert page.fields()["email"] == user.email
    answer = client.post(address(event), data={"name": user.name, "email": user.email})
    assert "Has a place" in client.page(answer.headers["Location"]).text
    page = client.page(address(event))
    assert "You are registered already" in page.text
    assert "Full" not in page.text
    assert "Has a place" in page.text
    assert "Walking workshop" in client.page("/en/my").text


def test_what_is_wrong_is_told_at_its_field_and_nothing_typed_is_lost(client, session):
    event = make.held(2)
    must = make.question(event, AskedKind.CHOICE, is_required=True)
    food = make.question(event, AskedKind.FOOD)
    good = {**WHO, f"q{must.id}": "1", f"q{food.id}": "Ei pähkinää", f"c{food.id}": "y"}
    for change, words in (
        ({f"q{must.id}": ""}, "Choose one."),
        ({f"c{food.id}": ""}, "Tick that we may keep this answer"),
        ({"email": "rauha"}, "Check the address"),
        ({"name": ""}, "Write your name."),
    ):
        answer = client.post(address(event), data={**good, **change})
        page = read_page(answer)
        assert answer.status_code == 422, words
        assert words in page.text
        assert "Ei pähkinää" in page.text
        assert page.fields()["name"] == ("" if "name" in change else "Rauha")
    assert session.query(Registrant).count() == 0
    client.post(address(event), data=good)
    said = {one.question_id: one.value for one in make.latest(event).answers}
    assert said == {must.id: "1", food.id: "Ei pähkinää"}


def test_a_programme_is_registered_for_in_one_form(client, session):
    event = events.event(EventStatus.PUBLISHED, events.session(48, capacity=1), events.session(49))
    first, second = (one.id for one in event.sessions)
    answer = client.post(address(event), data=WHO)
    assert "Choose at least one session" in read_page(answer).text
    both = {**WHO, "sessions": [str(first), str(second)]}
    answer = client.post(address(event), data=both)
    assert (answer.status_code, "at the same time" in read_page(answer).text) == (422, True)
    client.post(address(event), data={**both, "clash_is_fine": "y"})
    own = own_page()
    client.post(f"{own}/confirm")
    text = client.page(own).text
    assert text.count("Has a place") == 2
    assert "please cancel the other" in text


def test_more_sessions_and_other_answers_from_ones_own_page(client, session):
    event = events.event(EventStatus.PUBLISHED, events.session(48), events.session(60))
    asked = make.question(event)
    one = make.confirmed(event)
    own = f"/en/registration/{one.token}"
    answer = client.post(f"{own}/sessions", data={"sessions": [str(event.sessions[1].id)]})
    assert client.page(answer.headers["Location"]).text.count("Has a place") == 2
    client.post(f"{own}/answers", data={"name": "Uusi Nimi", f"q{asked.id}": "Paljon"})
    session.expire_all()
    assert (one.name, one.answers[0].value) == ("Uusi Nimi", "Paljon")
    answer = client.post(f"{own}/answers", data={"name": "", f"q{asked.id}": "Muuta"})
    assert "Write your name." in read_page(answer).text


def test_an_offered_place_is_taken_by_one_press(client, session):
    event = make.held(1)
    one = make.offered(event)
    own = own_page("registration/offered")
    assert "A place is free for you" in client.page(own).text
    client.post(f"{own}/{one.registrations[0].id}/accept")
    assert make.status(one) == S.CONFIRMED


def test_secret_pages_are_kept_by_nobody_and_open_nothing_of_others(client, session):
    event = make.held(3)
    one, other = make.confirmed(event), make.confirmed(event)
    answer = client.get(f"/en/registration/{one.token}")
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer.headers["Cache-Control"]
    assert client.get(f"/en/registration/{'x' * 43}").status_code == 404
    assert client.get("/en/registration/x").status_code == 404
    theirs = f"/en/registration/{one.token}/{other.registrations[0].id}/cancel"
    assert client.post(theirs).status_code == 404
    assert make.status(other) == S.CONFIRMED


def test_the_calendar_file_has_ones_own_sessions_and_strikes_out_what_was_left(client, session):
    event = make.held(3)
    one = make.confirmed(event)
    path = f"/en/registration/{one.token}/calendar.ics"
    text = client.get(path).get_data(as_text=True)
    assert re.search(r"DTSTART[^\r]*:\d{8}T\d{6}", text)
    assert "STATUS:CONFIRMED" in text
    make.cancelled(one)
    assert "STATUS:CANCELLED" in client.get(path).get_data(as_text=True)
    assert mails("registration/confirmed")[0].context["calendar"].count("BEGIN:VEVENT") == 1


def test_names_are_seen_by_those_whom_both_the_event_and_the_person_allow(client, session):
    event = make.held(9, attendee_list=AttendeeList.PUBLIC)
    people = {
        kind: make.confirmed(event, name=f"Nimi {kind.value}", shown_to=kind)
        for kind in AttendeeList
    }
    own = f"/en/registration/{people[AttendeeList.NOBODY].token}"

    def seen():
        return [
            {kind.value for kind in AttendeeList if f"Nimi {kind.value}" in client.page(path).text}
            - {"nobody"}
            for path in (address(event), own)
        ]

    assert seen() == [{"public"}, {"attending", "public"}]
    event.attendee_list = AttendeeList.ATTENDING
    session.commit()
    assert seen() == [set(), {"attending", "public"}]
    event.attendee_list = AttendeeList.NOBODY
    session.commit()
    assert seen() == [set(), set()]


def test_a_readers_private_page_tells_of_registrations(client, session):
    event = make.held(3)
    found = reader("lukija@koepaikka.example")
    one = make.confirmed(event, email=found.email)
    page = client.page(f"/en/reader/{found.token}")
    assert f"/en/registration/{one.token}" in {a.get("href") for a in page.all("a")}


def test_one_client_cannot_fill_an_event(client, session):
    event = make.held(50)
    codes = [
        client.post(address(event), data={**WHO, "email": "sama@koepaikka.example"}).status_code
        for _turn in range(8)
    ]
    assert codes == [303] * 6 + [429] * 2

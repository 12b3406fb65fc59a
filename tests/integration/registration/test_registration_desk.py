"""What the people of an event do: at the door, on paper, afterwards, and with the list."""

import datetime as dt
import io

import pytest
import time_machine
from pypdf import PdfReader

from app import clock
from app.services import registration_desk as service
from app.services import registration_question as questions
from app.services.registration_question import Question
from models.account import CityRole
from models.audit import AuditLine
from models.base import Translated
from models.errors import ConflictError, FieldError, ForbiddenError, IllegalMoveError, NotFoundError
from models.registration import RegistrationStatus
from models.registration_question import MOST_QUESTIONS, AskedKind, RegistrationAnswer
from tests.factories import registration as make
from tests.factories.account import acting, admin, person, staff
from tests.factories.pilot_run import readers
from tests.page import read_page

S = RegistrationStatus
WORDS = Translated("Kysymys", "Fråga", "Question")


def later(**span):
    return time_machine.travel(clock.now() + dt.timedelta(**span), tick=False)


def desk(event, path=""):
    return f"/en/desk/events/{event.id}/{path}"


def test_checking_in_is_done_once_and_can_be_undone(session):
    event = make.held(2)
    one, who = make.confirmed(event), make.people(event)
    row = one.registrations[0].id
    for _twice in range(2):
        service.check_in(who, event.id, row)
        assert make.status(one) == S.ATTENDED
    service.undo(who, event.id, row)
    assert make.status(one) == S.CONFIRMED
    session.expire_all()
    assert event.sessions[0].taken == 1
    waits = [make.confirmed(event), make.confirmed(event)][1]
    with pytest.raises(IllegalMoveError):
        service.check_in(who, event.id, waits.registrations[0].id)


def test_many_are_ticked_at_once_and_the_rest_did_not_come(session):
    event = make.held(4)
    people = [make.confirmed(event) for _one in range(4)]
    who, room = make.people(event), event.sessions[0].id
    ids = [one.registrations[0].id for one in people]
    assert service.tick(who, event.id, room, [*ids[:2], 999_999]) == 2
    assert service.tick(who, event.id, room, ids[:3]) == 1
    with pytest.raises(ConflictError) as refused:
        service.miss_rest(who, event.id, room)
    assert refused.value.code == "session_not_over"
    with later(hours=51):
        assert service.miss_rest(who, event.id, room) == 1
        assert [make.status(one) for one in people] == [S.ATTENDED] * 3 + [S.NO_SHOW]
        service.check_in(who, event.id, ids[3])
    assert make.status(people[3]) == S.ATTENDED


def test_letting_somebody_go_tells_them_and_passes_the_place_on(session):
    event = make.held(1)
    one, waits = make.confirmed(event), make.confirmed(event)
    service.remove(make.people(event), event.id, one.registrations[0].id)
    assert [make.status(one), make.status(waits)] == [S.CANCELLED, S.OFFERED]
    assert readers("registration/removed") == {one.reader.email}


def test_names_are_for_the_people_of_the_event_alone(session):
    event = make.held(2)
    row = make.confirmed(event).registrations[0].id
    reviewer, stranger = staff(CityRole.REVIEWER), staff(slug="tampere")
    for user, error in (
        (reviewer, ForbiddenError), (stranger, NotFoundError), (person(), NotFoundError),
    ):  # fmt: skip
        for deed in (service.check_in, service.undo, service.remove):
            with pytest.raises(error):
                deed(acting(user), event.id, row)
        with pytest.raises(error):
            service.export(acting(user), event.id)
    service.check_in(acting(admin()), event.id, row)


def test_the_registrations_of_another_event_are_not_here(session):
    event, other = make.held(2), make.held(2)
    row = make.confirmed(other).registrations[0].id
    unconfirmed = make.applied(event).registrations[0].id
    for ident in (row, unconfirmed):
        with pytest.raises(NotFoundError):
            service.check_in(make.people(event), event.id, ident)


def test_the_door_on_a_phone_and_on_paper(client, session, sign_in):
    event = make.held(3)
    one, two = make.confirmed(event, name="Åke Örn"), make.confirmed(event, name="Bo Berg")
    sign_in(staff())
    room = f"sessions/{event.sessions[0].id}"
    page = client.page(desk(event, f"{room}/check-in"))
    assert "0 of 2 have come" in page.text
    found = client.page(desk(event, f"{room}/check-in?q={one.code.lower()}")).text
    assert ("Åke Örn" in found, "Bo Berg" in found) == (True, False)
    assert "Bo Berg" in client.page(desk(event, f"{room}/check-in?q=ber")).text
    assert "Nobody of that code" in client.page(desk(event, f"{room}/check-in?q=Zorro")).text
    scanned = client.page(desk(event, f"tickets/{one.code}"))
    assert "Åke Örn" in scanned.heading
    press = desk(event, f"registrations/{one.registrations[0].id}/check_in")
    answer = client.post(press, data={"ticket": one.code})
    assert answer.headers["Location"].endswith(f"/tickets/{one.code}")
    assert "1 of 2 have come" in client.page(desk(event, f"{room}/check-in")).text
    ticks = client.page(desk(event, f"{room}/check-in?many=1"))
    assert [box.get("value") for box in ticks.all("input", type="checkbox")] == [
        str(two.registrations[0].id)
    ]
    client.post(desk(event, f"{room}/tick"), data={"came": [str(two.registrations[0].id), "x"]})
    assert "2 of 2 have come" in client.page(desk(event, f"{room}/check-in")).text
    paper = client.get(desk(event, f"{room}/paper.pdf"))
    text = "".join(one.extract_text() for one in PdfReader(io.BytesIO(paper.data)).pages)
    assert one.code in text
    assert "Bo Berg" in text
    assert client.get(desk(event, "tickets/ZZZZZ")).status_code == 404


def test_the_list_shows_answers_and_the_table_is_written_down(client, session, sign_in):
    event = make.held(1)
    asked = make.question(event, AskedKind.CHOICE)
    one = make.confirmed(event, name="=SUM(A1)", answers={asked.id: "1"})
    waits = make.confirmed(event, name="Veera Vuoro")
    left = make.confirmed(event, name="Lauri Lähtenyt")
    make.cancelled(left)
    sign_in(staff())
    page = client.page(desk(event, "registrations"))
    for words in ("1 of 1", "Veera Vuoro", "What do you expect?", one.reader.email):
        assert words in page.text
    assert left.reader.email not in page.text, "who has left is contacted no more"
    answer = client.post(desk(event, "registrations/csv"))
    table = answer.get_data(as_text=True)
    assert "'=SUM(A1)" in table
    assert waits.reader.email in table
    assert left.reader.email not in table
    line = session.query(AuditLine).filter_by(action="registration:export").one()
    assert (line.thing_id, line.facts) == (event.id, {"people": 2})


def test_a_question_says_what_for_and_for_how_long(client, session, sign_in):
    event = make.held(1)
    sign_in(staff())
    assert "Nothing more is asked" in client.page(desk(event, "questions")).text
    new = {
        "words_fi": "Mitä syöt?", "words_sv": "Vad äter du?", "words_en": "What do you eat?",
        "kind": "food", "purpose_fi": "Lounaan tilaaminen", "purpose_sv": "Lunch", "keep_days": "1",
    }  # fmt: skip
    for change, words in (
        ({"purpose_fi": ""}, "The city asks for this in Finnish"),
        ({"is_required": "y"}, "nobody has to"),
        ({"keep_days": "500"}, "Choose one of these"),
        ({"kind": "choice"}, "at least two answers"),
    ):
        answer = client.post(desk(event, "questions/new"), data={**new, **change})
        assert (answer.status_code, words in read_page(answer).text) == (422, True), words
    client.post(desk(event, "questions/new"), data=new)
    page = client.page(desk(event, "questions"))
    assert "1 day after the event" in page.text
    shown = client.page(f"/fi/events/{event.slug}/register").text
    assert "Mitä syöt?" in shown


def test_a_question_that_was_answered_keeps_its_meaning_and_takes_its_answers_along(session):
    event = make.held(1)
    asked = make.question(event, AskedKind.CHOICE)
    make.confirmed(event, answers={asked.id: "1"})
    who, ident = make.people(event), asked.id
    for kind, choices in ((AskedKind.TEXT, []), (AskedKind.CHOICE, asked.choices[:1])):
        with pytest.raises(FieldError):
            questions.keep(who, event.id, Question(kind, WORDS, WORDS, 14, choices=choices), ident)
    questions.keep(
        who, event.id, Question(AskedKind.CHOICE, WORDS, WORDS, 30, choices=asked.choices), ident
    )
    questions.drop(who, event.id, ident)
    assert session.query(RegistrationAnswer).count() == 0


def test_there_is_an_end_to_questions(session):
    event = make.held(1)
    for _one in range(MOST_QUESTIONS):
        make.question(event)
    with pytest.raises(ConflictError) as refused:
        make.question(event)
    assert refused.value.code == "too_many_questions"

"""The coordinator sees who did what: in words, by person, thing and time, and as a file."""

import csv
import io

import pytest

from app import clock
from app.queries import audit_trail
from app.queries.audit_trail import TrailFilter, trail, trail_lines
from app.services import application, place_request, place_request_answer, staff_invitation
from app.services import testbed as testbeds
from models.account import CityRole
from models.application import PartStatus
from models.audit import AuditLine
from models.errors import ForbiddenError
from models.testbed import TestbedAction
from tests.factories import place_request as requests
from tests.factories.account import acting, person, staff
from tests.factories.application import applicant, days_later, draft, part
from tests.factories.city import city
from tests.factories.staff import invitation
from tests.factories.testbed import draft as unfinished
from tests.factories.testbed import testbed

HOME = "/en/desk/people/helsinki/trail"


@pytest.fixture
def chief(session, sign_in):
    made = staff(CityRole.COORDINATOR)
    made.name = "Koordinaattori Kaija"
    session.commit()
    sign_in(made)
    return made


def publish(chief, place):
    testbeds.act(acting(chief), place.id, TestbedAction.PUBLISH, place.version)


def lines(session, count, **values):
    for number in range(count):
        given = {
            "at": clock.now(), "actor_id": None, "action": "testbed:edit", "thing": "testbed",
            "thing_id": 9_000 + number, "city_id": city().id, "facts": {}, **values,
        }  # fmt: skip
        session.add(AuditLine(**given))
    session.commit()


def test_the_trail_tells_in_plain_words_who_did_what(client, chief):
    place = unfinished()
    publish(chief, place)
    worker = person("Tekijä Teuvo", email="tekija@koepaikka.example")
    made = invitation(worker.email, by=chief)
    staff_invitation.accept(acting(worker), made.id)
    page = client.page(HOME)
    assert f"Koordinaattori Kaija published {place.name.en}." in page.text
    assert "Draft → Open" in page.text
    assert "Tekijä Teuvo accepted the invitation to a role: Editor." in page.text
    ways = [a.get("href") for a in page.all("a")]
    assert f"/en/desk/testbeds/{place.id}" in ways
    assert f"{HOME}?kind=testbed&thing={place.id}" in ways


def test_it_is_narrowed_by_person_thing_kind_and_time(client, chief):
    other = staff(CityRole.COORDINATOR)
    one, two = unfinished(), unfinished()
    publish(chief, one)
    with days_later(3):
        publish(other, two)
    made = part(testbed())

    def found(query):
        return [words.split(" Testbed")[0] for words in client.page(f"{HOME}?{query}").words("td")]

    def tells(query, place):
        return any(f"published {place.name.en}." in words for words in found(query))

    assert tells("", one)
    assert tells("", two)
    for query, shown, hidden in (
        (f"person={chief.id}", one, two),
        (f"kind=testbed&thing={two.id}", two, one),
        (f"last={clock.today()}", one, two),
        (f"first={clock.today().replace(year=clock.today().year)}&person={other.id}", two, one),
    ):
        assert tells(query, shown), query
        assert not tells(query, hidden), query
    assert not tells("kind=application_part", one)
    assert (
        f"sent the application {made.application.title}"
        in client.page(f"{HOME}?kind=application_part").text
    )


@pytest.mark.parametrize(
    "query",
    ["person=x", "person=99999999999", "kind=king", "thing=-1", "first=never", "last=9999-99-99",
     "first=0001-01-01", "page=0", "page=999999", "person=%00", "kind=testbed&kind=pilot"],
)  # fmt: skip
def test_odd_filters_ask_for_nothing(client, chief, query):
    publish(chief, unfinished())
    assert "published" in client.page(f"{HOME}?{query}").text
    assert client.get(f"{HOME}.csv?{query}").status_code == 200


def test_it_is_paged_and_keeps_its_filters(client, chief, session):
    lines(session, 120)
    lines(session, 3, action="pilot:start", thing="pilot")
    page = client.page(f"{HOME}?kind=testbed&page=2")
    assert "120 changes" in page.text
    assert "Page 2 of 3" in page.text
    assert f"{HOME}?kind=testbed&page=3" in [a.get("href") for a in page.all("a", rel="next")]
    assert len(page.all("tr")) == 51


def test_nothing_matches_is_said(client, chief):
    publish(chief, unfinished())
    page = client.page(f"{HOME}?kind=pilot")
    assert "No change matches" in page.text
    assert "Nothing has been changed yet" not in page.text


def test_the_file_holds_what_the_filters_show(client, chief):
    one = unfinished()
    publish(chief, one)
    part(testbed())
    answer = client.get(f"{HOME}.csv?kind=testbed&person={chief.id}")
    assert answer.mimetype == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert [row["What happened"] for row in rows] == [
        f"Koordinaattori Kaija published {one.name.en}."
    ]
    assert rows[0]["Who"] == "Koordinaattori Kaija"
    assert rows[0]["State"] == "Draft → Open"
    assert rows[0]["When"].endswith("+00:00")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t="])
def test_names_are_no_formulas_in_the_file(client, chief, session, start):
    chief.name = f'{start}HYPERLINK("http://evil.example")'
    session.commit()
    publish(chief, unfinished())
    text = client.get(f"{HOME}.csv").get_data().decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert any("HYPERLINK" in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_long_files_are_read_in_batches_and_end(chief, session, monkeypatch):
    lines(session, 25)
    monkeypatch.setattr(audit_trail, "AT_ONCE", 10)
    actor, home = acting(chief), city()
    ids = [deed.thing_id for deed in trail_lines(actor, home, TrailFilter())]
    assert ids == sorted(ids, reverse=True)
    assert len(set(ids)) == 25
    monkeypatch.setattr(audit_trail, "MOST_LINES", 12)
    assert len(list(trail_lines(actor, home, TrailFilter()))) == 12


def test_other_cities_and_people_of_no_city_are_never_read(client, chief, session):
    stranger = person("Vieras Ville")
    lines(session, 2, city_id=city("oulu").id, actor_id=stranger.id)
    lines(session, 2, city_id=None, actor_id=stranger.id)
    page = client.page(HOME)
    assert "Vieras Ville" not in page.text
    assert "0 changes" in page.text
    for query in ("", f"?person={stranger.id}", "?thing=9000"):
        assert "Vieras" not in client.get(f"{HOME}.csv{query}").get_data(as_text=True)


def test_an_application_that_was_never_sent_is_its_writers_own_affair(client, chief):
    kept = draft(testbed(), title="Salainen idea")
    application.withdraw(applicant(kept), kept.parts[0].id)
    page = client.page(HOME)
    assert "Salainen idea" not in page.text
    sent = part(testbed(), title="Lähetetty")
    application.withdraw(applicant(sent.application), sent.id)
    assert sent.status is PartStatus.WITHDRAWN
    assert "withdrew the application Lähetetty" in client.page(HOME).text


def test_the_trail_tells_of_a_request_for_a_place_once_it_was_sent(client, chief, session):
    kept = requests.drafted()
    kept.title = "Salainen idea"
    session.commit()
    place_request.withdraw_request(applicant(kept), kept.requests[0].id)
    assert "Salainen idea" not in client.page(HOME).text
    asked = requests.requested()
    asked.application.title = "Lähetetty"
    session.commit()
    assert "asked the city for a place for Lähetetty." in client.page(HOME).text
    place_request_answer.decline(acting(chief), asked.id, "Every street is dug up")
    said = client.page(HOME).text
    assert "Koordinaattori Kaija answered that the city has no place for Lähetetty." in said
    assert "The city is looking for a place → The city has no place" in said


def test_the_trail_stands_whatever_is_in_it(client, chief, session):
    for number, action in enumerate(
        ("unknown:deed", "testbed:vanish", "pilot:start", "staff:grant", "staff:hand_over")
    ):
        lines(
            session, 1, action=action, thing=action.split(":")[0], thing_id=number,
            actor_id=99_999, from_status="draft", to_status="odd", facts={"role": "king"},
        )  # fmt: skip
    page = client.page(HOME)
    assert "something removed since" in page.text
    assert client.get(f"{HOME}.csv").status_code == 200


@pytest.mark.parametrize("role", [CityRole.EDITOR, CityRole.REVIEWER])
def test_queries_refuse_by_themselves(session, role):
    for who in (staff(role), staff(CityRole.COORDINATOR, "oulu")):
        for ask in (trail, lambda *args: list(trail_lines(*args))):
            with pytest.raises(ForbiddenError):
                ask(acting(who), city(), TrailFilter())
        with pytest.raises(ForbiddenError):
            audit_trail.people_of(acting(who), city())

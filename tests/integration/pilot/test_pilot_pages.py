"""The desk's pages of a pilot, and the pages where its public text and report are written."""

import pytest

from app import clock
from app.services import report
from models.base import Translated
from models.pilot import PilotStatus
from tests.factories.account import host, staff
from tests.factories.application import agreed, applicant, booked
from tests.factories.form import filled
from tests.factories.pilot_step import (
    complete,
    paused,
    ready,
    reporting,
    running,
    settle,
)
from tests.factories.testbed import testbed
from tests.page import read_page

HOSTILE = "</script>${7*7}<b>\u202etupmal\0"
STATES = {
    PilotStatus.PREPARING: booked,
    PilotStatus.READY: ready,
    PilotStatus.RUNNING: running,
    PilotStatus.PAUSED: paused,
    PilotStatus.REPORTING: reporting,
}


@pytest.fixture
def desk(session, client, sign_in):
    sign_in(staff(slug="helsinki"))
    return client


def home(pilot):
    return f"/en/desk/pilots/{pilot.id}"


def post(client, url, status, **data):
    answer = client.post(url, data=data)
    assert answer.status_code == status, (answer.status_code, answer.location)
    return answer


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
@pytest.mark.parametrize("state", STATES)
def test_every_state_has_its_page(desk, state, lang):
    made = STATES[state](testbed())
    page = desk.page(f"/{lang}/desk/pilots/{made.id}")
    assert made.title.best(lang)[0] in page.heading
    assert made.status is state


def test_the_way_of_a_pilot_through_the_pages(desk, session):
    made = agreed(testbed(), start=0)
    page = desk.page(home(made))
    assert "things are missing" in page.text
    assert not [f for f in page.all("form") if (f.get("action") or "").endswith("make_ready")]

    settle(made)
    text = {"title_fi": "Valot", "title_sv": "Ljus", "plain_fi": "P", "plain_sv": "P",
            "measured_fi": "S", "personal_data": "no"}  # fmt: skip
    url = f"/en/my/pilots/{made.id}"
    post(desk, url, 303, **{**filled(desk.page(url)), **text})
    assert "Everything is in place" in desk.page(home(made)).text

    for action, state in (
        ("make_ready", PilotStatus.READY),
        ("start", PilotStatus.RUNNING),
        ("pause", PilotStatus.PAUSED),
        ("resume", PilotStatus.RUNNING),
        ("end", PilotStatus.REPORTING),
    ):
        sent = filled(desk.page(home(made)), f"/{action}")
        post(desk, f"{home(made)}/{action}", 303, **{**sent, "reason_fi": "Lumi"})
        session.refresh(made)
        assert made.status is state
        done = desk.page(home(made)).words("div", class_="notice", data_kind="success")
        assert len(done) == 1

    url = f"/en/my/pilots/{made.id}/report"
    answers = {"learned_fi": "L", "failed_fi": "F", "continues": "yes", "testers": "12",
               "bought": "no", "bought_why_fi": "Kallis"}  # fmt: skip
    post(desk, url, 303, **{**filled(desk.page(url)), **answers})
    report.send(applicant(made.application), made.id)
    approval = filled(desk.page(url), "/approve")
    post(desk, f"{url}/approve", 303, **approval)
    session.refresh(made)
    assert (made.status, made.testers) == (PilotStatus.COMPLETED, 12)
    assert "has ended" in desk.page(home(made)).text


def test_what_is_missing_leads_to_where_it_is_written(desk, session):
    made = booked(testbed())
    made.personal_data, made.measured = None, Translated()
    session.commit()
    page = desk.page(home(made))
    links = [link.get("href") for link in page.all("a") if "#" in (link.get("href") or "")]
    fields = [
        link.rpartition("#")[2] for link in links if link.startswith(f"/en/my/pilots/{made.id}#")
    ]
    ids = {one.get("id") for one in desk.page(f"/en/my/pilots/{made.id}").root.iter()}
    assert fields
    assert set(fields) <= ids
    assert [one for one in page.all("a") if one.get("href") == f"/en/my/pilots/{made.id}/checklist"]


def test_nothing_is_ready_while_something_is_missing(desk, session):
    made = booked(testbed())
    post(desk, f"{home(made)}/make_ready", 303)
    assert "still missing" in desk.page(home(made)).text
    session.refresh(made)
    assert made.status is PilotStatus.PREPARING


def test_a_pilot_does_not_start_before_its_first_day(desk, session):
    made = ready(testbed(), start=5)
    assert not [f for f in desk.page(home(made)).all("form")
                if (f.get("action") or "").endswith("/start")]  # fmt: skip
    post(desk, f"{home(made)}/start", 303)
    assert "Start it then" in desk.page(home(made)).text
    session.refresh(made)
    assert made.status is PilotStatus.READY


@pytest.mark.parametrize("action", ["pause", "stop"])
@pytest.mark.parametrize("reason", ["", "  \n ", "x" * 1_001], ids=["empty", "blank", "long"])
def test_pausing_and_stopping_need_a_reason_that_fits(desk, session, action, reason):
    made = running(testbed())
    answer = post(desk, f"{home(made)}/{action}", 422, reason_fi=reason, reason_en="Snow" * 400)
    page = read_page(answer)
    assert "reason_en" in page.blamed()
    assert page.value(f"{action}-reason_en") == "Snow" * 400
    answer = post(desk, f"{home(made)}/{action}", 422, reason_fi=reason)
    page = read_page(answer)
    assert page.blamed() == {"reason_fi"}
    opened = [box.get("id") for box in page.all("details") if "open" in box.attrib]
    assert f"do-{action}" in opened
    assert page.all("a", href=f"#{action}-reason_fi"), "the summary leads to the field"
    session.refresh(made)
    assert made.status is PilotStatus.RUNNING


@pytest.mark.parametrize("action", ["pause", "stop"])
def test_residents_read_the_reason_as_text(desk, session, action):
    made = running(testbed())
    post(desk, f"{home(made)}/{action}", 303, reason_en=HOSTILE)
    desk.page(home(made))
    session.refresh(made)
    assert made.status_note.en == HOSTILE.replace("\0", "")
    answer = desk.get(f"/en/pilots/{made.slug}")
    read_page(answer)
    assert "<b>" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("action", ["make_ready", "start", "resume", "end"])
def test_a_button_pressed_too_late_says_so(desk, session, action):
    made = complete(testbed())
    desk.post(f"{home(made)}/stop", data={"reason_fi": "Loppu"})
    post(desk, f"{home(made)}/{action}", 303)
    assert "can no longer be done" in desk.page(home(made)).text
    session.refresh(made)
    assert made.status is PilotStatus.CANCELLED


@pytest.mark.parametrize("action", ["pause", "stop"])
def test_a_reason_for_what_has_ended_meanwhile_is_refused_and_kept(desk, action):
    made = reporting(testbed())
    page = read_page(post(desk, f"{home(made)}/{action}", 409, reason_fi="Kesken kaiken"))
    assert "can no longer be done" in page.text
    assert "Kesken kaiken" in page.text


BAD_TEXT = [
    ("title_fi", "t" * 201),
    ("plain_sv", "p" * 5_001),
    ("measured_en", "m" * 5_001),
    ("participation_fi", "p" * 5_001),
    ("controller", "c" * 201),
    ("contact_email", "ei osoite"),
    ("money_eur", "-1"),
    ("money_eur", "paljon"),
    ("money_eur", "9" * 14),
]


@pytest.mark.parametrize(("field", "typed"), BAD_TEXT)
def test_a_public_text_that_cannot_be_kept_is_told_at_the_field(desk, session, field, typed):
    made = booked(testbed())
    version = made.version
    url = f"/en/my/pilots/{made.id}"
    sent = {**filled(desk.page(url)), "title_en": "New title", field: typed}
    page = read_page(post(desk, url, 422, **sent))
    assert page.blamed() == {field}
    assert page.value(field) == typed
    assert page.value("title_en") == "New title"
    session.refresh(made)
    assert made.version == version


@pytest.mark.parametrize("field", ["sensors", "themes", "personal_data"])
def test_a_choice_that_is_not_offered_is_refused(desk, field):
    made = booked(testbed())
    url = f"/en/my/pilots/{made.id}"
    page = read_page(post(desk, url, 422, **{**filled(desk.page(url)), field: "castle"}))
    assert "Choose one of these" in page.text


def test_hostile_words_are_kept_as_words(desk, session):
    made = ready(testbed())
    url = f"/en/my/pilots/{made.id}"
    names = ("title_fi", "plain_fi", "measured_fi", "participation_fi", "controller")
    post(desk, url, 303, **{**filled(desk.page(url)), **dict.fromkeys(names, HOSTILE)})
    session.refresh(made)
    assert made.title.fi == HOSTILE.replace("\0", "")
    for address in (url, home(made), f"/fi/pilots/{made.slug}", "/en/desk/pilots"):
        answer = desk.get(address)
        read_page(answer)
        assert "${7*7}<b>" not in answer.get_data(as_text=True)


def test_two_writers_of_the_public_text(desk, session):
    made = booked(testbed())
    url = f"/en/my/pilots/{made.id}"
    first, second = filled(desk.page(url)), filled(desk.page(url))
    post(desk, url, 303, **{**first, "title_fi": "Ensimmäinen"})

    page = read_page(post(desk, url, 409, **{**second, "title_fi": "Toinen", "plain_fi": "Oma"}))

    assert "changed in another window" in page.text
    assert (page.value("title_fi"), page.value("plain_fi")) == ("Toinen", "Oma")
    session.refresh(made)
    assert made.title.fi == "Ensimmäinen"
    post(desk, url, 303, **filled(page))
    session.refresh(made)
    assert (made.title.fi, made.plain.fi) == ("Toinen", "Oma")


@pytest.mark.parametrize("version", ["", "nolla", "-1", "9" * 40, "1e3"])
def test_an_odd_version_is_a_conflict_and_no_error_of_ours(desk, version):
    made = booked(testbed())
    url = f"/en/my/pilots/{made.id}"
    post(desk, url, 409, **{**filled(desk.page(url)), "version": version, "title_fi": "Uusi"})


def test_how_many_sensors_there_are_survives_the_form(desk, session):
    made = booked(testbed())
    made.sensors = [{"type": "radar", "count": 12}]
    session.commit()
    url = f"/en/my/pilots/{made.id}"
    sent = filled(desk.page(url))
    post(desk, url, 303, **{**sent, "sensors": [*sent["sensors"], "counter"]})
    session.refresh(made)
    assert made.sensors == [{"type": "radar", "count": 12}, {"type": "counter"}]


def test_the_list_shows_ones_own_citys_pilots_and_counts_them(client, session, sign_in):
    ours, theirs = booked(testbed("helsinki")), booked(testbed("tampere"))
    both = {ours.id, theirs.id}
    for user, expected in (
        (staff(slug="helsinki"), {ours.id}),
        (staff(slug="tampere"), {theirs.id}),
        (host(theirs.testbed), {theirs.id}),
    ):
        sign_in(user)
        page = client.page("/en/desk/pilots")
        links = {link.get("href") for link in page.all("a")}
        assert {one for one in both if f"/en/desk/pilots/{one}" in links} == expected
        assert f"({len(expected)})" in page.text


@pytest.mark.parametrize(
    "query", ["q=Lamps", "q=%00%27%25", "state=castle", "state=preparing", "page=0", "page=99999",
              "page=x", "q=" + "x" * 3000, "q=%E2%80%AE</script>", "city=x"],
)  # fmt: skip
def test_odd_filters_are_no_error(desk, query):
    booked(testbed())
    answer = desk.get(f"/en/desk/pilots?{query}")
    assert answer.status_code in {200, 302}
    if answer.status_code == 200:
        read_page(answer)


@pytest.mark.parametrize("number", ["0", "999999999", "9" * 30])
def test_a_pilot_or_booking_that_is_not_there(desk, number):
    for address in (f"desk/pilots/{number}", f"my/pilots/{number}", f"my/pilots/{number}/report",
                    f"desk/bookings/{number}/move"):  # fmt: skip
        assert desk.get(f"/en/{address}").status_code == 404
    for deed in ("tick", "start", "pause"):
        assert desk.post(f"/en/desk/pilots/{number}/{deed}").status_code == 404


def test_the_pilot_is_public_from_its_first_day(desk):
    made = running(testbed())
    assert made.start_day == clock.today()
    assert made.status_note == Translated()
    assert f"/en/pilots/{made.slug}" in {a.get("href") for a in desk.page(home(made)).all("a")}

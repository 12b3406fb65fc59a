"""The pages on which both sides prepare and run a pilot."""

import io

import pytest

from app.database import db
from app.queries.pilot_task import tasks_of
from app.services import pilot as pilots
from app.services import review
from models.base import Translated
from models.pilot import Pilot, PilotStatus
from models.pilot_change import ChangeStatus, PilotChange
from models.pilot_incident import PilotIncident
from models.pilot_midterm import PilotMidterm
from models.pilot_task import CheckState, PilotTask
from models.pilot_update import PilotUpdate
from tests.factories.account import acting, staff
from tests.factories.application import accept, booked, day, give, part
from tests.factories.document import pdf
from tests.factories.form import filled
from tests.factories.picture import drawn, encoded
from tests.factories.pilot_run import colleague, incident, wish
from tests.factories.pilot_step import runner, running
from tests.factories.testbed import testbed
from tests.page import read_page

HOSTILE = "</script>${7*7}<b>\u202etupmal\0"
PAGES = ("checklist", "days", "updates", "incidents", "midterm", "people")


@pytest.fixture
def signed_in(session, client, sign_in):
    def become(user):
        sign_in(user)
        return client

    return become


def url(pilot, page=""):
    return f"/en/my/pilots/{pilot.id}/{page}"


def post(client, address, status, **data):
    answer = client.post(address, data=data)
    assert answer.status_code == status, (answer.status_code, answer.location)
    return answer


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_each_page_is_there_for_both_sides(signed_in, lang, name):
    made = running(testbed(), days=70)
    incident(made)
    wish(made, made.start_day, day(80))
    for user in (made.application.author, staff()):
        client = signed_in(user)
        assert client.page(f"/{lang}/my/pilots/{made.id}/{name}").heading


def test_the_applicant_comes_from_their_page_to_how_it_stands(signed_in):
    made = booked(testbed(), start=30)
    client = signed_in(made.application.author)
    assert client.page("/en/my").all("a", href=url(made, "overview"))
    page = client.page(url(made, "overview"))
    assert "0 of 3 in place" in page.text
    assert "Waits for you before it starts" in page.text
    assert page.all("a", href=url(made, "checklist"))
    desk = signed_in(staff())
    assert desk.get(url(made, "overview")).location == f"/en/desk/pilots/{made.id}"
    assert "0 of 3 in place" in desk.page(f"/en/desk/pilots/{made.id}").text
    assert "0 of 3 in place" in desk.page("/en/desk/pilots").text


def test_why_it_is_paused_is_shown_to_the_applicant(signed_in):
    made = running(testbed(), days=10)
    pilots.pause(runner(made), made.id, Translated(en="Snow on the road"))
    page = signed_in(made.application.author).page(url(made, "overview"))
    assert "Snow on the road" in page.text
    assert "The days stay booked" in page.text


def test_a_line_is_saved_with_a_file_that_both_sides_fetch(signed_in):
    made = booked(testbed(), start=30)
    client = signed_in(made.application.author)
    line = next(one for one in tasks_of(made) if one.key == "street_permit")
    address = url(made, f"checklist/{line.id}")
    sent = filled(client.page(url(made, "checklist")), f"/checklist/{line.id}")
    sent |= {"state": "done", "note": f"Lupa 12 {HOSTILE}",
             "upload": (io.BytesIO(pdf()), "katulupa.pdf")}  # fmt: skip
    post(client, address, 303, **sent)
    assert (line.state, line.note.startswith("Lupa 12")) == (CheckState.DONE, True)

    desk = signed_in(staff())
    page = desk.page(url(made, "checklist"))
    link = next(one for one in page.all("a") if "katulupa" in "".join(one.itertext()))
    assert desk.get(link.get("href")).data.startswith(b"%PDF")
    form = next(one for one in page.all("form") if (one.get("action") or "").endswith("/remove"))
    post(desk, form.get("action"), 303)
    assert "katulupa" not in desk.page(url(made, "checklist")).text


def opened(typed):
    """Return what is typed with its file opened anew: a file that was sent is closed."""
    return {
        name: (io.BytesIO(value[0]), value[1]) if isinstance(value, tuple) else value
        for name, value in typed.items()
    }


BAD_LINES = [
    ({"state": "not_needed", "note": ""}, "note"), ({"state": "castle"}, "state"),
    ({"owner": "king"}, "owner"), ({"person": "999999"}, "person"),
    ({"due_day": "huomenna"}, "due_day"),
    ({"note": "n" * 1_001}, "note"),
    ({"upload": (b"MZ program", "x.exe")}, "upload"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "field"), BAD_LINES)
def test_a_line_that_cannot_be_kept_is_told_at_the_field(signed_in, typed, field):
    made = booked(testbed(), start=30)
    client = signed_in(staff())
    line = tasks_of(made)[0]
    sent = filled(client.page(url(made, "checklist")), f"/checklist/{line.id}")
    asked = {**sent, "note": "Mine", **opened(typed)}
    page = read_page(post(client, url(made, f"checklist/{line.id}"), 422, **asked))
    told = {one.get("id") for one in page.all("p", class_="error")}
    assert told == {f"task-{line.id}-{field}-error"}
    assert "Some answers need another look" in page.text
    assert line.state is CheckState.OPEN


def test_a_line_written_meanwhile_is_told_and_nothing_typed_is_lost(signed_in):
    made = booked(testbed(), start=30)
    client = signed_in(staff())
    line = tasks_of(made)[0]
    sent = filled(client.page(url(made, "checklist")), f"/checklist/{line.id}")
    pilots.tick(runner(made), made.id, line.key, "in_progress")
    answer = post(client, url(made, f"checklist/{line.id}"), 409, **{**sent, "note": "My words"})
    page = read_page(answer)
    assert "Somebody else changed this" in page.text
    assert "My words" in page.text


def test_a_line_of_ones_own_is_added(signed_in):
    made = booked(testbed(), start=30)
    client = signed_in(made.application.author)
    page = read_page(post(client, url(made, "checklist/new"), 422, title="", owner="city"))
    assert page.blamed() == {"title"}
    post(client, url(made, "checklist/new"), 303, title=HOSTILE, owner="city")
    answer = client.get(url(made, "checklist"))
    read_page(answer)
    assert "${7*7}<b>" not in answer.get_data(as_text=True)
    assert db.session.query(PilotTask).filter(PilotTask.title != "").count() == 1


def test_the_wish_for_other_days_through_the_pages(signed_in, session):
    place = testbed(capacity=1)
    made = running(place, days=10)
    client = signed_in(made.application.author)
    page = client.page(url(made, f"days?start={made.start_day}&end={day(11)}"))
    assert "there is room now" in page.text
    same = filled(client.page(url(made, "days")), "/days") | {"reason": "Snow"}
    assert read_page(post(client, url(made, "days"), 422, **same)).blamed() == {"end"}
    post(client, url(made, "days"), 303, **{**same, "end": day(11).isoformat()})
    asked = db.session.query(PilotChange).one()

    desk = signed_in(staff())
    assert "Other days wished for" in desk.page("/en/desk").text
    answer = f"days/{asked.id}/"
    page = read_page(post(desk, url(made, answer + "decline"), 422, reason=""))
    assert page.blamed() == {"reason"}
    post(desk, url(made, answer + "approve"), 303, note="Gladly")
    session.refresh(made)
    assert (made.end_day, asked.status) == (day(11), ChangeStatus.APPROVED)
    post(desk, url(made, answer + "approve"), 409, note="Twice")
    assert "Gladly" in signed_in(made.application.author).page(url(made, "days")).text


def test_a_pilot_that_has_not_begun_needs_its_first_day(signed_in):
    made = booked(testbed(), start=30, days=5)
    client = signed_in(made.application.author)
    sent = filled(client.page(url(made, "days")), "/days") | {"reason": "Snow"}
    assert read_page(post(client, url(made, "days"), 422, **{**sent, "start": ""})).blamed() == {
        "start"
    }
    moved = {"start": day(40).isoformat(), "end": day(44).isoformat()}
    post(client, url(made, "days"), 303, **{**sent, **moved})
    assert db.session.query(PilotChange).one().start_day == day(40)


def test_a_full_calendar_is_told_to_the_one_who_approves(signed_in):
    place = testbed(capacity=1)
    made = running(place, days=10)
    asked = wish(made, made.start_day, day(14))
    booked(place, start=12, days=3)
    desk = signed_in(staff())
    assert "There is no room on some of these days" in desk.page(url(made, "days")).text
    page = read_page(post(desk, url(made, f"days/{asked.id}/approve"), 409, note="Words kept"))
    assert "There is no room at" in page.text
    assert "Words kept" in page.text
    assert made.end_day == day(9)


def test_a_post_with_a_picture_reaches_the_residents(signed_in, client):
    made = running(testbed(), days=10)
    signed_in(made.application.author)
    sent = filled(client.page(url(made, "updates/new")), "")
    texts = {"title_fi": "Valot", "text_fi": HOSTILE, "alt_fi": "Lamppu"}
    file = (io.BytesIO(encoded(drawn(700, 400))), "lamppu.jpg")
    post(client, url(made, "updates/new"), 303, **{**sent, **texts, "upload": file})
    answer = client.get(f"/fi/pilots/{made.slug}")
    page = read_page(answer)
    assert "<b>" not in answer.get_data(as_text=True)
    picture = next(one for one in page.all("img") if one.get("alt") == "Lamppu")
    client.get("/fi/logout")
    assert client.get(picture.get("src")).status_code == 200
    assert "Valot" in client.page(f"/sv/pilots/{made.slug}").text, "in the language it is in"

    row = db.session.query(PilotUpdate).one()
    desk = signed_in(staff())
    post(desk, url(made, f"updates/{row.id}/remove"), 422, reason="")
    post(desk, url(made, f"updates/{row.id}/remove"), 303, reason="A face is in it")
    assert "A face is in it" in desk.page(url(made, "updates")).text
    assert "Lamppu" not in client.get(f"/fi/pilots/{made.slug}").get_data(as_text=True)


BAD_POSTS = [
    ({"title_fi": "T", "text_fi": ""}, "text_fi"), ({"title_fi": "", "text_fi": ""}, "title_fi"),
    ({"title_fi": "t" * 201, "text_fi": "T"}, "title_fi"),
    ({"title_fi": "T", "text_fi": "T", "upload": (b"no", "x.jpg")}, "upload"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "field"), BAD_POSTS)
def test_a_post_that_cannot_be_kept_is_told_at_the_field(signed_in, typed, field):
    made = running(testbed(), days=10)
    client = signed_in(made.application.author)
    sent = filled(client.page(url(made, "updates/new")), "")
    page = read_page(post(client, url(made, "updates/new"), 422, **{**sent, **opened(typed)}))
    assert {one.get("id") for one in page.all("p", class_="error")} == {f"{field}-error"}
    assert db.session.query(PilotUpdate).count() == 0


def test_before_it_is_ready_there_is_nothing_to_post(signed_in):
    made = booked(testbed(), start=30)
    client = signed_in(made.application.author)
    assert client.get(url(made, "updates/new")).status_code == 303
    assert "do not see this pilot yet" in client.page(url(made, "updates")).text


def test_an_incident_through_the_pages(signed_in):
    made = running(testbed(), days=10)
    client = signed_in(made.application.author)
    sent = filled(client.page(url(made, "incidents")), "/incidents")
    wrong = {**sent, "what": "", "at": "25.00", "day": ""}
    page = read_page(post(client, url(made, "incidents"), 422, **wrong))
    assert page.blamed() >= {"what", "at", "day"}
    told = {"what": HOSTILE, "at": "7.40", "harm": "yes", "measures": "Fence"}
    post(client, url(made, "incidents"), 303, **{**sent, **told})
    row = db.session.query(PilotIncident).one()
    assert (row.happened_at, row.is_harm) == ("07:40", True)
    assert "${7*7}<b>" not in client.get(url(made, "incidents")).get_data(as_text=True)
    assert client.get(f"/en/pilots/{made.slug}").get_data(as_text=True).count("Fence") == 0

    desk = signed_in(staff())
    assert "Harm or danger" in desk.page(f"/en/desk/pilots/{made.id}").text
    assert "Harm or danger" in desk.page("/en/desk/pilots").text
    assert "Open incidents" in desk.page("/en/desk").text
    page = desk.page(url(made, "incidents"))
    pause = next(one for one in page.all("form") if (one.get("action") or "").endswith("/pause"))
    post(desk, pause.get("action"), 303, reason_fi="Putoava lamppu")
    assert made.status is PilotStatus.PAUSED
    post(desk, url(made, f"incidents/{row.id}/close"), 422, note="")
    post(desk, url(made, f"incidents/{row.id}/close"), 303, note="Fastened")
    assert "Fastened" in desk.page(url(made, "incidents")).text
    post(desk, url(made, f"incidents/{row.id}/reopen"), 303)
    post(desk, url(made, f"incidents/{row.id}/reopen"), 303)
    assert "can no longer be done" in desk.page(url(made, "incidents")).text


def test_the_middle_through_the_pages(signed_in):
    made = running(testbed(), days=70)
    client = signed_in(made.application.author)
    sent = filled(client.page(url(made, "midterm")), "")
    assert read_page(post(client, url(made, "midterm"), 422, **{**sent, "goes": ""})).blamed() == {
        "goes"
    }
    post(client, url(made, "midterm"), 303, **{**sent, "goes": HOSTILE, "numbers": "12 %"})
    desk = signed_in(staff())
    assert "${7*7}<b>" not in desk.get(url(made, "midterm")).get_data(as_text=True)
    assert "Mid-term report sent" in desk.page(f"/en/desk/pilots/{made.id}").text
    post(desk, url(made, "midterm/read"), 303)
    assert db.session.query(PilotMidterm).one().read_at is not None
    assert "Mid-term report sent" not in desk.page(f"/en/desk/pilots/{made.id}").text


def test_people_are_named_and_taken_off_through_the_pages(signed_in):
    made = booked(testbed())
    helper = colleague(made)
    client = signed_in(made.application.author)
    assert read_page(post(client, url(made, "people"), 422, person="")).blamed() == {"person"}
    assert read_page(post(client, url(made, "people"), 422, person="999999")).blamed() == {"person"}
    post(client, url(made, "people"), 303, person=str(helper.id))
    page = signed_in(staff()).page(url(made, "people"))
    assert helper.email in page.text
    assert not [one for one in page.all("form") if (one.get("action") or "").endswith("/remove")]
    client = signed_in(made.application.author)
    page = client.page(url(made, "people"))
    form = next(one for one in page.all("form") if (one.get("action") or "").endswith("/remove"))
    post(client, form.get("action"), 303)
    assert helper.email not in client.page(url(made, "people")).text


def test_whoever_stands_back_from_a_part_is_offered_no_way_to_move_its_pilot(signed_in, session):
    made, tied = part(testbed(), earliest=day(10)), staff()
    review.recuse(acting(tied), made.id, "My old firm")
    give(made)
    pilot = session.get(Pilot, accept(made))
    wish(pilot, day(30), day(39))
    for person, may in ((tied, False), (staff(), True)):
        client = signed_in(person)
        assert ("Move to other days" in client.page(f"/en/desk/pilots/{pilot.id}").text) is may
        page = client.page(f"/en/desk/applications/{made.id}")
        assert ("Move to other days" in page.text) is may
        assert bool(forms_to(client.page(url(pilot, "days")), "/approve")) is may


def forms_to(page, ends):
    return [one for one in page.all("form") if (one.get("action") or "").endswith(ends)]

"""Sessions of a programme: written, refused where they clash, cancelled, read from a table."""

import datetime as dt
import io

import pytest
import time_machine

from app.services import event_import
from app.services.event_session import SessionText
from models.account import CityRole
from models.base import Translated
from models.errors import FieldError
from models.event import EventKind, EventSession, EventStatus, EventTrack
from tests.factories.account import acting, staff
from tests.factories.event import HOUR, event
from tests.factories.event import session as starting
from tests.factories.form import filled
from tests.page import read_page

NOW = dt.datetime(2026, 12, 1, 10, tzinfo=dt.UTC)
HEAD = "day;starts;ends;title_fi;room;speakers;track;capacity\n"


@pytest.fixture(autouse=True)
def december():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk(client, sign_in):
    sign_in(staff(CityRole.EDITOR))
    return client


def programme(status=EventStatus.DRAFT, *sessions, **values):
    """Return a programme; its only session is on 3 December from 12 to 14 in Sali 1."""
    first = starting(48, speakers="Aino Esimerkki")
    return event(status, *(sessions or (first,)), kind=EventKind.PROGRAMME, **values)


def home(made):
    return f"/en/desk/events/{made.id}/sessions"


def sent(**values):
    return {
        "title_fi": "Toinen", "title_sv": "Andra", "day": "3.12.2026", "starts": "13",
        "ends": "14.30", "room": "Sali 2", "version": "1", **values,
    }  # fmt: skip


def posted(client, url, data, status):
    answer = client.post(url, data=data)
    assert answer.status_code == status, (answer.status_code, answer.location)
    return read_page(answer)


def rows(session, made):
    found = session.query(EventSession).filter_by(event_id=made.id).order_by(EventSession.id)
    return [one.title.fi for one in found]


def test_a_session_that_clashes_with_nothing_is_taken(session, desk):
    made = programme()
    assert desk.post(f"{home(made)}/new", data=sent()).status_code == 303
    assert rows(session, made) == ["Työpaja", "Toinen"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"room": "sali  1"}, "room"),
        ({"speakers": "Onni Malli\nAINO ESIMERKKI"}, "speakers"),
        ({"unnamed": "Aino Esimerkki"}, "unnamed"),
    ],
)
def test_a_clash_is_told_at_the_field_and_may_be_right(session, desk, values, field):
    made = programme()
    page = posted(desk, f"{home(made)}/new", sent(**values), 422)
    (error,) = page.all("p", id=f"{field}-error")
    words = " ".join("".join(error.itertext()).split())
    assert "“Workshop” (Thursday 3 December, 12:00–14:00)" in words
    assert filled(page)["title_sv"] == ["Andra"], "nothing typed is lost"
    assert rows(session, made) == ["Työpaja"]
    ticked = {name: some for name, some in filled(page).items() if some} | {"clash_ok": "y"}
    assert desk.post(f"{home(made)}/new", data=ticked).status_code == 303
    assert "At the same time" in desk.page(home(made)).text


def test_who_comes_after_one_another_does_not_clash_nor_a_cancelled_one(session, desk):
    made = programme()
    after = sent(room="Sali 1", starts="14", ends="15")
    assert desk.post(f"{home(made)}/new", data=after).status_code == 303
    made.sessions[0].cancelled_at = NOW
    session.commit()
    assert desk.post(f"{home(made)}/new", data=sent(room="Sali 1", ends="14")).status_code == 303


def test_a_session_does_not_clash_with_itself(session, desk):
    made = programme()
    url = f"{home(made)}/{made.sessions[0].id}"
    form = filled(desk.page(url)) | {"starts": "12.30"}
    assert desk.post(url, data=form).status_code == 303
    assert "12:30–14:00" in desk.page(home(made)).text


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title_fi": "", "title_sv": ""}, "title_fi"), ({"ends": "13"}, "ends"),
        ({"day": ""}, "day"), ({"starts": "x"}, "starts"), ({"track": "99"}, "track"),
        ({"day": "28.3.2027", "starts": "3.15", "ends": "5"}, "starts"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_at_the_field(session, desk, values, field):
    page = posted(desk, f"{home(programme())}/new", sent(**values), 422)
    assert page.all("p", id=f"{field}-error")


def test_places_are_not_made_fewer_than_are_taken(session, desk):
    made = programme(EventStatus.PUBLISHED, starting(48, taken=7))
    url = f"{home(made)}/{made.sessions[0].id}"
    page = posted(desk, url, filled(desk.page(url)) | {"capacity": "6"}, 422)
    assert "7 places are taken already" in page.text
    assert desk.post(url, data=filled(page) | {"capacity": "7"}).status_code == 303


def test_two_windows_do_not_write_over_each_other(session, desk):
    made = programme()
    url = f"{home(made)}/{made.sessions[0].id}"
    form = filled(desk.page(url))
    assert desk.post(url, data=form | {"room": "A"}).status_code == 303
    assert "Somebody else changed" in posted(desk, url, form | {"room": "B"}, 409).text


def test_a_draft_loses_a_session_and_a_public_programme_says_that_it_is_off(session, desk):
    made = programme(EventStatus.DRAFT, starting(48), starting(60))
    first, second = (one.id for one in made.sessions)
    assert desk.post(f"{home(made)}/{first}/remove").status_code == 303
    assert len(rows(session, made)) == 1
    made.status = EventStatus.PUBLISHED
    made.sessions.append(starting(72))
    session.commit()
    assert desk.post(f"{home(made)}/{second}/remove").status_code == 303
    assert (
        "This session has been cancelled"
        in desk.page(f"/en/events/{made.slug}/sessions/{second}").text
    )
    last = next(one.id for one in made.sessions if one.id != second)
    desk.post(f"{home(made)}/{last}/remove")
    assert "This is the last session" in desk.page(home(made)).text


def test_tracks_are_named_and_taken_off(session, desk):
    made = programme()
    url = f"/en/desk/events/{made.id}/tracks"
    assert desk.post(url, data={"new_fi": "Terveys"}).status_code == 303
    (track,) = made.tracks
    made.sessions[0].track = track
    session.commit()
    renamed = {f"track-{track.id}_fi": "Hyvinvointi", f"track-{track.id}_sv": "Hälsa"}
    assert desk.post(url, data=renamed).status_code == 303
    assert track.name == Translated("Hyvinvointi", "Hälsa")
    assert desk.post(url, data={}).status_code == 303
    session.expire_all()
    assert made.tracks == []
    assert made.sessions[0].track is None


def test_a_table_is_looked_at_and_then_written_whole(session, desk):
    made = programme()
    made.tracks = [EventTrack(position=1, name=Translated("Terveys"))]
    session.commit()
    table = (
        HEAD + "3.12.2026;9;10;Yksi;Sali 1;Onni Malli;terveys;40\n2026-12-04;9.00;10.30;Kaksi;;;;\n"
    )
    file = (io.BytesIO(("\ufeff" + table).encode()), "ohjelma.csv")
    page = posted(desk, f"{home(made)}/import", {"upload": file}, 200)
    assert "2 rows, all is well" in page.text
    assert rows(session, made) == ["Työpaja"]
    again = filled(page) | {"write": "1"}
    assert desk.post(f"{home(made)}/import", data=again).status_code == 303
    assert rows(session, made) == ["Työpaja", "Yksi", "Kaksi"]
    assert [one.title.fi for one in made.sessions if one.track] == ["Yksi"]


def test_every_wrong_row_is_named_and_nothing_is_written(session, desk):
    made = programme()
    lines = [
        "3.12.2026;13;15;Törmää;Sali 1;;;", "3.12.2026;9;8;Nurin;;;;", "x;9;10;Päivä;;;;",
        "3.12.2026;9;10;;;;;", "3.12.2026;9;10;Polku;;;olematon;", "4.12.2026;9;10;A;Sali 3;;;",
        "4.12.2026;9.30;10;B;Sali 3;;;", "28.3.2027;3.30;5;Kello;;;;", "4.12.2026;9;10;C;;;;nolla",
    ]  # fmt: skip
    data = {"rows": HEAD + "\n".join(lines), "write": "1"}
    page = posted(desk, f"{home(made)}/import", data, 422)
    bad = [cell for cell in page.all("li") if cell.get("class") == "error"]
    assert len(bad) == len(lines) - 1
    assert "8 rows have to be mended" in page.text
    assert rows(session, made) == ["Työpaja"]


@pytest.mark.parametrize("table", ["", "day;starts\n1;2", HEAD, "a\tb\n1\t2", HEAD + "\n" * 5])
def test_what_is_no_table_is_refused(session, desk, table):
    posted(desk, f"{home(programme())}/import", {"rows": table}, 422)


def test_150_rows_come_in_at_once_and_not_one_more(session, desk):
    made = programme(EventStatus.DRAFT, starting(300))
    many = [f"{day}.12.2026;{hour};{hour + 1};Kohta {day} {hour};Sali;;;" for day in range(2, 17)
            for hour in range(8, 18)]  # fmt: skip
    data = {"rows": HEAD + "\n".join(many), "write": "1"}
    assert desk.post(f"{home(made)}/import", data=data).status_code == 303
    assert len(rows(session, made)) == 151
    too_many = {"rows": data["rows"] + "\n20.12.2026;9;10;Liikaa;;;;"}
    assert "At most 150 sessions" in posted(desk, f"{home(made)}/import", too_many, 422).text


def test_of_a_table_with_a_clash_nothing_is_written_also_by_the_use_case(session):
    made = programme()
    first = made.sessions[0]
    free = SessionText(title=Translated("A"), start=first.ends_at, end=first.ends_at + HOUR)
    taken = SessionText(
        title=Translated("B"), start=first.starts_at, end=first.ends_at, room="SALI 1"
    )
    with pytest.raises(FieldError) as refused:
        event_import.add_many(acting(staff(CityRole.EDITOR)), made.id, [free, taken])
    assert refused.value.code == "room_clash"
    assert rows(session, made) == ["Työpaja"]

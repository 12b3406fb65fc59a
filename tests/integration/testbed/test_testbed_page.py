"""The public page of a testbed: what everybody reads of a place."""

import datetime as dt
import json

import pytest

from app import clock
from models.base import Translated
from models.booking import Booking, BookingStatus, Closure, slot_of
from models.pilot import Pilot, PilotStatus
from models.testbed import TestbedStatus
from models.testbed_kind import EntryMode
from tests.factories.account import staff
from tests.factories.testbed import testbed
from tests.page import words_of

TODAY = clock.today()
HOSTILE = "</script>${7*7}<img src=x onerror=alert(1)>\u202e"


def url(one, query="", lang="en"):
    return f"/{lang}/testbeds/{one.city.slug}/{one.slug}{query}"


def book(session, one, first, days, units=1):
    start = slot_of(first)
    session.add(
        Booking(
            testbed_id=one.id, start_slot=start, end_slot=start + days, units=units,
            status=BookingStatus.CONFIRMED, created_at=clock.now(),
        )
    )  # fmt: skip
    session.commit()


def pilot(session, one, status, start, end, title):
    session.add(
        Pilot(
            slug=title.lower().replace(" ", "-"), city_id=one.city_id, testbed_id=one.id,
            runner_name="Kokeilijat", status=status, title=Translated(title), start_day=start,
            end_day=end, created_at=clock.now(), updated_at=clock.now(),
        )
    )  # fmt: skip
    session.commit()


def month_of(page):
    return {
        words_of(cell).split(" ")[0]: cell.get("data-state")
        for cell in page.root.iter()
        if "day" in (cell.get("class") or "").split()
    }


def test_it_tells_what_one_asks_first(session, client):
    one = testbed(
        "helsinki", district=Translated("Kamppi"), min_days=3, max_days=60, capacity=4,
        cap_eur=8000,
        infrastructure=["power", "wifi"], permits_needed=["street_permit"],
        user_groups=[{"group": {"fi": "oppilaat", "en": "pupils"}, "number": 450}],
    )  # fmt: skip
    page = client.page(url(one))
    for words in (
        "Kamppi, Helsinki",
        "3–60 days",
        "€8,000",
        "Electricity",
        "Street permit",
        "450 pupils",
    ):
        assert words in page.text
    assert [
        link.get("href") for link in page.all("a") if (link.get("href") or "").startswith("mailto:")
    ] == [f"mailto:{one.contact_email}"]


def test_text_of_another_language_says_so(session, client):
    one = testbed(
        "helsinki", summary=Translated("Vain suomeksi"), description=Translated("Kuvaus", en="Text")
    )
    page = client.page(url(one))
    assert "The rest is in Finnish" in page.text
    lead = next(p for p in page.all("p", lang="fi") if words_of(p) == "Vain suomeksi")
    assert lead is not None
    assert "The rest is in" not in client.page(url(one, lang="fi")).text


def test_hostile_texts_are_only_text(session, client):
    texts = dict.fromkeys(
        ("name", "summary", "description", "support", "data_protection_note"), Translated(HOSTILE)
    )
    one = testbed("helsinki", **texts, operator=HOSTILE, address=HOSTILE)
    page = client.page(url(one))
    assert page.all("img", src="x") == []
    assert "49" not in page.heading
    assert "</script>${7*7}" in page.heading
    assert "\u202e" not in page.text
    (told,) = page.all("script", type="application/ld+json")  # data, which no browser runs
    assert HOSTILE.startswith(json.loads(told.text)["name"][:9])
    assert "<" not in told.text
    run = [script for script in page.all("script") if script is not told]
    assert [s for s in run if "onerror" in "".join(s.itertext())] == []
    listed = client.page("/en/testbeds")
    assert "</script>${7*7}" in listed.text


def test_drafts_and_unknown_addresses_are_not_found(session, client, sign_in):
    one = testbed("helsinki", TestbedStatus.DRAFT)
    sign_in(staff())
    assert client.get(url(one)).status_code == 404
    assert client.get("/en/testbeds/helsinki/nowhere").status_code == 404
    assert client.get("/en/testbeds/atlantis/paikka").status_code == 404


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (TestbedStatus.PAUSED, "takes no new applications"),
        (TestbedStatus.RETIRED, "closed for good"),
    ],
)
def test_a_place_that_takes_no_applications_says_so(session, client, status, words):
    page = client.page(url(testbed("helsinki", status)))
    assert words in page.text
    assert "Apply for these days" not in page.text


def test_by_invitation_only_there_is_no_form(session, client):
    page = client.page(url(testbed("helsinki", entry_mode=EntryMode.INVITATION)))
    assert page.all("input", name="days") == []
    assert "asks for pilots here itself" in page.text


def test_the_calendar_says_in_words_what_is_free(session, client):
    one = testbed("helsinki", capacity=3, lead_days=0)
    month = (TODAY + dt.timedelta(days=40)).replace(day=1)
    book(session, one, month, 2)
    book(session, one, month + dt.timedelta(days=1), 1, units=2)
    session.add(
        Closure(testbed_id=one.id, slot=slot_of(month + dt.timedelta(days=2)), reason="Loma")
    )
    session.commit()
    page = client.page(url(one, f"?month={month:%Y-%m}"))
    assert month_of(page)["1"] == "partly"
    days = [
        words_of(cell) for cell in page.root.iter() if "day" in (cell.get("class") or "").split()
    ]
    assert "2 of 3 free" in days[0]
    assert "Full" in days[1]
    assert "Closed" in days[2]
    assert "3 of 3 free" in days[3]
    assert "Loma" not in page.text


def test_choosing_a_day_asks_for_it_and_says_whether_there_is_room(session, client):
    one = testbed("helsinki", lead_days=10, min_days=2, max_days=5)
    book(session, one, TODAY + dt.timedelta(days=20), 1)
    free, full = TODAY + dt.timedelta(days=12), TODAY + dt.timedelta(days=19)
    page = client.page(url(one, f"?start={free}&days=3"))
    assert "There is room from" in page.text
    assert page.fields()["start"] == free.isoformat()
    assert page.fields()["days"] == "3"
    assert "There is no room on" in client.page(url(one, f"?start={full}&days=2")).text
    assert "decided in time" in client.page(url(one, f"?start={TODAY + dt.timedelta(days=1)}")).text
    form = next(
        form
        for form in page.all("form")
        if (form.get("action") or "").endswith("/my/applications/new")
    )
    assert form.get("method") == "get"


@pytest.mark.parametrize(
    "query",
    [
        "?month=2026-13",
        "?month=0000-00",
        "?month=9999-12",
        "?start=x",
        "?start=1500-01-01&days=-1",
        "?days=99999",
        "?month=%00",
        "?start=9999-12-31",
    ],
)
def test_odd_addresses_show_the_page(session, client, query):
    client.page(url(testbed("helsinki", lead_days=5), query))


def test_pilots_are_told_by_what_they_are_now(session, client):
    one = testbed("helsinki")
    day = dt.timedelta(days=1)
    pilot(session, one, PilotStatus.RUNNING, TODAY - 5 * day, TODAY + 5 * day, "Now here")
    pilot(session, one, PilotStatus.READY, TODAY + 5 * day, TODAY + 9 * day, "Soon here")
    pilot(session, one, PilotStatus.COMPLETED, TODAY - 50 * day, TODAY - 9 * day, "Once here")
    pilot(session, one, PilotStatus.RUNNING, TODAY - 50 * day, TODAY - 9 * day, "Over here")
    pilot(session, one, PilotStatus.PREPARING, TODAY + 5 * day, TODAY + 9 * day, "Secret yet")
    page = client.page(url(one))
    assert "Secret yet" not in page.text
    order = [
        page.text.index(words)
        for words in (
            "Being tried out here now",
            "Now here",
            "Soon here",
            "Tried out here before",
            "Over here",
        )
    ]
    assert order == sorted(order)
    assert "1 experiment running" in page.text

"""Telling of a fault without an account, its receipt, and the queue of the administrators."""

import datetime as dt

import pytest
from sqlalchemy import select

from app import clock
from app.services import fault as service
from models.fault import Fault, FaultStatus
from models.personal import After, Kind
from models.personal_register import REGISTER, rules
from tests.factories.account import admin, staff
from tests.factories.fault import fault_in, told
from tests.factories.hostile import CODE
from tests.page import XHTML, read_page, words_of

ANSWERS = {"kind": "accessibility", "text": "The menu is silent", "page": "/fi/", "email": ""}


@pytest.fixture
def desk(session, client, sign_in):
    sign_in(admin())
    return client


def test_anybody_tells_and_gets_a_receipt_with_the_day(client, session):
    answer = client.post("/en/faults/new", data=ANSWERS)
    assert answer.status_code == 303
    made = session.scalars(select(Fault)).one()
    assert answer.location == f"/en/faults/{made.token}"
    response = client.get(answer.location)
    page = read_page(response)
    assert page.heading == "Thank you, we got it"
    assert "The menu is silent" in page.text
    assert "keep the address of this page" in page.text
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["X-Robots-Tag"] == "noindex"


def test_the_form_knows_where_one_came_from(client, session):
    page = client.page("/en/faults/new?page=/en/results&accessibility=1")
    assert page.fields()["page"] == "/en/results"
    chosen = [
        one.get("value")
        for one in page.all("input", type="radio")
        if one.get("checked") is not None
    ]
    assert chosen == ["accessibility"]
    assert page.all("a", href="/en/faults/new?page=/en/faults/new")  # of the footer


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"text": ""}, "Tell what does not work."),
        ({"kind": ""}, "Choose what it is about."),
        ({"email": "nobody"}, "Check the address."),
        ({"text": "x" * 5001}, "Shorten this by 1 character."),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_nothing_typed_is_lost(
    client, session, changes, words
):
    answer = client.post("/en/faults/new", data={**ANSWERS, "email": "me@koepaikka.example"}
                         | changes)  # fmt: skip
    assert answer.status_code == 422
    page = read_page(answer)
    assert words in page.text
    assert page.fields()["page"] == "/fi/"
    assert session.scalars(select(Fault)).all() == []


def test_a_flood_is_told_what_to_do_and_keeps_its_words(client, session, monkeypatch):
    monkeypatch.setattr(service, "MOST_A_DAY", 0)
    answer = client.post("/en/faults/new", data=ANSWERS)
    assert answer.status_code == 422
    assert "send it again tomorrow" in read_page(answer).text
    assert "The menu is silent" in answer.get_data(as_text=True)


def test_a_machine_that_fills_in_everything_is_thanked_and_forgotten(client, session):
    answer = client.post("/en/faults/new", data={**ANSWERS, "website": "https://x.example"})
    assert read_page(answer).heading == "Thank you"
    assert session.scalars(select(Fault)).all() == []


def test_hostile_words_are_shown_as_words(desk, session):
    made = told(CODE)
    for path in (f"/en/faults/{made.token}", f"/en/desk/faults/{made.id}", "/en/desk/faults"):
        assert CODE in desk.page(path).text


def test_a_receipt_that_nobody_has_is_not_found(client, session):
    assert client.get("/en/faults/" + "a" * 43).status_code == 404
    assert client.get("/en/faults/short").status_code == 404


def test_the_queue_has_the_late_ones_on_top_with_days_left(desk, session):
    told("second")
    late = told("first")
    late.due_day = clock.today() - dt.timedelta(days=2)
    session.commit()
    page = desk.page("/en/desk/faults")
    pills = page.words("span", class_="pill")
    assert [one for one in pills if "day" in one] == ["Late by 2 days", "14 days left"]
    assert "Faults 2" in page.text


def test_the_queue_is_for_administrators(client, session, sign_in):
    made = told()
    sign_in(staff())
    for path in ("/en/desk/faults", f"/en/desk/faults/{made.id}"):
        assert client.get(path).status_code == 404
    assert not client.page("/en/desk").all("a", href="/en/desk/faults")


def test_the_answer_is_on_the_receipt_with_the_way_to_complain(desk, session):
    made = told()
    empty = desk.post(f"/en/desk/faults/{made.id}/answer", data={"answer": ""})
    assert empty.status_code == 422
    assert "Write the answer." in read_page(empty).text
    done = desk.post(f"/en/desk/faults/{made.id}/answer", data={"answer": "Mended today."})
    assert (done.status_code, done.location) == (303, "/en/desk/faults")
    page = desk.page(f"/en/faults/{made.token}")
    assert "Mended today." in page.text
    assert page.all("a", href="/en/accessibility#authority")
    again = desk.post(f"/en/desk/faults/{made.id}/answer", data={"answer": "Twice."})
    assert again.status_code == 409


def test_what_is_set_aside_can_be_opened_again(desk, session):
    made = fault_in(FaultStatus.SET_ASIDE)
    page = desk.page(f"/en/desk/faults/{made.id}")
    assert "It is about a street." in page.text
    done = desk.post(f"/en/desk/faults/{made.id}/reopen")
    assert done.location == f"/en/desk/faults/{made.id}"
    session.refresh(made)
    assert made.status is FaultStatus.OPEN
    assert desk.post(f"/en/desk/faults/{made.id}/reopen").status_code in {302, 303, 409}


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("fi", ("osittain", "306/2019", "14 päivässä", "Traficom", "029 534 5000")),
        ("sv", ("delvis", "306/2019", "inom 14 dagar", "Traficom", "029 534 5000")),
        ("en", ("in part", "306/2019", "within 14 days", "Traficom", "029 534 5000")),
    ],
)
def test_the_statement_says_what_the_law_asks_for(client, session, lang, words):
    page = client.page(f"/{lang}/accessibility")
    for one in words:
        assert one in page.text, one
    assert page.all("a", href=f"/{lang}/faults/new?accessibility=1")
    assert page.all("a", href="mailto:saavutettavuus@traficom.fi")


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_the_privacy_notice_names_the_controllers_and_the_right_to_complain(client, session, lang):
    page = client.page(f"/{lang}/privacy")
    cities = {"sv": ("Helsingfors", "Uleåborg")}.get(lang, ("Helsinki", "Oulu"))
    for one in (*cities, "tietosuoja.fi"):
        assert one in page.text, one
    assert [one for one in page.root.iter() if one.get("id") == "pilots"]


SPANS = {
    "fi": {
        1: "päivä", 7: "viikko", 14: "kaksi viikkoa", 30: "kuukausi", 60: "kaksi kuukautta",
        90: "kolme kuukautta", 180: "kuusi kuukautta", 365: "vuosi", 730: "kaksi vuotta",
        1825: "viisi vuotta",
    },
    "sv": {
        1: "en dag", 7: "en vecka", 14: "två veckor", 30: "en månad", 60: "två månader",
        90: "tre månader", 180: "sex månader", 365: "ett år", 730: "två år", 1825: "fem år",
    },
    "en": {
        1: "a day", 7: "a week", 14: "two weeks", 30: "a month", 60: "two months",
        90: "three months", 180: "six months", 365: "a year", 730: "two years", 1825: "five years",
    },
}  # fmt: skip
SENT = {"fi": "lähettämisestä", "sv": "från att det skickades", "en": "from when it was sent"}
MAIL = {
    "fi": "Sinulle lähetetyt viestit sähköpostiin", "sv": "E-post som vi skickat till dig",
    "en": "Mail we sent you",
}  # fmt: skip


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_the_privacy_notice_says_every_span_that_the_register_keeps(client, session, lang):
    """What the notice promises is what the nightly job forgets by: app/services/retention.py."""
    page = client.page(f"/{lang}/privacy")
    rows = {row[0]: row[1] for row in said_of_each_kind(page)}
    kinds = dict(zip(kinds_of_the_register(), rows, strict=True))
    for line in REGISTER.values():
        for span in line.spans:
            assert SPANS[lang][span.days] in rows[kinds[span.kind]], (span.kind, rows)
    sent = {span.days for span in REGISTER["outbox"].spans if span.after is After.SENT}
    assert sent
    for days in sent:
        assert f"{SPANS[lang][days]} {SENT[lang]}" in rows[kinds[Kind.MAIL]]
    assert kinds[Kind.MAIL].startswith(MAIL[lang])


def kinds_of_the_register():
    known = {rule.kind for _name, rule in rules()}
    return [kind for kind in Kind if kind in known]


def said_of_each_kind(page):
    """Yield (what, how long) of each row of the table of what is kept."""
    (box,) = page.all("section", aria_labelledby="kept")
    for row in box.iter(f"{XHTML}tr"):
        cells = [words_of(cell) for cell in row if cell.tag in {f"{XHTML}th", f"{XHTML}td"}]
        if row.find(f"{XHTML}td") is not None:
            yield cells[0], cells[1]

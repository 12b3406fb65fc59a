"""The desk of testbeds as its people use it, without scripts."""

import json

import pytest

from app import clock
from models.account import CityRole
from models.base import Translated
from models.booking import Booking, BookingStatus, Closure, slot_of
from models.testbed import Testbed, TestbedStatus
from tests.factories.account import admin, host, staff
from tests.factories.city import city
from tests.factories.form import filled
from tests.factories.testbed import draft, testbed
from tests.page import read_page

HOSTILE = "</script>${7*7}<b>\u202e"


@pytest.fixture
def editor(session, sign_in):
    made = staff(CityRole.EDITOR, "helsinki")
    sign_in(made)
    return made


def test_a_testbed_is_registered_from_name_to_publishing(session, client, sign_in):
    sign_in(staff(CityRole.COORDINATOR, "helsinki"))
    page = client.page("/en/desk/testbeds/new")
    begun = client.post(
        "/en/desk/testbeds/new",
        data={**filled(page), "name_fi": "Koekatu", "name_sv": "Provgatan", "kind": "street"},
    )
    here = begun.location
    assert here.endswith("/edit/basics")
    steps = [
        ("basics", {"summary_fi": "Katu", "summary_sv": "Gata", "description_fi": "Pitkä katu",
                    "description_sv": "En lång gata", "themes": ["lighting", "iot_data"]}),
        ("place", {"shape": "line", "coordinates": "60.17, 24.94\n60.18, 24.95"}),
        ("terms", {"capacity": "3", "applicants": ["companies", "residents"]}),
        ("practice", {"money": "paid", "cap_eur": "10 000", "user_groups-0-number": "30",
                      "user_groups-0-group_fi": "asukasta", "minors": "y",
                      "data_protection_note_fi": "Luvalla", "data_protection_note_sv": "Med lov"}),
    ]  # fmt: skip
    for section, answers in steps:
        assert here.endswith(f"/edit/{section}")
        sent = {**filled(client.page(here), f"/{section}"), **answers}
        here = client.post(here, data=sent).location
    assert here.endswith("/edit/media")
    here = here.removesuffix("/edit/media")
    page = client.page(here)
    assert "Nothing is missing" in page.text
    client.post(f"{here}/publish", data=filled(page, "/publish"))
    made = session.query(Testbed).one()
    assert made.status is TestbedStatus.PUBLISHED
    assert (made.capacity, made.cap_eur, made.minors) == (3, 10_000, True)
    assert made.user_groups[0] == {"group": {"fi": "asukasta", "sv": "", "en": ""}, "number": 30}
    public = client.page("/sv/testbeds/helsinki/koekatu")
    assert public.heading == "Provgatan"
    found = json.loads(client.get("/en/testbeds/map.json?zoom=12").data)
    assert found["total"] == 1


def test_what_is_missing_leads_to_its_field(session, client, editor):
    one = draft("helsinki", summary=Translated("Vain suomeksi"), applicants=[])
    page = client.page(f"/en/desk/testbeds/{one.id}")
    links = {link.get("href"): "".join(link.itertext()) for link in page.all("a")}
    summary = f"/en/desk/testbeds/{one.id}/edit/basics#summary_sv"
    assert links[summary] == "Summary in Swedish"
    who = f"/en/desk/testbeds/{one.id}/edit/terms#applicants-0"
    assert links[who] == "Who may apply"
    for address in (summary, who):
        path, _hash, field = address.partition("#")
        ids = {element.get("id") for element in client.page(path).root.iter()}
        assert field in ids
    assert "2 things are missing" in page.text
    assert "Ask your coordinator" in page.text


EMPTY_IS_FINE = {
    "basics": {"name_fi": "", "summary_fi": "", "kind": "", "themes": [], "contact_email": ""},
    "place": {"coordinates": ""},
    "practice": {"cap_eur": ""},
}


@pytest.mark.parametrize("section", EMPTY_IS_FINE)
def test_a_draft_is_saved_with_anything_missing(session, client, editor, section):
    one = draft("helsinki")
    url = f"/en/desk/testbeds/{one.id}/edit/{section}"
    sent = {**filled(client.page(url), f"/{section}"), **EMPTY_IS_FINE[section]}
    assert client.post(url, data=sent).status_code == 303


BAD = [
    ("basics", "name_fi", "n" * 121, "Shorten this"),
    ("basics", "summary_en", "s" * 301, "Shorten this"),
    ("basics", "contact_email", "ei-osoite", "Check the address"),
    ("basics", "kind", "castle", "Choose one of these"),
    ("basics", "environment", "castle", "Choose one of these"),
    ("basics", "themes", "castle", "Choose one of these"),
    ("place", "coordinates", "24.94, 60.17", "write latitude first"),
    ("place", "crs", "9999", "Choose one of these"),
    ("place", "accuracy_m", "-3", "Use a number from"),
    ("terms", "capacity", "0", "Use a number from"),
    ("terms", "capacity", "", "Write a number"),
    ("terms", "min_days", "kolme", "whole number"),
    ("terms", "max_days", "0", "Use a number from"),
    ("terms", "slot_unit", "week", "Choose one of these"),
    ("practice", "cap_eur", "1e9", "whole number"),
    ("practice", "source_url", "javascript:alert(1)", "Check the web address"),
    ("practice", "user_groups-0-number", "monta", "whole number"),
    ("practice", "money", "gold", "Choose one of these"),
]


@pytest.mark.parametrize("bad", BAD)
def test_bad_answers_are_told_at_the_field_and_kept(session, client, editor, bad):
    section, field, value, words = bad
    one = draft("helsinki")
    url = f"/en/desk/testbeds/{one.id}/edit/{section}"
    answer = client.post(url, data={**filled(client.page(url), f"/{section}"), field: value})
    page = read_page(answer)
    assert answer.status_code == 422
    assert words in page.text
    assert page.title.startswith("Error: ")
    targets = {link.get("href") for link in page.all("a")} & {f"#{field}", f"#{field}-0"}
    assert targets, "the summary leads to the field"
    if field not in {"kind", "environment", "themes", "crs", "slot_unit", "money"}:
        assert filled(page, f"/{section}")[field] == [value]
    assert session.get(Testbed, one.id).version == 1


def test_longest_before_shortest_is_told(session, client, editor):
    one = draft("helsinki")
    url = f"/en/desk/testbeds/{one.id}/edit/terms"
    sent = {**filled(client.page(url), "/terms"), "min_days": "30", "max_days": "10"}
    assert "at least the shortest" in read_page(client.post(url, data=sent)).text


def test_the_place_stays_in_the_system_it_was_typed_in(session, client, editor):
    one = draft("helsinki")
    url = f"/en/desk/testbeds/{one.id}/edit/place"
    sent = {**filled(client.page(url), "/place"), "crs": "3879",
            "coordinates": "6672751, 25496583", "stay": "1"}  # fmt: skip
    after = client.post(url, data=sent).location
    assert after == f"{url}?crs=3879"
    kept = filled(client.page(after), "/place")
    assert kept["crs"] == ["3879"]
    assert kept["coordinates"][0].startswith("6672751")


def test_saving_by_itself_answers_for_scripts(session, client, editor):
    one = draft("helsinki")
    url = f"/en/desk/testbeds/{one.id}/edit/basics"
    page = client.page(url)
    assert [
        form.get("data-autosave") for form in page.all("form") if form.get("data-autosave")
    ] == [url]
    sent = {**filled(page, "/basics"), "operator": "Uusi yksikkö"}
    answer = client.post(url, data=sent, headers={"X-Autosave": "1"})
    said = json.loads(answer.data)
    assert (answer.status_code, said["version"], said["message"]) == (200, 2, "")
    bad = client.post(
        url, data={**sent, "version": "2", "contact_email": "x"}, headers={"X-Autosave": "1"}
    )
    assert bad.status_code == 422
    assert "E-mail for questions" in json.loads(bad.data)["message"]


def test_what_is_public_is_never_saved_by_itself(session, client, editor):
    page = client.page(f"/en/desk/testbeds/{testbed('helsinki').id}/edit/basics")
    assert [form for form in page.all("form") if form.get("data-autosave")] == []
    assert "Everybody sees this testbed" in page.text


def test_what_everybody_sees_cannot_be_emptied(session, client, editor):
    one = testbed("helsinki")
    url = f"/en/desk/testbeds/{one.id}/edit/basics"
    sent = {**filled(client.page(url), "/basics"), "summary_sv": "", "summary_fi": "Muu"}
    page = read_page(client.post(url, data=sent))
    assert "this cannot be left empty" in page.text
    assert filled(page, "/basics")["summary_fi"] == ["Muu"]


def test_more_booked_than_the_new_capacity_is_told_with_days(session, client, editor):
    one = testbed("helsinki", capacity=2)
    first = slot_of(clock.today()) + 3
    session.add(Booking(testbed_id=one.id, start_slot=first, end_slot=first + 1, units=2,
                        status=BookingStatus.CONFIRMED, created_at=clock.now()))  # fmt: skip
    session.commit()
    url = f"/en/desk/testbeds/{one.id}/edit/terms"
    sent = {**filled(client.page(url), "/terms"), "capacity": "1", "anyway": "1"}
    page = read_page(client.post(url, data=sent))
    assert "More is booked already on" in page.text
    assert filled(page, "/terms")["capacity"] == ["1"]


def test_hostile_texts_are_only_text(session, client, editor):
    one = draft("helsinki")
    url = f"/en/desk/testbeds/{one.id}/edit/basics"
    hostile = dict.fromkeys(("name_fi", "summary_fi", "description_fi", "operator"), HOSTILE)
    client.post(url, data={**filled(client.page(url), "/basics"), **hostile})
    assert session.get(Testbed, one.id).operator == HOSTILE
    for path in ("", "/edit/basics", "/edit/place", "/history", "/calendar"):
        assert client.page(f"/fi/desk/testbeds/{one.id}{path}").all("b", id="x") == []
    assert filled(client.page(url), "/basics")["operator"][0].startswith("</script>${7*7}<b>")


def test_days_are_closed_and_opened(session, client, sign_in):
    one = testbed("helsinki")
    sign_in(host(one))
    url = f"/en/desk/testbeds/{one.id}/calendar"
    sent = {"start": "2098-12-24", "end": "2098-12-26", "reason_fi": "Joulu"}
    assert client.post(url, data=sent).status_code == 303
    assert session.query(Closure).filter_by(testbed_id=one.id).count() == 3
    client.post(url, data={**sent, "end": "", "open": "1"})
    assert session.query(Closure).filter_by(testbed_id=one.id).count() == 2


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"start": ""}, "Choose a day"),
        ({"start": "2098-01-05", "end": "2098-01-01"}, "before the first"),
        ({"start": "2001-01-01"}, ""),
        ({"start": "2098-01-01", "end": "2100-01-01"}, "at a time"),
        ({"start": "31.2.2098"}, "Write the day"),
    ],
)
def test_days_that_cannot_be_closed_are_told(session, client, editor, sent, words):
    one = testbed("helsinki")
    answer = client.post(f"/en/desk/testbeds/{one.id}/calendar", data=sent)
    assert answer.status_code == 422
    assert words in read_page(answer).text
    assert session.query(Closure).count() == 0


def test_days_in_use_are_not_closed(session, client, editor):
    one = testbed("helsinki")
    first = slot_of(clock.today()) + 3
    session.add(Booking(testbed_id=one.id, start_slot=first, end_slot=first + 1, units=1,
                        status=BookingStatus.CONFIRMED, created_at=clock.now()))  # fmt: skip
    session.commit()
    day = clock.today().isoformat()
    until = clock.today().replace(year=clock.today().year + 1).isoformat()
    answer = client.post(f"/en/desk/testbeds/{one.id}/calendar", data={"start": day, "end": until})
    assert answer.status_code == 422
    assert "These days are in use" in read_page(answer).text


def test_the_list_is_filtered_by_state_and_words(session, client, editor):
    published = testbed("helsinki", name=Translated("Julkinen paikka"))
    draft("helsinki", name=Translated("Luonnos"))
    page = client.page("/en/desk/testbeds?status=published")
    links = [
        link.get("href") for link in page.all("a") if "/desk/testbeds/" in link.get("href", "")
    ]
    assert f"/en/desk/testbeds/{published.id}" in links
    assert "Luonnos" not in page.text
    assert "No testbed matches" in client.page("/en/desk/testbeds?q=zzz").text
    client.page("/en/desk/testbeds?status=castle&page=-4&city=atlantis&q=%00")


def test_the_first_page_shows_drafts_and_an_empty_desk_says_so(session, client, editor):
    assert "Nothing waits for you" in client.page("/en/desk").text
    draft("helsinki", name=Translated("Kesken", "Halvt"), applicants=[])
    draft("tampere", name=Translated("Vieras"))
    page = client.page("/en/desk")
    assert "Kesken" in page.text
    assert "1 thing is missing" in page.text
    assert "Vieras" not in page.text


def test_one_of_several_cities_is_chosen_for_a_new_testbed(session, client, sign_in):
    city("helsinki")
    city("tampere")
    sign_in(admin())
    page = client.page("/en/desk/testbeds/new")
    sent = {**filled(page), "city": str(city("tampere").id), "name_fi": "Uusi"}
    client.post("/en/desk/testbeds/new", data=sent)
    assert session.query(Testbed).one().city.slug == "tampere"
    refused = client.post("/en/desk/testbeds/new", data={**sent, "name_fi": ""})
    assert "Give the place a name" in read_page(refused).text


def test_saving_by_itself_twice_under_one_key_saves_twice(session, client, editor):
    one = draft("helsinki")
    url = f"/en/desk/testbeds/{one.id}/edit/basics"
    sent = filled(client.page(url), "/basics")
    assert sent["request_key"][0]
    for number, name in enumerate(("Ensin", "Sitten", "Lopuksi"), start=1):
        typed = {**sent, "operator": name, "version": str(number)}
        answer = client.post(url, data=typed, headers={"X-Autosave": "1"})
        assert json.loads(answer.data)["version"] == number + 1
        assert session.get(Testbed, one.id).operator == name

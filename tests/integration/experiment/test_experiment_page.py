"""The residents' pages: who is on them on which day, paging, links, words, and what is hidden."""

import csv
import datetime as dt
import io
import json
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest

from models.base import Translated
from models.pilot import Pilot, PilotStatus
from tests.factories import pilot as pilots
from tests.factories.testbed import testbed

HELSINKI = ZoneInfo("Europe/Helsinki")
CLOSE = "bbox=24.5,59.9,25.5,60.5&zoom=13"


def links(page):
    return {a.get("href") for a in page.all("a")}


def listed(page):
    return [li.get("data-feature-id") for li in page.all("li") if li.get("data-feature-id")]


def on_map(client, query=""):
    """Return the ids that the map names one by one, and how many it counts."""
    data = client.get(f"/fi/map/experiments.json?{CLOSE}&{query}").json
    facts = [feature["properties"] for feature in data["features"]]
    named = [one for fact in facts for one in fact.get("items", [fact])]
    return {one["id"] for one in named if "id" in one}, data["total"]


BORDERS = [
    # local time in Finland, pilot from 20 to 30 November: is it active?
    ((11, 19, 23, 59, 59), "soon", False),
    ((11, 20, 0, 0, 0), "running", True),
    ((11, 25, 12, 0, 0), "running", True),
    ((11, 30, 23, 59, 59), "running", True),
    ((12, 1, 0, 0, 0), "ended", False),
]


@pytest.mark.parametrize(("at", "state", "is_active"), BORDERS)
@pytest.mark.parametrize("status", [PilotStatus.READY, PilotStatus.RUNNING])
def test_active_from_the_first_day_to_the_last_without_any_job(
    client, time_machine, status, at, state, is_active
):
    time_machine.move_to(dt.datetime(2026, *at, tzinfo=HELSINKI), tick=False)
    first, last = dt.date(2026, 11, 20), dt.date(2026, 11, 30)
    made = pilots.pilot(status, 0, 0, start_day=first, end_day=last, slug="raja")
    mine = str(made.id)
    assert (listed(client.page("/fi/")) == [mine]) is is_active
    assert on_map(client) == (({mine}, 1) if is_active else (set(), 0))
    assert listed(client.page(f"/fi/?state={state}")) == [mine]
    assert on_map(client, f"state={state}") == ({mine}, 1)
    page = client.page("/fi/pilots/raja")
    assert page.all("span", class_="pill")[0].get("data-kind") == state


@pytest.mark.parametrize("status", [PilotStatus.PREPARING, PilotStatus.CANCELLED])
def test_what_residents_are_not_told_of_is_nowhere(client, status):
    places = {"slug": "salainen", "title": Translated("Salainen", "Hemlig", "Secret")}
    made = pilots.pilot(status, -3, 3, **pilots.area(), **places)
    every = "state=running&state=soon&state=paused&state=ended"
    for address in (
        "/fi/",
        f"/fi/?{every}",
        f"/fi/?q=salainen&{every}",
        "/fi/results",
        "/en/open-data",
    ):
        page = client.page(address)
        assert (
            "salainen" not in page.text.lower().replace("”", "").replace("“", "") or "q=" in address
        )
        assert not listed(page)
        assert "/fi/pilots/salainen" not in links(page)
    for address in (
        f"/fi/map/experiments.json?{CLOSE}&{every}",
        f"/fi/map/experiment-shapes.json?{CLOSE}&{every}",
        "/fi/open-data/experiments.geojson",
        "/sv/open-data/experiments.csv",
    ):
        answer = client.get(address)
        assert answer.status_code == 200
        words = answer.get_data(as_text=True).lower()
        assert "salainen" not in words
        assert "hemlig" not in words
        assert f'"{made.id}"' not in words
    for slug in ("salainen", str(made.id), "SALAINEN", "salainen%00", "ei-ole"):
        assert client.get(f"/fi/pilots/{slug}").status_code == 404
    assert (
        client.get(f"/fi/?q=salainen&{every}").get_data(as_text=True).count("data-feature-id") == 0
    )


def test_counts_of_chips_leave_out_what_is_not_public(client):
    pilots.running()
    pilots.preparing()
    page = client.page("/en/")
    chips = page.all("a", class_="chip")
    assert "Running now 1. Take off this filter" in page.words("a", class_="chip")
    assert all(chip.get("aria-label") is None for chip in chips)


def test_paging_shows_each_once_and_keeps_the_filters(client):
    made = {str(pilots.running(themes=["energy"]).id) for _ in range(35)}
    pilots.running(themes=["mobility"])
    first = client.page("/fi/?theme=energy&sort=end")
    (onward,) = {a.get("href") for a in first.all("a", rel="next")}
    assert parse_qs(urlsplit(onward).query) == {"theme": ["energy"], "sort": ["end"], "page": ["2"]}
    second = client.page(onward)
    assert (len(listed(first)), len(listed(second))) == (30, 5)
    assert {*listed(first), *listed(second)} == made
    assert listed(client.page("/fi/?theme=energy&sort=end&page=999999")) == listed(second)


def test_downloads_hold_the_list_with_its_filters_and_order(client):
    wanted = [str(pilots.running(-1 - n, 9, themes=["energy"]).id) for n in range(3)]
    pilots.running(themes=["mobility"])
    pilots.ended(themes=["energy"])
    page = client.page("/fi/?theme=energy")
    table, places = (
        next(
            one
            for one in links(page)
            if one and one.startswith(f"/fi/open-data/experiments.{kind}")
        )
        for kind in ("csv", "geojson")
    )
    rows = list(
        csv.DictReader(io.StringIO(client.get(table).get_data(as_text=True).lstrip("\ufeff")))
    )
    assert [row["id"] for row in rows] == wanted
    assert rows[0]["url"].startswith("http")
    assert rows[0]["dates_are_exact"] == "true"
    assert [str(one["id"]) for one in json.loads(client.get(places).data)["features"]] == wanted
    assert len(json.loads(client.get("/fi/open-data/experiments.geojson").data)["features"]) == 5


def test_a_table_holds_no_formulas(client):
    pilots.running(title=Translated("=HYPERLINK(1)", "=1+1", "@x"), runner_name="+358")
    (row,) = csv.DictReader(
        io.StringIO(
            client.get("/fi/open-data/experiments.csv").get_data(as_text=True).lstrip("\ufeff")
        )
    )
    assert (row["title"], row["run_by"]) == ("'=HYPERLINK(1)", "'+358")


NOTE = Translated(
    "Lähde kertoo vain vuodet.", "Källan anger bara åren.", "The source gives only years."
)


@pytest.mark.parametrize(("last", "words"), [((2016, 12, 31), "2016"), ((2018, 5, 1), "2016–2018")])
def test_dates_that_are_not_sure_are_shown_as_years_with_the_note(client, last, words):
    made = pilots.ended(
        start_day=dt.date(2016, 8, 1), end_day=dt.date(*last), dates_note=NOTE, slug="vanha"
    )
    page = client.page("/fi/pilots/vanha")
    assert NOTE.fi in page.text
    assert words in page.words("dd")
    for address in ("/fi/?state=ended", "/fi/results", "/fi/pilots/vanha"):
        text = client.page(address).text
        assert words in text
        assert "1.8.2016" not in text
    data = client.get(f"/fi/map/experiments.json?{CLOSE}&state=ended").json
    assert [one["properties"]["dates"] for one in data["features"]] == [words]
    assert str(made.id) == data["features"][0]["properties"]["id"]


SITUATIONS = {
    "paused": (pilots.paused, "This experiment is paused for now."),
    "stopped": (pilots.stopped, "stopped before its planned end"),
    "called off": (lambda **values: pilots.stopped(3, 9, **values), "called off before it began"),
}


@pytest.mark.parametrize(("made", "words"), SITUATIONS.values(), ids=SITUATIONS)
def test_residents_are_told_why_a_pilot_is_paused_or_was_stopped(client, made, words):
    made(slug="seis", status_note=Translated("Putki rikkoutui <b>", "", ""))
    page = client.page("/en/pilots/seis")
    assert words in page.text
    assert "Putki rikkoutui <b>" in page.words("p", lang="fi")


def test_what_is_shown_in_another_language_says_which(client):
    place = testbed(name=Translated("Paloaseman aukio"))
    pilots.running(testbed=place, title=Translated("Vain suomeksi"), slug="suomi")
    card = client.page("/sv/")
    assert "Vain suomeksi" in card.words("bdi", lang="fi")
    assert "Paloaseman aukio" in card.words("span", lang="fi")
    page = client.page("/sv/pilots/suomi")
    assert "Vain suomeksi" in page.words("span", lang="fi")
    assert any("has not been written" in words or "språk" in words for words in page.words("p"))


def test_a_past_pilot_without_runner_or_contact_leads_to_the_city(client):
    made = pilots.ended(slug="ennen", runner_name="", contact_email="")
    text = client.page("/en/pilots/ennen").text
    assert "Helsinki answers for this experiment." in text
    assert made.city.role_mailbox in text


def test_a_pilot_at_a_blurred_place_is_not_found_by_its_address(client):
    place = testbed(blur=True, address="Piilokatu 7")
    pilots.running(testbed=place)
    assert listed(client.page("/fi/?q=piilokatu")) == []
    shown = testbed(address="Julkinenkatu 7")
    found = pilots.running(testbed=shown)
    assert listed(client.page("/fi/?q=julkinenkatu")) == [str(found.id)]


def test_newcomers_find_how_it_works_and_their_next_step(client):
    assert "/sv/how-it-works" in links(client.page("/sv/"))
    page = client.page("/sv/how-it-works")
    assert len(page.all("ol", class_="steps-list")) == 3
    assert {"/sv/", "/sv/testbeds", "/sv/desk", "/sv/results"} <= links(page)


def test_an_empty_answer_leads_on(client):
    page = client.page("/fi/?q=olematon")
    onward = next(one for one in links(page) if one and one.count("state=") == 4)
    assert client.get(onward).status_code == 200


def test_results_show_what_was_learned_and_can_be_narrowed(client):
    told = pilots.ended(learned=Translated("Opittiin paljon"), at="oulu", themes=["energy"])
    pilots.ended(themes=["mobility"])
    page = client.page("/fi/results?city=oulu&theme=energy")
    assert "Opittiin paljon" in page.text
    assert f"/fi/results/{told.slug}" in links(page)
    assert len(page.all("article")) == 1
    assert len(client.page("/fi/results?city=moon&theme=')--&page=9e99").all("article")) == 2


def test_pilots_of_the_same_application_are_not_led_to_while_they_are_prepared(client, session):
    made = pilots.running(slug="yksin")
    assert session.get(Pilot, made.id).application_id is None
    assert not client.page("/fi/pilots/yksin").all("section", aria_labelledby="elsewhere")


def test_a_map_that_knows_the_answer_is_told_so_in_no_bytes(client):
    pilots.running()
    address = f"/fi/map/experiments.json?{CLOSE}"
    answer = client.get(address)
    assert answer.headers["Cache-Control"] == "no-cache"
    again = client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    pilots.running()
    later = client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert later.status_code == 200


def test_one_page_costs_as_many_statements_with_forty_pilots_as_with_one(client, statements):
    place = testbed()
    pilots.running(testbed=place)
    costs = []
    for count in (0, 39):
        for _ in range(count):
            pilots.running(testbed=testbed())
        statements.clear()
        client.get("/fi/")
        client.get(f"/fi/map/experiments.json?{CLOSE}")
        costs.append(len(statements))
    assert costs[0] == costs[1]


@pytest.mark.parametrize(
    ("lang", "written"), [("fi", "5.2.2031"), ("sv", "5 feb. 2031"), ("en", "5 Feb 2031")]
)
def test_days_are_written_as_readers_of_each_language_in_finland_do(client, lang, written):
    made = pilots.running(end_day=dt.date(2031, 2, 5))
    assert written in client.page(f"/{lang}/pilots/{made.slug}").text

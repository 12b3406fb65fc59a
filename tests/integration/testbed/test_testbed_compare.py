"""Up to four places side by side: what differs is marked, a fifth is refused kindly."""

import datetime as dt

from app import clock
from models.base import Translated
from models.testbed import TestbedStatus
from models.testbed_kind import Money, TestbedKind
from tests.factories.testbed import draft, testbed
from tests.page import XHTML, words_of

TODAY = clock.today()


def asked(*places, **more):
    pairs = [f"place={one.id}" for one in places] + [f"{k}={v}" for k, v in more.items()]
    return "/en/testbeds/compare?" + "&".join(pairs)


def rows(page):
    """Return (term, values, is marked) of each line of the comparison."""
    return {
        words_of(row.find(XHTML + "th")).removesuffix("differs").strip(): (
            [words_of(cell) for cell in row.findall(XHTML + "td")],
            row.get("data-differs") is not None,
        )
        for row in page.all("tr")
        if row.find(XHTML + "th").get("scope") == "row"
    }


def test_facts_stand_side_by_side_and_what_differs_is_marked(session, client):
    first = testbed(kind=TestbedKind.SCHOOL, capacity=2, infrastructure=["power", "wifi"])
    second = testbed(
        kind=TestbedKind.PARK, capacity=2, money=Money.PAID, cap_eur=9000, minors=True, lead_days=30
    )
    page = client.page(asked(first, second))
    found = rows(page)
    assert found["Pilots at the same time"] == (["2", "2"], False)
    assert found["Kind of place"] == (["School", "Park or nature area"], True)
    assert found["On site"] == (["Electricity Wi-Fi", "–"], True)
    assert found["Money"][0][1].startswith("The city pays for pilots At most")
    assert found["People here"] == (["–", "Minors are present"], True)
    assert found["Next free from"][1] is True
    heads = [words_of(one) for one in page.all("th", scope="col")]
    assert [name.split(" Take")[0].split(" ", 2)[:2] for name in heads] == [
        first.name.en.split(),
        second.name.en.split(),
    ]


def test_the_chosen_ones_go_on_to_an_application_with_the_days_wished(session, client):
    one, two = testbed(), testbed(lead_days=9)
    closed = testbed("oulu", TestbedStatus.PAUSED)
    page = client.page(asked(one, two, closed, days=12))
    start = TODAY + dt.timedelta(days=9)
    links = {link.get("href") for link in page.all("a")}
    wish = f"testbed={one.id}&testbed={two.id}&days=12&start={start}"
    assert f"/en/my/applications/new?{wish}" in links
    assert "/en/testbeds?days=12" in links
    assert "Paused" in rows(page)["Next free from"][0]


def test_the_wishes_of_the_search_come_along(session, client):
    one, two = testbed(infrastructure=["power"]), testbed(max_days=10)
    page = client.page(asked(one, two, days=30, need="power"))
    wishes, _marked = rows(page)["Your wishes"]
    assert "On site: Electricity" in wishes[0]
    assert "Only 10 days at most: you asked for 30" in wishes[1]


def test_a_fifth_place_is_refused_kindly_and_named(session, client):
    places = [testbed(name=Translated(f"N{n}", en=f"Nr {n}")) for n in range(5)]
    page = client.page(asked(*places), 422)
    (alert,) = page.words("div", role="alert")
    assert "Nr 4" in alert
    assert "Take one off" in alert
    assert len(page.all("th", scope="col")) == 4
    links = {link.get("href") for link in page.all("a")}
    assert asked(*places[1:]) in links
    assert len(client.page(asked(*places[1:])).all("th", scope="col")) == 4


def test_what_is_not_public_or_not_there_is_not_compared(session, client):
    shown, hidden = testbed(), draft(name=Translated("Salaisuus", en="Secret"))
    page = client.page(asked(shown, hidden) + "&place=x&place=99999999999999&place=-1&place=%00")
    assert "Secret" not in page.text
    assert "only place chosen" in page.text
    assert "No places chosen yet" in client.page("/en/testbeds/compare").text


def test_the_list_has_a_box_for_each_place_and_one_form(session, client):
    places = [testbed(), testbed()]
    page = client.page("/en/testbeds?need=power&need=wifi&fit=almost&days=5")
    boxes = page.all("input", type="checkbox", name="place")
    assert {box.get("value") for box in boxes} == {str(one.id) for one in places}
    assert {box.get("form") for box in boxes} == {"compare"}
    (form,) = page.all("form", id="compare")
    assert form.get("action") == "/en/testbeds/compare"
    kept = {(one.get("name"), one.get("value")) for one in form.iter(XHTML + "input")}
    assert {("need", "power"), ("need", "wifi"), ("days", "5")} <= kept

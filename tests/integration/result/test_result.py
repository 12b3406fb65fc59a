"""Public results: readable, with charts beside their tables, filtered and compared."""

from decimal import Decimal

import pytest

from app.adapters import chart
from app.queries.result import ResultFilter, search
from app.services import indicator as service
from app.services import report
from models.base import Translated
from models.indicator import Direction
from models.report import Side
from tests.factories.indicator import indicator, survey
from tests.factories.pilot import ended, running, stopped
from tests.factories.pilot_step import completed, reported, reporting, runner
from tests.factories.testbed import testbed

WORDS = {
    "learned": Translated("Opittiin", "Lärdes", "Learned"),
    "failed": Translated("Epäonnistui", "Misslyckades", "Failed"),
    "continues": True,
    "bought": False,
    "bought_why": Translated("Liian kallis", "För dyrt", "Too dear"),
}


def test_a_result_tells_all_of_it(client, session, monkeypatch):
    monkeypatch.setattr(chart, "PATIENCE_S", 120)
    made = ended(money_used_eur=12_300, testers=40, **WORDS)
    indicator(made, "12", "9.5", "7.25", result=Decimal("7.25"))
    survey(made, 5, 4, 4, 4, 4)
    page = client.page(f"/sv/results/{made.slug}")
    for words in ("Lärdes", "Misslyckades", "För dyrt", "12\xa0300\xa0€".replace("\xa0", " "),
                  "7,25 kWh", "12,5 kWh", "Nåddes", "4,2", "−42 %"):  # fmt: skip
        assert words in page.text.replace("\xa0", " "), words
    charts = [one for one in page.root.iter() if one.get("class") == "chart"]
    assert len(charts) == 2
    told = ["".join(one.itertext()) for one in charts]
    assert "Utgångsläge: 12,5" in told[0]
    assert "dag för dag" in told[1]


def test_a_result_without_numbers_is_still_a_page(client, session):
    made = ended()
    page = client.page(f"/fi/results/{made.slug}")
    assert "Selkeästi sanottuna" in page.text
    assert not [one for one in page.root.iter() if one.get("class") == "chart"]


def test_a_stopped_pilot_tells_why(client, session):
    made = stopped(status_note=Translated("Tietyö", "", ""))
    page = client.page(f"/fi/results/{made.slug}")
    assert "Tietyö" in page.text
    assert "replicate" not in client.get(f"/fi/results/{made.slug}").get_data(as_text=True)


@pytest.mark.parametrize("make", [running, reporting])
def test_what_has_no_result_has_no_page(client, session, make):
    assert client.get(f"/fi/results/{make().slug}").status_code == 404
    assert client.get("/fi/results/eiole").status_code == 404


def test_hostile_words_stay_words(client, session):
    evil = "</script><svg onload=alert(1)>${7*7}"
    made = ended(**{**WORDS, "learned": Translated(evil, evil, evil)})
    indicator(made, "1", "2", name=Translated(evil, evil, evil), unit="<b>", result=Decimal(3))
    answer = client.get(f"/fi/results/{made.slug}")
    client.page(f"/fi/results/{made.slug}")
    assert "<svg onload" not in answer.get_data(as_text=True)
    assert "<b>" not in answer.get_data(as_text=True)


def test_what_was_completed_or_stopped_comes_with_the_latest_first(session):
    early = ended(-90, -60)
    late = stopped(-20, 5)
    running()
    assert search(ResultFilter())[0] == [late.id, early.id]


def test_filters_by_city_theme_kind_answers_and_year(session):
    street = testbed("oulu", kind="street")
    here = ended(testbed=street, continues=True, bought=True, themes=["lighting"])
    there = ended(-800, -700, at="tampere", continues=True, bought=False, themes=["food"])
    running()
    both = {here.id, there.id}

    def ids(**wanted):
        return set(search(ResultFilter(**{k: frozenset(v) for k, v in wanted.items()}))[0])

    assert ids() == both
    assert ids(cities=["oulu"]) == {here.id}
    assert ids(themes=["food"]) == {there.id}
    assert ids(kinds=["street"]) == {here.id}
    assert ids(bought=["no"]) == {there.id}
    assert ids(continues=["yes"]) == both
    assert ids(years=[str(there.end_day.year)]) == {there.id}
    assert ids(cities=["oulu"], bought=["no"]) == set()


@pytest.mark.parametrize("query", ["city=x", "year=abcd", "year=²²²²", "continues=%00", "page=9e9",
                                   "theme=food&theme=x", "q=" + "y" * 2000])  # fmt: skip
def test_odd_filters_are_no_error(client, session, query):
    ended()
    assert client.get(f"/fi/results?{query}").status_code == 200


def test_the_list_leads_to_the_results_and_to_the_comparison(client, session):
    made = ended()
    indicator(made, result=Decimal("7.25"))
    page = client.page("/fi/results")
    assert f"/fi/results/{made.slug}" in {link.get("href") for link in page.all("a")}
    boxes = page.all("input", name="result")
    assert [box.get("value") for box in boxes] == [made.slug]
    assert "7,25" in page.text


def rows(page):
    return [" ".join("".join(row.itertext()).split()) for row in page.all("tr")]


def test_the_same_indicator_of_two_cities_stands_on_one_line(client, session):
    one, two = ended(), ended(at="oulu")
    indicator(one, result=Decimal(8))
    indicator(
        two, name=Translated("", "", " electricity  USED"), baseline=Decimal(20), result=Decimal(15)
    )
    indicator(two, name=Translated("Melu"), unit="dB", direction=Direction.HIGHER)
    page = client.page(f"/en/results/compare?result={one.slug}&result={two.slug}")
    shared = [row for row in rows(page) if "Same indicator" in row]
    assert len(shared) == 1
    assert "8 kWh" in shared[0].replace("\xa0", " ")
    assert "15 kWh" in shared[0].replace("\xa0", " ")
    alone = next(row for row in rows(page) if row.startswith("Melu"))
    assert "–" in alone


def test_another_unit_is_another_indicator(client, session):
    one, two = ended(), ended()
    indicator(one, result=Decimal(8))
    indicator(two, unit="MWh", result=Decimal(8))
    page = client.page(f"/en/results/compare?result={one.slug}&result={two.slug}")
    assert "Same indicator" not in page.text


def test_two_to_four_fit_side_by_side(client, session):
    made = [ended() for _ in range(5)]
    asked = "&".join(f"result={one.slug}" for one in made)
    page = client.page(f"/en/results/compare?{asked}")
    assert "At most 4" in page.text
    assert len(page.all("th", class_="compare-head")) == 4
    for query in ("", f"result={made[0].slug}", f"result={made[0].slug}&result={running().slug}",
                  f"result={made[0].slug}&result={made[0].slug}",
                  f"result={made[0].slug}%00&result=%00"):  # fmt: skip
        assert "at least two" in client.page(f"/en/results/compare?{query}").text


def test_a_changed_aim_is_told_in_public_with_its_reason_and_without_a_name(client, session):
    pilot = reported()
    made = indicator(pilot)
    boss = runner(pilot)
    service.change(boss, made.id, 1, {"target": Decimal(11)}, "Mittari vaihtui")
    report.send(boss, pilot.id)
    report.approve(runner(pilot), pilot.id, Side.CITY, 1)
    page = client.page(f"/fi/results/{pilot.slug}")
    assert "Mittari vaihtui" in page.text
    assert boss.name not in page.text


def test_the_pilots_page_leads_on_to_its_result(client, session):
    made = completed()
    links = {link.get("href") for link in client.page(f"/fi/pilots/{made.slug}").all("a")}
    assert f"/fi/results/{made.slug}" in links

"""What hangs on experiments, as programs read it: what the pages show, and no more."""

from decimal import Decimal

import pytest

from app import clock
from models.base import Translated
from models.pilot import PilotStatus
from models.pilot_task import Side
from models.pilot_update import PilotUpdate
from tests.factories.indicator import indicator, survey
from tests.factories.pilot import ended, paused, pilot, running, stopped
from tests.factories.testbed import testbed

HIDDEN = "Xqsalattu"


def got(client, path, status=200, **query):
    answer = client.get(path.removeprefix("http://localhost"), query_string=query or None)
    assert answer.status_code == status, answer.get_data(as_text=True)[:500]
    return answer.get_json()


def post(session, made, words, **values):
    session.add(
        PilotUpdate(
            pilot_id=made.id, title=Translated(words), text=Translated(words), side=Side.CITY,
            posted_at=clock.now(), **values,
        )
    )  # fmt: skip
    session.commit()


def test_posts_are_those_that_residents_read(session, client):
    made = running()
    post(session, made, "Alku")
    post(session, made, HIDDEN, removed_at=clock.now(), removed_by=HIDDEN, removed_reason=HIDDEN)
    answer = client.get(f"/api/v1/pilots/{made.slug}/updates")
    assert HIDDEN not in answer.get_data(as_text=True)
    (only,) = answer.get_json()["items"]
    assert (only["title_fi"], only["title_en"], only["side"]) == ("Alku", None, "city")


@pytest.mark.parametrize("made", [running, paused])
def test_while_it_goes_on_what_is_aimed_at_is_told_and_no_result(session, client, made):
    one = made()
    indicator(one, "12", "11.25", result=Decimal("4.5"), evidence_url="https://salainen.example")
    answer = client.get(f"/api/v1/pilots/{one.id}/indicators")
    (found,) = answer.get_json()["items"]
    assert (found["baseline"], found["target"], found["unit"]) == (12.5, 8, "kWh")
    assert [each["value"] for each in found["points"]] == [12, 11.25]
    assert (found["result"], found["is_reached"]) == (None, None)
    assert "salainen" not in answer.get_data(as_text=True)


def test_between_its_end_and_its_result_nothing_is_told(session, client):
    made = pilot(PilotStatus.REPORTING, -20, -2)
    indicator(made, "12", result=Decimal(4))
    assert got(client, f"/api/v1/pilots/{made.id}/indicators")["items"] == []
    got(client, f"/api/v1/results/{made.id}", 404)
    assert got(client, "/api/v1/results")["items"] == []


def test_a_result_has_its_numbers_in_real_types(session, client):
    place = testbed("oulu")
    made = ended(
        testbed=place, testers=42, continues=True, bought=False, money_eur=15_000,
        money_used_eur=20_000, learned=Translated("Opittiin", "", "We learned"),
    )  # fmt: skip
    indicator(made, "12", "5", result=Decimal("5.5"))
    survey(made, 5, 4, 4, 5, 3, words=HIDDEN)
    answer = client.get(f"/api/v1/results/{made.slug}")
    assert HIDDEN not in answer.get_data(as_text=True)
    body = answer.get_json()
    assert (body["testers"], body["continues"], body["bought"]) == (42, True, False)
    assert (body["money_eur"], body["money_used_eur"]) == (15_000, 20_000)
    assert (body["learned_fi"], body["learned_sv"]) == ("Opittiin", None)
    assert body["indicators"][0]["result"] == 5.5
    assert body["indicators"][0]["is_reached"] is True
    assert body["survey"]["answers"] == 5
    assert body["testbed"] == place.id
    assert body["page"] == f"http://localhost/fi/results/{made.slug}"
    english = got(client, f"/api/v1/results/{made.id}", lang="en")
    assert (english["learned"], english["learned_lang"]) == ("We learned", "en")


def test_figures_of_few_answers_are_not_told(session, client):
    made = ended()
    survey(made, 5, 4, 4, 5)
    assert got(client, f"/api/v1/results/{made.id}")["survey"] is None


def test_results_are_narrowed_and_paged(session, client):
    one = ended(at="oulu", continues=True, themes=["food"])
    two = ended(at="oulu", continues=False, themes=["food", "energy"])
    three = stopped(at="tampere")
    running()
    for query, found in (
        ({}, [one, two, three]),
        ({"city": "oulu"}, [one, two]),
        ({"continues": "true"}, [one]),
        ({"themes": "energy"}, [two]),
        ({"year": one.end_day.year, "city": "oulu"}, [one, two]),
        ({"year": 1999}, []),
    ):
        items = got(client, "/api/v1/results", **query)["items"]
        assert [each["id"] for each in items] == [each.id for each in found], query
    first = got(client, "/api/v1/results", limit=2)
    assert [each["id"] for each in first["items"]] == [one.id, two.id]
    rest = got(client, first["next"].removeprefix("http://localhost"))
    assert ([each["id"] for each in rest["items"]], rest["next"]) == ([three.id], None)


def test_sensors_are_named_in_three_languages(session, client):
    made = running(sensors=[{"type": "radar", "count": 2}, {"type": "unknown-kind"}])
    (only,) = got(client, f"/api/v1/pilots/{made.id}/sensors")["items"]
    assert (only["type"], only["count"]) == ("radar", 2)
    assert len({only["name_fi"], only["name_sv"], only["name_en"]}) == 3


def test_one_search_finds_everything_public_by_any_form_of_a_word(session, client):
    place = testbed(name=Translated("Robottipuisto"), summary=Translated("Kirjasto vieressä"))
    from app.services.search import index_testbed  # noqa: PLC0415 - beside its only use

    index_testbed(place)
    session.commit()
    made = running(title=Translated("Kirjaston robotti"), plain=Translated("Se kantaa kirjoja"))
    found = got(client, "/api/v1/search", q="kirjastoa")["items"]
    assert [(one["collection"], one["id"]) for one in found] == [
        ("pilots", made.id), ("testbeds", place.id),
    ]  # fmt: skip
    assert found[0]["url"] == f"http://localhost/api/v1/pilots/{made.id}"
    (city,) = got(client, "/api/v1/search", q="Helsingfors", collection="cities")["items"]
    assert city["slug"] == "helsinki"
    first = got(client, "/api/v1/search", q="kirjastoa", limit=1)
    rest = got(client, first["next"].removeprefix("http://localhost"))
    assert [one["id"] for one in rest["items"]] == [place.id]
    got(client, "/api/v1/search", 400)
    got(client, "/api/v1/search", 400, q="…")

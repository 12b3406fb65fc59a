"""The programme in numbers counts what is public, and tells no small number of applications."""

import pytest

from app.database import db
from app.queries.statistic import By, lines, total
from models.pilot import PilotStatus
from models.testbed import TestbedStatus
from tests.factories.application import sent
from tests.factories.city import city
from tests.factories.pilot import pilot
from tests.factories.testbed import testbed


@pytest.fixture
def place(session):
    city("helsinki")
    city("tampere")
    return testbed(themes=["energy", "mobility"])


def numbers(by, key, measure):
    return getattr(lines(by)[key], measure)


def test_testbeds_are_counted_in_their_city_and_in_each_of_their_themes(place):
    hidden = testbed(themes=["energy"])
    hidden.status = TestbedStatus.DRAFT
    db.session.flush()

    assert numbers(By.CITY, place.city.slug, "testbeds") == 1
    assert numbers(By.THEME, "energy", "testbeds") == 1
    assert numbers(By.THEME, "mobility", "testbeds") == 1
    assert numbers(By.THEME, "food", "testbeds") == 0


def test_pilots_results_companies_and_replications_are_counted(place):
    first = pilot(PilotStatus.COMPLETED, -60, -30, testbed=place, runner_name="Esimerkki Oy")
    db.session.flush()
    pilot(PilotStatus.RUNNING, -3, 3, testbed=place, runner_name="ESIMERKKI Oy",
          replicates_id=first.id)  # fmt: skip
    pilot(PilotStatus.PREPARING, 3, 9, testbed=place, runner_name="Salainen Oy")
    db.session.flush()
    line = lines(By.CITY)[place.city.slug]

    assert (line.pilots, line.results, line.companies, line.replications) == (2, 1, 1, 1)


@pytest.mark.parametrize(("number", "told"), [(0, 0), (4, None), (5, 5)])
def test_few_applications_are_not_told(place, number, told):
    for _ in range(number):
        sent(place)
    db.session.flush()

    assert total().applications == told
    assert numbers(By.CITY, place.city.slug, "applications") == told


def test_a_hidden_number_does_not_follow_from_the_sum(place):
    other = testbed(city=city("tampere"))
    for _ in range(6):
        sent(place)
    sent(other)
    db.session.flush()

    told = [line.applications for line in lines(By.CITY).values()]
    assert total().applications == 7
    assert told.count(None) == 2


def test_years_go_from_the_first_to_the_last_without_gaps(place):
    pilot(PilotStatus.COMPLETED, -1200, -1100, testbed=place)
    pilot(PilotStatus.RUNNING, -3, 3, testbed=place)
    db.session.flush()
    years = [int(one) for one in lines(By.YEAR)]

    assert years == list(range(years[0], years[-1] + 1))
    assert len(years) >= 3


@pytest.mark.parametrize("by", list(By))
def test_the_page_has_a_table_and_the_data_says_the_same(client, place, by):
    page = client.page(f"/en/statistics?by={by}")
    rows = client.get(f"/data/statistics.json?by={by}").get_json()["rows"]
    table = client.get(f"/data/statistics.csv?by={by}").get_data(as_text=True)

    assert page.all("h1")[0].text == "Koepaikka in numbers"
    assert len(page.all("tr")) == len(rows) + 1 == len(table.strip().splitlines())


@pytest.mark.parametrize("asked", ["by=moon", "city=atlantis", "colour=red"])
def test_what_is_not_known_is_refused_by_name(client, place, asked):
    answer = client.get(f"/data/statistics.json?{asked}")

    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert answer.get_json()["parameter"] == asked.split("=")[0]

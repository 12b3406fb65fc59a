"""At a time: what ran, runs or will run then, for the list, the map, the counts and downloads."""

import csv
import datetime as dt
import io
import random
from urllib.parse import parse_qs, urlsplit

import pytest

from app import clock
from app.queries.experiment import ExperimentFilter, search
from models.period import Period, month_of
from models.pilot import PUBLIC_STATES, PilotStatus, PublicPhase
from tests.factories import pilot as pilots

LAST_YEAR = dt.date(2025, 3, 1)


@pytest.fixture
def _november(time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 26, 12, tzinfo=dt.UTC), tick=False)


def on(first, last, make=pilots.running, **values):
    return make(start_day=dt.date(*first), end_day=dt.date(*last), first=0, last=0, **values)


@pytest.fixture
def some(_november):
    """What ran last spring, what runs over the turn of the year, what begins in February."""
    return {
        "past": on((2025, 2, 10), (2025, 3, 2), pilots.ended, themes=["energy"]),
        "now": on((2026, 11, 1), (2027, 1, 15)),
        "soon": on((2027, 2, 1), (2027, 2, 28), pilots.ready),
        "never": on((2027, 2, 3), (2027, 2, 3), pilots.stopped),
    }


def listed(page):
    return {li.get("data-feature-id") for li in page.all("li") if li.get("data-feature-id")}


TIMES = [
    ("2025-02", {"past"}), ("2025-03", {"past"}), ("2025-04", set()), ("2025-03-02", {"past"}),
    ("2025-03-03", set()), ("2026-10-31", set()), ("2026-11-01", {"now"}), ("2026-12", {"now"}),
    ("2027-01", {"now"}), ("2027-02", {"soon"}), ("2027-02-28", {"soon"}), ("2027-03-01", set()),
    ("2/2025", {"past"}), ("15.1.2027", {"now"}),
]  # fmt: skip


@pytest.mark.parametrize(("at", "names"), TIMES)
def test_list_map_and_downloads_show_what_ran_then(client, some, at, names):
    ids = {str(some[name].id) for name in names}
    assert listed(client.page("/en/", query_string={"at": at})) == ids
    data = client.get("/en/map/experiments.json", query_string={"at": at, "zoom": 6}).json
    assert data["total"] == len(ids)
    table = client.get("/en/open-data/experiments.csv", query_string={"at": at})
    rows = csv.DictReader(io.StringIO(table.get_data(as_text=True).lstrip("\ufeff")))
    assert {row["id"] for row in rows} == ids


def test_the_downloads_of_the_page_keep_the_time(client, some):
    page = client.page("/en/?at=2025-02&theme=energy")
    (address,) = [
        a.get("href") for a in page.all("a") if "experiments.csv" in (a.get("href") or "")
    ]
    asked = parse_qs(urlsplit(address).query)
    assert (asked["at"], asked["theme"]) == (["2025-02"], ["energy"])
    assert str(some["past"].id) in client.get(address).get_data(as_text=True)


def test_a_state_can_be_asked_of_a_time(client, some):
    both = client.page("/en/?at=2026-12&state=ended")
    assert listed(both) == set()
    assert listed(client.page("/en/?at=2026-12&state=running")) == {str(some["now"].id)}


def test_the_time_is_said_in_words_and_led_on_by_links(client, some):
    page = client.page("/fi/?at=2027-02&theme=mobility")
    assert "Milloin: Helmikuu 2027" in page.words("h2")
    (slider,) = page.all("input", id="time-slider")
    assert slider.get("aria-valuetext") == "Helmikuu 2027"
    assert slider.get("value") == str(month_of(dt.date(2027, 2, 1)) - month_of(LAST_YEAR) + 1)
    addresses = {a.get("href") for a in page.all("a")}
    assert {"/fi/?at=2027-01&theme=mobility", "/fi/?theme=mobility"} <= addresses
    assert "/fi/?at=2027-03&theme=mobility" not in addresses, "nothing runs after the last month"


def test_a_day_is_said_in_words(client, some):
    assert "När: 5 februari 2027" in client.page("/sv/?at=5.2.2027").words("h2")


@pytest.mark.parametrize("typed", ["tomorrow", "13/2027", "2027", "<b>"])
def test_a_time_that_is_none_is_answered_at_the_field_and_kept(client, some, typed):
    page = client.page("/en/", query_string={"at": typed})
    (field,) = page.all("input", id="at")
    assert (field.get("value"), field.get("aria-invalid")) == (typed, "true")
    assert "at-error" in field.get("aria-describedby").split()
    assert any("such as 2/2027" in one for one in page.words("p", id="at-error"))
    assert listed(page) == {str(some["now"].id)}, "as if none had been asked for"


@pytest.fixture
def many(session, _november):
    dice = random.Random(17)
    states = [PilotStatus.READY, PilotStatus.RUNNING, PilotStatus.COMPLETED, PilotStatus.STOPPED]
    return [
        pilots.pilot(
            dice.choice([*states, PilotStatus.PREPARING]),
            begin := dice.randint(-500, 60),
            begin + dice.randint(0, 120),
            themes=[dice.choice(["energy", "mobility"])],
        )
        for _ in range(60)
    ]


def ran_in(pilot, first, last):
    """Say whether a pilot ran in these days, by going through them."""
    if pilot.status not in PUBLIC_STATES:
        return False
    if pilot.status is PilotStatus.STOPPED and (
        pilot.start_day > clock.today() or pilot.start_day == pilot.end_day
    ):
        return False
    days = (first + dt.timedelta(n) for n in range((last - first).days + 1))
    return any(pilot.start_day <= day <= pilot.end_day for day in days)


def test_the_bars_count_what_asking_for_each_month_finds(many):
    wanted = ExperimentFilter(themes=frozenset({"energy"}))
    months = search(wanted, clock.today()).months
    assert len(months.counts) > 18
    for place, count in enumerate(months.counts):
        at = Period.month(months.first + place)
        energetic = [one for one in many if "energy" in one.themes]
        ids = {one.id for one in energetic if ran_in(one, at.first, at.last)}
        assert count == len(ids), at
        found = search(ExperimentFilter(themes=wanted.themes, at=at), clock.today())
        assert set(found.ids) == ids, at


def test_the_bars_follow_the_states_that_were_chosen(many):
    ended = frozenset({PublicPhase.ENDED})
    chosen = search(ExperimentFilter(phases=ended), clock.today())
    for place, count in enumerate(chosen.months.counts):
        at = Period.month(chosen.months.first + place)
        assert count == len(search(ExperimentFilter(phases=ended, at=at), clock.today()))


@pytest.mark.usefixtures("_november")
def test_without_any_experiment_there_is_this_month_alone(client):
    page = client.page("/en/")
    (slider,) = page.all("input", id="time-slider")
    assert (slider.get("min"), slider.get("max"), slider.get("value")) == ("0", "0", "0")

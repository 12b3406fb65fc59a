"""The demo's pilots: whole, legal, and honest about real companies."""

import datetime as dt
import re
from collections import Counter

import pytest

from models.application import Stage
from models.pilot import LegalBasis, PilotStatus
from tests.factories.demo_file import CITIES, DEMO, LANGUAGES, THEMES, parts, read

FILES = ("pilots_past", "pilots_demo", "applications", "organisations", "people", "results")
SENSORS = {
    "camera_blurred", "radar", "microphone", "air_quality", "temperature", "counter", "position",
    "questionnaire", "none",
}  # fmt: skip


def texts(value, path=""):
    """Yield (path, mapping) for every mapping that carries language keys."""
    if isinstance(value, dict):
        if set(value) & set(LANGUAGES):
            yield path, value
        for key, inner in value.items():
            yield from texts(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from texts(inner, f"{path}[{number}]")


@pytest.mark.parametrize("name", FILES)
def test_file_is_small_and_every_text_has_all_three_languages(name):
    assert (DEMO / f"{name}.json").stat().st_size < 300_000
    for path, text in texts(read(name), name):
        assert list(text) == LANGUAGES, path
        assert all(line.strip() == line and line for line in text.values()), path


@pytest.mark.parametrize("name", ["pilots_past", "pilots_demo"])
def test_pilots_cover_the_six_cities_with_unique_slugs_and_known_themes(name):
    pilots = read(name)
    assert {pilot["city"] for pilot in pilots} == CITIES
    slugs = [pilot["slug"] for pilot in pilots]
    assert len(set(slugs)) == len(slugs)
    for pilot in pilots:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", pilot["slug"])
        assert pilot["themes"]
        assert set(pilot["themes"]) <= THEMES


def test_slugs_are_unique_over_past_and_demo_pilots():
    slugs = [pilot["slug"] for name in ("pilots_past", "pilots_demo") for pilot in read(name)]
    assert len(set(slugs)) == len(slugs)


@pytest.mark.parametrize("field", ["title", "plain"])
def test_the_three_languages_differ(field):
    for pilot in read("pilots_demo") + read("pilots_past"):
        assert len(set(pilot[field].values())) == 3, pilot["slug"]


def test_places_carry_both_coordinates_or_none():
    rows = read("pilots_past") + read("pilots_demo")
    rows += [part for _, part in parts()]
    for row in rows:
        assert (row["lon"] is None) == (row["lat"] is None) == (row["testbed_slug_hint"] is None)
        if row["lon"] is not None:
            assert 22 < row["lon"] < 27
            assert 60 < row["lat"] < 66


# --------------------------------------------------------------------------- real, past pilots
def test_at_least_sixty_real_pilots_all_of_them_past():
    pilots = read("pilots_past")
    assert len(pilots) >= 60
    for pilot in pilots:
        start, end = dt.date.fromisoformat(pilot["start"]), dt.date.fromisoformat(pilot["end"])
        assert dt.date(2000, 1, 1) < start <= end < dt.date(2025, 1, 1), pilot["slug"]
        assert pilot["state"] == PilotStatus.COMPLETED


def test_nothing_is_claimed_of_real_companies_beyond_their_source():
    for pilot in read("pilots_past"):
        assert pilot["company"] or pilot["testbed_slug_hint"], pilot["slug"]
        assert pilot["personal_data"] is None
        assert pilot["source_url"].startswith(("https://", "http://"))
        assert {"money_paid_eur", "result", "controller"}.isdisjoint(pilot)


def test_a_date_that_the_source_does_not_give_to_the_day_says_so():
    for pilot in read("pilots_past"):
        assert pilot["dates_note"], pilot["slug"]


def test_an_unknown_start_or_end_is_a_whole_year_and_is_flagged():
    for pilot in read("pilots_past"):
        if not pilot["start_known"]:
            assert pilot["start"].endswith("-01-01"), pilot["slug"]
        if not pilot["end_known"]:
            assert pilot["end"].endswith("-12-31"), pilot["slug"]
        assert pilot["start_known"] or pilot["end_known"]


# --------------------------------------------------------------------------- demo pilots
def test_demo_pilots_fill_every_public_phase_on_the_day_of_seeding():
    pilots = read("pilots_demo")
    states = Counter(pilot["state"] for pilot in pilots)
    assert len(pilots) >= 45
    assert states["running"] >= 24
    assert states["preparing"] + states["ready"] >= 10
    assert states["paused"] + states["reporting"] >= 6
    assert states["completed"] >= 8
    assert {pilot["city"] for pilot in pilots if pilot["state"] == "running"} == CITIES


def test_dates_of_a_demo_pilot_fit_its_state():
    for pilot in read("pilots_demo"):
        start, end = pilot["start_offset_days"], pilot["end_offset_days"]
        assert 10 <= end - start < 180, pilot["slug"]
        fits = {
            "preparing": start > 0, "ready": start > 0, "running": start <= 0 < end,
            "paused": start <= 0 < end, "reporting": end < 0, "completed": end < 0,
        }  # fmt: skip
        assert fits[PilotStatus(pilot["state"]).value], pilot["slug"]


def test_demo_pilots_use_legal_values():
    count = len(read("organisations"))
    for pilot in read("pilots_demo"):
        assert pilot["demo"] is True
        assert 0 <= pilot["company"] < count
        assert Stage(pilot["stage"])
        assert {row["type"] for row in pilot["sensors"]} <= SENSORS
        assert all(row["count"] >= 0 for row in pilot["sensors"])
        assert pilot["money_paid_eur"] is None or 0 <= pilot["money_paid_eur"] <= 15_000
        assert pilot["feedback_contact"].endswith(".example")


def test_personal_data_has_a_controller_and_cameras_count_as_personal_data():
    for pilot in read("pilots_demo"):
        assert bool(pilot["controller"]) == pilot["personal_data"], pilot["slug"]
        if any(row["type"] == "camera_blurred" for row in pilot["sensors"]):
            assert pilot["personal_data"], pilot["slug"]


def test_people_are_told_by_what_right_and_for_how_long_their_data_is_used():
    told = {one["slug"]: one for one in read("pilots_trust")}
    assert set(told) <= {pilot["slug"] for pilot in read("pilots_demo")}
    for pilot in read("pilots_demo"):
        if pilot["personal_data"]:
            one = told[pilot["slug"]]
            assert LegalBasis(one["legal_basis"])
            assert all(one["kept_for"][lang] for lang in ("fi", "sv", "en")), pilot["slug"]


def test_completed_demo_pilots_and_no_others_carry_a_result_with_failures():
    for pilot in read("pilots_demo"):
        assert bool(pilot["result"]) == (pilot["state"] == "completed"), pilot["slug"]
        if pilot["result"]:
            assert set(pilot["result"]) == {"testers", "learned", "failed", "continues", "bought"}
            assert pilot["result"]["testers"] > 0


def test_own_shapes_are_closed_and_near_their_site():
    shapes = [pilot for pilot in read("pilots_demo") if pilot["geometry"]]
    assert {pilot["geometry"]["type"] for pilot in shapes} == {"Point", "LineString", "Polygon"}
    for pilot in shapes:
        corners = pilot["geometry"]["coordinates"]
        if pilot["geometry"]["type"] == "Polygon":
            assert corners[0][0] == corners[0][-1], pilot["slug"]
            corners = corners[0]
        elif pilot["geometry"]["type"] == "Point":
            corners = [corners]
        assert all(abs(x - pilot["lon"]) < 0.03 for x, _ in corners), pilot["slug"]
        assert all(abs(y - pilot["lat"]) < 0.01 for _, y in corners), pilot["slug"]

"""The demonstration's cities and testbeds: whole, legal, in their city, never the same text twice.

The files are read as they lie in ``geodata/demo``; nothing here touches a database.
"""

import datetime as dt
import json
import re
from collections import Counter
from pathlib import Path

import pytest
import shapely

from models.testbed import TestbedStatus
from models.testbed_kind import (
    ApplicantKind,
    Approval,
    Environment,
    Infrastructure,
    Money,
    Permit,
    SlotUnit,
    TestbedKind,
    Theme,
)

DEMO = Path(__file__).parents[3] / "geodata" / "demo"
GK_EPSG = {
    "helsinki": 3879, "espoo": 3879, "vantaa": 3879, "tampere": 3878, "turku": 3877, "oulu": 3884,
}  # fmt: skip
BILINGUAL = {"helsinki", "espoo", "vantaa", "turku"}
CITIES = list(GK_EPSG)
LANGUAGES = ["fi", "sv", "en"]
FIELDS = [
    "slug", "city", "source_name", "name", "summary", "description", "kind", "environment",
    "themes", "status", "geometry", "accuracy_m", "blur", "address", "district", "operator",
    "capacity", "slot_unit", "min_days", "max_days", "lead_days", "decision_rhythm_days",
    "applicants", "approval", "money", "cap_eur", "infrastructure", "permits_needed",
    "user_groups", "minors", "patients", "data_protection_note", "support", "season_note",
    "accessibility_note", "reference_note", "source_url", "plausible", "closures",
]  # fmt: skip
TEXTS_ALWAYS = ["name", "summary", "description", "support"]
TEXTS_SOMETIMES = ["data_protection_note", "season_note", "accessibility_note", "reference_note"]
ONE_OF = {
    "kind": TestbedKind, "environment": Environment, "approval": Approval, "money": Money,
    "status": TestbedStatus, "slot_unit": SlotUnit,
}  # fmt: skip
SOME_OF = {
    "themes": Theme, "applicants": ApplicantKind, "infrastructure": Infrastructure,
    "permits_needed": Permit,
}  # fmt: skip
CORNERS = {"Point": (1, 1), "LineString": (4, 20), "Polygon": (6, 13)}


def read(name):
    return json.loads((DEMO / f"{name}.json").read_text(encoding="utf-8"))


def of_city(city):
    return read(f"testbeds_{city}")


def everywhere():
    return [testbed for city in CITIES for testbed in of_city(city)]


def each(city):
    """Yield the testbeds of a city; say which one fails."""
    testbeds = of_city(city)
    assert testbeds
    for testbed in testbeds:
        print(testbed["slug"])  # noqa: T201 - pytest shows it when the test fails
        yield testbed


def assert_whole(text):
    assert list(text) == LANGUAGES
    assert all(line and line == line.strip() and "  " not in line for line in text.values())


def test_cities_have_their_centre_inside_and_ask_for_the_languages_of_the_law():
    cities = {city["slug"]: city for city in read("cities")}
    assert {slug: city["gk_epsg"] for slug, city in cities.items()} == GK_EPSG
    for slug, city in cities.items():
        assert_whole(city["name"])
        west, south, east, north = city["bbox"]
        assert west < city["centre"][0] < east
        assert south < city["centre"][1] < north
        assert city["required_languages"] == (["fi", "sv"] if slug in BILINGUAL else ["fi"])
        assert city["time_zone"] == "Europe/Helsinki"
        assert city["role_mailbox"].endswith(f"@{slug}.koepaikka.example")


@pytest.mark.parametrize("city", CITIES)
def test_every_record_has_the_same_fields_and_a_slug_of_its_own(city):
    slugs = [testbed["slug"] for testbed in of_city(city)]
    assert [slug for slug, times in Counter(slugs).items() if times > 1] == []
    for testbed in each(city):
        assert list(testbed) == FIELDS
        assert testbed["city"] == city
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", testbed["slug"])


@pytest.mark.parametrize("city", CITIES)
def test_every_text_is_there_in_three_languages(city):
    for testbed in each(city):
        for field in TEXTS_ALWAYS:
            assert_whole(testbed[field])
        for field in TEXTS_SOMETIMES:
            if testbed[field] is not None:
                assert_whole(testbed[field])
        assert list(testbed["district"]) == ["fi", "sv"]
        assert all(testbed["district"].values())
        assert all(60 <= len(line) <= 160 for line in testbed["summary"].values())
        assert all(2 <= len(re.findall(r"[.!?](?= |$)", line)) <= 4
                   for line in testbed["description"].values())  # fmt: skip


@pytest.mark.parametrize("city", CITIES)
def test_values_come_from_the_vocabularies(city):
    for testbed in each(city):
        for field, vocabulary in ONE_OF.items():
            assert testbed[field] in {member.value for member in vocabulary}
        for field, vocabulary in SOME_OF.items():
            assert set(testbed[field]) <= {member.value for member in vocabulary}
            assert len(set(testbed[field])) == len(testbed[field])
        assert 1 <= len(testbed["themes"]) <= 4
        assert testbed["applicants"]
        assert testbed["operator"]


@pytest.mark.parametrize("city", CITIES)
def test_numbers_can_be_booked_and_paid(city):
    for testbed in each(city):
        assert 1 <= testbed["capacity"] <= 6
        assert 1 <= testbed["min_days"] <= testbed["max_days"] <= 365
        assert testbed["lead_days"] >= 7
        assert testbed["decision_rhythm_days"] in {14, 28}
        assert testbed["accuracy_m"] >= 1
        assert (testbed["cap_eur"] is None) == (testbed["money"] == "free")
        for users in testbed["user_groups"]:
            assert_whole(users["group"])
            assert users["number"] > 0


@pytest.mark.parametrize("city", CITIES)
def test_geometry_is_valid_and_inside_the_city(city):
    bounds = {town["slug"]: shapely.box(*town["bbox"]) for town in read("cities")}[city]
    for testbed in each(city):
        shape = shapely.geometry.shape(testbed["geometry"])
        assert shapely.is_valid_reason(shape) == "Valid Geometry"
        assert bounds.contains(shape)
        fewest, most = CORNERS[shape.geom_type]
        assert fewest <= shapely.count_coordinates(shape) <= most


@pytest.mark.parametrize("city", CITIES)
def test_places_of_the_vulnerable_are_guarded(city):
    for testbed in each(city):
        if testbed["kind"] == "elderly_home":
            assert testbed["patients"]
            assert testbed["blur"]
        if testbed["blur"]:
            assert testbed["address"] is None
            assert testbed["geometry"]["type"] == "Point"
        if testbed["minors"] or testbed["patients"]:
            assert testbed["data_protection_note"]
            assert testbed["approval"] != "automatic"


@pytest.mark.parametrize("city", CITIES)
def test_what_is_said_about_the_past_names_its_source(city):
    for testbed in each(city):
        if testbed["reference_note"]:
            assert testbed["source_url"].startswith(("http://", "https://"))
        if testbed["source_url"] is None:
            assert testbed["plausible"]


@pytest.mark.parametrize("city", CITIES)
def test_closures_are_month_days_with_a_reason(city):
    for testbed in each(city):
        for closure in testbed["closures"]:
            assert list(closure) == ["from", "to", "reason"]
            # A leap year on purpose: loaders read the range into any year, so no 29 February.
            for end in ("from", "to"):
                assert dt.date.fromisoformat(f"2028-{closure[end]}") != dt.date(2028, 2, 29)
            assert_whole(closure["reason"])
        if testbed["kind"] == "school":
            assert {closure["from"] for closure in testbed["closures"]} >= {"12-21", "06-01"}


def test_the_demonstration_shows_every_kind_shape_and_status():
    testbeds = everywhere()
    status = Counter(testbed["status"] for testbed in testbeds)
    shapes = Counter(testbed["geometry"]["type"] for testbed in testbeds)
    assert status["published"] >= 100
    assert min(status["draft"], status["paused"], status["retired"]) >= 2
    assert {testbed["city"] for testbed in testbeds if testbed["status"] == "draft"} == set(CITIES)
    assert shapes["LineString"] >= 25
    assert shapes["Polygon"] >= 25
    assert shapes["Point"] >= 25
    assert {testbed["kind"] for testbed in testbeds} == {kind.value for kind in TestbedKind}
    assert {theme for testbed in testbeds for theme in testbed["themes"]} == {
        theme.value for theme in Theme
    }
    assert sum("residents" in testbed["applicants"] for testbed in testbeds) >= 35
    assert {testbed["approval"] for testbed in testbeds} == {kind.value for kind in Approval}


@pytest.mark.parametrize("field", ["name", "summary", "description"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_testbeds_share_a_text(field, language):
    texts = Counter(testbed[field][language] for testbed in everywhere())
    assert [text for text, times in texts.items() if times > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_of_a_description_is_used_twice(language):
    sentences = Counter(
        sentence
        for testbed in everywhere()
        for sentence in re.split(r"(?<=[.!?]) ", testbed["description"][language])
    )
    assert [sentence for sentence, times in sentences.items() if times > 1] == []


@pytest.mark.parametrize("field", ["summary", "description", "support"])
def test_the_three_languages_differ(field):
    for testbed in everywhere():
        assert len(set(testbed[field].values())) == 3

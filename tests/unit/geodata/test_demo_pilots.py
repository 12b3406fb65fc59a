"""The demo's people, organisations, pilots and applications: whole, legal, honest.

The files are read as they lie in ``geodata/demo``; nothing here touches a database.
"""

import datetime as dt
import json
import re
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path

import pytest
from stdnum.ee import registrikood
from stdnum.fi import ytunnus
from stdnum.se import orgnr

from models.application import JointPolicy, PartStatus, Stage
from models.organisation import OrganisationKind
from models.pilot import PilotStatus
from models.testbed_kind import Theme

DEMO = Path(__file__).parents[3] / "geodata" / "demo"
FILES = ("pilots_past", "pilots_demo", "applications", "organisations", "people")
CITIES = {"helsinki", "espoo", "vantaa", "tampere", "turku", "oulu"}
LANGUAGES = ["fi", "sv", "en"]
THEMES = {theme.value for theme in Theme}
SENSORS = {
    "camera_blurred", "radar", "microphone", "air_quality", "temperature", "counter", "position",
    "questionnaire", "none",
}  # fmt: skip
HOLDS_PLACE = {PartStatus.OFFERED, PartStatus.ACCEPTED}
PRIVATE_RANGE = {"FI": re.compile(r"99000\d\d-\d"), "EE": re.compile(r"900\d{5}"),
                 "SE": re.compile(r"402000-\d{4}")}  # fmt: skip
CHECK = {"FI": ytunnus.is_valid, "EE": registrikood.is_valid, "SE": orgnr.is_valid}


def read(name):
    return json.loads((DEMO / f"{name}.json").read_text(encoding="utf-8"))


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
    rows += [part for application in read("applications") for part in application["parts"]]
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


# --------------------------------------------------------------------------- organisations
def test_business_ids_are_valid_unique_and_in_a_fictive_range():
    organisations = read("organisations")
    assert len(organisations) == 14
    assert Counter(row["country"] for row in organisations) == {"FI": 12, "EE": 1, "SE": 1}
    assert len({row["business_id"] for row in organisations}) == 14
    for row in organisations:
        assert CHECK[row["country"]](row["business_id"]), row["name"]
        assert PRIVATE_RANGE[row["country"]].fullmatch(row["business_id"]), row["name"]


def test_organisations_are_of_every_kind_and_live_under_example():
    organisations = read("organisations")
    assert {row["kind"] for row in organisations} == {kind.value for kind in OrganisationKind}
    assert all(re.fullmatch(r"https://[a-z-]+\.example", row["web"]) for row in organisations)
    assert [row["account"] for row in organisations[:3]] == ["company", "company2", None]


def test_real_and_invented_organisations_never_share_a_name():
    invented = {row["name"].lower() for row in read("organisations")}
    real = {pilot["company"].lower() for pilot in read("pilots_past") if pilot["company"]}
    assert invented.isdisjoint(real)


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


# --------------------------------------------------------------------------- applications
def held_days():
    """Return site -> list of (first day, day after, name) for what takes a place after seeding."""
    held = defaultdict(list)
    for pilot in read("pilots_demo"):
        if pilot["end_offset_days"] >= 0:
            span = (pilot["start_offset_days"], pilot["end_offset_days"] + 1, pilot["slug"])
            held[pilot["testbed_slug_hint"]].append(span)
    for application, part in parts():
        if part["status"] in HOLDS_PLACE:
            first = part["start_offset_days"]
            span = (first, first + part["days"], application["key"])
            held[part["testbed_slug_hint"]].append(span)
    return held


def parts():
    return [
        (application, part) for application in read("applications") for part in application["parts"]
    ]


def test_applications_show_every_state_city_language_and_policy():
    applications = read("applications")
    assert len(applications) >= 24
    assert len({application["key"] for application in applications}) == len(applications)
    assert {part["status"] for _, part in parts()} == {status.value for status in PartStatus}
    assert {part["city"] for _, part in parts()} == CITIES
    assert {application["language"] for application in applications} == set(LANGUAGES)
    joint = [application for application in applications if len(application["parts"]) > 1]
    assert {application["joint_policy"] for application in joint} == {p.value for p in JointPolicy}


def test_every_application_has_one_known_applicant_and_a_fictive_contact():
    organisations, people = len(read("organisations")), {row["key"] for row in read("people")}
    for application in read("applications"):
        applicant, contact = application["applicant"], application["contact"]
        assert (applicant["organisation"] is None) != (applicant["person"] is None)
        assert applicant["organisation"] is None or 0 <= applicant["organisation"] < organisations
        assert applicant["person"] is None or applicant["person"] in people
        assert re.fullmatch(r"[a-z0-9-]+@koepaikka\.example", contact["email"])
        assert re.fullmatch(r"\+358 00 000 \d{4}", contact["phone"])


def test_residents_apply_too_alone_and_as_a_group():
    by_people = [row["applicant"] for row in read("applications") if row["applicant"]["person"]]
    assert len(by_people) >= 4
    assert {bool(applicant["group_name"]) for applicant in by_people} == {True, False}


def test_an_application_that_was_sent_is_filled_in():
    always = ("title", "summary", "users", "needs", "risks", "restoration", "publicity", "after")
    for application in read("applications"):
        assert len(application["summary"]) <= 600
        assert set(application["themes"]) <= THEMES
        assert Stage(application["stage"])
        if {part["status"] for part in application["parts"]} == {"draft"}:
            continue
        assert all(application[field] for field in always), application["key"]
        assert application["user_count"] > 0
        assert all(set(goal) == {"goal", "measure"} for goal in application["goals"])
        assert application["goals"]
        assert application["price_eur"] >= 0
        if application["personal_data"]:
            assert application["data_note"], application["key"]


def test_parts_give_reasons_and_questions_exactly_where_the_state_has_them():
    explained = {"rejected", "cancelled_by_city", "cancelled_by_applicant"}
    for application, part in parts():
        assert bool(part["reason"]) == (part["status"] in explained), application["key"]
        assert bool(part["question"]) == (part["status"] == "needs_info"), application["key"]
        assert part["start_offset_days"] >= 14
        assert 14 <= part["days"] <= 180


def test_all_or_nothing_applications_stand_in_one_state():
    for application in read("applications"):
        sites = [part["testbed_slug_hint"] for part in application["parts"]]
        assert len(set(sites)) == len(sites)
        if application["joint_policy"] == JointPolicy.ALL:
            assert len({part["status"] for part in application["parts"]}) == 1, application["key"]


def test_nothing_is_booked_twice_even_where_a_site_takes_one_pilot_at_a_time():
    for site, spans in held_days().items():
        for one, other in combinations(spans, 2):
            assert one[1] <= other[0] or other[1] <= one[0], (site, one, other)


def test_whoever_waits_waits_for_something():
    held = held_days()
    for application, part in parts():
        if part["status"] == PartStatus.WAITLISTED:
            first, after = part["start_offset_days"], part["start_offset_days"] + part["days"]
            taken = held[part["testbed_slug_hint"]]
            assert any(first < span[1] and span[0] < after for span in taken), application["key"]


# --------------------------------------------------------------------------- people
def test_every_demo_account_has_a_person():
    people = read("people")
    keys = [row["key"] for row in people]
    staff = {f"{role}.{city}" for role in ("coordinator", "editor", "host") for city in CITIES}
    others = {"admin", "company", "company2", "resident", "resident2", "juror1", "juror2", "juror3"}
    assert set(keys) == staff | others
    assert len(set(keys)) == len(keys)
    assert len({row["name"] for row in people}) == len(people)
    assert all(row["email_local"] == row["key"] for row in people)
    assert {row["language"] for row in people} == set(LANGUAGES)

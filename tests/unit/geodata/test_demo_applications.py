"""The demo's organisations, people and applications: legal, fictive, and never double-booked."""

import re
from collections import Counter

import pytest
from stdnum.ee import registrikood
from stdnum.fi import ytunnus
from stdnum.se import orgnr

from models.application import BOOKED, JointPolicy, PartStatus, Stage
from models.organisation import OrganisationKind
from tests.factories.demo_file import (
    CITIES,
    LANGUAGES,
    THEMES,
    parts,
    read,
    testbeds_by_source_name,
)

HOLDS_PLACE = {PartStatus.OFFERED, *BOOKED}
PRIVATE_RANGE = {"FI": re.compile(r"99000\d\d-\d"), "EE": re.compile(r"900\d{5}"),
                 "SE": re.compile(r"402000-\d{4}")}  # fmt: skip
CHECK = {"FI": ytunnus.is_valid, "EE": registrikood.is_valid, "SE": orgnr.is_valid}


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


# --------------------------------------------------------------------------- applications
@pytest.fixture(scope="module")
def testbeds():
    return testbeds_by_source_name()


def load_by_day():
    """Return (site, day offset) -> places taken by demo pilots and by offers, from day 0 on."""
    load = Counter()
    for pilot in read("pilots_demo"):
        for day in range(max(0, pilot["start_offset_days"]), pilot["end_offset_days"] + 1):
            load[pilot["testbed_slug_hint"], day] += 1
    for _, part in parts():
        if part["status"] in HOLDS_PLACE:
            load.update((part["testbed_slug_hint"], day) for day in days_of(part))
    return load


def days_of(part):
    return range(part["start_offset_days"], part["start_offset_days"] + part["days"])


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


def test_every_site_named_is_a_testbed_of_the_demo_and_of_the_same_city(testbeds):
    rows = read("pilots_past") + read("pilots_demo") + [part for _, part in parts()]
    for row in rows:
        if row["testbed_slug_hint"]:
            assert testbeds[row["testbed_slug_hint"]]["city"] == row["city"]


def test_no_day_of_the_demo_is_over_capacity(testbeds):
    for (site, day), taken in load_by_day().items():
        assert taken <= testbeds[site]["capacity"], (site, day)


def test_whoever_waits_waits_for_a_full_day(testbeds):
    load = load_by_day()
    for application, part in parts():
        if part["status"] == PartStatus.WAITLISTED:
            site = part["testbed_slug_hint"]
            full = [day for day in days_of(part) if load[site, day] >= testbeds[site]["capacity"]]
            assert full, application["key"]


def test_demo_pilots_and_wishes_keep_to_the_length_and_money_of_their_testbed(testbeds):
    spans = [
        (row, row["end_offset_days"] - row["start_offset_days"] + 1, row["money_paid_eur"])
        for row in read("pilots_demo")
    ]
    spans += [(part, part["days"], application["price_eur"]) for application, part in parts()]
    for row, days, money in spans:
        site = testbeds[row["testbed_slug_hint"]]
        assert site["min_days"] <= days <= site["max_days"], row["testbed_slug_hint"]
        assert (money or 0) <= (site["cap_eur"] or 0 if site["money"] == "paid" else 0), row


def test_applicants_are_welcome_where_they_apply(testbeds):
    kinds = [row["kind"] for row in read("organisations")]
    welcome = {
        "company": "companies", "university": "universities", "association": "associations",
        "student_team": "student_teams",
    }  # fmt: skip
    for application, part in parts():
        number = application["applicant"]["organisation"]
        kind = "residents" if number is None else welcome.get(kinds[number])
        site = testbeds[part["testbed_slug_hint"]]
        assert kind is None or kind in site["applicants"], application["key"]
        assert site["status"] == "published", application["key"]


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

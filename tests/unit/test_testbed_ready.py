"""What publishing needs follows from the city's languages and from what was answered."""

import pytest

from app.services.testbed_ready import gaps
from models.base import Translated
from models.city import City
from models.testbed import Testbed
from models.testbed_kind import Environment, Money, TestbedKind

WRITTEN = Translated("fi", "sv", "en")


def record(languages=("fi",), **changes):
    values = {
        "name": WRITTEN, "summary": WRITTEN, "description": WRITTEN, "kind": TestbedKind.PARK,
        "environment": Environment.AUTHENTIC, "themes": ["food"], "applicants": ["companies"],
        "contact_email": "a@koepaikka.example", "geom": "POINT(24 60)", "money": Money.FREE,
        "cap_eur": None, "minors": False, "patients": False, "data_protection_note": Translated(),
    }  # fmt: skip
    city = City(required_languages=list(languages))
    return Testbed(city=city, **{**values, **changes})


def fields(one):
    return [gap.field for gap in gaps(one)]


def test_a_complete_record_lacks_nothing():
    assert fields(record(("fi", "sv"))) == []


@pytest.mark.parametrize("text", ["name", "summary", "description"])
@pytest.mark.parametrize("languages", [("fi",), ("fi", "sv"), ("fi", "sv", "en")])
def test_texts_are_needed_in_every_language_of_the_city(text, languages):
    for language in ("fi", "sv", "en"):
        one = record(languages, **{text: Translated(**{**WRITTEN.as_dict(), language: ""})})
        assert fields(one) == ([f"{text}_{language}"] if language in languages else [])


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"kind": None}, ["kind"]),
        ({"themes": []}, ["themes"]),
        ({"applicants": []}, ["applicants"]),
        ({"contact_email": ""}, ["contact_email"]),
        ({"geom": None}, ["coordinates"]),
        ({"geom": None, "kind": TestbedKind.VIRTUAL}, []),
        ({"geom": None, "environment": Environment.VIRTUAL}, []),
        ({"money": Money.PAID}, ["cap_eur"]),
        ({"money": Money.PAID, "cap_eur": 0}, []),
        ({"patients": True}, ["data_protection_note_fi"]),
        ({"minors": True, "data_protection_note": WRITTEN}, []),
    ],
)
def test_what_else_is_needed(changes, missing):
    assert fields(record(**changes)) == missing


def test_each_gap_knows_its_section_and_attribute():
    one = record(name=Translated(), geom=None, applicants=[], minors=True)
    assert [(gap.section, gap.attribute) for gap in gaps(one)] == [
        ("basics", "name"), ("place", "coordinates"), ("terms", "applicants"),
        ("practice", "data_protection_note"),
    ]  # fmt: skip

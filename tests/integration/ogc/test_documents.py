"""The documents that describe the service are true: valid, in three languages, as good as said."""

import json

import pytest
import shapely
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import validate

from models.event import EventStatus
from models.open_collection import COLLECTIONS
from models.pilot import PilotStatus
from tests.factories.challenge import challenge
from tests.factories.event import event
from tests.factories.open_feature import changed, open_feature
from tests.factories.pilot import pilot
from tests.factories.testbed import testbed
from tests.integration.ogc.asking import ask, get, link

TITLES = {"fi": "Kokeilupaikat", "sv": "Testplatser", "en": "Testbeds"}


@pytest.fixture
def everything(session):
    """One public thing of each kind, and one testbed without a place."""
    place = testbed("helsinki")
    testbed("oulu", geom=None, shape_json=None, anchor_x=None, anchor_y=None)
    pilot(PilotStatus.RUNNING, -5, 5, testbed=place)
    challenge()
    event(EventStatus.PUBLISHED)


def _checker(client):
    whole = ask(client, "/api", f="openapi31")

    def check(schema, answer):
        shape = {"$ref": f"#/components/schemas/{schema}", "components": whole["components"]}
        Draft202012Validator(shape, format_checker=FormatChecker()).validate(answer)

    return check


@pytest.mark.parametrize("form", ["json", "openapi31"])
def test_the_description_is_valid_openapi_and_whole_in_itself(client, form):
    response = get(client, "/api", f=form)
    document = json.loads(response.get_data(as_text=True))

    validate(document)

    text = json.dumps(document)
    assert all(one.startswith("#/") for one in _references(document))
    assert "schemas.opengis.net" not in text
    assert response.headers["Content-Type"].startswith("application/vnd.oai.openapi+json;version=3")


def _references(value):
    if isinstance(value, dict):
        yield from ([value["$ref"]] if isinstance(value.get("$ref"), str) else [])
        value = list(value.values())
    for one in value if isinstance(value, list) else []:
        yield from _references(one)


def test_openapi_3_1_is_given_to_who_takes_it(client):
    taken = {"Accept": "application/vnd.oai.openapi+json;version=3.1"}

    assert json.loads(get(client, "/api", headers=taken).get_data())["openapi"] == "3.1.0"


def test_every_answer_is_as_the_description_says(client, everything):
    check = _checker(client)

    check("landingPage", ask(client, "/"))
    check("confClasses", ask(client, "/conformance"))
    check("collections", ask(client, "/collections"))
    for name in COLLECTIONS:
        check("collection", ask(client, f"/collections/{name}"))
        check("jsonSchema", ask(client, f"/collections/{name}/queryables"))
        check("jsonSchema", ask(client, f"/collections/{name}/schema"))
        page = ask(client, f"/collections/{name}/items")
        check(f"{name}Page", page)
        assert page["features"] or name == "cities"
        for one in page["features"]:
            check(f"{name}Feature", ask(client, f"/collections/{name}/items/{one['id']}"))
    check("problem", get(client, "/collections/testbeds/items", limit="x").get_json(force=True))


def test_features_are_as_their_schema_says(client, everything):
    for name in COLLECTIONS:
        schema = ask(client, f"/collections/{name}/schema")
        own = {key: one for key, one in schema["properties"].items() if "geometry" not in key}
        own.pop("id")
        for one in ask(client, f"/collections/{name}/items")["features"]:
            said = {key: value for key, value in one["properties"].items() if value is not None}
            needed = [key for key in schema["required"] if key in own]
            shape = {"properties": own, "required": needed, "additionalProperties": False}
            Draft202012Validator(shape, format_checker=FormatChecker()).validate(said)


def test_what_has_no_place_has_a_geometry_of_nothing_in_every_system(client, everything):
    for crs in ({}, {"crs": "http://www.opengis.net/def/crs/EPSG/0/3067"}):
        (nowhere,) = ask(client, "/collections/testbeds/items", city="oulu", **crs)["features"]
        assert nowhere["geometry"] == {"type": "GeometryCollection", "geometries": []}


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_words_are_in_the_language_asked_for(client, lang):
    by_address = get(client, "/collections/testbeds", lang=lang)
    by_header = get(client, "/collections/testbeds", headers={"Accept-Language": f"{lang},de"})
    over = get(client, "/collections/testbeds", lang=lang, headers={"Accept-Language": "de,fi"})

    for response in (by_address, by_header, over):
        assert response.headers["Content-Language"] == lang
        assert response.get_json(force=True)["title"] == TITLES[lang]
        assert "Accept-Language" in response.headers["Vary"]
    others = {
        one["hreflang"]
        for one in by_address.get_json(force=True)["links"]
        if one["rel"] == "alternate" and one["type"] == "application/json"
    }
    assert others == set(TITLES) - {lang}


def test_the_landing_page_leads_to_everything(client):
    landing = ask(client, "/")

    for rel in ("self", "alternate", "service-desc", "service-doc", "conformance", "data"):
        url = link(landing, rel)
        assert client.get(url).status_code == 200, url
    assert client.get("/ogc").location.endswith("/ogc/")


def test_a_collection_says_where_and_when_its_features_are(client):
    open_feature("pilots", 1, shapely.Point(24.5, 60.5), starts_on="2026-01-01",
                 ends_on="2026-02-01")  # fmt: skip
    open_feature("pilots", 2, shapely.Point(25.5, 61.5), starts_on="2026-03-01", ends_on=None)
    changed("pilots")

    extent = ask(client, "/collections/pilots")["extent"]

    assert extent["spatial"]["bbox"] == [[24.5, 60.5, 25.5, 61.5]]
    assert extent["temporal"]["interval"] == [["2026-01-01T00:00:00Z", "2026-02-01T23:59:59Z"]]


def test_what_conforms_is_listed_once(client):
    classes = ask(client, "/conformance")["conformsTo"]

    assert len(classes) == len(set(classes))
    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core" in classes

"""The documentation of the interface: every operation, in three languages, to be tried out."""

import json

import jsonschema
import pytest
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from tests.factories.testbed import testbed
from views.api.operation import OPERATIONS
from views.api_guide import EXAMPLES, sample

GUIDE = "/{}/open-data/api"


@pytest.mark.parametrize(
    ("lang", "heading"),
    [
        ("fi", "Rajapinta ohjelmille"),
        ("sv", "Gränssnitt för program"),
        ("en", "Interface for programs"),
    ],
)
def test_every_operation_is_there_with_its_parameters_and_programs(session, client, lang, heading):
    page = client.page(GUIDE.format(lang))
    assert page.heading == heading
    shown = {one.get("id") for one in page.all("details")}
    assert set(OPERATIONS) <= shown
    for one in OPERATIONS.values():
        assert one.path in page.text
    assert "curl 'http://localhost/api/v1/testbeds" in page.text
    assert "urllib.request" in page.text


def test_without_a_script_a_form_leads_to_the_address_it_asks_for(session, client):
    place = testbed()
    asked = {"id": str(place.id), "lang": "sv", "fields": ""}
    answer = client.get(GUIDE.format("fi") + "/try/getTestbed", query_string=asked)
    assert (answer.status_code, answer.location) == (303, f"/api/v1/testbeds/{place.id}?lang=sv")
    assert client.get(answer.location).get_json()["id"] == place.id
    answer = client.get(GUIDE.format("fi") + "/try/search", query_string={"q": "å & b"})
    assert answer.location == "/api/v1/search?q=%C3%A5+%26+b"


def test_what_cannot_be_asked_is_told_at_its_field_and_nothing_is_lost(session, client):
    asked = {"q": "robotti", "limit": "paljon"}
    page = client.page(GUIDE.format("fi") + "/try/search", 400, query_string=asked)
    field = next(one for one in page.all("input", id="search-limit"))
    assert (field.get("value"), field.get("aria-invalid")) == ("paljon", "true")
    assert "Kirjoita kokonaisluku väliltä 1–500." in page.words("p", id="search-limit-error")[0]
    assert page.all("input", id="search-q")[0].get("value") == "robotti"
    assert page.all("details", id="search")[0].get("open") is not None
    missing = client.page(GUIDE.format("fi") + "/try/search", 400)
    assert missing.all("input", id="search-q")[0].get("aria-invalid") == "true"


def test_nothing_but_public_reading_can_be_tried_out(session, client):
    for name in ("none", *(one.id for one in OPERATIONS.values() if one.scopes)):
        assert client.get(GUIDE.format("en") + f"/try/{name}").status_code == 404


def _validator(client):
    document = client.get("/api/v1/openapi.json").get_json()
    named = Resource.from_contents(document, default_specification=DRAFT202012)
    registry = Registry().with_resource("urn:document", named)
    return document, registry


def test_the_examples_are_answers_of_their_operations(session, client):
    document, registry = _validator(client)
    kept = json.loads(EXAMPLES.read_text("utf-8"))
    public = {one.id for one in OPERATIONS.values() if one.is_read and not one.scopes}
    public -= {"getOpenApi"}
    assert len(public - set(kept)) < 10, "examples are taken anew by tools/api_examples.py"
    for name in public & set(kept):
        one = OPERATIONS[name]
        told = document["paths"][one.path]["get"]["responses"]["200"]["content"]
        where = json.loads(
            json.dumps(told["application/json"]["schema"]).replace('"#/', '"urn:document#/')
        )
        jsonschema.Draft202012Validator(where, registry=registry).validate(kept[name])


def test_bodies_that_the_page_shows_are_taken_by_their_schemas():
    from views.api.schema_check import faults  # noqa: PLC0415 - after the registry is filled

    for one in OPERATIONS.values():
        if one.body is not None:
            assert list(faults(sample(one.body), one.body)) == [], one.id

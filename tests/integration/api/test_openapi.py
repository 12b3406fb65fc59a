"""The OpenAPI document: valid, complete, in three languages, and what strict linters want."""

import json
import re

import pytest
from openapi_spec_validator import validate

from tests.kept_pages import keep_document
from views.api.operation import OPERATIONS

DOCUMENT = "/api/v1/openapi.json"


def document(client, lang="en"):
    return client.get(f"{DOCUMENT}?lang={lang}").get_json()


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_the_document_is_valid_in_every_language(session, client, lang):
    made = document(client, lang)
    validate(made)
    keep_document(lang, json.dumps(made).replace("//localhost", "//koepaikka.example"))


def test_words_are_in_the_language_that_was_asked_for(session, client):
    said = {
        lang: document(client, lang)["paths"]["/api/v1/testbeds"]["get"]["summary"]
        for lang in ("fi", "sv", "en")
    }
    assert said == {
        "fi": "Listaa kokeilupaikat", "sv": "Lista testplatser", "en": "List testbeds",
    }  # fmt: skip


def test_every_route_below_api_is_an_operation_and_every_operation_a_route(app, session, client):
    written = set()
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/api/"):
            path = re.sub(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>", r"{\1}", rule.rule)
            written |= {(method, path) for method in rule.methods - {"HEAD", "OPTIONS"}}
    told = {
        (method.upper(), path)
        for path, methods in document(client)["paths"].items()
        for method in methods
    }
    assert told == written
    assert len(told) == len(OPERATIONS)


def test_it_has_what_strict_linters_want(session, client):
    made = document(client)
    assert made["info"]["license"]["url"]
    assert made["servers"][0]["url"] == "http://localhost"
    tags = {one["name"]: one["description"] for one in made["tags"]}
    assert all(tags.values())
    seen = set()
    for path, methods in made["paths"].items():
        assert not path.endswith("/")
        assert len({re.sub(r"\{\w+\}", "{}", one) for one in made["paths"]}) == len(made["paths"])
        for one in methods.values():
            seen.add(one["operationId"])
            assert one["summary"]
            assert one["description"]
            assert set(one["tags"]) <= set(tags)
            assert "security" in one
            statuses = set(one["responses"])
            assert any(status.startswith("2") for status in statuses)
            assert any(status.startswith("4") for status in statuses)
            in_path = {each["name"] for each in one["parameters"] if each["in"] == "path"}
            assert in_path == set(re.findall(r"\{(\w+)\}", path))
            assert all(each["description"] for each in one["parameters"])
    assert len(seen) == len(OPERATIONS)


def test_no_schema_is_without_use_and_none_is_missing(session, client):
    made = document(client)
    named = set(re.findall(r"#/components/schemas/(\w+)", str(made)))
    assert named == set(made["components"]["schemas"])
    assert "http" not in {ref.split(":")[0] for ref in re.findall(r"'\$ref': '([^']+)'", str(made))}

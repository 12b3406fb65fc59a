"""The description of every address below /ogc, as OpenAPI 3.0 or 3.1, whole in one document.

Source: OGC 17-069r4, 7.3 and requirements class "OpenAPI 3.0".
"""

from typing import Any

from flask import g
from flask_babel import gettext as _

from models.licence import LICENCES, USUAL
from models.open_collection import COLLECTIONS, OpenCollection
from views.ogc_frame import GEOJSON, HTML, JSON, OPENAPI, SCHEMA, address
from views.ogc_openapi_parameter import feature_parameters, item_parameters, shared_parameters
from views.ogc_openapi_schema import schemas
from views.ogc_openapi_tile import tile_paths

Document = dict[str, Any]
PROBLEM = "application/problem+json"
VERSION = "1.0.0"


def openapi(*, is_newer: bool) -> Document:
    """Return the description; ``is_newer`` gives OpenAPI 3.1."""
    document = {
        "openapi": "3.0.3",
        "info": {
            "title": _("Koepaikka: open data of the testbeds of six Finnish cities"),
            "description": _(
                "OGC API – Features. Open to everybody without a key. "
                "A parameter that is not known is refused, so that a misspelt one is noticed."
            ),
            "version": VERSION,
            "contact": {"name": "Koepaikka", "url": f"{g.ogc_base}/{g.lang}/open-data"},
            "license": {"name": LICENCES[USUAL].name, "url": LICENCES[USUAL].url},
        },
        "servers": [{"url": address(), "description": "Koepaikka"}],
        "tags": [
            {"name": "Capabilities", "description": _("What there is")},
            *(
                {"name": one.name, "description": one.title.get(g.lang)}
                for one in COLLECTIONS.values()
            ),
        ],
        "paths": {**_capabilities(), **_collections(), **tile_paths()},
        "components": {
            "parameters": shared_parameters(),
            "responses": _refusals(),
            "schemas": schemas(),
        },
        "security": [],
    }
    return _newer(document) if is_newer else document


def _capabilities() -> Document:
    found = {
        "/": ("landingPage", _("Where everything is found from"), "landingPage"),
        "/conformance": ("conformance", _("Which standards hold"), "confClasses"),
        "/api": ("api", _("This description"), "openapi"),
        "/collections": ("collections", _("The collections"), "collections"),
    }
    return {
        path: {"get": _operation("Capabilities", ident, words, schema,
                                 OPENAPI if path == "/api" else JSON)}
        for path, (ident, words, schema) in found.items()
    }  # fmt: skip


def _collections() -> Document:
    paths: Document = {}
    for one in COLLECTIONS.values():
        path, name = f"/collections/{one.name}", one.name
        title = one.title.get(g.lang)
        paths[path] = {"get": _operation(name, f"{name}.describe", title, "collection")}
        paths[f"{path}/queryables"] = {
            "get": _operation(
                name, f"{name}.queryables", _("What can be asked by"), "jsonSchema", SCHEMA
            )
        }
        paths[f"{path}/schema"] = {
            "get": _operation(name, f"{name}.schema", _("What features say"), "jsonSchema", SCHEMA)
        }
        paths[f"{path}/items"] = {"get": _items(one)}
        paths[f"{path}/items/{{featureId}}"] = {"get": _item(one)}
    return paths


def _items(one: OpenCollection) -> Document:
    found = _operation(
        one.name, f"{one.name}.items", one.words.get(g.lang), f"{one.name}Page", GEOJSON
    )
    return {**found, "parameters": item_parameters(one)}


def _item(one: OpenCollection) -> Document:
    found = _operation(
        one.name, f"{one.name}.item", _("One feature"), f"{one.name}Feature", GEOJSON
    )
    found["responses"]["404"] = {"$ref": "#/components/responses/NotFound"}
    return {**found, "parameters": feature_parameters()}


def _operation(tag: str, ident: str, summary: str, schema: str, mimetype: str = JSON) -> Document:
    return {
        "tags": [tag],
        "operationId": ident,
        "summary": summary,
        "parameters": [{"$ref": f"#/components/parameters/{one}"} for one in ("f", "lang")],
        "responses": {
            "200": {
                "description": _("What was asked for"),
                "headers": _headers(),
                "content": {
                    mimetype: {"schema": {"$ref": f"#/components/schemas/{schema}"}},
                    HTML: {"schema": {"type": "string"}},
                },
            },
            "304": {"description": _("Nothing has changed since")},
            "400": {"$ref": "#/components/responses/BadParameter"},
            "500": {"$ref": "#/components/responses/ServerError"},
        },
    }


def _headers() -> Document:
    return {
        "ETag": {
            "description": _("Send it back in If-None-Match to be told whether it changed"),
            "schema": {"type": "string"},
        },
        "Content-Language": {
            "description": _("The language of the words"), "schema": {"type": "string"},
        },
    }  # fmt: skip


def _refusals() -> Document:
    words = {
        "BadParameter": _("A parameter cannot be followed; the answer names it"),
        "NotFound": _("There is no such thing"),
        "ServerError": _("Something went wrong on our side"),
    }
    content = {PROBLEM: {"schema": {"$ref": "#/components/schemas/problem"}}}
    return {name: {"description": text, "content": content} for name, text in words.items()}


def _newer(value: Any) -> Any:
    """Return a 3.0 document as 3.1: what may be missing has the type null too."""
    if isinstance(value, list):
        return [_newer(one) for one in value]
    if not isinstance(value, dict):
        return "3.1.0" if value == "3.0.3" else value
    found = {name: _newer(one) for name, one in value.items() if name != "nullable"}
    if value.get("nullable") is True:
        if "type" in found:
            found["type"] = [found["type"], "null"]
        else:
            return {"oneOf": [found, {"type": "null"}]}
    return found

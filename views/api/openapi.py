"""The interface for machines as an OpenAPI 3.1 document, made from the registry of operations."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from models.licence import LICENCES, USUAL
from views.api import schema
from views.api.example import example_of
from views.api.operation import OPERATIONS, Operation, in_order
from views.api.parameter import Parameter
from views.api.schema import COMPONENTS, Schema, component, text
from views.api.tag import TAGS
from views.api.wording import in_words

VERSION = "1.0.0"
LICENCE = {"name": LICENCES[USUAL].name, "url": LICENCES[USUAL].url}
PROBLEM = component(
    "Problem",
    schema.mapping(
        {
            "type": text(),
            "title": text(),
            "status": schema.integer(400, 599),
            "code": text(),
            "detail": text(),
            "instance": text(),
            "field": schema.maybe(text()),
            "errors": schema.array(
                schema.mapping(
                    {
                        "parameter": text(),
                        "pointer": text(),
                        "code": text(),
                        "part": schema.IDENT,
                        "detail": text(),
                    },
                    ["detail"],
                )
            ),
        },
        ["type", "status", "detail"],
        description=_l("What went wrong (RFC 9457). The code stays the same in every language."),
        additionalProperties=True,
    ),
)
PROBLEM_WORDS: Mapping[int, Any] = {
    400: _l("Something in the request is not right; the answer says what, and what there is."),
    401: _l("A token is missing, has ended or was withdrawn."),
    403: _l("The token may not do this."),
    404: _l("There is no such thing, or it is not public."),
    405: _l("This address does not take that method."),
    409: _l("Somebody else changed it meanwhile, or its state does not allow it."),
    412: _l("It is another version than the request says that it changes."),
    413: _l("The body is too large."),
    415: _l("The body is not JSON."),
    428: _l("The request has to say which version it changes."),
    429: _l("Too many requests; the header Retry-After says when to ask again."),
}
ABOUT = _l(
    "Everything that is public in Koepaikka, for programs. Reading needs no key. Unknown "
    "parameters are refused, so that a slip is seen. Lists are paged by cursor: follow “next”. "
    "Ask again with If-None-Match and the ETag of the last answer: what has not changed costs "
    "nothing."
)


def document(base: str, lang: str = "en") -> dict[str, Any]:
    """Return the OpenAPI document of an installation at ``base``, its words in one language."""
    paths: dict[str, dict[str, Any]] = {}
    for one in in_order():
        paths.setdefault(one.path, {})[one.method.lower()] = _operation(one)
    used = {one.tag.name for one in OPERATIONS.values()}
    made: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {
            "title": "Koepaikka",
            "version": VERSION,
            "summary": _l("Open data and interfaces of the testbeds of six Finnish cities"),
            "description": ABOUT,
            "license": LICENCE,
        },
        "servers": [{"url": base, "description": _l("This installation")}],
        "tags": [{"name": one.name, "description": one.words} for one in TAGS if one.name in used],
        "paths": paths,
        "components": {
            "schemas": dict(sorted(COMPONENTS.items())),
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": _l("A personal token that you make under “My tokens”."),
                }
            },
        },
    }
    if not any(one.scopes for one in OPERATIONS.values()):
        del made["components"]["securitySchemes"]
    said: dict[str, Any] = in_words(made, lang)
    return said


def _operation(one: Operation) -> dict[str, Any]:
    made: dict[str, Any] = {
        "operationId": one.id,
        "tags": [one.tag.name],
        "summary": one.summary,
        "description": one.words,
        "security": [{"token": list(one.scopes)}] if one.scopes else [],
        "parameters": [_parameter(each) for each in one.parameters],
        "responses": _responses(one),
    }
    if one.is_read and not one.scopes:
        made["x-example"] = one.address(example_of(one))
    if one.body is not None:
        made["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": one.body}},
        }
    return made


def _parameter(one: Parameter) -> dict[str, Any]:
    shape: Schema = one.schema
    if one.default is not None:
        shape = shape | {"default": list(one.default) if one.is_list else one.default}
    made: dict[str, Any] = {
        "name": one.name,
        "in": one.where,
        "required": one.is_required,
        "description": one.words,
        "schema": shape,
    }
    if one.example and not one.is_list and shape.get("type") == "string":
        made["example"] = one.example
    if shape.get("type") == "array":
        made |= {"style": "form", "explode": False}
    return made


def _responses(one: Operation) -> dict[str, Any]:
    answer = one.answer
    good: dict[str, Any] = {"description": answer.words}
    if answer.schema is not None:
        good["content"] = {answer.media_type: {"schema": answer.schema}}
    found: dict[str, Any] = {str(answer.status): good}
    if one.is_read:
        good["headers"] = {
            "ETag": {
                "description": _l("Send it back in If-None-Match to learn that nothing changed."),
                "schema": text(),
            }
        }
        found["304"] = {"description": _l("Nothing has changed since the ETag that was sent.")}
    for status in one.every_error:
        found[str(status)] = {
            "description": PROBLEM_WORDS.get(status, str(status)),
            "content": {"application/problem+json": {"schema": PROBLEM}},
        }
    return found

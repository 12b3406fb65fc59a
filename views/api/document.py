"""The OpenAPI document, at its address."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from views.api.openapi import document
from views.api.operation import Answer, Asked, Operation, serves
from views.api.parameter import choice
from views.api.reply import base_url, json_answer
from views.api.tag import DESCRIPTION

blueprint = Blueprint("api_document", __name__)

OPENAPI = Operation(
    "getOpenApi",
    "GET",
    "/api/v1/openapi.json",
    DESCRIPTION,
    _l("Get this description (OpenAPI 3.1)"),
    _l("Every operation, parameter and answer; programs and their makers’ tools read it."),
    Answer({"type": "object"}, _l("The document.")),
    (choice("lang", _l("The language of its words."), ("fi", "sv", "en"), default="en"),),
    example={"lang": "en"},
)


@serves(blueprint, OPENAPI)
def openapi(asked: Asked) -> ResponseReturnValue:
    """Give the document of this installation."""
    return json_answer(document(base_url(), asked["lang"]))

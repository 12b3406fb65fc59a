"""The documentation of the interface for machines, made from the registry of operations.

Each operation can be tried out: without script the form leads to the answer's own address, with
script (static/js/api-guide.js) the answer is shown beside it.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from flask import Blueprint, abort, redirect, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from views import language
from views.access import public
from views.api.example import example_of
from views.api.openapi import PROBLEM_WORDS
from views.api.operation import OPERATIONS, Operation, in_order, lend_address
from views.api.parameter import Parameter, UnreadableError
from views.api.reply import base_url
from views.api.schema import Schema, resolved
from views.api.tag import TAGS, Tag
from views.api.wording import said
from views.language import PREFIX
from views.page import page

blueprint = Blueprint("api_guide", __name__, url_prefix=PREFIX + "/open-data/api")
blueprint.record(lend_address)

EXAMPLES: Final = Path(__file__).with_name("api") / "examples.json"
MOST_VALUES = 24
_examples: dict[str, Any] = {}


@dataclass(frozen=True, slots=True)
class FieldShown:
    """One parameter as the page shows it, and as a field of the form."""

    row: Parameter
    words: str
    type: str
    values: tuple[str, ...]
    default: str
    given: str
    control: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class OperationShown:
    """One operation in the reader's language, with examples."""

    row: Operation
    summary: str
    words: str
    fields: list[FieldShown]
    body: str
    answer: str
    errors: list[tuple[int, str]]
    curl: str
    python: str
    example: str
    try_url: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the page."""

    tag: Tag
    title: str
    words: str
    operations: list[OperationShown]


@blueprint.record
def prepare(_state: BlueprintSetupState) -> None:
    """Read the examples that were taken from the demonstration."""
    if EXAMPLES.exists():
        _examples.update(json.loads(EXAMPLES.read_text("utf-8")))


@blueprint.get("")
@public
def index() -> ResponseReturnValue:
    """Show every operation with its parameters, examples and a form to try it out."""
    return _shown()


@blueprint.get("/try/<name>")
@public
def attempt(name: str) -> ResponseReturnValue:
    """Lead from a filled-in form to the address that it asks for."""
    one = OPERATIONS.get(name)
    if one is None or not one.is_read or one.scopes:
        abort(404)
    given = {each.name: request.args.get(each.name, "").strip() for each in one.parameters}
    wrong = dict(_wrong(one, given))
    if wrong:
        return _shown(400, one.id, given, wrong)
    return redirect(one.address(given), 303)


def _shown(
    status: int = 200, at: str = "", given: Mapping[str, str] | None = None,
    wrong: Mapping[str, str] | None = None,
) -> ResponseReturnValue:  # fmt: skip
    lang = language.current()
    shown: dict[str, list[OperationShown]] = {tag.name: [] for tag in TAGS}
    for one in in_order():
        filled = (given, wrong or {}) if one.id == at else (None, {})
        shown[one.tag.name].append(_operation(one, lang, *filled))
    parts = [
        Part(tag, said(tag.title, lang), said(tag.words, lang), shown[tag.name]) for tag in TAGS
    ]
    return page(
        "api_guide/index.html",
        status,
        parts=[one for one in parts if one.operations],
        base=base_url(),
        opened=at,
        wrong=wrong or {},
        openapi_url=url_for("api_document.getOpenApi"),
    )


def _wrong(one: Operation, given: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield (name, what to do) of every value that the operation would refuse."""
    for each in one.parameters:
        text = given[each.name]
        try:
            if text:
                each.value([text])
            elif each.is_required:
                yield each.name, _("This is missing.")
        except UnreadableError as error:
            yield each.name, str(error)


def _operation(
    one: Operation, lang: str, given: Mapping[str, str] | None, wrong: Mapping[str, str]
) -> OperationShown:
    example = example_of(one)
    address = base_url() + one.address(example)
    told = _examples.get(one.id)
    return OperationShown(
        row=one,
        summary=said(one.summary, lang),
        words=said(one.words, lang),
        fields=[
            _field(each, lang, given or example, wrong.get(each.name, ""))
            for each in one.parameters
        ],
        body=json.dumps(sample(one.body), ensure_ascii=False, indent=2) if one.body else "",
        answer=said(one.answer.words, lang),
        errors=[(each, said(PROBLEM_WORDS.get(each, ""), lang)) for each in one.every_error],
        curl=_curl(one, address),
        python=_python(one, address),
        example=_shown_answer(told) if told is not None else "",
        try_url=url_for("api_guide.attempt", name=one.id) if one.is_read and not one.scopes else "",
    )


def _shown_answer(told: Any) -> str:
    """Return an answer of the demonstration as if this installation had given it."""
    return json.dumps(told, ensure_ascii=False, indent=2).replace("{base}", base_url())


def _field(each: Parameter, lang: str, given: Mapping[str, str], error: str) -> FieldShown:
    shape = each.schema["items"] if each.is_list else each.schema
    values = tuple(str(value) for value in shape.get("enum", ()))
    return FieldShown(
        row=each,
        words=said(each.words, lang),
        type=_type(each.schema),
        values=values[:MOST_VALUES],
        default=_text(each.default),
        given=given.get(each.name, ""),
        control=_control(each, values),
        error=error,
    )


def _text(value: Any) -> str:
    """Return a value as it stands in an address."""
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def _type(shape: Schema) -> str:
    """Return the type of a parameter in a word or two, the same in every language."""
    if shape.get("type") == "array":
        return f"{_type(shape['items'])}[]"
    return str(shape.get("format") or shape.get("type") or "")


def _control(each: Parameter, values: tuple[str, ...]) -> str:
    """Return which control suits a value: a list of choices, a day, a number, or text."""
    if each.schema.get("type") == "boolean":
        return "flag"
    if values and not each.is_list:
        return "choice"
    return {"date": "day", "integer": "number"}.get(_type(each.schema), "text")


def _curl(one: Operation, address: str) -> str:
    lines = [f"curl {'' if one.method == 'GET' else f'-X {one.method} '}'{address}'"]
    if one.scopes:
        lines.append("  -H 'Authorization: Bearer …'")
    if one.body is not None:
        lines.append("  -H 'Content-Type: application/json'")
        lines.append(f"  -d '{json.dumps(sample(one.body), ensure_ascii=False)}'")
    return " \\\n".join(lines)


def _python(one: Operation, address: str) -> str:
    """Return a program of the standard library alone."""
    extra = ""
    if one.body is not None:
        body = json.dumps(sample(one.body), ensure_ascii=False)
        extra += f",\n    data=json.dumps({body}).encode()"
    headers = {"Authorization": "Bearer …"} if one.scopes else {}
    if one.body is not None:
        headers["Content-Type"] = "application/json"
    if headers:
        extra += f",\n    headers={headers!r}"
    if one.method != "GET":
        extra += f",\n    method={one.method!r}"
    return (
        "import json\nimport urllib.request\n\n"
        f'request = urllib.request.Request(\n    "{address}"{extra},\n)\n'
        "with urllib.request.urlopen(request) as answer:\n    print(json.load(answer))"
    )


def sample(schema: Schema | None) -> Any:
    """Return a small value that a schema would take, to show what a body looks like."""
    shape = resolved(schema or {})
    if "example" in shape:
        return shape["example"]
    if "enum" in shape:
        return shape["enum"][0]
    kind = shape.get("type")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "object":
        needed = shape.get("required") or list(shape.get("properties", {}))
        return {name: sample(shape["properties"][name]) for name in needed}
    if kind == "array":
        return [sample(shape.get("items"))]
    simple: dict[str, Any] = {"integer": 1, "number": 1.5, "boolean": True}
    forms = {"date": "2026-12-31", "date-time": "2026-12-31T12:00:00Z", "uri": "https://example.fi"}
    return simple.get(str(kind), forms.get(str(shape.get("format")), "…"))

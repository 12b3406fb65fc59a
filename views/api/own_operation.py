"""How what programs do with a token is described in the registry.

The lines are in ``own_operations.py``; views of ``own_*.py`` answer them, and a test holds the two
against each other.
"""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from app.forms import own_schema as shape
from app.policies.scope import Scope
from models.testbed import TestbedAction
from views.api import parameter, schema
from views.api.operation import IN_PATH, OPERATIONS, Answer, Operation
from views.api.own import LONGEST_KEY, PREFIX, SHORTEST_KEY
from views.api.own_list import LARGEST, LIMIT, MOST
from views.api.parameter import Parameter
from views.api.schema import MOST_ID, Schema
from views.api.tag import Tag
from views.api.wording import Words

READING = _l("What the token acts for alone is read. What has not changed is told by its ETag.")
WRITING = _l(
    "The same rules and limits as on the pages. Sent again with its Idempotency-Key, a request is "
    "answered as the first time and done once."
)
CHANGING = _l(
    "The same rules and limits as on the pages. If-Match says which version is changed; “*” means "
    "whichever there is."
)
CREATED = 201
DONE, MADE = _l("As it is now."), _l("What was made.")
NOTHING: Schema = {"type": "object", "properties": {}, "additionalProperties": False}
LINK = {"type": "object", "properties": {"rel": shape.WORDS, "href": shape.WORDS}}

_KEY = parameter.words(
    "Idempotency-Key",
    _l("8 to 80 letters and digits that you choose, the same ones when you send it again."),
    least=SHORTEST_KEY, longest=LONGEST_KEY, where="header", is_required=True,
    example="8e03978e-40d5-43e8-bc93-6894a57f9324",
)  # fmt: skip
_SEEN = parameter.words(
    "If-Match", _l("The ETag of the version that you change, or “*”."), where="header", example="*"
)
_PAGES = (
    parameter.integer("after", _l("Begin after this id."), least=0, most=LARGEST),
    parameter.integer("limit", _l("How many at most."), least=1, most=MOST, default=LIMIT),
)
_TEXTS: dict[str, Words] = {
    "external_id": _l("The identifier in the city’s own register."),
    "day": _l("The day, such as 2026-12-24."),
    "action": _l("What becomes of it."),
}
_NUMBER = _l("Its id.")


def _in_path(name: str) -> Parameter:
    if name == "action":
        actions = [one.value for one in TestbedAction]
        return parameter.choice(name, _TEXTS[name], actions, where="path", is_required=True)
    if name in _TEXTS:
        return parameter.words(
            name, _TEXTS[name], longest=120, least=1, where="path", is_required=True
        )
    return parameter.integer(name, _NUMBER, least=1, most=MOST_ID, where="path", is_required=True)


def listed(items: Schema, *, is_paged: bool = True) -> Schema:
    """Return the schema of a list; of pages with the links to this one and the next."""
    found: dict[str, Schema] = {"items": {"type": "array", "items": items}}
    if is_paged:
        found["links"] = {"type": "array", "items": LINK}
    return schema.mapping(found)


@dataclass(frozen=True, slots=True)
class Line:
    """One operation; ``asked`` is its method and its path below /api/v1/own.

    ``versioned`` ones want If-Match; those with ``paged`` take ``after`` and ``limit``.
    """

    ident: str
    asked: str
    scope: Scope | None
    summary: Words
    answer: Schema
    body: Schema | None = None
    status: int = 200
    versioned: bool = False
    paged: bool = False


def describe(tag: Tag, *lines: Line) -> None:
    """Register operations under a heading of the documentation.

    Raises:
        ValueError: There is one of the same name.
    """
    for line in lines:
        made = _operation(tag, line)
        if OPERATIONS.setdefault(line.ident, made) is not made:
            raise ValueError(line.ident)


def _operation(tag: Tag, line: Line) -> Operation:
    method, _space, path = line.asked.partition(" ")
    is_read = method == "GET"
    parameters = [_in_path(name) for name in IN_PATH.findall(path)]
    parameters += _PAGES if line.paged else ()
    parameters += [_SEEN] if line.versioned else []
    parameters += [_KEY] if method == "POST" else []
    return Operation(
        id=line.ident,
        method=method,
        path=f"{PREFIX}{path}",
        tag=tag,
        summary=line.summary,
        words=READING if is_read else CHANGING if line.versioned else WRITING,
        answer=Answer(line.answer, MADE if line.status == CREATED else DONE, line.status),
        parameters=tuple(parameters),
        scopes=tuple(str(one) for one in Scope) if line.scope is None else (str(line.scope),),
        body=line.body,
        errors=() if is_read else (404, 409, *((412, 428) if line.versioned else ())),
    )

"""The one registry of what the interface for machines can do.

Each operation says once its method, path, parameters, scopes, body, answer, errors and words.  From
that are made: the route and the check of what it is asked (``serves``), the OpenAPI document
(views/api/openapi.py) and the page of documentation (views/api_guide.py).  A new operation is a
module of this package with a ``blueprint`` whose view is decorated with ``serves``.
Docs: docs/adr/0046-one-registry-of-operations.md.
"""

import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from flask import Blueprint, g, request
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.extensions import csrf, limiter
from views.access import public
from views.api.answer import asked_language
from views.api.parameter import Parameter, UnreadableError
from views.api.schema import Schema
from views.api.schema_check import Fault, faults
from views.api.tag import TAGS, Tag
from views.api.wording import Words
from views.errors import problem

IN_PATH = re.compile(r"\{(\w+)\}")
READS = frozenset({"GET", "HEAD"})
READ_LIMIT = "600/minute"


@dataclass(frozen=True, slots=True)
class Answer:
    """What an operation answers when all went well; ``schema`` None is an empty body."""

    schema: Schema | None
    words: Words
    status: int = 200
    media_type: str = "application/json"


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that a program can ask for or do.

    ``path`` is whole (``/api/v1/testbeds/{id}``).  ``scopes``: a token with any of them is needed;
    none: everybody may.  ``errors`` are statuses besides those that follow from the rest.
    ``example`` holds the values of parameters with which the documentation shows it.
    """

    id: str
    method: str
    path: str
    tag: Tag
    summary: Words
    words: Words
    answer: Answer
    parameters: tuple[Parameter, ...] = ()
    scopes: tuple[str, ...] = ()
    body: Schema | None = None
    errors: tuple[int, ...] = ()
    example: Mapping[str, str] = field(default_factory=dict)
    limit: str = READ_LIMIT

    @property
    def is_read(self) -> bool:
        """Whether it changes nothing."""
        return self.method in READS

    @property
    def every_error(self) -> tuple[int, ...]:
        """All statuses of problems that it can answer, in order."""
        found = {400, 429, *self.errors}
        if any(one.where == "path" for one in self.parameters):
            found |= {404, 405}  # a number that is too large leads to no address at all
        if self.scopes:
            found |= {401, 403}
        if self.body is not None:
            found |= {413, 415}
        return tuple(sorted(found))

    @property
    def rule(self) -> str:
        """Its path as routes are written; whole numbers are asked for by their converter."""

        def converted(found: re.Match[str]) -> str:
            kind = self.parameter(found[1]).schema.get("type")
            return f"<int:{found[1]}>" if kind == "integer" else f"<{found[1]}>"

        return IN_PATH.sub(converted, self.path)

    def parameter(self, name: str) -> Parameter:
        """Return a parameter by name.

        Raises:
            KeyError: It has no such parameter.
        """
        found = next((one for one in self.parameters if one.name == name), None)
        if found is None:
            raise KeyError(name)
        return found

    def address(self, given: Mapping[str, str]) -> str:
        """Return its path and query with values as texts; those that are empty are left out."""
        path = self.path
        for each in self.placed("path"):
            path = path.replace(f"{{{each.name}}}", quote(given.get(each.name, ""), safe=""))
        asked = {one.name: given[one.name] for one in self.placed("query") if given.get(one.name)}
        return path + (f"?{urlencode(asked, safe=',:')}" if asked else "")

    def placed(self, where: str) -> tuple[Parameter, ...]:
        """Return the parameters of the query, the path or the header."""
        return tuple(one for one in self.parameters if one.where == where)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked, checked: values by the parameter's name, and the body as parsed JSON."""

    operation: Operation
    values: Mapping[str, Any]
    body: Any = None

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def given(self, *names: str) -> dict[str, Any]:
        """Return those of these parameters that were given or have a default."""
        return {name: self.values[name] for name in names if self.values.get(name) is not None}


OPERATIONS: dict[str, Operation] = {}
"""Every operation by its id, in the order in which the modules declare them."""

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def in_order() -> list[Operation]:
    """Return every operation as documentation shows them: those of a part by their paths.

    What has the name of its part in its path comes before the others.
    """

    def place(one: Operation) -> tuple[int, bool, str, int]:
        elsewhere = f"/{one.tag.name}" not in one.path
        return TAGS.index(one.tag), elsewhere, one.path, METHODS.index(one.method)

    return sorted(OPERATIONS.values(), key=place)


View = Callable[[Asked], ResponseReturnValue]
Door = Callable[[Operation], ResponseReturnValue | None]
_doors: list[Door] = []


def guard(door: Door) -> Door:
    """Ask ``door`` before every operation that wants a scope; what it returns is the answer.

    It returns None to let the request pass.  While there is no door nobody passes.
    """
    _doors.append(door)
    return door


def serves(blueprint: Blueprint, operation: Operation) -> Callable[[View], View]:
    """Register an operation with the view that answers it.

    The view is called with what was asked once all of it is right; else the answer is a problem
    with status 400 that names every parameter that is wrong and those that there are.
    """
    if OPERATIONS.setdefault(operation.id, operation) is not operation:
        raise ValueError(operation.id)
    blueprint.record_once(lend_address)

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def checked(**path: Any) -> ResponseReturnValue:
            asked_language()
            if operation.scopes and (refusal := _at_the_door(operation)) is not None:
                return refusal
            asked = read(operation, path)
            return view(asked) if isinstance(asked, Asked) else asked

        if not operation.is_read:
            csrf.exempt(checked)  # a token says who asks; no cookie of a browser counts here
        limited = limiter.limit(operation.limit)(checked)
        blueprint.add_url_rule(
            operation.rule,
            endpoint=operation.id,
            view_func=public(limited),
            methods=[operation.method],
            strict_slashes=False,
        )
        return view

    return decorate


def lend_address(state: BlueprintSetupState) -> None:
    """Let the requests of a blueprint know the address that this installation is reached at."""
    base = str(state.app.extensions["settings"].public_url).rstrip("/")
    known = state.app.url_value_preprocessors.setdefault(state.blueprint.name, [])

    def lend(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
        g.public_url = base

    if not any(one.__name__ == lend.__name__ for one in known):
        known.append(lend)


def _at_the_door(operation: Operation) -> ResponseReturnValue | None:
    if not _doors:
        return problem(401, "token_missing", _("This needs an access token."))
    return next((one for door in _doors if (one := door(operation)) is not None), None)


def read(operation: Operation, path: Mapping[str, Any]) -> Asked | ResponseReturnValue:
    """Return what the current request asks of an operation, or the problem that it has."""
    query = operation.placed("query")
    known = [one.name for one in query]
    found: list[Fault] = [
        Fault(name, _("There is no such parameter.")) for name in request.args if name not in known
    ]
    values: dict[str, Any] = dict(path)
    for one in (*query, *operation.placed("header")):
        texts = request.args.getlist(one.name) if one.where == "query" else _header(one.name)
        try:
            values[one.name] = _value(one, texts)
        except UnreadableError as error:
            found.append(Fault(one.name, str(error)))
    if found:
        return refused(operation, found)
    if operation.body is None:
        return Asked(operation, values)
    return _with_body(operation, values)


def _value(one: Parameter, texts: list[str]) -> Any:
    written = [text for text in texts if text != ""]
    if written:
        return one.value(written)
    if one.is_required:
        raise UnreadableError(_("This is missing."))
    return one.default


def _header(name: str) -> list[str]:
    given = request.headers.get(name)
    return [] if given is None else [given]


def refused(operation: Operation, found: list[Fault]) -> ResponseReturnValue:
    """Return the problem of parameters that are wrong; ``pointer`` of a fault is the name."""
    known = [one.name for one in operation.parameters if one.where != "path"]
    names = ", ".join(known)
    said = _("Something in the address is not right.")
    if any(one.pointer not in known for one in found):
        said = (
            _("The parameters here are: %(names)s.", names=names)
            if names
            else _("There are no parameters here.")
        )
    errors = [{"parameter": one.pointer, "detail": one.detail} for one in found]
    return problem(400, "bad_parameter", said, errors=errors)


def _with_body(operation: Operation, values: Mapping[str, Any]) -> Asked | ResponseReturnValue:
    if not request.is_json:
        said = _("Send the body as application/json.")
        return problem(415, "not_json", said)
    body = request.get_json(silent=True)
    if body is None:
        return problem(400, "bad_json", _("The body is not JSON that can be read."))
    found = list(faults(body, operation.body or {}))
    if found:
        errors = [{"pointer": one.pointer, "detail": one.detail} for one in found]
        said = _("Something in the body is not right.")
        return problem(400, "bad_body", said, errors=errors)
    return Asked(operation, values, body)

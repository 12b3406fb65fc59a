"""Refusals to programs: RFC 9457, naming the parameter and what to do."""

from typing import NoReturn

from flask import abort, request

from views.errors import problem


def bad_parameter(name: str, detail: str) -> NoReturn:
    """Refuse a value of a parameter with 400; ``detail`` says what would be right."""
    abort(problem(400, "bad_parameter", detail, parameter=name))


def refuse_unknown(known: frozenset[str], detail: str) -> None:
    """Refuse the first parameter that is none of ``known``; ``detail`` says which there are."""
    for name in request.args:
        if name not in known:
            bad_parameter(name[:100], detail)

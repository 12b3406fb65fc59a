"""Refusals to programs: RFC 9457, naming the parameter and what to do."""

from typing import NoReturn

from flask import abort, request
from flask_babel import gettext as _

from models.base import LANGUAGES
from views.errors import problem


def bad_parameter(name: str, detail: str) -> NoReturn:
    """Refuse a value of a parameter with 400; ``detail`` says what would be right."""
    abort(problem(400, "bad_parameter", detail, parameter=name))


def refuse_language() -> None:
    """Refuse a language that there is not."""
    if request.args.get("lang", LANGUAGES[0]) not in LANGUAGES:
        bad_parameter("lang", _("One of: %(all)s.", all=", ".join(LANGUAGES)))


def refuse_unknown(known: frozenset[str], detail: str) -> None:
    """Refuse the first parameter that is none of ``known``; ``detail`` says which there are."""
    for name in request.args:
        if name not in known:
            bad_parameter(name[:100], detail)

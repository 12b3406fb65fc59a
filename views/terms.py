"""The terms of trying things out, by version.  What is accepted is proved by its hash."""

import datetime as dt
import hashlib
from dataclasses import dataclass

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from views.access import public
from views.language import PREFIX
from views.page import page

blueprint = Blueprint("terms", __name__, url_prefix=PREFIX)

CURRENT = "2026-1"
SINCE = {CURRENT: dt.date(2026, 1, 1)}
VERSIONS = tuple(SINCE)


@dataclass(frozen=True, slots=True)
class Terms:
    """The wording of one version in the reader's language."""

    version: str
    body: Markup
    sha256: str

    @property
    def since(self) -> dt.date:
        """The day from which this version is in force."""
        return SINCE[self.version]


def terms(version: str = CURRENT) -> Terms:
    """Return a version's wording as this reader sees it, with the hash of exactly that."""
    body = render_template(f"terms/{version}.html").strip()
    return Terms(version, Markup(body), hashlib.sha256(body.encode()).hexdigest())  # noqa: S704 - our own template, escaped by it


@blueprint.get("/terms/<version>")
@public
def show(version: str) -> ResponseReturnValue:
    """Show a version of the terms to anybody."""
    if version not in VERSIONS:
        abort(404)
    return page("terms/show.html", terms=terms(version))

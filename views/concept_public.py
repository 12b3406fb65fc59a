"""Entries that everybody reads once the outcome is announced."""

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue

from app.queries import concept_public as query
from app.queries.concept_entrance import entrance_by
from views import language
from views.access import public, viewer
from views.concept_file import lines
from views.language import PREFIX
from views.page import page

blueprint = Blueprint("concept_public", __name__, url_prefix=PREFIX + "/challenges/<slug>/entries")


@blueprint.get("")
@public
def index(slug: str) -> ResponseReturnValue:
    """List the entries of a challenge that everybody reads."""
    challenge = entrance_by(viewer(), slug)
    found = query.published(viewer(), challenge)
    if not found:
        abort(404)
    return page(
        "concept/entries.html",
        challenge=challenge,
        challenge_title=challenge.title.best(language.current()),
        entries=found,
    )


@blueprint.get("/<string(length=6):code>")
@public
def show(slug: str, code: str) -> ResponseReturnValue:
    """Show one entry without its trade secrets."""
    challenge = entrance_by(viewer(), slug)
    entry = query.published_by(viewer(), challenge, code)
    return page(
        "concept/entry.html",
        challenge=challenge,
        challenge_title=challenge.title.best(language.current()),
        entry=entry,
        files=lines(entry.files),
        all_url=url_for(".index", slug=slug),
    )

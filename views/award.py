"""The outcome of a challenge as everybody reads it, and what became of its winners."""

from typing import Any

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from app.queries import award as query
from app.queries.award_become import chains, told_chains
from models.award import Announcement, Award
from models.challenge import Challenge
from views import language
from views.access import public
from views.award_words import challenge_url, faces, figure_rows, steps
from views.language import PREFIX
from views.page import page

blueprint = Blueprint("award", __name__, url_prefix=PREFIX + "/challenges/<slug>")


@blueprint.get("/results")
@public
def results(slug: str) -> ResponseReturnValue:
    """Show winners, the jury's statement and the figures; before the announcement there is none."""
    challenge = query.announced(slug)
    kept = query.announcement_of(challenge.id) if challenge is not None else None
    if challenge is None or kept is None:
        abort(404)
    awards = query.awards_of(challenge.id)
    return page("award/results.html", **results_values(challenge, kept, awards, kept.figures))


def results_values(
    challenge: Challenge, kept: Announcement, awards: Any, figures: dict[str, Any]
) -> dict[str, Any]:
    """Return everything that the page of the results shows; its preview shows the same."""
    lang = language.current()
    title, title_lang = challenge.title.best(lang)
    found: list[Award] = list(awards)
    return {
        "challenge": challenge,
        "challenge_url": challenge_url(challenge.slug),
        "title": title,
        "title_lang": title_lang,
        "city": challenge.city.name.best(lang)[0],
        "statement": kept.statement.best(lang),
        "reason": kept.reason,
        "figures": figures,
        "kinds": figure_rows(figures),
        **faces(challenge, found),
    }


@blueprint.get("/become")
@public
def become(slug: str) -> ResponseReturnValue:
    """Show what became of each winner, to the end."""
    challenge = query.announced(slug)
    if challenge is None:
        abort(404)
    lang = language.current()
    title, title_lang = challenge.title.best(lang)
    given = chains(challenge)
    return page(
        "award/become.html",
        challenge=challenge,
        challenge_url=challenge_url(slug),
        title=title,
        title_lang=title_lang,
        city=challenge.city.name.best(lang)[0],
        chains=[(chain.award, steps(chain)) for chain in told_chains(challenge)],
        was_given=bool(given),
    )

"""The outlines of the cities, for maps that show one city or a few."""

from collections.abc import Iterable

from flask import Blueprint, Response, abort, request, url_for
from flask.typing import ResponseReturnValue

from app.queries.city import city_by_slug
from app.queries.city_outline import outline
from views.access import public
from views.language import PREFIX

blueprint = Blueprint("city", __name__, url_prefix=PREFIX + "/cities")

EMPTY = '{"type":"FeatureCollection","features":[]}'
HOUR_S = 3_600


@blueprint.get("/<slug>/boundary.json")
@public
def boundary(slug: str) -> ResponseReturnValue:
    """Answer with the outline of a city; with nothing in it where no boundary is loaded."""
    city = city_by_slug(slug)
    if city is None:
        abort(404)
    response = Response(outline(city) or EMPTY, mimetype="application/geo+json")
    response.headers["Cache-Control"] = f"public, max-age={HOUR_S}"
    response.add_etag()
    return response.make_conditional(request)


def boundary_url(slug: str) -> str:
    """Return the address of a city's outline."""
    return url_for("city.boundary", slug=slug)


def boundary_urls(slugs: Iterable[str]) -> list[str]:
    """Return the addresses of the outlines of the cities that a reader chose."""
    return [boundary_url(slug) for slug in sorted(slugs)]

"""Results: what came of experiments that have ended, for other cities to learn from."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.forms.experiment import CITIES
from app.labels import choices
from app.queries.city import city_names
from app.queries.experiment import cards, completed
from models.testbed_kind import Theme
from views import filter_link, language
from views.access import public
from views.experiment_card import card
from views.language import PREFIX
from views.page import page

blueprint = Blueprint("result", __name__, url_prefix=PREFIX)

PAGE_LENGTH = 24


@blueprint.get("/results")
@public
def index() -> ResponseReturnValue:
    """List ended experiments, latest first, by city and theme."""
    asked_city, asked_theme = request.args.get("city", ""), request.args.get("theme", "")
    city = asked_city if asked_city in CITIES else ""
    theme = asked_theme if asked_theme in {one.value for one in Theme} else ""
    found = completed(city, theme)
    where = filter_link.pages(len(found), PAGE_LENGTH)
    first = (where.number - 1) * PAGE_LENGTH
    lang = language.current()
    return page(
        "result/index.html",
        cards=[card(pilot) for pilot in cards(found[first : first + PAGE_LENGTH])],
        pages=where,
        total=len(found),
        city=city,
        theme=theme,
        cities=[("", _("All cities"))]
        + [(slug, name.best(lang)[0]) for slug, name in city_names().items()],
        themes=[("", _("All themes")), *choices(Theme)],
    )

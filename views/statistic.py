"""The programme in numbers: charts with their table, and the same numbers as open data."""

import json
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.labels import label
from app.queries import statistic as query
from app.queries.city import city_names
from app.queries.statistic import MEASURES, By, Line
from app.serializers.table import csv_text
from models.base import LANGUAGES
from models.challenge_number import FEWEST
from models.licence import LICENCES, USUAL
from models.testbed_kind import Theme
from views import language, navigation
from views.access import public
from views.api.answer import answer, asked_language
from views.api.problem import bad_parameter, refuse_unknown
from views.language import PREFIX
from views.page import page
from views.statistic_chart import charts

blueprint = Blueprint("statistic", __name__)

LICENCE = LICENCES[USUAL].url
SOURCE = "Koepaikka"


@blueprint.get(PREFIX + "/statistics")
@public
def index() -> ResponseReturnValue:
    """Show the numbers of the programme by city, theme or year."""
    by, city = _asked()
    lines = query.lines(by, city)
    names = _names(by, lines)
    return page(
        "statistic/index.html",
        by=by,
        lines=[(names[key], line) for key, line in lines.items()],
        total=query.total(city),
        charts=charts(lines, names),
        heading=_headings()[by],
        ways=[
            navigation.Link(words, url_for("statistic.index", by=one, city=city), one is by)
            for one, words in _headings().items()
        ],
        cities=[
            (name.best(language.current())[0], _of_city(by, key, city), key == city)
            for key, name in city_names().items()
        ],
        city=city,
        city_name=city_names()[city].best(language.current())[0] if city else "",
        measures=measure_names(),
        fewest=FEWEST,
        data=[
            (ending.upper(), url_for("statistic.table", ending=ending, by=by, city=city))
            for ending in ("csv", "json")
        ],
    )


@blueprint.get("/data/statistics.<any(csv,json):ending>")
@public
def table(ending: str) -> ResponseReturnValue:
    """Give the same numbers as open data; what is not told is empty."""
    refuse_unknown(frozenset({"by", "city", "lang"}), _("There are: by, city, lang."))
    asked_language()
    by, city = _asked()
    if request.args.get("lang", LANGUAGES[0]) not in LANGUAGES:
        bad_parameter("lang", _("One of: %(all)s.", all=", ".join(LANGUAGES)))
    if request.args.get("by", by) != by:
        bad_parameter("by", _("One of: %(all)s.", all=", ".join(By)))
    if request.args.get("city") and city is None:
        bad_parameter("city", _("One of: %(all)s.", all=", ".join(city_names())))
    rows = [
        {by.value: key, **{name: getattr(line, name) for name in MEASURES}}
        for key, line in query.lines(by, city).items()
    ]
    if ending == "csv":
        given = answer(csv_text((by.value, *MEASURES), rows), "text/csv")
    else:
        whole = {"licence": LICENCE, "source": SOURCE, "by": by.value, "rows": rows}
        given = answer(json.dumps(whole, ensure_ascii=False), "application/json")
    return _named(given, f"koepaikka-statistics-{by.value}.{ending}")


def measure_names() -> dict[str, str]:
    """Return what each number is called."""
    return {
        "testbeds": _("Testbeds"),
        "applications": _("Applications"),
        "decision_days": _("Days to a decision"),
        "pilots": _("Experiments"),
        "results": _("Results"),
        "companies": _("Companies"),
        "replications": _("Tried again elsewhere"),
    }


def _asked() -> tuple[By, str | None]:
    """Return what the numbers are told by, and the one city that is asked for."""
    by = request.args.get("by", "")
    city = request.args.get("city", "")
    known = By(by) if by in set(By) else By.CITY
    return known, city if city in city_names() else None


def _of_city(by: By, key: str, chosen: str | None) -> str:
    return url_for("statistic.index", by=by, city=None if key == chosen else key)


def _headings() -> dict[By, str]:
    return {By.CITY: _("By city"), By.THEME: _("By theme"), By.YEAR: _("By year")}


def _names(by: By, lines: Mapping[str, Line]) -> dict[str, Any]:
    if by is By.CITY:
        known = city_names()
        return {key: known[key].best(language.current())[0] for key in lines}
    return {key: str(label(Theme(key))) if by is By.THEME else key for key in lines}


def _named(given: Response, name: str) -> Response:
    given.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    given.headers["Link"] = f'<{LICENCE}>; rel="license"'
    return given

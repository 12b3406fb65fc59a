"""Results: what came of experiments that have ended, for other cities to learn from."""

from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.adapters.document import TYPES
from app.forms.result import result_filter
from app.labels import choices, label
from app.queries import result as query
from app.queries.city import city_names
from app.queries.evidence import public_evidence, public_file
from app.queries.experiment_card import cards
from app.queries.indicator import indicators_of
from app.queries.survey import public_summary
from models.attachment import PICTURE, stored_name
from models.pilot import Pilot, PilotStatus
from models.survey import GoOn
from models.testbed_kind import TestbedKind, Theme
from models.testbed_media import FileKind
from views import filter_link, language
from views.access import public
from views.experiment_card import card, dates_of, place_shown
from views.file import file_store, named, sent_with
from views.indicator_words import lines, with_charts
from views.language import PREFIX
from views.page import page
from views.survey_words import comparison

blueprint = Blueprint("result", __name__, url_prefix=PREFIX)

PAGE_LENGTH = 24
AN_HOUR = "public, max-age=3600"


@blueprint.get("/results")
@public
def index() -> ResponseReturnValue:
    """List ended experiments, latest first, with filters; two to four can be compared."""
    wanted = result_filter(request.args)
    found, counts = query.search(wanted)
    where = filter_link.pages(len(found), PAGE_LENGTH)
    first = (where.number - 1) * PAGE_LENGTH
    shown = cards(found[first : first + PAGE_LENGTH])
    groups = _groups(wanted, counts)
    return page(
        "result/index.html",
        cards=[card(pilot) for pilot in shown],
        indicators={
            pilot_id: lines(some[:2])
            for pilot_id, some in indicators_of([one.id for one in shown]).items()
        },
        pages=where,
        total=len(found),
        groups=groups,
        chosen=[option for one in groups for option in one.chosen],
    )


def _groups(wanted: query.ResultFilter, counts: Any) -> list[filter_link.Group]:
    lang = language.current()
    cities = [(slug, name.best(lang)[0]) for slug, name in city_names().items()]
    answers = [("yes", _("Yes")), ("no", _("No"))]
    years = [(year, year) for year in sorted(counts["year"], reverse=True)]
    rows = (
        ("city", _("City"), cities, wanted.cities),
        ("theme", _("Theme"), choices(Theme), wanted.themes),
        ("kind", _("Kind of place"), choices(TestbedKind), wanted.kinds),
        ("continues", _("Continues"), answers, wanted.continues),
        ("bought", _("Taken into use by the city"), answers, wanted.bought),
        ("year", _("Year it ended"), years, wanted.years),
    )
    return [
        filter_link.group(name, words, offered, {str(k): n for k, n in counts[name].items()}, on)
        for name, words, offered, on in rows
    ]


@blueprint.get("/results/<slug>")
@public
def show(slug: str) -> ResponseReturnValue:
    """Show one result to everybody."""
    pilot = query.public_result(slug)
    if pilot is None:
        abort(404)
    return page("result/show.html", **values_of(pilot))


def values_of(pilot: Pilot) -> dict[str, Any]:
    """Return everything that the page of a result shows."""
    lang = language.current()
    title, title_lang = pilot.title.best(lang)
    sentence = pilot.outcome or pilot.plain
    survey = public_summary(pilot.id)
    found = indicators_of([pilot.id])[pilot.id]
    return {
        "pilot": pilot,
        "title": title,
        "title_lang": title_lang,
        "sentence": sentence.best(lang),
        "place": place_shown(pilot),
        "dates": dates_of(pilot),
        "lines": with_charts(lines(found, public_evidence(pilot.id))),
        "survey": survey,
        "comparison": comparison(pilot.id),
        "go_on": [(label(one), survey.go_on[one]) for one in GoOn] if survey else [],
        "family": query.family(pilot),
        "may_repeat": pilot.status is PilotStatus.COMPLETED,
        "testbed_url": _testbed_url(pilot),
    }


def _testbed_url(pilot: Pilot) -> str | None:
    if pilot.testbed is None or pilot.testbed.status == "draft":
        return None
    return url_for("testbed.show", city=pilot.city.slug, slug=pilot.testbed.slug)


@blueprint.get("/results/<slug>/evidence/<int:file_id>")
@public
def evidence(slug: str, file_id: int) -> ResponseReturnValue:
    """Give a file that shows where a number comes from."""
    pilot, one = query.public_result(slug), public_file(file_id)
    if pilot is None or one is None or one.pilot_id != pilot.id:
        abort(404)
    content = file_store().read(stored_name(one.digest, one.kind))
    if content is None:
        abort(404)
    kind = "image/jpeg" if one.kind == PICTURE else TYPES[FileKind(one.kind)]
    response = Response(content, mimetype=kind)
    response.headers["Content-Disposition"] = named(f"{one.title}.{one.kind}")
    return sent_with(response, AN_HOUR)

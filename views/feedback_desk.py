"""The desk's queue of feedback: what waits for a look, is not answered, or is flagged."""

from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from app.queries.feedback_desk import QueueFilter, Show, queue
from app.queries.harm_report import waiting_reports
from app.queries.testbed_desk import cities_of
from views import filter_link, navigation
from views.access import staff, viewer
from views.feedback_words import piece_shown
from views.language import PREFIX
from views.page import page

blueprint = Blueprint("feedback_desk", __name__, url_prefix=PREFIX + "/desk/feedback")

PER_PAGE = 30
MOST_REPORTS = 50
SHOW_WORDS: dict[Show, Any] = {
    Show.WAITING: _l("Waits for a look"),
    Show.UNANSWERED: _l("Not answered"),
    Show.FLAGGED: _l("Flagged by readers"),
    Show.ALL: _l("All"),
}


@blueprint.get("")
@staff
def index() -> ResponseReturnValue:
    """List the feedback of the viewer's cities and places, and the reports of harm above it."""
    cities = cities_of(viewer())
    show, city = request.args.get("show", ""), request.args.get("city", "")
    chosen = QueueFilter(
        show=Show(show) if show in set(Show) else Show.WAITING,
        city_id=next((one.id for one in cities if one.slug == city), None),
        text=request.args.get("q", "").replace("\0", " ")[:100].strip(),
        page=filter_link.asked_page(),
        per_page=PER_PAGE,
    )
    found = queue(viewer(), chosen)
    total = found.counts[chosen.show]
    return page(
        "feedback/desk.html",
        pieces=[piece_shown(row, row.pilot) for row in found.rows],
        counts=found.counts,
        total=total,
        chosen=chosen,
        shows=list(SHOW_WORDS.items()),
        cities=cities if len(cities) > 1 else [],
        reports=waiting_reports(viewer(), MOST_REPORTS),
        pages=filter_link.pages(total, PER_PAGE),
        section_links=navigation.desk_menu(),
    )

"""Personal details that a page shows are written down before the page leaves; and who reads that.

A view says ``looked(Look.TESTERS, ids, city_id)``; the lines are written by a use case of their own
after the view, when the answer is ready.  When that fails, so does the answer.
"""

from collections.abc import Iterable

from flask import Blueprint, Flask, Response, g, request
from flask.typing import ResponseReturnValue

from app.forms.ident import ident
from app.queries.audit_seal import latest_check, newest_seal
from app.queries.personal_read import LookFilter, lookers, looks
from app.services import personal_read as service
from models.personal_read import TAKEN, Look
from views import filter_link, navigation
from views.access import staff, viewer
from views.language import PREFIX
from views.page import page

FAILED = 400

blueprint = Blueprint("personal_read", __name__, url_prefix=PREFIX + "/desk")


def looked(look: Look, ids: Iterable[int], city_id: int | None) -> None:
    """Say that this answer shows the personal details of some things to the viewer."""
    g.setdefault("looks", []).append((look, frozenset(ids), city_id))


def init_app(app: Flask) -> None:
    """Write down what each answer shows."""

    @app.after_request
    def write_down(response: Response) -> Response:
        for look, ids, city_id in g.pop("looks", ()):
            if response.status_code < FAILED and service.has_new(viewer(), look, ids):
                service.note(viewer(), look, ids, city_id)
        return response


@blueprint.get("/looks")
@staff
def index() -> ResponseReturnValue:
    """Show who looked at whose details, and whether the audit trail holds."""
    chosen = _asked()
    rows, total = looks(viewer(), chosen)
    return page(
        "personal/looks.html",
        rows=rows,
        chosen=chosen,
        people=lookers(viewer()),
        kinds=list(Look),
        taken=TAKEN,
        pages=filter_link.pages(total, chosen.per_page),
        seal=newest_seal(),
        check=latest_check(),
        section_links=navigation.desk_menu(),
    )


def _asked() -> LookFilter:
    look = request.args.get("look", "")
    return LookFilter(
        by_id=ident(request.args.get("person", "")) or None,
        look=Look(look) if look in set(Look) else None,
        page=filter_link.asked_page(),
    )

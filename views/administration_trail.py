"""Who did what in the whole service, for administrators: found by person, thing and time."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.forms.ident import ident
from app.queries import administration_trail as query
from app.queries.audit import Deed
from app.queries.audit_trail import MOST_LINES
from app.serializers.table import csv_text
from views import filter_link, language
from views.access import staff, viewer
from views.administration import frame, only_administrators
from views.deeds import KINDS, move_words, words_for
from views.file import private_file
from views.language import PREFIX
from views.page import page

blueprint = Blueprint("administration_trail", __name__, url_prefix=PREFIX + "/desk/admin/trail")

EARLIEST, LATEST = 2000, 2200  # years that can be


@blueprint.get("")
@staff
def show() -> ResponseReturnValue:
    """Show who did what, the newest first."""
    only_administrators()
    chosen = _asked()
    found = query.trail(viewer(), chosen, filter_link.asked_page())
    lang = language.current()
    return page(
        "administration/trail.html",
        rows=[(deed, words_for(deed, lang), move_words(deed)) for deed in found.rows],
        chosen=chosen,
        is_narrow=chosen != query.TrailFilter(),
        things=query.things(viewer()),
        pages=filter_link.pages(found.total, query.PER_PAGE),
        file_url=filter_link.at("administration_trail.file", request.args),
        file_holds=min(found.total, MOST_LINES),
        **frame("administration_trail.show"),
    )


@blueprint.get("/file.csv")
@staff
def file() -> ResponseReturnValue:
    """Give the same as a file, as the filters narrow it."""
    only_administrators()
    columns = (
        _("When"), _("Who"), _("What happened"), _("Action"), _("Thing"), _("Number"), _("State"),
    )  # fmt: skip
    text = csv_text(columns, _records(columns, query.trail_lines(viewer(), _asked())))
    return private_file(text, "text/csv", f"koepaikka-{clock.today().isoformat()}.csv")


def _records(columns: tuple[str, ...], deeds: Iterator[Deed]) -> Iterator[dict[str, Any]]:
    lang, service = language.current(), _("The service")
    kinds = {kind: str(words) for kind, words in KINDS.items()}
    for deed in deeds:
        values = (
            deed.at.isoformat(timespec="seconds"),
            deed.who or service,
            words_for(deed, lang),
            deed.action,
            kinds.get(deed.kind, deed.kind),
            deed.thing_id,
            move_words(deed),
        )
        yield dict(zip(columns, values, strict=True))


def _asked() -> query.TrailFilter:
    return query.TrailFilter(
        who=request.args.get("who", "").strip()[: filter_link.LONGEST],
        thing=request.args.get("kind", "")[: filter_link.LONGEST],
        thing_id=ident(request.args.get("thing", "")) or None,
        first=_day("first"),
        last=_day("last"),
    )


def _day(name: str) -> dt.date | None:
    """Return the day of a date input; odd values ask for nothing."""
    try:
        found = dt.date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return found if EARLIEST <= found.year < LATEST else None

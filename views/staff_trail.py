"""Who did what in a city: the trail with its filters, and the same as a file."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.forms.ident import ident
from app.queries import audit_trail as query
from app.queries.audit import Deed
from app.queries.staff import managed_city
from app.serializers.table import csv_text
from models.city import City
from views import filter_link, language
from views.access import staff, viewer
from views.deeds import KINDS, move_words, words_for
from views.file import private_file
from views.language import PREFIX
from views.page import page
from views.staff import city_frame

blueprint = Blueprint("staff_trail", __name__, url_prefix=PREFIX + "/desk/people")

PAGES: dict[str, Callable[[int], str]] = {
    "testbed": lambda thing_id: url_for("testbed_desk_state.show", testbed_id=thing_id),
    "application_part": lambda thing_id: url_for("decision.show", part_id=thing_id),
    "pilot": lambda thing_id: url_for("pilot_desk.edit", pilot_id=thing_id),
    "challenge": lambda thing_id: url_for("challenge_desk.show", challenge_id=thing_id),
    "event": lambda thing_id: url_for("event_desk.show", event_id=thing_id),
}


@blueprint.get("/<slug>/trail")
@staff
def show(slug: str) -> ResponseReturnValue:
    """Show who did what in the city, the newest first."""
    city = managed_city(viewer(), slug)
    chosen = _asked()
    found = query.trail(viewer(), city, chosen)
    return page(
        "staff/trail.html",
        rows=[_row(deed) for deed in found.deeds],
        chosen=chosen,
        is_narrow=chosen != query.TrailFilter(page=chosen.page),
        people=query.people_of(viewer(), city),
        kinds=[(kind, str(KINDS[kind])) for kind in query.KINDS],
        pages=filter_link.pages(found.total, chosen.per_page),
        file_url=_file_url(city),
        file_holds=min(found.total, query.MOST_LINES),
        **city_frame(city, "staff_trail.show"),
    )


@blueprint.get("/<slug>/trail.csv")
@staff
def file(slug: str) -> ResponseReturnValue:
    """Give the same as a file, as the filters narrow it."""
    city = managed_city(viewer(), slug)
    columns = (_("When"), _("Who"), _("What happened"), _("Thing"), _("Name"), _("State"))
    text = csv_text(columns, _records(columns, query.trail_lines(viewer(), city, _asked())))
    name = f"{city.slug}-{clock.today(city.time_zone).isoformat()}.csv"
    return private_file(text, "text/csv", name)


def _records(columns: tuple[str, ...], deeds: Iterator[Deed]) -> Iterator[dict[str, Any]]:
    lang, service = language.current(), _("The service")
    kinds = {kind: str(words) for kind, words in KINDS.items()}
    for deed in deeds:
        values = (
            deed.at.isoformat(timespec="seconds"),
            deed.who or service,
            words_for(deed, lang),
            kinds.get(deed.kind, ""),
            deed.thing.best(lang)[0],
            move_words(deed),
        )
        yield dict(zip(columns, values, strict=True))


def _row(deed: Deed) -> dict[str, Any]:
    named = deed.thing.best(language.current())[0]
    has_page = bool(named) and deed.kind in PAGES
    return {
        "at": deed.at,
        "words": words_for(deed, language.current()),
        "who": deed.who or _("The service"),
        "kind": str(KINDS.get(deed.kind, "")),
        "name": named,
        "moved": move_words(deed),
        "url": PAGES[deed.kind](deed.thing_id) if has_page else "",
        "only_url": _only_url(deed) if has_page else "",
    }


def _only_url(deed: Deed) -> str:
    """Return the trail of this thing alone."""
    here = request.view_args or {}
    return url_for("staff_trail.show", slug=here["slug"], kind=deed.kind, thing=deed.thing_id)


def _file_url(city: City) -> str:
    args = urlencode(filter_link.given(request.args))
    return url_for("staff_trail.file", slug=city.slug) + (f"?{args}" if args else "")


def _asked() -> query.TrailFilter:
    kind = request.args.get("kind", "")
    return query.TrailFilter(
        person_id=_number("person"),
        kind=kind if kind in query.KINDS else "",
        thing_id=_number("thing"),
        first=_day("first"),
        last=_day("last"),
        page=filter_link.asked_page(),
    )


def _number(name: str) -> int | None:
    asked = request.args.get(name, "")
    return ident(asked) or None


def _day(name: str) -> dt.date | None:
    """Return the day of a date input; odd values ask for nothing."""
    try:
        found = dt.date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return found if 2000 <= found.year < 2200 else None  # noqa: PLR2004 - years that can be

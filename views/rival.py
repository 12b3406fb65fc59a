"""Wishes for the same days of a testbed side by side, and what an offer would displace."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from app import clock
from app.queries.calendar_city import calendars
from app.queries.rival_board import Wish, board
from models.application import ApplicationPart
from views import language, navigation
from views.access import staff, viewer
from views.calendar_band import Column, band_row, columns
from views.desk_words import due_kind, due_words, part_label
from views.language import PREFIX
from views.page import page
from views.testbed_calendar import asked_day

blueprint = Blueprint("rival", __name__, url_prefix=PREFIX + "/desk/testbeds")

MOST_BY_DAY, MOST_BY_WEEK = 35, 120  # days that still fit the band as columns of that size


@dataclass(frozen=True, slots=True)
class Stretch:
    """Columns of one wish: ``kind`` is gap, could (days it could use) or fits."""

    kind: str
    span: int


@blueprint.get("/<int:testbed_id>/wishes")
@staff
def show(testbed_id: int) -> ResponseReturnValue:
    """Show every open wish for a testbed between two days, with what each would displace."""
    actor = replace(viewer(), language=language.current())
    start, end = asked_day(request.args.get("start", "")), asked_day(request.args.get("end", ""))
    found = board(actor, testbed_id, start, end if start and end and end >= start else None)
    length = (found.end - found.start).days + 1
    by = "day" if length <= MOST_BY_DAY else "week" if length <= MOST_BY_WEEK else "month"
    today = clock.today(found.testbed.city.time_zone)
    shown = columns(found.start, found.end, by, today)
    [place] = calendars([found.testbed], found.start, found.end)
    return page(
        "rival/show.html",
        board=found,
        by=by,
        columns=shown,
        row=band_row(place, shown, today),
        wishes=[(wish, stretches(wish, shown)) for wish in found.wishes],
        marked=request.args.get("part", 0, type=int),
        names=_names,
        part_label=part_label,
        due_words=due_words,
        due_kind=due_kind,
        section_links=navigation.desk_menu(),
    )


def stretches(wish: Wish, shown: Sequence[Column]) -> list[Stretch]:
    """Return the columns of a wish in order: gaps, days it could use, and where it fits now."""
    made: list[Stretch] = []
    for column in shown:
        kind = _kind(wish, column)
        if made and made[-1].kind == kind:
            made[-1] = Stretch(kind, made[-1].span + 1)
        else:
            made.append(Stretch(kind, 1))
    return made


def _kind(wish: Wish, column: Column) -> str:
    if wish.window is not None and _meet(wish.window.start, wish.window.end, column):
        return "fits"
    return "could" if _meet(wish.start, wish.end, column) else "gap"


def _meet(start: dt.date, end: dt.date, column: Column) -> bool:
    return start <= column.end and end >= column.start


def _names(parts: Sequence[ApplicationPart]) -> list[tuple[int, str]]:
    """Return the id and the title of parts."""
    return [(one.id, one.application.title or one.application.applicant_name) for one in parts]

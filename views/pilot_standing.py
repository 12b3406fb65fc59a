"""How a pilot stands, in lines that lead to where something is to be done; for both sides."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.policies.pilot_side import side_of
from app.queries.pilot_change import asked_of
from app.queries.pilot_incident import open_incidents
from app.queries.pilot_midterm import midterm
from app.queries.pilot_task import progress, tasks_of
from models.pilot import Pilot
from models.pilot_change import MOVABLE
from models.pilot_task import STILL_TO_DO, PilotTask, Side
from views.access import viewer
from views.page import date, daterange


@dataclass(frozen=True, slots=True)
class Standing:
    """One line: its look (as pill kinds), its words, what it is about, where it leads."""

    kind: str
    words: str
    about: str
    url: str


def standing_of(pilot: Pilot) -> list[Standing]:
    """Return what somebody should know of a pilot before anything else, the worst first."""
    found = [*_incidents(pilot), *_checklist(pilot), *_days(pilot), *_midterm(pilot)]
    order = ("error", "warning", "info", "neutral", "running")
    return sorted(found, key=lambda one: order.index(one.kind))


def own_tasks(pilot: Pilot) -> list[PilotTask]:
    """Return the lines that wait for the reader's side, the most urgent first."""
    if pilot.status not in MOVABLE:
        return []
    mine = side_of(viewer(), pilot)
    sides = {mine} if mine is Side.APPLICANT else {Side.HOST, Side.CITY}
    waiting = [one for one in tasks_of(pilot) if one.state in STILL_TO_DO and one.owner in sides]
    return sorted(waiting, key=lambda one: (one.due_day is None, one.due_day, one.position))


def _incidents(pilot: Pilot) -> Iterator[Standing]:
    count, is_harm = open_incidents([pilot.id]).get(pilot.id, (0, False))
    if count:
        yield Standing(
            "error" if is_harm else "warning",
            _("Harm or danger reported") if is_harm else _("Incident"),
            ngettext("%(num)s incident is open", "%(num)s incidents are open", count),
            url_for("pilot_incident.index", pilot_id=pilot.id),
        )


def _checklist(pilot: Pilot) -> Iterator[Standing]:
    found = progress(pilot)
    if found is None or pilot.status not in MOVABLE:
        return
    words = _("%(done)s of %(all)s in place", done=found.settled, all=found.total)
    late = ngettext("%(num)s line is late", "%(num)s lines are late", found.late)
    url = url_for("pilot_task.show", pilot_id=pilot.id)
    if found.is_whole:
        yield Standing("running", words, _("The checklist"), url)
    else:
        kind = "error" if found.late else "neutral"
        yield Standing(kind, words, late if found.late else _("The checklist"), url)


def _days(pilot: Pilot) -> Iterator[Standing]:
    change = asked_of(pilot)
    if change is not None:
        yield Standing(
            "warning",
            _("Other days wished for"),
            daterange(change.start_day, change.end_day),
            url_for("pilot_change.show", pilot_id=pilot.id),
        )


def _midterm(pilot: Pilot) -> Iterator[Standing]:
    found = midterm(pilot)
    url = url_for("pilot_midterm.show", pilot_id=pilot.id)
    if found.sent is not None and found.sent.read_at is None:
        yield Standing("info", _("Mid-term report sent"), _("Not read yet"), url)
    elif found.is_late:
        yield Standing("error", _("Mid-term report late"), date(found.due), url)
    elif found.is_soon:
        yield Standing("warning", _("Mid-term report due"), date(found.due), url)


def is_overdue(task: PilotTask) -> bool:
    """Say whether a line is late today."""
    return task.is_late(clock.today(task.pilot.city.time_zone))

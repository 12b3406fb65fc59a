"""What the city reads of states and days; the applicant reads the same in other words."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.forms.application_wish import WEEKDAYS
from app.labels import label
from app.queries.report import days_overdue, due_day
from models.application import PartStatus
from models.booking import EVERY_DAY
from models.organisation import Organisation, OrganisationSize
from models.pilot import Pilot, PilotStatus
from models.report import Report, ReportStatus
from views.page import date, daterange

DESK_LABELS: dict[PartStatus, Any] = {
    PartStatus.SUBMITTED: _l("New"),
    PartStatus.NEEDS_INFO: _l("Waiting for the applicant"),
    PartStatus.OFFERED: _l("Offered, no answer yet"),
    PartStatus.ACCEPTED: _l("Accepted, to be signed"),
    PartStatus.DECLINED: _l("The applicant declined"),
    PartStatus.WITHDRAWN: _l("The applicant withdrew"),
}
ONE_DAY = dt.timedelta(days=1)
COMING = (PilotStatus.PREPARING, PilotStatus.READY)
GOING = (PilotStatus.RUNNING, PilotStatus.PAUSED)


def part_label(status: PartStatus) -> str:
    """Return what the city reads for the state of a part."""
    return str(DESK_LABELS.get(status) or label(status))


def due_words(days_left: int) -> str:
    """Return how long there is to answer, or how late it is."""
    if days_left < 0:
        return str(ngettext("%(num)s day late", "%(num)s days late", -days_left))
    if days_left == 0:
        return str(_("Answer today"))
    return str(ngettext("%(num)s day left", "%(num)s days left", days_left))


def due_kind(days_left: int) -> str:
    """Return the look of that."""
    if days_left < 0:
        return "error"
    return "warning" if days_left <= 3 else "neutral"  # noqa: PLR2004 - days that press


def size_words(organisation: Organisation | None) -> str:
    """Return how large an applicant is; empty for people and those who have not told."""
    if organisation is None or organisation.size not in set(OrganisationSize):
        return ""
    return label(OrganisationSize(organisation.size))


def weekday_words(weekdays: int) -> str:
    """Return the days of the week of a wish; empty for every day."""
    if weekdays == EVERY_DAY:
        return ""
    return ", ".join(str(words) for number, words in WEEKDAYS if weekdays >> int(number) & 1)


def day_spans(days: Sequence[dt.date]) -> list[str]:
    """Return days, in order, as the stretches that they make up."""
    spans: list[list[dt.date]] = []
    for day in days:
        if spans and day - spans[-1][1] == ONE_DAY:
            spans[-1][1] = day
        else:
            spans.append([day, day])
    return [daterange(first, last) for first, last in spans]


def next_words(pilot: Pilot, today: dt.date, report: Report | None = None) -> str:
    """Return what happens next to a pilot and when; empty when nothing does.

    ``report`` is how far the report of an ended one has come, if anybody has sent it.
    """
    if pilot.status in COMING:
        return _start_words((pilot.start_day - today).days)
    if pilot.status in GOING:
        return _end_words((pilot.end_day - today).days)
    if pilot.status is PilotStatus.REPORTING:
        return _report_words(pilot, today, report)
    return ""


def _report_words(pilot: Pilot, today: dt.date, report: Report | None) -> str:
    if report is not None and report.status is ReportStatus.SENT:
        return str(_("Report to approve"))
    if late := days_overdue(pilot, report, today):
        return str(ngettext("Report %(num)s day late", "Report %(num)s days late", late))
    if report is not None and report.status is ReportStatus.RETURNED:
        return str(_("Report sent back to be mended"))
    return str(_("Report due by %(day)s", day=date(due_day(pilot))))


def _start_words(days: int) -> str:
    if days < 0:
        return str(_("Should have started"))
    if days == 0:
        return str(_("Starts today"))
    return str(ngettext("Starts in %(num)s day", "Starts in %(num)s days", days))


def _end_words(days: int) -> str:
    if days < 0:
        return str(_("Its last day has passed"))
    if days == 0:
        return str(_("Ends today"))
    return str(ngettext("Ends in %(num)s day", "Ends in %(num)s days", days))

"""What waits at the desk about pilots: their days, reports, and what people say of them."""

from collections.abc import Iterable
from dataclasses import replace

from flask import url_for
from flask_babel import gettext as _

from app import clock
from app.labels import label
from app.policies.actor import Actor
from app.queries import desk_line as query
from app.queries.harm_report import waiting_reports
from app.queries.pilot_task import progress_of
from app.queries.report import days_overdue, reports_of
from models.feedback import FeedbackStatus
from models.harm_report import HarmStatus
from models.pilot import Pilot
from models.report import ReportStatus
from views.desk_line import SHOWN, Line, said
from views.desk_words import next_words
from views.page import ago, date, daterange


def pilots(actor: Actor) -> Iterable[Line]:
    """Return pilots that start or end soon, with how much of their checklist is in place."""
    today, soon = clock.today(), query.pilots_soon(actor, SHOWN)
    checklists = progress_of([pilot.id for pilot in soon if pilot.status in query.COMING])
    for pilot in soon:
        late = (pilot.start_day if pilot.status in query.COMING else pilot.end_day) < today
        line = _of_pilot(pilot, ("error" if late else "neutral", next_words(pilot, today)))
        if found := checklists.get(pilot.id):
            words = _("%(done)s of %(all)s in place", done=found.settled, all=found.total)
            line = replace(line, note=f"{line.note} · {words}")
        yield line


def reports(actor: Actor) -> Iterable[Line]:
    """Return reports to write or to approve."""
    pilots = list(query.reports_due(actor, SHOWN))
    reports = reports_of(pilots)
    for pilot in pilots:
        report = reports.get(pilot.id)
        late = days_overdue(pilot, report, clock.today())
        waits = report is not None and report.status is ReportStatus.SENT
        kind = "info" if waits else "error" if late else "warning"
        yield _of_pilot(pilot, (kind, next_words(pilot, clock.today(), report)))


def wishes(actor: Actor) -> Iterable[Line]:
    """Return the other days that are wished for."""
    for change in query.wishes(actor, SHOWN):
        days = daterange(change.start_day, change.end_day)
        url = url_for("pilot_change.show", pilot_id=change.pilot_id)
        yield replace(_of_pilot(change.pilot, ("warning", days)), url=url)


def incidents(actor: Actor) -> Iterable[Line]:
    """Return open incidents."""
    for one in query.incidents(actor, SHOWN):
        pill = ("error", _("Harm or danger")) if one.is_harm else ("warning", date(one.happened_on))
        url = url_for("pilot_incident.index", pilot_id=one.pilot_id) + f"#incident-{one.id}"
        yield replace(_of_pilot(one.pilot, pill), url=url)


def harm(actor: Actor) -> Iterable[Line]:
    """Return reports of harm or danger."""
    for one in waiting_reports(actor, SHOWN):
        pill = ("error" if one.status is HarmStatus.OPEN else "warning", label(one.status))
        url = url_for("harm_report_pilot.show", pilot_id=one.pilot_id, report_id=one.id)
        note = f"{label(one.kind)} · {ago(one.sent_at)}"
        yield replace(_of_pilot(one.pilot, pill), note=note, url=url)


def feedback(actor: Actor) -> Iterable[Line]:
    """Return feedback to look at."""
    for one in query.feedback(actor, SHOWN):
        flagged = one.status is FeedbackStatus.PUBLISHED
        pill = ("warning", _("Flagged by readers") if flagged else label(one.status))
        url = url_for("feedback_pilot.show", pilot_id=one.pilot_id, feedback_id=one.id)
        note = _("sent %(when)s", when=ago(one.sent_at))
        yield replace(_of_pilot(one.pilot, pill), note=note, url=url)


def _of_pilot(pilot: Pilot, pill: tuple[str, str]) -> Line:
    title, lang = said(pilot.title)
    return Line(
        title=title or _("No title yet"),
        lang=lang,
        place=said(pilot.testbed.name)[0] if pilot.testbed else said(pilot.city.name)[0],
        note=f"{pilot.runner_name} · {label(pilot.status)}",
        pill=pill,
        url=url_for("pilot_desk.edit", pilot_id=pilot.id),
    )

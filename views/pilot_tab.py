"""The pages of a pilot in a few groups, each with how much there is to do."""

from dataclasses import dataclass, field

from flask import url_for
from flask_babel import gettext as _

from app.policies.subject import of_pilot
from app.policies.table import Action, may
from app.queries.feedback_desk import unanswered
from app.queries.harm_report import open_reports
from app.queries.panel import panel_of
from app.queries.pilot_change import asked_of
from app.queries.pilot_incident import open_incidents
from app.queries.pilot_task import progress
from app.queries.report import report_of
from models.panel import PanelStatus
from models.pilot import PUBLIC_STATES, Pilot, PilotStatus
from models.pilot_midterm import midterm_day
from models.report import ReportStatus
from models.survey import ASKED_IN
from views.access import viewer
from views.navigation import Link

UNSENT = (ReportStatus.WRITING, ReportStatus.RETURNED)
Offer = tuple[str, str, bool, int]
"""Endpoint, label, whether it is offered, and how much there is to do."""


@dataclass(frozen=True, slots=True)
class Group:
    """Pages of one kind; ``url`` is the first of them, ``count`` what there is to do in all."""

    label: str
    pages: list[Link] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The address of the first page."""
        return self.pages[0].url

    @property
    def is_current(self) -> bool:
        """Whether the page that is open is one of these."""
        return any(one.is_current for one in self.pages)

    @property
    def count(self) -> int:
        """How much there is to do on all of these pages."""
        return sum(one.count or 0 for one in self.pages)


def groups(pilot: Pilot, here: str, *, at_desk: bool) -> list[Group]:
    """Return the groups with the pages that the reader may open; ``here`` is the endpoint now."""
    home = "pilot_desk.edit" if at_desk else "pilot_run.show"
    offered = [
        (_("Overview"), [(home, _("Overview"), True, 0)]),
        (_("Tasks"), _tasks(pilot, at_desk=at_desk)),
        (_("Residents"), _residents(pilot)),
        (_("Safety"), _safety(pilot)),
        (_("Public page"), _public(pilot)),
    ]
    made = [
        Group(
            label,
            [
                Link(name, url_for(endpoint, pilot_id=pilot.id), endpoint == here, count or None)
                for endpoint, name, is_offered, count in pages
                if is_offered
            ],
        )
        for label, pages in offered
    ]
    return [one for one in made if one.pages]


def _tasks(pilot: Pilot, *, at_desk: bool) -> list[Offer]:
    has_own_days = pilot.booking_id is not None
    state = progress(pilot) if has_own_days else None
    asks = has_own_days and at_desk and asked_of(pilot) is not None
    is_reporting = pilot.status is PilotStatus.REPORTING
    report = report_of(pilot.id) if is_reporting and not at_desk else None
    unsent = is_reporting and not at_desk and (report is None or report.status in UNSENT)
    is_stopped = pilot.status is PilotStatus.STOPPED
    return [
        ("pilot_task.show", _("Checklist"), has_own_days, state.late if state else 0),
        ("pilot_change.show", _("Days"), has_own_days, int(asks)),
        ("pilot_contact.show", _("Contact persons"), True, 0),
        ("pilot_midterm.show", _("Mid-term"), bool(_midterm(pilot)), 0),
        ("report.edit", _("Report"), is_reporting, int(unsent)),
        ("report.edit", _("Lessons"), is_stopped, int(is_stopped and not pilot.learned)),
    ]


def _midterm(pilot: Pilot) -> bool:
    return midterm_day(pilot.start_day, pilot.end_day) is not None


def _residents(pilot: Pilot) -> list[Offer]:
    is_public, is_cancelled = pilot.status in PUBLIC_STATES, pilot.status is PilotStatus.CANCELLED
    panel = panel_of(pilot.id)
    asks = panel is not None and panel.status is PanelStatus.ASKED
    asks_me = asks and may(viewer(), Action.PANEL_APPROVE, of_pilot(pilot))
    is_asked = any(pilot.status in states for states in ASKED_IN.values())
    return [
        ("pilot_update.index", _("Posts"), True, 0),
        (
            "feedback_pilot.index",
            _("Feedback"),
            is_public,
            unanswered(viewer(), pilot) if is_public else 0,
        ),
        ("panel.show", _("Testers"), not is_cancelled, int(asks_me)),
        ("survey.show", _("Surveys"), is_asked, 0),
    ]


def _safety(pilot: Pilot) -> list[Offer]:
    reads = may(viewer(), Action.HARM_READ, of_pilot(pilot))
    incidents, _harm = open_incidents([pilot.id]).get(pilot.id, (0, False))
    return [
        ("harm_report_pilot.index", _("Harm"), reads, open_reports(pilot) if reads else 0),
        ("pilot_incident.index", _("Incidents"), True, incidents),
    ]


def _public(pilot: Pilot) -> list[Offer]:
    is_cancelled = pilot.status is PilotStatus.CANCELLED
    edits = may(viewer(), Action.PILOT_EDIT, of_pilot(pilot))
    return [
        ("pilot_edit.edit", _("Public text"), edits, 0),
        ("indicator.index", _("Indicators"), not is_cancelled, 0),
        ("sign.choose", _("Sign for the site"), not is_cancelled, 0),
        ("pilot_edit.preview", _("Preview"), True, 0),
    ]

"""What stands on a testbed before its state changes, and what will happen to each thing."""

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.labels import label
from app.policies.subject import of_part, of_pilot
from app.policies.table import Action, may
from app.queries.booking import Stay
from app.queries.testbed_outlook import Outlook
from models.application import ApplicationPart
from models.pilot import Pilot
from models.testbed import Testbed, TestbedAction, TestbedStatus
from views import language
from views.access import viewer
from views.desk_words import part_label
from views.page import date, daterange


@dataclass(frozen=True, slots=True)
class Line:
    """One thing: its name, who and when, its state, and the way to it if the viewer may go."""

    title: str
    text: str
    state: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Section:
    """Things of one sort, and what will happen to them."""

    title: str
    then: str
    lines: list[Line]


def standing(found: Outlook, action: TestbedAction) -> list[Section]:
    """Return what stands on the place, under headings, with what will happen to each."""
    pausing = action is TestbedAction.PAUSE
    first = _("This stands in the way. Let it end, or cancel it first.")
    sections = [
        Section(
            _("Running now"),
            _("They go on as agreed.") if pausing else first,
            [_pilot(one) for one in found.running],
        ),
        Section(
            _("Coming"),
            _("Their days stay booked, and they start as agreed.") if pausing else first,
            [_pilot(one) for one in found.coming],
        ),
        Section(
            _("Booked days"),
            _("They stay booked.") if pausing else first,
            [_stay(one) for one in found.booked],
        ),
        Section(
            _("Offers that wait for an answer"),
            _("They stay open: the applicant can accept them until they run out.")
            if pausing else first,
            [_part(one) for one in found.offers],
        ),
        Section(_("Waiting list"), _waiting(found, pausing), [_part(one) for one in found.waiting]),
        Section(
            _("Applications without an answer"),
            _applications(found, pausing),
            [_part(one) for one in found.applications],
        ),
        Section(
            _("Ended, report due"),
            _("Their reports can still be written."),
            [_pilot(one) for one in found.reporting],
        ),
    ]  # fmt: skip
    return [one for one in sections if one.lines]


def _waiting(found: Outlook, pausing: bool) -> str:  # noqa: FBT001 - the one question
    told = ngettext("It gets a mail with your reason.", "Each gets a mail with your reason.",
                    len(found.waiting))  # fmt: skip
    if pausing:
        keeps = _("They keep their place. Freed days are passed on when you open again.")
        return f"{keeps} {told}"
    return _("No days can be offered here any more; decline each with a reason.") + f" {told}"


def _applications(found: Outlook, pausing: bool) -> str:  # noqa: FBT001 - the one question
    told = ngettext("It gets a mail with your reason.", "Each gets a mail with your reason.",
                    len(found.applications))  # fmt: skip
    if pausing:
        return _("They stay with you and can still be answered.") + f" {told}"
    return _("No days can be offered here any more; decline each with a reason.") + f" {told}"


def _pilot(pilot: Pilot) -> Line:
    title = pilot.title.best(language.current())[0] or _("No title yet")
    days = daterange(pilot.start_day, pilot.end_day)
    may_open = may(viewer(), Action.PILOT_READ, of_pilot(pilot))
    url = url_for("pilot_desk.edit", pilot_id=pilot.id) if may_open else None
    return Line(title, f"{pilot.runner_name}, {days}", label(pilot.status), url)


def _stay(stay: Stay) -> Line:
    url = url_for("decision.show", part_id=stay.part_id) if stay.part_id else None
    days = daterange(stay.start, stay.end)
    text = f"{stay.applicant}, {days}" if stay.applicant else days
    return Line(stay.title or _("Booked"), text, label(stay.status), url)


def _part(part: ApplicationPart) -> Line:
    may_open = may(viewer(), Action.PART_READ, of_part(part))
    url = url_for("decision.show", part_id=part.id) if may_open else None
    title = part.application.title or _("No title yet")
    return Line(title, part.application.applicant_name, part_label(part.status), url)


def said_at(testbed: Testbed) -> str:
    """Return when the record was last checked, in words; empty for what is not public."""
    if testbed.status not in {TestbedStatus.PUBLISHED, TestbedStatus.PAUSED}:
        return ""
    if testbed.checked_on is None:
        return _("Nobody has checked this record yet.")
    return _("Last checked on %(day)s.", day=date(testbed.checked_on))

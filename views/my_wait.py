"""What waits for a person on their own page, everything in one list with its deed."""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.labels import label
from app.queries.jury import Duty
from app.queries.pilot_wait import PilotWait, PilotWaits
from models.agreement import Agreement
from models.application import Application, ApplicationPart, PartStatus
from models.booking import Booking
from models.testbed import Testbed
from views import language
from views.page import date
from views.page import until as last_minute

WAITING = (PartStatus.OFFERED, PartStatus.NEEDS_INFO)


@dataclass(frozen=True, slots=True)
class Wait:
    """One thing that waits: what it is about, where, why, and the deed with its address.

    ``lang`` is the language of the title where it is another than the page's.
    """

    title: str
    words: list[str]
    deed: str
    url: str
    testbed: Testbed | None = None
    lang: str | None = None


def waiting_parts(found: Sequence[Application]) -> list[ApplicationPart]:
    """Return the parts that wait for the applicant: offers first, then questions."""
    parts = [part for one in found for part in one.parts if part.status in WAITING]
    return sorted(parts, key=lambda part: WAITING.index(part.status))


def of_parts(parts: Sequence[ApplicationPart], holds: dict[int, Booking]) -> Iterator[Wait]:
    """Return offers and questions."""
    for part in parts:
        held = holds.get(part.id)
        until = held.hold_expires_at if held is not None else None
        is_offer = part.status is PartStatus.OFFERED
        words = [label(part.status)]
        if is_offer and until is not None:
            words.append(_("They are held for you until %(moment)s.", moment=last_minute(until)))
        yield Wait(
            title=part.application.title or _("Application"),
            words=words,
            deed=_("Answer the offer") if is_offer else _("Answer the question"),
            url=url_for("application.show", application_id=part.application_id)
            + f"#part-{part.id}",
            testbed=part.testbed,
        )


def of_agreements(found: Sequence[Agreement], renewed: AbstractSet[int]) -> Iterator[Wait]:
    """Return agreements to sign for the applicant; ``renewed``: ids of those with new days."""
    for one in found:
        yield Wait(
            title=one.part.application.title or _("Application"),
            words=[
                _("Your days were moved. Confirm the agreement with its new days.")
                if one.id in renewed
                else _("Your signature is missing.")
            ],
            deed=_("Confirm the agreement") if one.id in renewed else _("Read and sign"),
            url=url_for("agreement.show", agreement_id=one.id),
            testbed=one.part.testbed,
        )


def of_pilots(found: Sequence[PilotWait]) -> Iterator[Wait]:
    """Return reports, surveys and lines of checklists."""
    for one in found:
        title, lang = one.pilot.title.best(language.current())
        words, deed, endpoint = _said(one)
        yield Wait(
            title=title or _("Pilot"),
            words=[words],
            deed=deed,
            url=url_for(endpoint, pilot_id=one.pilot.id),
            testbed=one.pilot.testbed,
            lang=lang if title else None,
        )


def of_juries(found: Iterable[Duty]) -> Iterator[Wait]:
    """Return the juries in which there is something to read."""
    for duty in found:
        read = duty.progress
        if not read.is_done:
            title, lang = duty.challenge.title.best(language.current())
            yield Wait(
                title=_("Jury: %(challenge)s", challenge=title),
                words=[_("%(done)s of %(all)s entries are scored.", done=read.done, all=read.all)],
                deed=_("Read and score"),
                url=url_for("jury.index"),
                lang=lang,
            )


def of_desk(count: int) -> Iterator[Wait]:
    """Return the way to the desk, for those who also work for a city or a place."""
    if count:
        yield Wait(
            title=_("The desk of your city"),
            words=[ngettext("%(num)s thing waits there.", "%(num)s things wait there.", count)],
            deed=_("Go to the desk"),
            url=url_for("desk.index"),
        )


def _said(one: PilotWait) -> tuple[str, str, str]:
    """Return why it waits, the words of the deed, and the page where it is done."""
    day = date(one.day) if one.day is not None else ""
    late = ngettext("%(num)s line is late", "%(num)s lines are late", one.count)
    return {
        PilotWaits.RETURNED: (
            _("The report came back. Read what should be mended, and send it again."),
            _("Mend the report"), "report.edit",
        ),
        PilotWaits.REPORT: (
            _("It has ended. Tell what came of it by %(day)s.", day=day),
            _("Write the report"), "report.edit",
        ),
        PilotWaits.MIDTERM: (
            _("Half of the time is over. Tell shortly how it goes, by %(day)s.", day=day),
            _("Write how it goes"), "pilot_midterm.show",
        ),
        PilotWaits.TASK: (late, _("Look at the checklist"), "pilot_task.show"),
        PilotWaits.LESSONS: (
            _("It was stopped. What was learned helps the next one all the same."),
            _("Tell what was learned"), "report.edit",
        ),
        PilotWaits.SURVEY: (
            _("Ask those who took part how it was: open the survey and hand out its link."),
            _("Open the survey"), "survey.show",
        ),
    }[one.kind]  # fmt: skip

"""The record of a decision as an accessible PDF, in the language of the application."""

import datetime as dt
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, format_datetime, ngettext
from flask_babel import gettext as _

from app.adapters import pdf
from app.extensions import LOCALES
from app.labels import label
from app.queries.decision_record import DecisionRecord, record_for_applicant, record_for_city
from models.decision import Decision
from models.review_score import Criterion, share
from models.wall_time import local_date
from views import navigation
from views.access import signed_in, staff, viewer
from views.decision_volume import volumes
from views.file import private_file
from views.language import PREFIX
from views.page import date, daterange, number, page

blueprint = Blueprint("decision_record", __name__, url_prefix=PREFIX)


@blueprint.get("/desk/applications/<int:part_id>/record.pdf")
@staff
def city(part_id: int) -> ResponseReturnValue:
    """Give the record to the city."""
    return _answer(record_for_city(viewer(), part_id), is_desk=True)


@blueprint.get("/my/applications/parts/<int:part_id>/record.pdf")
@signed_in
def applicant(part_id: int) -> ResponseReturnValue:
    """Give the same record to the applicant."""
    return _answer(record_for_applicant(viewer(), part_id), is_desk=False)


def _answer(record: DecisionRecord, *, is_desk: bool) -> ResponseReturnValue:
    """Return the document; of a record that takes several, the one asked for, or ways to all."""
    lang = record.part.application.language
    with force_locale(LOCALES[lang]):
        found = volumes(letter(record, lang))
    asked = request.args.get("part", 0, type=int)
    if len(found) > 1 and not 1 <= asked <= len(found):
        return _ways(record, len(found), is_desk=is_desk)
    number_of = asked if len(found) > 1 else 1
    content = pdf.render("letter", found[number_of - 1], lang, record.decisions[-1].at)
    volume = f"-{number_of}" if len(found) > 1 else ""
    name = f"koepaikka-{record.part.application_id}-{record.part.id}{volume}.pdf"
    return private_file(content, "application/pdf", name, is_shown=True)


def _ways(record: DecisionRecord, count: int, *, is_desk: bool) -> ResponseReturnValue:
    part = record.part
    here = "decision_record.city" if is_desk else "decision_record.applicant"
    home = (
        url_for("decision.show", part_id=part.id)
        if is_desk
        else url_for("application.show", application_id=part.application_id)
    )
    return page(
        "decision/volumes.html",
        links=[url_for(here, part_id=part.id, part=one) for one in range(1, count + 1)],
        title=part.application.title,
        home=home,
        layout="desk" if is_desk else "my",
        section_links=navigation.desk_menu() if is_desk else navigation.my_menu(viewer()),
    )


def letter(record: DecisionRecord, lang: str) -> dict[str, Any]:
    """Return what templates/pdf/letter.typ sets, in the current locale."""
    part, application = record.part, record.part.application
    owner = application.organisation
    number_of = f"{application.id}-{part.id}"
    facts = [
        (_("Record"), number_of),
        (_("Applicant"), application.applicant_name),
        (_("Business ID"), (owner.business_id or "") if owner is not None else ""),
        (_("Place"), part.testbed.name.best(lang)[0]),
        (_("City"), part.testbed.city.name.best(lang)[0]),
        (_("Wished days"), _wish(record)),
        (_("State"), label(part.status)),
    ]
    sections = [_section(one, part.testbed.city.time_zone) for one in record.decisions]
    if record.scores is not None:
        sections.append(_scores(record.scores))
    sections.append(
        {
            "heading": _("How to know that this is right"),
            "paragraphs": [_("The SHA-256 hash of the content of this record:"), record.digest],
        }
    )
    return {
        "title": _("Decision: %(title)s", title=application.title or _("Application")),
        "city": part.testbed.city.name.best(lang)[0],
        "date": _day(record.decisions[-1].at, part.testbed.city.time_zone),
        "footer": _("Koepaikka, decision record %(number)s", number=number_of),
        "page_word": _("Page"),
        "facts": [[term, value] for term, value in facts if value],
        "sections": sections,
    }


def _wish(record: DecisionRecord) -> str:
    part = record.part
    if part.earliest is None or part.days is None:
        return ""
    return str(
        ngettext(
            "%(num)s day from %(day)s", "%(num)s days from %(day)s", part.days,
            day=date(part.earliest),
        )
    )  # fmt: skip


def _section(decision: Decision, zone: str) -> dict[str, Any]:
    """Return one decision: outcome, who and when, its days, reasons, what can be done about it."""
    facts = [
        (_("Decided"), _moment(decision.at, zone)),
        (_("Decided by"), decision.by.name if decision.by is not None else "Koepaikka"),
    ]
    told = decision.facts
    if told.get("start") and told.get("end"):
        first, last = (dt.date.fromisoformat(told[name]) for name in ("start", "end"))
        facts.append((_("Days"), daterange(first, last)))
    if told.get("answer_by"):
        facts.append((_("To be answered by"), date(told["answer_by"])))
    paragraphs = [text for text in (decision.reasons, decision.legal_text) if text]
    return {
        "heading": label(decision.outcome),
        "facts": [[term, value] for term, value in facts],
        "paragraphs": paragraphs,
    }


def _scores(scores: dict[str, Any]) -> dict[str, Any]:
    """Return the reviews together: the mean, and each criterion with its weight."""
    rows = [
        [
            _(
                "%(criterion)s, weight %(share)s %%",
                criterion=label(one),
                share=number(share(one.value, scores["weights"])),
            ),
            _mean(scores["by"][one.value]),
        ]
        for one in Criterion
        if one.value in scores["by"]
    ]
    said = ngettext(
        "%(num)s review, scored from 0 to 5.", "%(num)s reviews, scored from 0 to 5.",
        scores["count"],
    )  # fmt: skip
    return {
        "heading": _("Scores by criterion"),
        "paragraphs": [str(said)],
        "facts": [[_("Weighted mean"), _mean(scores)], *rows],
    }


def _mean(found: dict[str, Any]) -> str:
    mean, low, high = (_decimal(found[name]) for name in ("mean", "low", "high"))
    if found["count"] == 1:
        return mean
    return str(_("%(mean)s (from %(low)s to %(high)s)", mean=mean, low=low, high=high))


def _decimal(text: str) -> str:
    return number(Decimal(text))


def _moment(instant: dt.datetime, zone: str) -> str:
    """Return an instant in the city's own time."""
    return str(format_datetime(instant.astimezone(ZoneInfo(zone)), "long", rebase=False))


def _day(instant: dt.datetime, zone: str) -> str:
    return date(local_date(instant, zone))

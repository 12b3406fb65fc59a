"""An agreement on paper, with its signatures, in the language in which it was signed."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import force_locale
from flask_babel import gettext as _

from app.adapters import pdf
from app.labels import label
from models.agreement import Agreement, SignedHow
from models.agreement_text import day_words, reading_of


def paper(agreement: Agreement) -> bytes:
    """Return the PDF of an agreement; the same agreement in the same state gives the same bytes."""
    with force_locale(agreement.language):
        data = _data(agreement)
    last = [agreement.applicant_signed_at, agreement.city_signed_at, agreement.ended_at]
    at = max((one for one in last if one is not None), default=agreement.created_at)
    return pdf.render("agreement", data, agreement.language, at=at)


def _data(agreement: Agreement) -> dict[str, Any]:
    reading = reading_of(agreement.body)
    facts = agreement.facts
    return {
        "title": reading.title,
        "about": reading.about,
        "city": facts["city"],
        "date": _day(agreement, agreement.created_at),
        "footer": f"Koepaikka · {reading.title} {agreement.id}",
        "page_word": _("Page"),
        "state": _state(agreement),
        "sections": [
            {
                "heading": section.heading,
                "lines": [{"point": point, "text": words} for point, words in section.lines],
            }
            for section in reading.sections
        ],
        "signatures_heading": _("Signatures"),
        "signatures": [
            _signature(agreement, _("For the applicant"), "applicant", facts["applicant"]),
            _signature(agreement, _("For the city"), "city", facts["city"]),
        ],
        "proof": _(
            "Fingerprint (SHA-256) of the text that was signed. The service shows the same to both "
            "sides:"
        ),
        "sha256": agreement.body_sha256,
    }


def _signature(agreement: Agreement, title: str, side: str, party: str) -> dict[str, str]:
    at: dt.datetime | None = getattr(agreement, f"{side}_signed_at")
    how: SignedHow | None = getattr(agreement, f"{side}_signed_how")
    name: str = getattr(agreement, f"{side}_signed_name")
    if at is None or how is None:
        return {"title": title, "party": party, "name": _("Not signed yet"), "when": "", "how": ""}
    return {
        "title": title,
        "party": party,
        "name": _("By standing decision of %(name)s", name=name)
        if how is SignedHow.STANDING
        else name,
        "when": _moment(agreement, at),
        "how": label(how),
    }


def _state(agreement: Agreement) -> str:
    """Return what somebody must know who has only the paper: that it no longer counts."""
    if agreement.ended_at is None:
        return ""
    day = _day(agreement, agreement.ended_at)
    if agreement.superseded_by_id is not None:
        return _("This agreement ended on %(day)s. A newer one took its place.", day=day)
    return _("This agreement ended on %(day)s.", day=day)


def _local(agreement: Agreement, at: dt.datetime) -> dt.datetime:
    return at.astimezone(ZoneInfo(agreement.part.testbed.city.time_zone))


def _day(agreement: Agreement, at: dt.datetime) -> str:
    return day_words(_local(agreement, at).date(), agreement.language)


def _moment(agreement: Agreement, at: dt.datetime) -> str:
    local = _local(agreement, at)
    dot = "." if agreement.language == "fi" else ":"
    return f"{day_words(local.date(), agreement.language)} {local:%H}{dot}{local:%M}"

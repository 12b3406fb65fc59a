"""The text of an agreement as it would be signed now, from its template and the facts."""

import datetime as dt
import functools
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.queries.testbed_hours import week_on, weeks_of
from models.agreement import Agreement
from models.agreement_text import (
    CURRENT,
    EVERY_DAY,
    NOTICE_DAYS,
    PEOPLE,
    PUBLISHED,
    WEEKDAYS,
    day_words,
    euro_words,
    sha256_of,
)
from models.application import ApplicantForm, Application, ApplicationPart
from models.booking import EVERY_DAY as ALL_WEEK
from models.booking import Booking
from models.testbed_kind import Money

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "agreement"
MINUTES = 60
_CONDITION = re.compile(r"\?(\w+) (.*)")
# Runs of blanks, and signs that turn the writing direction: pages show neither.
_SPACE = re.compile("[\\s\u202a-\u202e\u2066-\u2069]+")
FREE_TEXTS = (
    "title", "summary", "measured", "needs", "price_covers", "risks", "restoration", "publicity",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Proposal:
    """A text that can be signed; ``facts`` are plain values, days in ISO form."""

    template_version: str
    language: str
    facts: dict[str, Any]
    body: str
    sha256: str


def proposed(part: ApplicationPart, booking: Booking) -> Proposal:
    """Return the agreement about the days of a booking, in the application's language."""
    language = part.application.language
    facts = _facts(part, booking, language)
    body = _written(CURRENT, language, facts)
    return Proposal(CURRENT, language, facts, body, sha256_of(body))


def with_days(agreement: Agreement, booking: Booking) -> Proposal:
    """Return an agreement's own text with the days of its booking, all else as it was signed."""
    days = {
        "start": booking.start_day.isoformat(),
        "end": booking.last_day.isoformat(),
        "weekdays": booking.weekdays,
        "clock": _booked_hours(booking),
        "units": booking.units if booking.units > 1 else None,
    }
    facts = {**agreement.facts, **days}
    version, language = agreement.template_version, agreement.language
    body = _written(version, language, facts)
    return Proposal(version, language, facts, body, sha256_of(body))


def _facts(part: ApplicationPart, booking: Booking, language: str) -> dict[str, Any]:
    """Return what the template's names and conditions mean for this part."""
    application, testbed = part.application, part.testbed
    organisation = application.organisation
    price = application.price_eur if testbed.money is Money.PAID else None
    people = [words[language] for name, words in PEOPLE.items() if getattr(application, name)]
    return {
        "version": CURRENT,
        "published": PUBLISHED[CURRENT].isoformat(),
        "application": application.id,
        "part": part.id,
        "city": testbed.city.name.best(language)[0],
        "operator": testbed.operator or testbed.city.name.best(language)[0],
        "applicant": _name(application),
        "business_id": organisation.business_id if organisation else None,
        "contact": application.contact_name,
        "place": testbed.name.best(language)[0],
        "address": testbed.address,
        "start": booking.start_day.isoformat(),
        "end": booking.last_day.isoformat(),
        "weekdays": booking.weekdays,
        "clock": _booked_hours(booking),
        "hours": _hours(part, booking, language),
        "units": booking.units if booking.units > 1 else None,
        "personal_data": application.personal_data,
        "no_personal_data": not application.personal_data,
        "people": ", ".join(people),
        "price": price,
        "paid": bool(price),
        "fee": testbed.money is Money.FEE,
        "unpaid": not price and testbed.money is not Money.FEE,
        "notice_days": NOTICE_DAYS[CURRENT],
        "terms_version": application.terms_version or "",
        **{name: _SPACE.sub(" ", getattr(application, name)).strip() for name in FREE_TEXTS},
    }


def _name(application: Application) -> str:
    if application.applicant_form is ApplicantForm.RESIDENTS_GROUP and application.contact_name:
        return f"{application.applicant_name} ({application.contact_name})"
    return application.applicant_name


def _hours(part: ApplicationPart, booking: Booking, language: str) -> str:
    """Return when the place is open for work in the week of the first day, day by day."""
    week = week_on(weeks_of(part.testbed_id), booking.start_day)
    if week is None:
        return ""
    return ", ".join(
        f"{WEEKDAYS[language][number]} {_clock(opens)}–{_clock(closes)}"
        for number, day in enumerate(week.days)
        for opens, closes in day
    )


def _booked_hours(booking: Booking) -> str:
    """Return the hours of each day by the wall clock; nothing where whole days are booked."""
    hours = booking.hours
    if hours.is_whole_day:
        return ""
    return f"{_clock(hours.start * MINUTES)}–{_clock(hours.end * MINUTES)}"


def _clock(minutes: int) -> str:
    return f"{minutes // MINUTES:02}:{minutes % MINUTES:02}"


def _written(version: str, language: str, facts: dict[str, Any]) -> str:
    """Return the canonical text: each line of the template whose condition holds, filled in.

    A value takes one line, so that nothing a person typed can begin a line or a heading.
    """
    words = {name: _SPACE.sub(" ", str(value)).strip() for name, value in facts.items()}
    words |= _told(facts, language)
    lines = []
    for line in _template(version, language):
        condition = _CONDITION.fullmatch(line)
        if condition is not None and not _holds(facts, condition[1]):
            continue
        lines.append((condition[2] if condition else line).format_map(words))
    return "\n".join(lines) + "\n"


def _holds(facts: dict[str, Any], name: str) -> bool:
    needs_paid = name == "price_covers"
    return bool(facts[name]) and (facts["paid"] or not needs_paid)


def _told(facts: dict[str, Any], language: str) -> dict[str, str]:
    """Return the facts that are told in other words than they are kept."""
    days = {
        name: day_words(dt.date.fromisoformat(facts[name]), language)
        for name in ("published", "start", "end")
    }
    weekdays = facts["weekdays"]
    named = [name for bit, name in enumerate(WEEKDAYS[language]) if weekdays >> bit & 1]
    return {
        **days,
        "weekdays": EVERY_DAY[language] if weekdays == ALL_WEEK else ", ".join(named),
        "price": euro_words(facts["price"] or 0, language),
    }


@functools.cache
def _template(version: str, language: str) -> tuple[str, ...]:
    path = TEMPLATES / version / f"{language}.txt"
    return tuple(path.read_text("utf-8").rstrip("\n").split("\n"))

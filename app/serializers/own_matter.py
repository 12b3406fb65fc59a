"""Applications, offers, bookings and experiments as programs of their people read them."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from app.serializers.own_testbed import weekdays
from app.services.application_draft import FIELDS
from app.services.window import Gap
from models.application import Application, ApplicationPart, Message
from models.base import LANGUAGES, Translated
from models.booking import Booking
from models.indicator import Indicator
from models.pilot import Pilot
from models.pilot_update import PilotUpdate
from models.report import Report

Words = dict[str, Any]
REPORT_TEXTS = ("outcome", "learned", "failed", "continues_why", "bought_why")
REPORT_REST = ("testers", "money_used_eur", "continues", "bought")


def application_json(
    application: Application, bookings: dict[int, Booking], missing: Iterable[Words], lang: str
) -> Words:
    """Return an application with its parts; ``bookings`` by part, ``missing`` of a draft."""
    return {
        "id": application.id,
        "version": application.version,
        "state": application.state.value,
        "applicant": application.applicant_form.value,
        "applicant_name": application.applicant_name,
        "submitted_at": application.submitted_at.isoformat() if application.submitted_at else None,
        "updated_at": application.updated_at.isoformat(),
        "parts": [part_json(one, bookings.get(one.id), lang) for one in application.parts],
        "missing": list(missing),
        **{name: getattr(application, name) for name in FIELDS},
    }


def part_json(part: ApplicationPart, booking: Booking | None, lang: str) -> Words:
    """Return what is wished of one testbed, and what came of it."""
    return {
        "id": part.id,
        "version": part.version,
        "testbed": part.testbed_id,
        "testbed_name": part.testbed.name.best(lang)[0],
        "status": part.status.value,
        "earliest": _day(part.earliest),
        "days": part.days,
        "latest_end": _day(part.latest_end),
        "weekdays": weekdays(part.weekdays),
        "units": part.units,
        "from_hour": part.from_hour,
        "to_hour": part.to_hour,
        "booking": booking_json(booking, part, lang) if booking is not None else None,
    }


def booking_json(booking: Booking, part: ApplicationPart | None, lang: str) -> Words:
    """Return the days that are held or booked; ``answer_by`` is when an offer lapses."""
    held = booking.hold_expires_at
    return {
        "id": booking.id,
        "version": booking.version,
        "part": booking.part_id,
        "application": part.application_id if part is not None else None,
        "testbed": booking.testbed_id,
        "testbed_name": booking.testbed.name.best(lang)[0],
        "status": booking.status.value,
        "start": booking.start_day.isoformat(),
        "end": booking.last_day.isoformat(),
        "weekdays": weekdays(booking.weekdays),
        "units": booking.units,
        "answer_by": held.isoformat() if held else None,
    }


def message_json(message: Message) -> Words:
    """Return one message of the conversation."""
    return {
        "id": message.id,
        "part": message.part_id,
        "from_city": message.city_id is not None,
        "author": message.author.name if message.author is not None else "",
        "text": message.body,
        "at": message.at.isoformat(),
    }


def pilot_json(pilot: Pilot, page: str) -> Words:
    """Return an experiment; ``page`` is the address at which residents read it once public."""
    return {
        "id": pilot.id,
        "slug": pilot.slug,
        "version": pilot.version,
        "status": pilot.status.value,
        **_texts("title", pilot.title),
        "start": pilot.start_day.isoformat(),
        "end": pilot.end_day.isoformat(),
        "testbed": pilot.testbed_id,
        "booking": pilot.booking_id,
        "page": page,
    }


def post_json(post: PilotUpdate) -> Words:
    """Return a post for residents."""
    return {
        "id": post.id,
        "version": post.version,
        "posted_at": post.posted_at.isoformat(),
        **_texts("title", post.title),
        **_texts("text", post.text),
    }


def indicator_json(indicator: Indicator) -> Words:
    """Return an indicator with all that was measured; numbers as text, digit by digit."""
    return {
        "id": indicator.id,
        "version": indicator.version,
        **_texts("name", indicator.name),
        **_texts("method", indicator.method),
        "unit": indicator.unit,
        "direction": indicator.direction.value,
        **{name: _exact(getattr(indicator, name)) for name in ("baseline", "target", "result")},
        "evidence_url": indicator.evidence_url,
        "values": [
            {"day": one.day.isoformat(), "value": _exact(one.value)} for one in indicator.points
        ],
    }


def report_json(pilot: Pilot, report: Report | None, missing: Iterable[Words]) -> Words:
    """Return the report of an experiment, and how far it has come."""
    found: Words = {
        "version": pilot.version,
        "status": report.status.value if report is not None else None,
        "missing": list(missing),
    }
    for name in REPORT_TEXTS:
        found |= _texts(name, getattr(pilot, name))
    return found | {name: getattr(pilot, name) for name in REPORT_REST}


def gap_json(gap: Gap, detail: str) -> Words:
    """Return what still stands in the way of sending, in words."""
    return {"field": gap.field, "part": gap.part_id, "detail": detail}


def translated(said: dict[str, Any], name: str, kept: Translated) -> Translated:
    """Return a text in three languages: what is said of each, else what is kept."""
    texts = (said.get(f"{name}_{lang}", kept.get(lang)) for lang in LANGUAGES)
    return Translated(*texts)


def _texts(name: str, text: Translated) -> dict[str, str]:
    return {f"{name}_{lang}": text.get(lang) for lang in LANGUAGES}


def _day(day: Any) -> str | None:
    return day.isoformat() if day is not None else None


def _exact(number: Decimal | None) -> str | None:
    return None if number is None else f"{number:f}"

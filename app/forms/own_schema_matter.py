"""Schemas of applications, offers, bookings and experiments, as programs send and read them."""

from typing import Any

from app.forms.own_schema import (
    DAY,
    INSTANT,
    MARK,
    NUMBER,
    WORDS,
    Schema,
    in_languages,
    many,
    nullable,
    one_of,
    record,
    text,
    whole,
    whole_of,
)
from app.services.application_draft import MOST_PLACES
from app.services.application_wish import BOUNDS
from app.services.indicator import UNIT
from app.services.typed_value import ADDRESS, EMAIL, LINE, MOST, PHONE, TEXT
from models.application import (
    ApplicantForm,
    JointPolicy,
    PartStatus,
    Stage,
)
from models.booking import BookingStatus
from models.indicator import Direction
from models.pilot import PilotStatus
from models.report import ReportStatus
from models.testbed_kind import Theme

MOST_LETTERS = 5_000
EXACT: Schema = {
    "type": "string",
    "maxLength": 24,
    "description": "A decimal number as text, so that its digits stay as they were written.",
}


def _between(name: str) -> Schema:
    least, most = BOUNDS[name]
    return whole(least, most)


WISH = record(
    {
        "earliest": nullable(DAY),
        "days": nullable(_between("days")),
        "latest_end": nullable(DAY),
        "weekdays": many(whole(0, 6), 7),
        "units": _between("units"),
        "from_hour": _between("from_hour"),
        "to_hour": _between("to_hour"),
    }
)
_ANSWERS: dict[str, Schema] = {
    "group_name": text(LINE),
    "joint_policy": one_of(JointPolicy),
    "title": text(LINE),
    **{name: text(TEXT) for name in ("summary", "novelty")},
    "stage": nullable(one_of(Stage)),
    "themes": many(one_of(Theme), len(Theme)),
    "users": text(TEXT),
    "user_count": nullable(whole(0, MOST)),
    **{name: text(TEXT) for name in ("goals", "needs", "measured")},
    "personal_data": nullable(MARK),
    **dict.fromkeys(("minors", "patients", "cameras", "uses_ai"), MARK),
    "data_note": text(TEXT),
    "permits_held": text(TEXT),
    "price_eur": nullable(whole(0, MOST)),
    **{name: text(TEXT) for name in ("price_covers", "risks", "restoration", "publicity", "after")},
    "contact_name": text(LINE),
    "contact_email": text(EMAIL),
    "contact_phone": text(PHONE),
}
APPLICATION = record(_ANSWERS)
NEW_APPLICATION = record(
    {
        "testbeds": {**many(whole(1, 2**31 - 1), MOST_PLACES), "minItems": 1},
        "language": {"type": "string", "enum": ["fi", "sv", "en"]},
    },
    ("testbeds",),
)
GAP = {
    "type": "object",
    "properties": {"field": WORDS, "part": nullable(NUMBER), "detail": WORDS},
    "required": ["detail", "field", "part"],
}
BOOKING_READ: Schema = {
    "type": "object",
    "properties": {
        "id": NUMBER,
        "part": nullable(NUMBER),
        "application": nullable(NUMBER),
        "testbed": NUMBER,
        "testbed_name": WORDS,
        "status": one_of(BookingStatus),
        "version": NUMBER,
        "start": DAY,
        "end": DAY,
        "weekdays": many(whole(0, 6), 7),
        "units": NUMBER,
        "answer_by": nullable(INSTANT),
    },
    "required": ["end", "id", "start", "status", "testbed", "version"],
}
PART_READ = whole_of(
    WISH,
    {
        "id": NUMBER,
        "version": NUMBER,
        "testbed": NUMBER,
        "testbed_name": WORDS,
        "status": one_of(PartStatus),
        "booking": nullable(BOOKING_READ),
    },
)
APPLICATION_READ = whole_of(
    APPLICATION,
    {
        "id": NUMBER,
        "version": NUMBER,
        "state": one_of(PartStatus),
        "applicant": one_of(ApplicantForm),
        "applicant_name": WORDS,
        "submitted_at": nullable(INSTANT),
        "updated_at": INSTANT,
        "parts": many(PART_READ, 1_000),
        "missing": many(GAP, 1_000),
    },
)
SENDING = record(
    {
        "terms_version": text(20, least=1),
        "name": text(LINE, least=1),
    },
    ("name", "terms_version"),
)
ACCEPTING = record(
    {
        "terms_version": text(20, least=1),
        "agreement_sha256": {**text(64, least=64), "example": "0" * 64},
        "name": text(LINE, least=1),
    },
    ("agreement_sha256", "name", "terms_version"),
)
OFFER_READ: Schema = {
    "type": "object",
    "properties": {
        "booking": BOOKING_READ,
        "agreement": WORDS,
        "agreement_language": WORDS,
        "agreement_sha256": WORDS,
        "terms_version": WORDS,
    },
    "required": ["agreement", "agreement_sha256", "booking", "terms_version"],
}
SAID = record({"reason": text(MOST_LETTERS)})
MOVING = record(
    {"start": DAY, "end": DAY, "reason": text(MOST_LETTERS, least=1)},
    ("end", "reason", "start"),
)
MESSAGE = record({"text": text(MOST_LETTERS, least=1), "part": nullable(NUMBER)}, ("text",))
MESSAGE_READ: Schema = {
    "type": "object",
    "properties": {
        "id": NUMBER,
        "part": nullable(NUMBER),
        "from_city": MARK,
        "author": WORDS,
        "text": WORDS,
        "at": INSTANT,
    },
    "required": ["at", "from_city", "id", "text"],
}
POST = record({**in_languages("title", text(LINE)), **in_languages("text", text(TEXT))})
POST_READ = whole_of(POST, {"id": NUMBER, "version": NUMBER, "posted_at": INSTANT})
INDICATOR = record(
    {
        **in_languages("name", text(LINE)),
        **in_languages("method", text(TEXT)),
        "unit": text(UNIT),
        "direction": one_of(Direction),
        "baseline": nullable(EXACT),
        "target": nullable(EXACT),
        "result": nullable(EXACT),
        "evidence_url": text(ADDRESS),
        "reason": text(TEXT),
    }
)
VALUE = record({"value": EXACT}, ("value",))
REPORT = record(
    {
        **{
            key: schema
            for name in ("outcome", "learned", "failed", "continues_why", "bought_why")
            for key, schema in in_languages(name, text(TEXT)).items()
        },
        "testers": nullable(whole(0, MOST)),
        "money_used_eur": nullable(whole(0, MOST)),
        "continues": nullable(MARK),
        "bought": nullable(MARK),
    }
)


def _without(schema: Schema, *names: str) -> Schema:
    kept = {name: one for name, one in schema["properties"].items() if name not in names}
    return {**schema, "properties": kept}


INDICATOR_READ = whole_of(
    _without(INDICATOR, "reason"),
    {
        "id": NUMBER,
        "version": NUMBER,
        "values": many(
            {
                "type": "object",
                "properties": {"day": DAY, "value": WORDS},
                "required": ["day", "value"],
            },
            1_000,
        ),
    },
)
REPORT_READ = whole_of(
    REPORT, {"version": NUMBER, "status": nullable(one_of(ReportStatus)), "missing": many(GAP, 100)}
)
PILOT_READ: dict[str, Any] = {
    "type": "object",
    "properties": {
        "id": NUMBER,
        "slug": WORDS,
        "version": NUMBER,
        "status": one_of(PilotStatus),
        **in_languages("title", WORDS),
        "start": DAY,
        "end": DAY,
        "testbed": nullable(NUMBER),
        "booking": nullable(NUMBER),
        "page": WORDS,
    },
    "required": ["end", "id", "slug", "start", "status", "version"],
}

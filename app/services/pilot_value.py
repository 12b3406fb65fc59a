"""What residents read of a pilot and its report, and how each value is kept."""

from typing import Any

from app.services.typed_value import (
    EMAIL,
    LINE,
    TEXT,
    Keep,
    member_of,
    text_up_to,
    themes,
    translated_up_to,
    web_address,
    whole_number,
    yes_or_no,
)
from models.errors import FieldError
from models.pilot import LegalBasis

MOST_SENSORS = 50
MOST_OF_ONE = 100_000
MOST_PARTNERS = 20


def sensors(field: str, value: Any) -> list[dict[str, Any]]:
    """Keep a list of {"type": str, "count": int or absent}."""
    lines = list(value or ())[:MOST_SENSORS]
    kept = []
    for line in lines:
        kind, count = str(line.get("type", "")), line.get("count")
        if not kind:
            raise FieldError("not_a_choice", field=field)
        if count is not None and not 0 <= count <= MOST_OF_ONE:
            raise FieldError("number_range", field=field, least=0, most=MOST_OF_ONE)
        kept.append({"type": kind[:LINE]} | ({} if count is None else {"count": count}))
    return kept


def partners(field: str, value: Any) -> str:
    """Keep names one a line, each once, without empty lines."""
    text = str(text_up_to(TEXT)(field, value))
    names = list(dict.fromkeys(name for line in text.splitlines() if (name := line.strip())))
    if len(names) > MOST_PARTNERS:
        raise FieldError("too_many_partners", field=field, most=MOST_PARTNERS)
    for name in names:
        text_up_to(LINE)(field, name)
    return "\n".join(names)


_name, _long = translated_up_to(LINE), translated_up_to(TEXT)
PUBLIC: dict[str, Keep] = {
    "title": _name,
    "plain": _long,
    "why": _long,
    "measured": _long,
    "participation": _long,
    "dates_note": _long,
    "sensors": sensors,
    "themes": themes,
    "personal_data": yes_or_no,
    "controller": text_up_to(TEXT),
    "collected": _long,
    "legal_basis": member_of(LegalBasis, may_be_empty=True),
    "kept_for": _name,
    "notice_url": web_address,
    "contact_name": text_up_to(LINE),
    "contact_email": text_up_to(EMAIL),
    "partners": partners,
    "money_eur": whole_number,
    "funding": _long,
    "runner_name": text_up_to(LINE),
}
REPORT: dict[str, Keep] = {
    "outcome": _long,
    "learned": _long,
    "failed": _long,
    "testers": whole_number,
    "continues": yes_or_no,
    "continues_why": _long,
    "bought": yes_or_no,
    "bought_why": _long,
    "money_used_eur": whole_number,
}

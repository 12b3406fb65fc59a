"""The answers of an application's draft and how each is kept."""

from app.services.typed_value import (
    EMAIL,
    LINE,
    PHONE,
    TEXT,
    Keep,
    mark,
    member_of,
    text_up_to,
    themes,
    whole_number,
    yes_or_no,
)
from models.application import JointPolicy, Stage

_line, _long = text_up_to(LINE), text_up_to(TEXT)
KEEPERS: dict[str, Keep] = {
    "group_name": _line,
    "joint_policy": member_of(JointPolicy, may_be_empty=False),
    "title": _line,
    "summary": _long,
    "novelty": _long,
    "stage": member_of(Stage, may_be_empty=True),
    "themes": themes,
    "users": _long,
    "user_count": whole_number,
    "goals": _long,
    "needs": _long,
    "measured": _long,
    "personal_data": yes_or_no,
    "minors": mark,
    "patients": mark,
    "cameras": mark,
    "uses_ai": mark,
    "data_note": _long,
    "permits_held": _long,
    "price_eur": whole_number,
    "price_covers": _long,
    "risks": _long,
    "restoration": _long,
    "publicity": _long,
    "after": _long,
    "contact_name": _line,
    "contact_email": text_up_to(EMAIL),
    "contact_phone": text_up_to(PHONE),
}
FIELDS = tuple(KEEPERS)

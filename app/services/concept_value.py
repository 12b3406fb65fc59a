"""The answers of an entry's draft and how each is kept."""

from collections.abc import Mapping
from typing import Any

from app.services.typed_value import EMAIL, LINE, PHONE, TEXT, Keep, kept, mark, text_up_to
from models.concept import Concept
from models.concept_section import MAY_BE_SECRET
from models.errors import FieldError
from models.testbed import Testbed

MOST_REASON = 500
_line, _long = text_up_to(LINE), text_up_to(TEXT)


def _secrets(field: str, value: Any) -> dict[str, str]:
    """Keep which sections are trade secrets and why; an empty reason marks nothing yet."""
    keep = text_up_to(MOST_REASON)
    for section in value or {}:
        if section not in MAY_BE_SECRET:
            raise FieldError("not_a_choice", field=field)
    said = {name: keep(f"secret_{name}", reason) for name, reason in (value or {}).items()}
    if missing := [name for name, reason in said.items() if not reason]:
        raise FieldError("secret_reason_needed", field=f"secret_{missing[0]}")
    return said


def _ids(field: str, value: Any) -> list[int]:
    try:
        return sorted({int(one) for one in value or ()})
    except (TypeError, ValueError):
        raise FieldError("not_a_choice", field=field) from None


KEEPERS: dict[str, Keep] = {
    "title": _line,
    "problem": _long,
    "solution": _long,
    "impact": _long,
    "plan": _long,
    "needs": _long,
    "team_name": _line,
    "team_words": _long,
    "contact_name": _line,
    "contact_email": text_up_to(EMAIL),
    "contact_phone": text_up_to(PHONE),
    "secrets": _secrets,
    "shows_name": mark,
    "testbeds": _ids,
}
FIELDS = tuple(KEEPERS)


def kept_of(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values as they are kept.

    Raises:
        FieldError: A value cannot be kept, or ``unknown_field``.
    """
    return kept(KEEPERS, changes)


def testbeds_of(concept: Concept, ids: list[int] | None) -> list[Testbed] | None:
    """Return the testbeds that are wished for now, or None when nothing changes.

    Raises:
        FieldError: ``not_a_choice``: the challenge does not offer one of them.
    """
    if ids is None or ids == sorted(one.id for one in concept.testbeds):
        return None
    offered = {one.id: one for one in concept.challenge.testbeds}
    if not offered.keys() >= set(ids):
        raise FieldError("not_a_choice", field="testbeds")
    return [offered[one] for one in ids]

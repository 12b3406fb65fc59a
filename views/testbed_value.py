"""What one field of a testbed's record says, in words: labels for codes, numbers with units."""

import datetime as dt
import re
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.labels import label
from app.queries.testbed_history import is_empty
from models.base import LANGUAGES, Translated
from models.testbed import TestbedStatus
from models.testbed_kind import (
    ApplicantKind,
    Approval,
    EntryMode,
    Environment,
    Infrastructure,
    Money,
    Permit,
    SlotUnit,
    TestbedKind,
    Theme,
)
from views import language
from views.page import date, euros, number
from views.testbed_section import FIELDS

VOCABULARIES: dict[str, type[StrEnum]] = {
    "kind": TestbedKind,
    "environment": Environment,
    "slot_unit": SlotUnit,
    "entry_mode": EntryMode,
    "approval": Approval,
    "money": Money,
    "status": TestbedStatus,
    "themes": Theme,
    "applicants": ApplicantKind,
    "infrastructure": Infrastructure,
    "permits_needed": Permit,
}
ISO_DAY = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d)")
DAYS = frozenset({"min_days", "max_days", "lead_days", "decision_rhythm_days", "hold_days"})


def name_of(field: str) -> str:
    """Return what people call a field; one that has no name yet goes by its code, made readable."""
    return str(FIELDS[field]) if field in FIELDS else field.replace("_", " ").capitalize()


def words_of(field: str, value: Any) -> str:
    """Return a single value in words."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if is_empty(value):
        return _("Nothing")
    if isinstance(value, dict | list):
        return item_words(field, value)
    if field in VOCABULARIES:
        return _labelled(VOCABULARIES[field], value)
    if isinstance(value, int | float):
        return _numbered(field, value)
    return _dated(str(value))


def item_words(field: str, value: Any) -> str:
    """Return one item of a list in words, whatever later parts of the record keep in theirs."""
    if isinstance(value, list):
        return ", ".join(item_words(field, one) for one in value) or _("Nothing")
    if not isinstance(value, dict):
        return words_of(field, value)
    if is_texts(value):
        return Translated.of(value).best(language.current())[0] or _("Nothing")
    if set(value) == {"group", "number"}:
        count = number(value["number"]) if value["number"] else ""
        return f"{count} {item_words(field, value['group'])}".strip()
    parts = [
        f"{name_of(key)}: {item_words(key, one)}"
        for key, one in value.items()
        if not is_empty(one) and key != "id"
    ]
    return ", ".join(parts) or _("Nothing")


def is_texts(value: Any) -> bool:
    """Say whether a value is one text in the three languages."""
    return isinstance(value, dict) and bool(value) and set(value) <= set(LANGUAGES)


def _labelled(kind: type[StrEnum], value: Any) -> str:
    try:
        return label(kind(value))
    except ValueError:
        return str(value)  # a word that the vocabulary no longer has


def _numbered(field: str, value: float) -> str:
    if field in DAYS:
        return ngettext("%(num)s day", "%(num)s days", int(value))
    if field == "cap_eur":
        return euros(int(value))
    return f"{number(value)}\N{NO-BREAK SPACE}m" if field == "accuracy_m" else number(value)


def _dated(value: str) -> str:
    return date(dt.date.fromisoformat(value)) if ISO_DAY.fullmatch(value) else value

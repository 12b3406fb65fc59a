"""The values of open data in the reader's words, for pages; programs get the codes themselves."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from flask import g
from flask_babel import gettext as _

from app.labels import label
from app.queries.city import city_names
from models.challenge import EntrantKind, LegalForm
from models.event import EventKind, EventStatus, SpokenLanguage
from models.open_collection import OpenCollection
from models.open_field import FieldType, OpenField
from models.pilot import LegalBasis, PilotStatus
from models.testbed import TestbedStatus
from models.testbed_kind import (
    ApplicantKind,
    EntryMode,
    Environment,
    Infrastructure,
    Money,
    SlotUnit,
    TestbedKind,
    Theme,
)
from views.page import date, moment, number

_VOCABULARIES: dict[str, tuple[type[StrEnum], ...]] = {
    "kind": (TestbedKind, EventKind),
    "status": (PilotStatus, EventStatus, TestbedStatus),
    "environment": (Environment,),
    "themes": (Theme,),
    "slot_unit": (SlotUnit,),
    "applicants": (ApplicantKind,),
    "entrants": (EntrantKind,),
    "entry_mode": (EntryMode,),
    "money": (Money,),
    "infrastructure": (Infrastructure,),
    "legal_basis": (LegalBasis,),
    "legal_form": (LegalForm,),
    "languages": (SpokenLanguage,),
}


def title_of(said: dict[str, Any]) -> tuple[str, str]:
    """Return a feature's name and the language that it is in, the reader's if it is written."""
    for lang in (g.lang, "fi", "en", "sv"):
        if text := said.get(f"title_{lang}"):
            return str(text), lang
    return str(said.get("slug", "")), "fi"


def word(field: OpenField, value: Any) -> str:
    """Return a value as a person reads it; nothing where there is none."""
    if value is None or value == "":
        return ""
    if isinstance(value, list):
        return ", ".join(word(field, one) for one in value)
    written: dict[FieldType, Callable[[Any], str]] = {
        FieldType.BOOLEAN: lambda one: str(_("Yes") if one else _("No")),
        FieldType.INTEGER: number,
        FieldType.DATE: date,
        FieldType.INSTANT: moment,
    }
    if field.type in written:
        return written[field.type](value)
    if field.name == "city":
        known = city_names().get(value)
        return known.best(g.lang)[0] if known else str(value)
    return _named(field, str(value))


def table_fields(collection: OpenCollection) -> list[OpenField]:
    """Return the properties that a table of features shows beside their names."""
    shown = ("city", "kind", "status", collection.starts, collection.ends)
    return [one for name in shown if name and (one := collection.field(name)) is not None]


def _named(field: OpenField, value: str) -> str:
    for vocabulary in _VOCABULARIES.get(field.name, ()):
        if value in {one.value for one in vocabulary}:
            return str(label(vocabulary(value)))
    return value

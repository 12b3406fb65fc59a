"""The columns of an exported or imported table of testbeds, in their order.

One line a column: what it is called in our files, which attribute of the record it is, and what it
may hold.  The limits are those of the forms (tests/unit/test_exchange_field.py compares them).
"""

from dataclasses import dataclass
from enum import StrEnum

from models.address import EMAIL_LENGTH, WEB_LENGTH
from models.base import LANGUAGES
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

LINE, NAME, SUMMARY, NOTE, LONG = 200, 120, 300, 2_000, 5_000
MOST_DAYS = 3 * 366
MOST_EUROS = 1_000_000_000
MOST_GROUPS, GROUP_NAME, MOST_PEOPLE = 12, 80, 10_000_000


class FieldKind(StrEnum):
    """What sort of value a column holds."""

    LINE = "line"
    TEXT = "text"
    NUMBER = "number"
    MARK = "mark"
    CHOICE = "choice"
    CHOICES = "choices"
    EMAIL = "email"
    WEB = "web"
    GROUPS = "groups"
    KEY = "key"


@dataclass(frozen=True, slots=True)
class ExchangeField:
    """One column.  ``keeps`` says that an empty cell leaves the value as it is."""

    name: str
    attribute: str
    kind: FieldKind
    language: str = ""
    least: int = 0
    most: int = LINE
    vocabulary: type[StrEnum] | None = None
    keeps: bool = False
    public: bool = True


_K = FieldKind


def _texts(attribute: str, most: int, kind: FieldKind = _K.TEXT) -> list[ExchangeField]:
    return [
        ExchangeField(f"{attribute}_{lang}", attribute, kind, lang, most=most) for lang in LANGUAGES
    ]


def _choice(name: str, vocabulary: type[StrEnum], *, keeps: bool = True) -> ExchangeField:
    return ExchangeField(name, name, _K.CHOICE, vocabulary=vocabulary, keeps=keeps)


def _choices(name: str, vocabulary: type[StrEnum]) -> ExchangeField:
    return ExchangeField(name, name, _K.CHOICES, vocabulary=vocabulary)


def _number(name: str, least: int, most: int, *, keeps: bool = True) -> ExchangeField:
    return ExchangeField(name, name, _K.NUMBER, least=least, most=most, keeps=keeps)


FIELDS: tuple[ExchangeField, ...] = (
    ExchangeField("slug", "slug", _K.KEY, most=80, keeps=True),
    ExchangeField("external_id", "external_id", _K.KEY, most=120, keeps=True, public=False),
    _choice("status", TestbedStatus),
    *_texts("name", NAME, _K.LINE),
    *_texts("summary", SUMMARY),
    *_texts("description", LONG),
    _choice("kind", TestbedKind, keeps=False),
    _choice("environment", Environment),
    _choices("themes", Theme),
    ExchangeField("operator", "operator", _K.LINE),
    ExchangeField("contact_email", "contact_email", _K.EMAIL, most=EMAIL_LENGTH, keeps=True),
    ExchangeField("address", "address", _K.LINE),
    *_texts("district", 120, _K.LINE),
    _number("accuracy_m", 0, 5_000, keeps=False),
    ExchangeField("blur", "blur", _K.MARK),
    _number("capacity", 1, 1_000),
    _choice("slot_unit", SlotUnit),
    _number("min_days", 1, MOST_DAYS),
    _number("max_days", 1, MOST_DAYS),
    _number("lead_days", 0, MOST_DAYS),
    _number("decision_rhythm_days", 1, MOST_DAYS),
    _number("hold_days", 1, MOST_DAYS),
    _choices("applicants", ApplicantKind),
    _choice("entry_mode", EntryMode),
    _choice("approval", Approval),
    _choice("money", Money),
    _number("cap_eur", 0, MOST_EUROS, keeps=False),
    _choices("infrastructure", Infrastructure),
    _choices("permits_needed", Permit),
    ExchangeField("user_groups", "user_groups", _K.GROUPS),
    ExchangeField("minors", "minors", _K.MARK),
    ExchangeField("patients", "patients", _K.MARK),
    *_texts("data_protection_note", NOTE),
    *_texts("support", NOTE),
    *_texts("season_note", NOTE),
    *_texts("accessibility_note", NOTE),
    *_texts("reference_note", NOTE),
    ExchangeField("source_url", "source_url", _K.WEB, most=WEB_LENGTH),
)
BY_NAME = {field.name: field for field in FIELDS}

WKT, GEOJSON, X, Y = "geometry_wkt", "geometry_geojson", "longitude", "latitude"
"""Columns that hold the shape in tables; X and Y are easting and northing in planes."""

SHAPE_COLUMNS = (WKT, GEOJSON, X, Y)
MORE_WKT = tuple(f"{WKT}_{number}" for number in range(2, 9))
"""Where a shape goes on that is longer than a spreadsheet's cell."""

"""What the values of open data's fields mean, in the words that people read on pages."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from app.labels import label
from models.challenge import EntrantKind, LegalForm
from models.event import EventKind, EventStatus, SpokenLanguage
from models.licence import OpenLicence
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

VOCABULARIES: Mapping[tuple[str, str], type[StrEnum]] = {
    ("testbeds", "kind"): TestbedKind,
    ("testbeds", "status"): TestbedStatus,
    ("testbeds", "environment"): Environment,
    ("testbeds", "slot_unit"): SlotUnit,
    ("testbeds", "applicants"): ApplicantKind,
    ("testbeds", "entry_mode"): EntryMode,
    ("testbeds", "money"): Money,
    ("testbeds", "infrastructure"): Infrastructure,
    ("pilots", "kind"): TestbedKind,
    ("pilots", "status"): PilotStatus,
    ("pilots", "legal_basis"): LegalBasis,
    ("challenges", "entrants"): EntrantKind,
    ("challenges", "legal_form"): LegalForm,
    ("events", "kind"): EventKind,
    ("events", "status"): EventStatus,
    ("events", "languages"): SpokenLanguage,
}
"""Which vocabulary the values of a field are, by collection."""

EVERYWHERE: Mapping[str, type[StrEnum]] = {"themes": Theme, "licence": OpenLicence}
"""Those that are the same in all."""

WORDS: Mapping[tuple[str, str], Mapping[str, Any]] = {
    ("challenges", "status"): {
        "published": _l("Published"),
        "decided": _l("Decided"),
        "cancelled": _l("Cancelled"),
    },
}
"""Values that are no vocabulary of ours: they sum up several states."""


def words_of_value(collection: str, field: str, value: str) -> str:
    """Return what a value of a field means, in the current language.

    Raises:
        KeyError: Nobody has said what the values of this field mean.
    """
    if (kind := EVERYWHERE.get(field)) is not None:
        return label(kind(value))
    if (own := WORDS.get((collection, field))) is not None:
        return str(own[value])
    return label(VOCABULARIES[collection, field](value))

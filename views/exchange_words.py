"""What an import says of columns, values, changes and problems, in the reader's language."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.labels import choices, label
from models.base import LANGUAGES
from models.exchange import ImportRow, ImportStatus, RowOutcome
from models.exchange_field import (
    BY_NAME,
    FIELDS,
    GEOJSON,
    MORE_WKT,
    WKT,
    ExchangeField,
    FieldKind,
    X,
    Y,
)
from views.message_exchange import ROW_MESSAGES, SHAPE_HERE
from views.messages import MESSAGES
from views.page import number
from views.testbed_section import FIELDS as NAMES

SHAPES: dict[str, Any] = {
    WKT: _l("Place as WKT"),
    GEOJSON: _l("Place as GeoJSON"),
    X: _l("Longitude or easting"),
    Y: _l("Latitude or northing"),
}
PILLS = {
    RowOutcome.NEW: "open",
    RowOutcome.CHANGED: "soon",
    RowOutcome.UNCHANGED: "neutral",
    RowOutcome.WRONG: "error",
}
STATUS_PILLS = {
    ImportStatus.MAPPING: "draft",
    ImportStatus.CHECKING: "info",
    ImportStatus.CHECKED: "soon",
    ImportStatus.WRITING: "info",
    ImportStatus.STOPPED: "warning",
    ImportStatus.DONE: "running",
}


@dataclass(frozen=True, slots=True)
class ChangeWords:
    """One change of a row: the field, what stands there now, what will."""

    field: str
    before: str
    after: str


def field_words(name: str) -> str:
    """Return what a column of ours is called."""
    if name in SHAPES:
        return str(SHAPES[name])
    if name in MORE_WKT:
        return _("%(name)s, continued (%(number)s)", name=str(SHAPES[WKT]), number=name[-1])
    field = BY_NAME.get(name)
    if field is None:
        return str(NAMES.get(name, name))
    plain = str(NAMES.get(field.attribute, field.attribute))
    return _in_language(plain, field.language) if field.language else plain


def _in_language(name: str, language: str) -> str:
    tongues = {
        "fi": _("%(name)s in Finnish", name=name),
        "sv": _("%(name)s in Swedish", name=name),
        "en": _("%(name)s in English", name=name),
    }
    return tongues[language]


def field_options() -> list[tuple[str, str]]:
    """Return every field that a column may be, for the lists to choose from."""
    names = [*(field.name for field in FIELDS), *SHAPES, *MORE_WKT]
    return [(name, field_words(name)) for name in names]


def change_words(row: ImportRow) -> list[ChangeWords]:
    """Return what would change in a testbed."""
    found = []
    for name, before, after, *far in row.changes:
        if name == "shape":
            found.append(ChangeWords(field_words(name), *_moved(before, after, far)))
        else:
            found.append(
                ChangeWords(field_words(name), value_words(name, before), value_words(name, after))
            )
    return found


def _moved(before: bool, after: bool, far: list[float | None]) -> tuple[str, str]:  # noqa: FBT001 - whether there was a place, whether there will be
    here, nowhere = _("where it is now"), _("nowhere")
    if before and after:
        by = far[0] if far else None
        if by is not None:
            return here, _("moved by %(metres)s m at most", metres=number(by))
        return here, _("another shape")
    return (here, nowhere) if before else (nowhere, _("on the map"))


def value_words(name: str, value: Any) -> str:
    """Return a value as people read it."""
    if value in (None, "", []):
        return _("empty")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    field = BY_NAME.get(name)
    if field is not None and field.vocabulary is not None:
        values = value if isinstance(value, list) else [value]
        return ", ".join(_member(field.vocabulary, one) for one in values)
    if isinstance(value, list):
        return ", ".join(_group(one) for one in value)
    return number(value) if isinstance(value, int) else str(value)


def _member(vocabulary: type[StrEnum], value: str) -> str:
    return label(vocabulary(value)) if value in set(vocabulary) else value


def _group(group: dict[str, Any]) -> str:
    names = group.get("group") or {}
    name = next((names[one] for one in LANGUAGES if names.get(one)), "")
    people = group.get("number")
    return name if people is None else f"{number(people)} {name}"


@dataclass(frozen=True, slots=True)
class ProblemWords:
    """What is wrong in a row: where, and why."""

    where: str
    why: str


def problem_words(row: ImportRow) -> list[ProblemWords]:
    """Return what is wrong with a row, each with its column in the file."""
    return [
        ProblemWords(
            problem["column"] or (field_words(problem["field"]) if problem["field"] else ""),
            code_words(problem["code"], problem["facts"]),
        )
        for problem in row.problems
    ]


def code_words(code: str, facts: dict[str, Any]) -> str:
    """Return why, for a code that a check has written down."""
    words = SHAPE_HERE.get(code) or ROW_MESSAGES.get(code) or MESSAGES[code]
    return str(words(facts))


def holds(field: ExchangeField) -> str:
    """Return what may stand in a column."""
    words = label(field.kind)
    if field.vocabulary is not None:
        return f"{words}: " + ", ".join(
            f"{value} ({text})" for value, text in choices(field.vocabulary)
        )
    if field.kind is FieldKind.NUMBER:
        return _("%(kind)s from %(least)s to %(most)s", kind=words, least=field.least,
                 most=field.most)  # fmt: skip
    if field.kind in {FieldKind.LINE, FieldKind.TEXT, FieldKind.KEY}:
        return _("%(kind)s, at most %(most)s letters", kind=words, most=field.most)
    return words


def shape_holds(name: str) -> str:
    """Return what may stand in a column of the place."""
    if name == WKT:
        return _("A point, line or area as well-known text, such as POINT (24.94 60.17)")
    if name == GEOJSON:
        return _("A GeoJSON geometry")
    return _("A number; degrees, or metres of the coordinate system that you choose")


def dictionary() -> list[list[str]]:
    """Return a table of every column in three languages, its head first."""
    rows = [["column", "suomeksi", "på svenska", "in English",
             "mitä siinä on", "vad det innehåller", "what it holds"]]  # fmt: skip
    for name in (*(field.name for field in FIELDS), *SHAPES):
        names, texts = [], []
        for language in LANGUAGES:
            with force_locale(language):
                names.append(field_words(name))
                texts.append(holds(BY_NAME[name]) if name in BY_NAME else shape_holds(name))
        rows.append([name, *names, *texts])
    return rows

"""The fields of a collection as people read them: a text in three languages is one line."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _

from models.base import LANGUAGES
from models.open_field import IN, FieldType, OpenField
from views import language


@dataclass(frozen=True, slots=True)
class Line:
    """One field, or the three that hold a text; ``names`` as in the data."""

    names: tuple[str, ...]
    type: FieldType
    title: str
    words: str
    values: tuple[str, ...]


def lines(fields: Sequence[OpenField]) -> list[Line]:
    """Return a line for each field, in their order."""
    lang, found = language.current(), []
    for field in fields:
        if field.language in {"", LANGUAGES[0]}:
            found.append(_line(field))
        else:
            found[-1] = replace(found[-1], names=(*found[-1].names, field.name))
        if field.language == lang:
            spoken = IN[lang][LANGUAGES.index(lang)]
            title = field.title.get(lang).removesuffix(f" {spoken}")
            found[-1] = replace(found[-1], title=title)
    return found


def _line(field: OpenField) -> Line:
    lang = language.current()
    return Line(
        (field.name,), field.type, field.title.best(lang)[0], field.words.best(lang)[0],
        field.values,
    )  # fmt: skip


def type_words() -> dict[FieldType, str]:
    """Return what the types of fields are called."""
    return {
        FieldType.STRING: _("text"),
        FieldType.INTEGER: _("whole number"),
        FieldType.BOOLEAN: _("true or false"),
        FieldType.DATE: _("day"),
        FieldType.INSTANT: _("instant, UTC"),
        FieldType.LIST: _("list of words"),
        FieldType.PAGE: _("address"),
    }

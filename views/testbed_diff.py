"""What differs between two versions of a testbed's record, ready to be read."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _

from app.queries.testbed_history import changed_fields, is_empty
from geodata.map_labels import PLACE_LABELS
from geodata.map_options import CompareMap
from geodata.maps import compare_map
from geodata.shape_change import Measure, ShapeChange, compare
from models.base import LANGUAGES
from views.map_page import PageMapParts, base_map, map_parts, words
from views.testbed_section import FIELDS
from views.testbed_value import VOCABULARIES, is_texts, item_words, name_of, words_of
from views.word_diff import Piece, pieces

HECTARE, KILOMETRE = 10_000, 1_000
LINES = frozenset({"address", "operator"})
ORDER = {name: at for at, name in enumerate(FIELDS)}
MARGIN = 0.002  # degrees


@dataclass(frozen=True, slots=True)
class TextChange:
    """One text in one language (empty: in none), as pieces to read."""

    lang: str
    pieces: list[Piece]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field: what it was and what it became.

    ``kind`` says which of the rest is filled: ``texts``, ``list`` (added, removed, reordered),
    ``shape`` (sentences) or ``value`` (before, after).
    """

    name: str
    label: str
    kind: str
    before: str = ""
    after: str = ""
    texts: tuple[TextChange, ...] = ()
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    is_reordered: bool = False
    sentences: tuple[str, ...] = ()


def differences(
    before: Mapping[str, Any], after: Mapping[str, Any], names: Iterable[str] | None = None
) -> list[FieldChange]:
    """Return every field that differs, or those named, in the order of the form."""
    chosen = changed_fields(dict(before), dict(after)) if names is None else list(names)
    chosen.sort(key=lambda name: ORDER.get(name, len(ORDER)))
    return [change_of(name, before.get(name), after.get(name)) for name in chosen]


def change_of(name: str, before: Any, after: Any) -> FieldChange:
    """Return what became of one field."""
    title = name_of(name)
    if name == "shape":
        return FieldChange(name, title, "shape", sentences=tuple(_shape_words(before, after)))
    if is_texts(before) or is_texts(after):
        return FieldChange(name, title, "texts", texts=_texts(before or {}, after or {}))
    if name in LINES:
        text = TextChange("", pieces(before or "", after or ""))
        return FieldChange(name, title, "texts", texts=(text,))
    if isinstance(before, list) or isinstance(after, list):
        return _list(name, before or [], after or [])
    return FieldChange(
        name, title, "value", before=words_of(name, before), after=words_of(name, after)
    )


def _texts(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[TextChange, ...]:
    return tuple(
        TextChange(lang, pieces(before.get(lang, ""), after.get(lang, "")))
        for lang in LANGUAGES
        if before.get(lang, "") != after.get(lang, "")
    )


def _list(name: str, before: list[Any], after: list[Any]) -> FieldChange:
    """Return what came into a list and what left it."""
    added = [one for one in after if one not in before]
    removed = [one for one in before if one not in after]
    say = words_of if name in VOCABULARIES else item_words
    return FieldChange(
        name,
        name_of(name),
        "list",
        added=tuple(say(name, one) for one in added),
        removed=tuple(say(name, one) for one in removed),
        is_reordered=not added and not removed and before != after,
    )


def shape_map(before: str | None, after: str | None, key: str = "change") -> PageMapParts | None:
    """Return the small map with both outlines, or None when nothing differs."""
    if before == after:
        return None
    west, south, east, north = compare(before, after).box
    return map_parts(
        compare_map,
        CompareMap(
            base=base_map(),
            label=_("Map of the place as it was and as it is"),
            labels=words(PLACE_LABELS),
            key=key,
            before=json.loads(before) if before else None,
            after=json.loads(after) if after else None,
            bounds=(west - MARGIN, south - MARGIN / 2, east + MARGIN, north + MARGIN / 2),
            max_zoom=18,
        ),
    )


def _shape_words(before: str | None, after: str | None) -> list[str]:
    if is_empty(before) and is_empty(after):
        return [_("Nothing")]
    change = compare(before, after)
    if change.before is None or change.after is None:
        one = change.before or change.after
        said = _size(one) if one else ""
        return [
            _("Drawn: %(what)s", what=said) if change.before is None
            else _("Taken away: %(what)s", what=said)
        ]  # fmt: skip
    return [*_moved(change), *_sizes(change.before, change.after)]


def _moved(change: ShapeChange) -> list[str]:
    if change.moved_m:
        return [_("Moved %(distance)s", distance=distance(change.moved_m))]
    return [_("Its middle stayed where it was")]


def _sizes(before: Measure, after: Measure) -> list[str]:
    old, new = _size(before), _size(after)
    if before.kind == after.kind == "point":
        return []
    if old == new:
        return [_("%(what)s, as before", what=new)]
    if before.kind == after.kind == "area":
        sizes = area(before.area_m2), area(after.area_m2)
        return [_("area %(before)s → %(after)s", before=sizes[0], after=sizes[1])]
    if before.kind == after.kind:
        sizes = distance(before.length_m), distance(after.length_m)
        return [_("length %(before)s → %(after)s", before=sizes[0], after=sizes[1])]
    return [f"{old} → {new}"]


def _size(one: Measure) -> str:
    if one.kind == "area":
        return _("area %(size)s", size=area(one.area_m2))
    if one.kind == "line":
        return _("line of %(size)s", size=distance(one.length_m))
    return _("a point")


def area(square_metres: float) -> str:
    """Return an area as people say it."""
    if square_metres < HECTARE / 10:
        return f"{format_decimal(round(square_metres))}\N{NO-BREAK SPACE}m²"
    hectares = square_metres / HECTARE
    return f"{format_decimal(round(hectares, 2 if hectares < 1 else 1))}\N{NO-BREAK SPACE}ha"


def distance(metres: float) -> str:
    """Return a distance as people say it."""
    if metres < KILOMETRE:
        kept = round(metres, 1) if metres < 10 else round(metres)  # noqa: PLR2004 - metres
        return f"{format_decimal(kept)}\N{NO-BREAK SPACE}m"
    return f"{format_decimal(round(metres / KILOMETRE, 1))}\N{NO-BREAK SPACE}km"

"""Features as flat JSON items: their id, their properties, their geometry."""

import json
from collections.abc import Collection
from typing import Any

from models.base import LANGUAGES
from models.open_collection import COLLECTIONS

Item = dict[str, Any]


def item(text: str, fields: Collection[str] = (), lang: str | None = None) -> Item:
    """Return a stored feature as one flat mapping.

    With ``lang`` each text stands once: ``title``, and ``title_lang`` says which language it is
    in, for not everything is written in each.  ``fields`` leaves only these, and always the id.
    """
    feature = json.loads(text)
    found: Item = {"id": feature["id"], **feature["properties"], "geometry": feature["geometry"]}
    if lang is not None:
        found = in_language(found, lang)
    if fields:
        found = {name: value for name, value in found.items() if name == "id" or name in fields}
    return found


def in_language(found: Item, lang: str) -> Item:
    """Return an item with its texts in one language, or the best other."""
    made: Item = {}
    for name, value in found.items():
        stem, _sep, ending = name.rpartition("_")
        if ending not in LANGUAGES or not stem:
            made[name] = value
        elif stem not in made:
            order = dict.fromkeys((lang, "fi", "en", "sv"))
            used = next((one for one in order if found.get(f"{stem}_{one}")), None)
            made[stem] = found[f"{stem}_{used}"] if used else None
            made[f"{stem}_lang"] = used
    return made


def field_names(collection: str) -> tuple[str, ...]:
    """Return the fields that can be asked for: properties, texts without their language, shape."""
    fields = COLLECTIONS[collection].fields
    names = [one.name for one in fields]
    stems = dict.fromkeys(
        one.name.removesuffix(f"_{one.language}") for one in fields if one.language
    )
    return ("id", *names, *(name for stem in stems for name in (stem, f"{stem}_lang")), "geometry")

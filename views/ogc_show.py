"""Features as pages: a table of one page of them with a map, and everything of one."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import shapely
from flask import g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.forms.ogc_sort import written_after
from app.queries.ogc import Asked, Page
from app.serializers.open_feature import with_base
from geodata.map_labels import PLACE_LABELS
from geodata.map_options import SIX_CITIES, Box, PlaceMap
from geodata.maps import place_map
from models.open_collection import OpenCollection
from models.open_field import FieldType, OpenField
from views.map_page import PageMapParts, base_map, map_parts, words
from views.ogc_frame import ROOT, Crumb, crumbs, page_address
from views.ogc_words import table_fields, title_of, word
from views.page import page

MOST_DRAWN = 200
MARGIN = 0.1  # of the width and height around what is drawn
LEAST_DEGREES = 0.01


@dataclass(frozen=True, slots=True)
class Row:
    """One feature in the table."""

    name: str
    lang: str
    url: str
    values: list[str]


def table_page(collection: OpenCollection, asked: Asked, found: Page) -> ResponseReturnValue:
    """Show a page of features as a table, with a map of them and a way to the next."""
    read = [json.loads(with_base(one, "", g.lang)) for one in found.features]
    fields = table_fields(collection)
    given = {name: one for name, one in request.args.to_dict().items() if name != "lang"}
    data = {name: one for name, one in given.items() if name != "f"}
    return page(
        "ogc/items.html",
        crumbs=crumbs(_crumb(collection), Crumb(_("Features"), "")),
        collection=collection,
        fields=fields,
        rows=[_row(collection, one, fields) for one in read],
        matched=found.matched,
        is_first=asked.after is None,
        is_asked=bool(set(data) - {"after", "limit"}),
        first_url=_address(collection, {k: v for k, v in given.items() if k != "after"}),
        next_url=None
        if found.after is None
        else _address(collection, given | {"after": written_after(found.after)}),
        data_url=f"{ROOT}/collections/{collection.name}/items?{urlencode({**data, 'f': 'json'})}",
        map=_map([one["geometry"] for one in read], collection.title.get(g.lang)),
    )


def one_page(collection: OpenCollection, feature: str) -> ResponseReturnValue:
    """Show everything of one feature."""
    read = json.loads(with_base(feature, "", g.lang))
    said = read["properties"]
    name, lang = title_of(said)
    items = page_address(f"/collections/{collection.name}/items")
    return page(
        "ogc/item.html",
        crumbs=crumbs(_crumb(collection), Crumb(_("Features"), items), Crumb(name, "")),
        collection=collection,
        name=name,
        name_lang=lang,
        key=read["id"],
        own_page=said.get("page"),
        rows=[
            (one, word(one, said.get(one.name)))
            for one in collection.fields
            if one.type is not FieldType.PAGE
        ],
        data_url=f"{ROOT}/collections/{collection.name}/items/{read['id']}?f=json",
        map=_map([read["geometry"]], name),
    )


def _crumb(collection: OpenCollection) -> Crumb:
    return Crumb(collection.title.get(g.lang), page_address(f"/collections/{collection.name}"))


def _row(collection: OpenCollection, read: dict[str, Any], fields: list[OpenField]) -> Row:
    said = read["properties"]
    name, lang = title_of(said)
    url = page_address(f"/collections/{collection.name}/items/{read['id']}")
    return Row(name, lang, url, [word(one, said.get(one.name)) for one in fields])


def _address(collection: OpenCollection, args: dict[str, str]) -> str:
    asked = urlencode({**args, "f": "html", "lang": g.lang})
    return f"{ROOT}/collections/{collection.name}/items?{asked}"


def _map(geometries: list[dict[str, Any] | None], name: str) -> PageMapParts | None:
    """Return the map of what has a place, or None when nothing has."""
    shapes = [one for one in geometries if one is not None][:MOST_DRAWN]
    if not shapes:
        return None
    alone = len(shapes) == 1
    drawn = shapes[0] if alone else {"type": "GeometryCollection", "geometries": shapes}
    return map_parts(
        place_map,
        PlaceMap(
            base=base_map(),
            label=_("Map: %(name)s", name=name),
            labels=words(PLACE_LABELS),
            geometry=drawn,
            bounds=_around(drawn),
        ),
    )


def _around(drawn: dict[str, Any]) -> Box:
    west, south, east, north = shapely.from_geojson(json.dumps(drawn)).bounds
    if not west <= east:
        return SIX_CITIES
    aside = max((east - west) * MARGIN, LEAST_DEGREES)
    up = max((north - south) * MARGIN, LEAST_DEGREES / 2)
    return (west - aside, south - up, east + aside, north + up)

"""What an address asks of a collection: each parameter read, or refused by its name.

A parameter that is not known is refused too: an answer that quietly left out a misspelt filter
would look right and be wrong.  How many features a page holds is the exception that the standard
makes: a larger number gives the most there are on a page.

Source: OGC 17-069r4, 7.15; OGC 18-058r1; OGC 19-079r2.
"""

import difflib
from collections.abc import Iterable
from typing import Final

from shapely.geometry.base import BaseGeometry
from werkzeug.datastructures import MultiDict

from app.forms.ogc_area import read_area
from app.forms.ogc_cql2_json import read_json
from app.forms.ogc_cql2_text import read_text
from app.forms.ogc_filter_limit import is_plain
from app.forms.ogc_period import read_period
from app.forms.ogc_sort import read_after, read_sort
from app.forms.ogc_value import typed
from app.queries.ogc import Asked, Shown
from geodata.ogc_crs import OgcCrs, default_crs, ogc_systems
from models.base import LANGUAGES
from models.ogc import Node, OgcError
from models.open_collection import OpenCollection
from models.open_field import FieldType, OpenField

DEFAULT_LIMIT: Final = 100
MOST_ON_PAGE: Final = 2000
EVERYWHERE: Final = ("f", "lang")
ONE: Final = (*EVERYWHERE, "crs", "properties")
MANY: Final = (
    *ONE, "limit", "after", "bbox", "bbox-crs", "datetime", "filter", "filter-lang", "filter-crs",
    "sortby",
)  # fmt: skip
FILTER_LANGUAGES: Final = ("cql2-text", "cql2-json")
MOST_LETTERS: Final = 10_000


def queryables(collection: OpenCollection) -> tuple[OpenField, ...]:
    """Return the properties by which a collection can be asked: all but the page's address."""
    return tuple(one for one in collection.fields if one.type is not FieldType.PAGE)


def check_names(args: MultiDict[str, str], known: Iterable[str]) -> None:
    """See that every parameter is known, is given once, and is text that can be asked for.

    Raises:
        OgcError: one of them is not.

    """
    names = list(known)
    for name, values in args.lists():
        if name not in names:
            near = difflib.get_close_matches(name, names, 1)
            code = "ogc_unknown_near" if near else "ogc_unknown"
            raise OgcError(code, field=name[:60], name=name[:60], near=near[0] if near else "")
        if len(values) > 1:
            raise OgcError("ogc_twice", field=name)
        if not is_plain(values[0]) or len(values[0]) > MOST_LETTERS:
            raise OgcError("ogc_text", field=name)
    if args.get("lang") not in (None, *LANGUAGES):
        raise OgcError("ogc_choice", field="lang", choices=", ".join(LANGUAGES))


def read_items(args: MultiDict[str, str], collection: OpenCollection) -> tuple[Asked, Shown]:
    """Return what is asked of the features of a collection.

    Raises:
        OgcError: a parameter cannot be followed; ``field`` names it.

    """
    own = {one.name: one for one in queryables(collection)}
    check_names(args, (*MANY, *own))
    sort = read_sort(args["sortby"], collection) if args.get("sortby") else ()
    asked = Asked(
        limit=_limit(args.get("limit")),
        area=_area(args),
        period=read_period(args["datetime"], collection) if "datetime" in args else None,
        equals=tuple((name, typed(own[name], args[name])) for name in args if name in own),
        where=_filter(args),
        sort=sort,
        after=read_after(args["after"], collection, sort) if "after" in args else None,
    )
    return asked, read_shown(args, collection)


def read_shown(args: MultiDict[str, str], collection: OpenCollection) -> Shown:
    """Return how features are to be written.

    Raises:
        OgcError: an unknown system or property.

    """
    return Shown(_crs(args, "crs"), _properties(args.get("properties"), collection))


def _limit(text: str | None) -> int:
    if text is None:
        return DEFAULT_LIMIT
    if not text.isascii() or not text.isdigit() or not text.strip("0"):
        raise OgcError("ogc_limit", field="limit", most=MOST_ON_PAGE)
    return min(int(text[:9]), MOST_ON_PAGE)


def _area(args: MultiDict[str, str]) -> BaseGeometry | None:
    crs = _crs(args, "bbox-crs")
    return read_area(args["bbox"], crs) if "bbox" in args else None


def _filter(args: MultiDict[str, str]) -> "Node | None":
    crs = _crs(args, "filter-crs")
    lang = args.get("filter-lang", FILTER_LANGUAGES[0])
    if lang not in FILTER_LANGUAGES:
        raise OgcError("ogc_choice", field="filter-lang", choices=", ".join(FILTER_LANGUAGES))
    if "filter" not in args:
        return None
    text = args["filter"]
    if lang == "cql2-json" or ("filter-lang" not in args and text.lstrip().startswith("{")):
        return read_json(text, crs)
    return read_text(text, crs)


def _crs(args: MultiDict[str, str], name: str) -> OgcCrs:
    uri = args.get(name)
    if uri is None:
        return default_crs()
    known = ogc_systems()
    if uri not in known:
        raise OgcError("ogc_choice", field=name, choices=", ".join(known))
    return known[uri]


def _properties(text: str | None, collection: OpenCollection) -> tuple[str, ...] | None:
    if text is None:
        return None
    names = tuple(one for one in (part.strip() for part in text.split(",")) if one)
    for name in names:
        if collection.field(name) is None:
            raise OgcError("ogc_property", field="properties", name=name[:60])
    return names

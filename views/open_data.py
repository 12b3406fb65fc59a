"""Open data for people: what there is, how fresh, in which forms, with examples and a preview."""

from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.queries.catalogue import OpenSet, open_sets
from app.queries.city import cities
from app.queries.licence import choosable
from app.queries.open_place import Shown, first
from app.serializers.catalogue_way import ENDINGS, Way
from models.city import City
from models.licence import LICENCES, OpenLicence, covering
from models.open_collection import COLLECTIONS
from models.open_field import FieldType, OpenField
from models.open_format import FORMATS
from views import language
from views.access import public, viewer
from views.installation import here
from views.language import PREFIX
from views.open_data_example import examples
from views.open_data_field import lines, type_words
from views.open_data_map import page_path, preview, title_of
from views.open_data_schema import catalogue_of, set_of
from views.open_data_way import page_of, services, ways
from views.page import date, moment, page

blueprint = Blueprint("open_data", __name__, url_prefix=PREFIX + "/open-data")

FIRST_ROWS = 5
COLUMNS: Final = {
    "testbeds": ("city", "kind", "themes", "status"),
    "pilots": ("city", "status", "starts_on", "ends_on"),
    "challenges": ("city", "status", "opens_at", "closes_at"),
    "events": ("city", "kind", "starts_at", "languages"),
    "cities": ("is_boundary",),
}
DOWNLOADS, DICTIONARY = "/open-data/downloads", "/open-data/dictionary"
CHANGES: Final = ("/api/v1/changes", "/feeds/changes.atom")
NONE: Final = "–"


@dataclass(frozen=True, slots=True)
class Card:
    """One data set on the page: what it is, how fresh, the ways to get it, its own page."""

    facts: OpenSet
    title: str
    words: str
    url: str
    downloads: tuple[Way, ...]
    live: tuple[Way, ...]


def front() -> ResponseReturnValue:
    """Say which data anybody may take, and where it is."""
    whole, base = [one for one in open_sets() if one.city is None], here().base_url
    return page(
        "open_data/index.html",
        cards=[_card(one) for one in whole],
        forms=FORMATS,
        services=services(),
        **_terms(covering(one.licence for one in whole)),
        may_choose=bool(choosable(viewer())),
        endings=[(ending, mimetype) for ending, (mimetype, _name) in ENDINGS.items()],
        downloads=_served_page(DOWNLOADS),
        dictionary=_served_page(DICTIONARY),
        changes=[base + path for path in CHANGES if _served(path)],
        base=base,
        feeds=_feeds(whole),
        structured=catalogue_of(whole),
    )


def _terms(licence: OpenLicence, city: City | None = None) -> dict[str, Any]:
    """Return under which licence data is, and those of the cities where they differ."""
    own = [] if city else [(one.name.best(language.current())[0], LICENCES[one.licence])
                           for one in cities()]  # fmt: skip
    differ = len({each for _name, each in own}) > 1
    return {"licence": LICENCES[licence], "own_licences": own if differ else []}


def _served(path: str) -> str:
    """Return an address if it is answered here, else an empty text."""
    return path if here().serves(path) else ""


def _served_page(path: str) -> str:
    return _served(f"/{language.current()}{path}")


def _feeds(whole: list[OpenSet]) -> list[tuple[str, list[Way]]]:
    """Return the title of each data set that has feeds, with those."""
    lang = language.current()
    known = [(one, [way for way in ways(one) if way.form in {"atom", "ics"}]) for one in whole]
    return [(one.title.best(lang)[0], feeds) for one, feeds in known if feeds]


def _card(one: OpenSet) -> Card:
    lang, known = language.current(), ways(one)
    return Card(
        facts=one,
        title=one.title.best(lang)[0],
        words=one.kind.words.best(lang)[0],
        url=f"/{lang}{page_of(one)}",
        downloads=tuple(way for way in known if way.is_download),
        live=tuple(way for way in known if not way.is_download),
    )


@blueprint.get("/<any(testbeds,pilots,challenges,events,cities):name>")
@public
def collection(name: str) -> ResponseReturnValue:
    """Show one collection, or the share of a city: its forms, its map, its rows, its fields."""
    lang, city = language.current(), _asked_city(name)
    found = [one for one in open_sets() if one.kind.name == name]
    shown = next((one for one in found if one.city is city), None)
    if shown is None:  # a city without any
        abort(404)
    card, kind = _card(shown), COLLECTIONS[name]
    known = (*card.downloads, *card.live)
    return page(
        "open_data/collection.html",
        card=card,
        name=name,
        city=city,
        part_url=_served_page(DOWNLOADS),
        shares=[(_label(one), f"/{lang}{page_of(one)}", one.count, one is shown) for one in found],
        forms=FORMATS,
        map=preview(name, city),
        columns=[field for key in COLUMNS[name] if (field := kind.field(key))],
        rows=[_row(name, one) for one in first(name, city.slug if city else None, FIRST_ROWS)],
        fields=lines(kind.fields),
        types=type_words(),
        examples=examples(name, known, here().base_url),
        **_terms(shown.licence, city),
        cite=_cite(card),
        base=here().base_url,
        set_url=f"{here().base_url}/dcat/datasets/{shown.name}",
        endings=tuple(ENDINGS),
        structured=set_of(shown, known),
    )


def _asked_city(name: str) -> City | None:
    slug = request.args.get("city", "")
    if not slug or name == "cities":
        return None
    return next((one for one in cities() if one.slug == slug), None) or abort(404)


def _label(one: OpenSet) -> str:
    return one.city.name.best(language.current())[0] if one.city else _("All cities")


def _row(name: str, shown: Shown) -> dict[str, Any]:
    title, lang = title_of(shown)
    kind = COLLECTIONS[name]
    fields = (field for key in COLUMNS[name] if (field := kind.field(key)))
    return {
        "key": shown.key,
        "title": title,
        "lang": lang,
        "url": f"/{language.current()}{page_path(shown)}",
        "values": [_value(field, shown.properties.get(field.name)) for field in fields],
    }


def _value(field: OpenField, value: Any) -> str:
    """Return a value as people read it; words of the data stay as they are in the data."""
    if value is None or value == "":
        return NONE
    if field.type is FieldType.LIST:
        return ", ".join(map(str, value)) or NONE
    if field.type is FieldType.INSTANT:
        return moment(str(value))
    if field.type is FieldType.DATE:
        return date(str(value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def _cite(card: Card) -> str:
    """Return how the data set is named as a source, ready to copy."""
    by = card.facts.city.name.best(language.current())[0] if card.facts.city else ""
    return _(
        "Koepaikka%(city)s (%(year)s). %(title)s [data set]. %(address)s."
        " Read %(day)s. %(licence)s.",
        city=f", {by}" if by else "",
        year=clock.today().year,
        title=card.facts.kind.title.best(language.current())[0],
        address=f"{here().base_url}/dcat/datasets/{card.facts.name}",
        day=date(clock.today()),
        licence=LICENCES[card.facts.licence].name,
    )

"""Where open data is had: every address of a data set and of the services, by one table.

An address stands here when this installation answers it, so that neither the catalogue nor a page
promises what is not there.
"""

from collections.abc import Iterator
from typing import Final
from urllib.parse import urlencode

from app.queries.catalogue import OpenSet, open_sets
from app.queries.licence import licences
from app.serializers.catalogue_way import Service, Way
from models.base import Translated
from models.licence import covering
from views.installation import here

DOWNLOADS: Final = ("geojson", "geojsons", "ndjson", "csv", "xlsx", "gpkg", "fgb")
TABLES: Final = ("csv", "xlsx", "ndjson")
FEATURES, JSON_API = "ogc-api", "json-api"
FEEDS: Final = {"pilots": "experiments", "events": "events"}
_SERVICES: Final = (
    (
        FEATURES,
        Translated("OGC API Features ja Tiles", "OGC API Features och Tiles",
                   "OGC API Features and Tiles"),
        Translated(
            "Kohteet ja vektoritiilet paikkatieto-ohjelmille: haku alueen, ajan ja ominaisuuksien "
            "mukaan.",
            "Objekt och vektorrutor för geodataprogram: sökning efter område, tid och egenskaper.",
            "Features and vector tiles for GIS programs: by area, time and properties.",
        ),
        "/ogc/", "/ogc/api",
        ("http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
         "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs"),
    ),
    (
        JSON_API,
        Translated("JSON-rajapinta", "JSON-gränssnitt", "JSON API"),
        Translated(
            "Kaikki julkinen sovelluksille: luettelot, haku, saatavuus ja muutokset.",
            "Allt offentligt för program: listor, sökning, tillgänglighet och ändringar.",
            "Everything public for applications: lists, search, availability and changes.",
        ),
        "/api/v1", "/api/v1/openapi.json", ("https://spec.openapis.org/oas/v3.1.0",),
    ),
)  # fmt: skip


def ways(facts: OpenSet) -> tuple[Way, ...]:
    """Return every way to get a data set that there is here."""
    base = here().base_url
    return tuple(way for way in _ways(facts) if here().serves(way.url.removeprefix(base)))


def services() -> tuple[Service, ...]:
    """Return the interfaces that there are here."""
    base, page = here().base_url, "/open-data/api"
    licence = covering(licences().values())
    return tuple(
        Service(
            name=name, title=title, words=words, url=base + url, description=base + description,
            page=page if here().serves(f"/fi{page}") else "", standards=standards,
            licence=licence,
        )
        for name, title, words, url, description, standards in _SERVICES
        if here().serves(description)
    )  # fmt: skip


def gettable() -> list[OpenSet]:
    """Return every data set that there is some way to get."""
    return [one for one in open_sets() if ways(one)]


def page_of(facts: OpenSet) -> str:
    """Return the page of a data set, without the language."""
    name = facts.kind.name
    if name == "challenge-numbers":
        return "/challenges/numbers"
    if name == "results":
        return "/results"
    query = f"?city={facts.city.slug}" if facts.city else ""
    return f"/open-data/{name}{query}"


def _ways(facts: OpenSet) -> Iterator[Way]:
    base, kind = here().base_url, facts.kind
    share = f"?{urlencode({'city': facts.city.slug})}" if facts.city else ""
    if kind.name == "challenge-numbers":
        for form in ("csv", "json"):
            yield Way(form, form, f"{base}/fi/challenges/numbers.{form}", lang="fi")
        return
    is_features = kind.name == kind.collection
    for form in DOWNLOADS if is_features else TABLES:
        yield Way(form, form, f"{base}/data/{kind.name}.{form}{share}")
    if is_features:
        url = f"{base}/ogc/collections/{kind.name}"
        yield Way("ogc", "ogc", f"{url}/items{share}", is_download=False, service=FEATURES)
        if facts.city is None:
            tiles = f"{url}/tiles/WebMercatorQuad"
            yield Way("tiles", "tiles", tiles, is_download=False, service=FEATURES)
    api = f"{base}/api/v1/{kind.name}{share}"
    yield Way("api", "api", api, is_download=False, service=JSON_API)
    if is_features and kind.name in FEEDS:
        for form in ("atom", "ics"):
            feed = f"{base}/feeds/{FEEDS[kind.name]}.{form}{share}"
            yield Way(form, form, feed, is_download=False)

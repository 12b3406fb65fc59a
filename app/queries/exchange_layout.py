"""Which field of the record a column of a file is, by its name in any of the three languages."""

import contextlib
import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping

from geodata.crs import SYSTEMS, TM35FIN, WEB_MERCATOR, WGS84
from geodata.exchange.sandbox import Column
from models.exchange_field import FIELDS, GEOJSON, MORE_WKT, WKT, X, Y

_LANGUAGES = {
    "fi": ("fi", "suomi", "suomeksi", "finnish", "finska"),
    "sv": ("sv", "se", "ruotsi", "ruotsiksi", "swedish", "svenska"),
    "en": ("en", "englanti", "englanniksi", "english", "engelska"),
}
_WORDS: dict[str, tuple[str, ...]] = {
    "name": ("nimi", "namn", "title", "otsikko", "rubrik", "kohde", "paikka", "plats"),
    "summary": ("tiivistelmä", "sammandrag", "sammanfattning", "lyhyt kuvaus", "kort beskrivning",
                "short description"),
    "description": ("kuvaus", "beskrivning", "selite", "info"),
    "district": ("kaupunginosa", "stadsdel", "alue", "område", "neighbourhood"),
    "slug": ("tunniste", "sivun osoite"),
    "external_id": ("id", "external id", "ulkoinen tunniste", "tunnus", "extern id", "oma id",
                    "kohdetunnus", "identifier", "fid", "objectid", "uuid"),
    "status": ("tila", "tillstånd", "state"),
    "kind": ("tyyppi", "paikan tyyppi", "type", "typ", "kategoria", "kategori", "laji"),
    "environment": ("ympäristö", "miljö", "setting"),
    "themes": ("teemat", "teema", "teman", "tema", "theme", "themes"),
    "operator": ("ylläpitäjä", "toimija", "operatör", "verksamhetsutövare", "run by", "omistaja"),
    "contact_email": ("sähköposti", "email", "e-mail", "e-post", "epost", "yhteystieto",
                      "contact", "kontakt"),
    "address": ("osoite", "katuosoite", "adress", "gatuadress", "street address", "lähiosoite"),
    "accuracy_m": ("tarkkuus", "noggrannhet", "accuracy"),
    "capacity": ("kapasiteetti", "kapacitet", "paikkoja", "platser"),
    "applicants": ("hakijat", "sökande", "who may apply"),
    "money": ("raha", "pengar"),
    "cap_eur": ("enintään euroa", "högst euro", "max eur"),
    "infrastructure": ("varustus", "utrustning", "infrastruktuuri", "infrastruktur"),
    "permits_needed": ("luvat", "tillstånd som behövs", "permits"),
    "user_groups": ("käyttäjäryhmät", "användargrupper", "user groups", "people"),
    "minors": ("lapsia", "barn", "children"),
    "patients": ("potilaita", "patienter"),
    "data_protection_note": ("tietosuoja", "dataskydd", "data protection"),
    "support": ("tuki", "stöd"),
    "season_note": ("vuodenajat", "årstider", "season"),
    "accessibility_note": ("esteettömyys", "tillgänglighet", "accessibility"),
    "reference_note": ("referenssi", "referens", "reference"),
    "source_url": ("www", "url", "verkkosivu", "webbsida", "web", "website", "linkki", "länk"),
    WKT: ("wkt", "geometria", "geometri", "geometry", "geom", "the_geom", "shape"),
    GEOJSON: ("geojson", "geometry json"),
    X: ("lon", "lng", "long", "x", "pituusaste", "longitud", "easting", "itä", "e",
        "itäkoordinaatti", "ostkoordinat", "x koordinaatti"),
    Y: ("lat", "y", "leveysaste", "latitud", "northing", "pohjoinen", "n", "pohjoiskoordinaatti",
        "nordkoordinat", "y koordinaatti"),
}  # fmt: skip
_SHAPEFILE_NAME = 10
_PAIR = re.compile(r"(-?\d+(?:\.\d+)?)\s+(-?\d+(?:\.\d+)?)")


def layout_of(columns: Iterable[str]) -> str:
    """Return what stands for a file's columns: files of the same columns share a mapping."""
    names = sorted({_plain(name) for name in columns})
    return hashlib.sha256(json.dumps(names).encode()).hexdigest()


def guess(columns: Iterable[str], *, has_shapes: bool) -> dict[str, str]:
    """Return column → field for the columns whose names say what they are; each field once."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    names = list(columns)
    for table in _TABLES:
        for column in names:
            name = table.get(_plain(column))
            is_shape = name in {WKT, GEOJSON, X, Y, *MORE_WKT}
            if name is None or name in taken or column in found or (is_shape and has_shapes):
                continue
            found[column] = name
            taken.add(name)
    if (X in taken) != (Y in taken) or WKT in taken:
        found = {column: name for column, name in found.items() if name not in {X, Y}}
    if WKT not in taken:
        found = {column: name for column, name in found.items() if name not in MORE_WKT}
    return found


def guess_system(columns: Iterable[Column], mapping: Mapping[str, str], gk_epsg: int) -> int | None:
    """Return the coordinate system that the first coordinates of a table can only be in."""
    samples = {mapping[one.name]: one.samples for one in columns if one.name in mapping}
    found = [match for text in samples.get(WKT, ()) if (match := _PAIR.search(text))]
    pairs = [(float(one.group(1)), float(one.group(2))) for one in found]
    for x, y in zip(samples.get(X, ()), samples.get(Y, ()), strict=False):
        with contextlib.suppress(ValueError):
            pairs.append((_decimal(x), _decimal(y)))
    if GEOJSON in samples and not pairs:
        return WGS84
    for epsg in (WGS84, gk_epsg, TM35FIN, *SYSTEMS):
        crs = SYSTEMS[epsg]
        if pairs and all(crs.holds(x, y) or crs.holds(y, x) for x, y in pairs):
            return epsg
    return WEB_MERCATOR if pairs and all(_is_mercator(*pair) for pair in pairs) else None


def _is_mercator(x: float, y: float) -> bool:
    return 2_100_000 < x < 3_600_000 and 8_200_000 < y < 11_200_000  # noqa: PLR2004 - Finland


def _decimal(text: str) -> float:
    return float("".join(text.split()).replace(",", "."))


def _plain(name: str) -> str:
    text = unicodedata.normalize("NFC", name).casefold()
    return " ".join("".join(sign if sign.isalnum() else " " for sign in text).split())


def _exact() -> dict[str, str]:
    return {_plain(name): name for name in (*(one.name for one in FIELDS), WKT, GEOJSON, X, Y,
                                            *MORE_WKT)}  # fmt: skip


def _spoken() -> dict[str, str]:
    known: dict[str, str] = {}
    languages = {field.attribute for field in FIELDS if field.language}
    for attribute, words in _WORDS.items():
        for word in (attribute, *words):
            if attribute not in languages:
                known.setdefault(_plain(word), attribute)
                continue
            for language, tongues in _LANGUAGES.items():
                for tongue in tongues:
                    known.setdefault(_plain(f"{word} {tongue}"), f"{attribute}_{language}")
    return known


def _bare() -> dict[str, str]:
    """Words without a language are Finnish."""
    languages = {field.attribute for field in FIELDS if field.language}
    return {
        _plain(word): f"{attribute}_fi"
        for attribute, words in _WORDS.items()
        if attribute in languages
        for word in (attribute, *words)
    }


def _cut() -> dict[str, str]:
    """Shapefiles cut names to ten letters; where two would be one, neither is meant."""
    names = [field.name for field in FIELDS if len(field.name) > _SHAPEFILE_NAME]
    cut = [name[:_SHAPEFILE_NAME] for name in names]
    return {
        _plain(short): name for name, short in zip(names, cut, strict=True) if cut.count(short) == 1
    }


_TABLES: tuple[Mapping[str, str], ...] = (_exact(), _spoken(), _bare(), _cut())

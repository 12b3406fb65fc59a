"""What the catalogue of open data says besides the data: its sets, subjects, licences, formats.

Codes are those of the EU authority tables (publications.europa.eu/resource/authority).
Source: DCAT-AP 3.0.1, https://semiceu.github.io/DCAT-AP/releases/3.0.1/.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from models.base import Translated
from models.open_collection import COLLECTIONS


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence: its code in the table "licence", its name and its text."""

    code: str
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class OpenFormat:
    """A way in which data is written, and what it is good for.

    ``file_type`` is its EU code, empty where it has none.
    """

    title: str
    words: Translated
    media_type: str
    file_type: str = ""
    standard: str = ""


@dataclass(frozen=True, slots=True)
class SetKind:
    """What a data set is about.  ``collection`` names the features that it is made from.

    ``is_split``: each city's share is a data set of its own too.  ``themes`` are codes of the
    table "data-theme", ``keywords`` one tuple a language.
    """

    name: str
    title: Translated
    words: Translated
    collection: str
    themes: tuple[str, ...]
    keywords: Mapping[str, tuple[str, ...]]
    is_split: bool = False


LICENCE: Final = Licence("CC_BY_4_0", "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/")
"""One for everything: a city is named as the source of what is its own."""

_GEOJSON = "https://www.rfc-editor.org/rfc/rfc7946"
_FEATURES = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core"
FORMATS: Final[Mapping[str, OpenFormat]] = MappingProxyType(
    {
        "geojson": OpenFormat(
            "GeoJSON",
            Translated("Kartoille ja verkkosivuille", "För kartor och webbsidor",
                       "For maps and web pages"),
            "application/geo+json", "GEOJSON", _GEOJSON,
        ),
        "geojsons": OpenFormat(
            "GeoJSON Text Sequence",
            Translated("Kohde kerrallaan luettavaksi", "För läsning ett objekt i taget",
                       "To be read one feature at a time"),
            "application/geo+json-seq", "", "https://www.rfc-editor.org/rfc/rfc8142",
        ),
        "ndjson": OpenFormat(
            "NDJSON",
            Translated("Kohde rivillä, komentoriville", "Ett objekt per rad, för kommandoraden",
                       "A feature a line, for the command line"),
            "application/x-ndjson",
        ),
        "csv": OpenFormat(
            "CSV",
            Translated("Taulukko kaikille ohjelmille", "En tabell för alla program",
                       "A table for every program"),
            "text/csv", "CSV", "https://www.rfc-editor.org/rfc/rfc4180",
        ),
        "xlsx": OpenFormat(
            "Excel",
            Translated("Taulukkolaskentaan", "För kalkylprogram", "For spreadsheets"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX",
        ),
        "gpkg": OpenFormat(
            "GeoPackage",
            Translated("QGISiin ja muihin paikkatieto-ohjelmiin",
                       "För QGIS och andra geodataprogram", "For QGIS and other GIS programs"),
            "application/geopackage+sqlite3", "GPKG",
            "http://www.opengis.net/doc/IS/geopackage/1.3",
        ),
        "fgb": OpenFormat(
            "FlatGeobuf",
            Translated("Suurten aineistojen nopeaan lukuun", "För snabb läsning av stora mängder",
                       "For reading much, fast"),
            "application/vnd.flatgeobuf",
        ),
        "ogc": OpenFormat(
            "OGC API Features",
            Translated("Ajantasaisena suoraan paikkatieto-ohjelmaan",
                       "Aktuellt direkt i ett geodataprogram", "Live in a GIS program"),
            "application/geo+json", "GEOJSON", _FEATURES,
        ),
        "tiles": OpenFormat(
            "OGC API Tiles",
            Translated("Vektoritiilinä verkkokarttaan", "Som vektorrutor för webbkartor",
                       "As vector tiles for web maps"),
            "application/vnd.mapbox-vector-tile", "",
            "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/core",
        ),
        "api": OpenFormat(
            "JSON",
            Translated("Sovelluksille sivuittain", "För program, sida för sida",
                       "For applications, page by page"),
            "application/json", "JSON",
        ),
        "json": OpenFormat(
            "JSON",
            Translated("Sovelluksille", "För program", "For applications"),
            "application/json", "JSON",
        ),
        "atom": OpenFormat(
            "Atom",
            Translated("Uutissyöte muutoksista", "Ett nyhetsflöde om ändringar",
                       "A news feed of changes"),
            "application/atom+xml", "ATOM", "https://www.rfc-editor.org/rfc/rfc4287",
        ),
        "ics": OpenFormat(
            "iCalendar",
            Translated("Päivät omaan kalenteriin", "Dagarna i den egna kalendern",
                       "The days in one's own calendar"),
            "text/calendar", "", "https://www.rfc-editor.org/rfc/rfc5545",
        ),
    }
)  # fmt: skip


def _of_collection(
    name: str, themes: tuple[str, ...], keywords: Mapping[str, tuple[str, ...]], *, is_split: bool
) -> SetKind:
    known = COLLECTIONS[name]
    return SetKind(name, known.title, known.words, name, themes, keywords, is_split)


SET_KINDS: Final[Mapping[str, SetKind]] = MappingProxyType(
    {
        one.name: one
        for one in (
            _of_collection("testbeds", ("TECH", "REGI"), {
                "fi": ("kokeilupaikat", "kokeilut", "innovaatiot", "kaupunkitilat"),
                "sv": ("testplatser", "försök", "innovationer", "stadsrum"),
                "en": ("testbeds", "experiments", "innovation", "urban spaces"),
            }, is_split=True),
            _of_collection("pilots", ("TECH", "GOVE"), {
                "fi": ("kokeilut", "pilotit", "innovaatiot", "älykaupunki"),
                "sv": ("försök", "piloter", "innovationer", "smart stad"),
                "en": ("experiments", "pilots", "innovation", "smart city"),
            }, is_split=True),
            _of_collection("challenges", ("GOVE", "ECON"), {
                "fi": ("innovaatiohaasteet", "kilpailut", "yhteiskehittäminen"),
                "sv": ("innovationsutmaningar", "tävlingar", "samskapande"),
                "en": ("innovation challenges", "competitions", "co-creation"),
            }, is_split=True),
            _of_collection("events", ("GOVE", "SOCI"), {
                "fi": ("tapahtumat", "työpajat", "osallistuminen"),
                "sv": ("evenemang", "verkstäder", "delaktighet"),
                "en": ("events", "workshops", "participation"),
            }, is_split=True),
            _of_collection("cities", ("REGI",), {
                "fi": ("kaupungit", "kuntarajat"),
                "sv": ("städer", "kommungränser"),
                "en": ("cities", "municipal boundaries"),
            }, is_split=False),
            SetKind("results", Translated("Kokeilujen tulokset", "Försökens resultat",
                                          "Results of pilots"),
                Translated("Mitä päättyneistä kokeiluista opittiin: julkaistut tulokset.",
                           "Vad man lärde sig av avslutade försök: publicerade resultat.",
                           "What was learned from pilots that have ended: published results."),
                "pilots", ("TECH", "GOVE"), {
                    "fi": ("tulokset", "kokeilut", "vaikuttavuus"),
                    "sv": ("resultat", "försök", "effekter"),
                    "en": ("results", "experiments", "impact"),
                }),
            SetKind("challenge-numbers", Translated("Haasteet numeroina", "Utmaningar i siffror",
                                                    "Challenges in numbers"),
                Translated(
                    "Ehdotusten määrät, ratkaisujen ajat ja voittajien jatko suljetuittain "
                    "haasteittain; pieniä lukuja ei kerrota.",
                    "Antal förslag, tid till beslut och vad som hände vinnarna för varje stängd "
                    "utmaning; små tal visas inte.",
                    "Entries, time to decision and what became of the winners of each closed "
                    "challenge; small numbers are not told."),
                "challenges", ("GOVE", "ECON"), {
                    "fi": ("tilastot", "innovaatiohaasteet"),
                    "sv": ("statistik", "innovationsutmaningar"),
                    "en": ("statistics", "innovation challenges"),
                }),
        )
    }
)  # fmt: skip
"""Every kind of data set by its name, in the order in which they are shown."""

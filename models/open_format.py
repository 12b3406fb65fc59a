"""The formats of open data: what each is called and good for, wherever it is offered.

Codes are those of the EU authority table "file-type".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from models.base import Translated


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
            Translated("Kohde rivillä, komentoriville ja tietokantoihin",
                       "Ett objekt per rad, för kommandoraden och databaser",
                       "A feature a line, for the command line and databases"),
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
            Translated("Taulukkolaskentaan; sarakkeet selitetään omalla lehdellään",
                       "För kalkylprogram; kolumnerna förklaras på ett eget blad",
                       "For spreadsheets; a sheet of its own explains the columns"),
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
            Translated("Nopeasti luettavaksi, myös vain osa tiedostosta",
                       "För snabb läsning, också av bara en del av filen",
                       "For reading fast, even just a part of the file"),
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

"""The data dictionary: what every field of every download means, in three languages.

Made from the description of the collections (models/open_collection.py) and from the words that
people read for the values of vocabularies (app/labels.py): nothing is written twice.
Source: W3C, Metadata Vocabulary for Tabular Data (CSVW).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import force_locale

from app.extensions import LOCALES
from app.labels_dictionary import words_of_value
from app.serializers.download import LIST_BETWEEN, WKT
from models.base import LANGUAGES, Translated
from models.download import ATTRIBUTION, TABLES, DownloadTable
from models.licence import LICENCES, OpenLicence, covering
from models.open_field import FieldType, OpenField

HEADS = (
    "table", "name", "type", "is_required", "language", "filter",
    *(f"title_{lang}" for lang in LANGUAGES), *(f"words_{lang}" for lang in LANGUAGES),
    "values", *(f"values_{lang}" for lang in LANGUAGES),
)  # fmt: skip
CSVW_TYPES: Mapping[str, Any] = {
    FieldType.STRING: "string",
    FieldType.INTEGER: "integer",
    FieldType.BOOLEAN: {"base": "boolean", "format": "true|false"},
    FieldType.DATE: {"base": "date", "format": "yyyy-MM-dd"},
    FieldType.INSTANT: {"base": "dateTime", "format": "yyyy-MM-ddTHH:mm:ssX"},
    FieldType.LIST: "string",
    FieldType.PAGE: "anyURI",
    "number": "number",
    "wkt": "string",
}
FILTERS = {"city": "city", "kind": "kind", "themes": "theme"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the dictionary.  ``values`` are the words it may hold, with their meaning."""

    table: str
    name: str
    type: str
    title: Translated
    words: Translated
    language: str = ""
    is_required: bool = False
    filter: str = ""
    values: Sequence[tuple[str, Translated]] = ()


_SHAPE_FIELDS = (
    ("lon", "number",
     Translated("Pituusaste", "Longitud", "Longitude"),
     Translated(
         "Piste alueen tai reitin päällä, WGS 84 -asteina. Tasokoordinaateissa sarake on easting"
         " (itä) metreinä.",
         "En punkt på ytan eller linjen, i grader (WGS 84). I plana koordinater heter kolumnen"
         " easting (öst) och är i meter.",
         "A point on the area or line, in degrees (WGS 84). In plane coordinates the column is"
         " easting, in metres.")),
    ("lat", "number",
     Translated("Leveysaste", "Latitud", "Latitude"),
     Translated(
         "Saman pisteen leveysaste. Tasokoordinaateissa sarake on northing (pohjoinen) metreinä.",
         "Samma punkts latitud. I plana koordinater heter kolumnen northing (nord) och är i meter.",
         "The same point's latitude. In plane coordinates the column is northing, in metres.")),
    (WKT, "wkt",
     Translated("Muoto tekstinä", "Formen som text", "Shape as text"),
     Translated(
         "Koko piste, viiva tai alue WKT-tekstinä; Excelissä pitkä muoto jatkuu sarakkeissa wkt_2,"
         " wkt_3 ja niin edelleen.",
         "Hela punkten, linjen eller ytan som WKT; i Excel fortsätter en lång form i kolumnerna"
         " wkt_2, wkt_3 och så vidare.",
         "The whole point, line or area as WKT; in Excel a long shape goes on in the columns"
         " wkt_2, wkt_3 and so on.")),
)  # fmt: skip


def entries(table: DownloadTable) -> Iterator[Entry]:
    """Yield what the columns of a table mean, in their order, those of the shape last."""
    for field in table.fields:
        yield _entry(table, field)
    if table.has_shapes:
        for name, kind, title, words in _SHAPE_FIELDS:
            yield Entry(table.name, name, kind, title, words)


def _entry(table: DownloadTable, field: OpenField) -> Entry:
    values = [(one, _translated(table, field, one)) for one in field.values]
    asked = FILTERS.get(field.name, "")
    return Entry(
        table.name, field.name, field.type.value, field.title, field.words, field.language,
        field.is_required, asked if asked in table.filters else "", values,
    )  # fmt: skip


def _translated(table: DownloadTable, field: OpenField, value: str) -> Translated:
    said = {}
    for lang in LANGUAGES:
        with force_locale(LOCALES[lang]):
            said[lang] = words_of_value(table.collection.name, field.name, value)
    return Translated(**said)


def rows(tables: Iterable[DownloadTable] = TABLES.values()) -> Iterator[list[str]]:
    """Yield the dictionary as rows of text under ``HEADS``."""
    for table in tables:
        for one in entries(table):
            codes = [code for code, _words in one.values]
            yield [
                one.table, one.name, one.type, "true" if one.is_required else "false",
                one.language, one.filter,
                *(one.title.get(lang) for lang in LANGUAGES),
                *(one.words.get(lang) for lang in LANGUAGES),
                LIST_BETWEEN.join(codes),
                *(LIST_BETWEEN.join(said.get(lang) for _code, said in one.values)
                  for lang in LANGUAGES),
            ]  # fmt: skip


def column_heads() -> list[str]:
    """Return the heads of the sheet that explains a workbook's columns."""
    return list(HEADS[1:])


def column_rows(table: DownloadTable) -> Iterator[list[str]]:
    """Yield the rows of that sheet."""
    for row in rows([table]):
        yield row[1:]


def about_rows(about: Mapping[str, str]) -> Iterator[list[str]]:
    """Yield what a workbook says of itself, a line each."""
    for name, said in about.items():
        yield [name, said]


def dictionary(base_url: str, licences: Mapping[str, OpenLicence]) -> dict[str, Any]:
    """Return the whole dictionary as JSON holds it; ``licences`` are those of the cities."""
    return {
        "licence": LICENCES[covering(licences.values())].url,
        "licences": {city: LICENCES[one].url for city, one in licences.items()},
        "attribution": ATTRIBUTION,
        "tables": [
            {
                "name": table.name,
                "title": table.title.as_dict(),
                "words": table.words.as_dict(),
                "files": [f"{base_url}/data/{table.name}.{one.ending}" for one in table.formats],
                "filters": list(table.filters),
                "fields": [_plain(one) for one in entries(table)],
            }
            for table in TABLES.values()
        ],
    }


def _plain(one: Entry) -> dict[str, Any]:
    return {
        "name": one.name,
        "type": one.type,
        "title": one.title.as_dict(),
        "words": one.words.as_dict(),
        "language": one.language or None,
        "is_required": one.is_required,
        "filter": one.filter or None,
        "values": [{"value": code, "title": said.as_dict()} for code, said in one.values],
    }


def csvw(
    table: DownloadTable, base_url: str, modified: str, licence: OpenLicence
) -> dict[str, Any]:
    """Return the metadata of a table of comma-separated values (CSVW), found beside it."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "@id": f"{base_url}/data/{table.name}.csv",
        "url": f"{table.name}.csv",
        "dc:title": _in_all(table.title),
        "dc:description": _in_all(table.words),
        "dc:license": {"@id": LICENCES[licence].url},
        "dc:creator": ATTRIBUTION,
        "dc:modified": {"@value": modified, "@type": "xsd:dateTime"},
        "dialect": {"encoding": "utf-8", "header": True, "delimiter": ",", "doubleQuote": True},
        "tableSchema": {
            "primaryKey": "id",
            "columns": [_column(one) for one in entries(table)],
        },
    }


def _column(one: Entry) -> dict[str, Any]:
    column: dict[str, Any] = {
        "name": one.name,
        "titles": {"und": one.name},
        "dc:title": _in_all(one.title),
        "dc:description": _in_all(one.words),
        "datatype": CSVW_TYPES[one.type],
        "required": one.is_required and one.type not in {FieldType.STRING, FieldType.LIST},
    }
    if one.type == FieldType.LIST:
        column["separator"] = LIST_BETWEEN
    if one.language:
        column["lang"] = one.language
    return column


def _in_all(words: Translated) -> list[dict[str, str]]:
    return [{"@value": words.get(lang), "@language": lang} for lang in LANGUAGES]

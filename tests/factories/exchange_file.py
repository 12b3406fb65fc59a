"""Files of many testbeds for tests: sound ones, and the hostile corpus, all made by code."""

import io
import json
import stat
import struct
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from openpyxl import Workbook

MIB = 1 << 20
KML = '<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{}</Document></kml>'
VRT = b"<OGRVRTDataSource><OGRVRTLayer name='x'><SrcDataSource>/etc/passwd</SrcDataSource>"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\0" * 200
TURNED = "\u202e"


def feature(name: str, lon: float = 24.94, lat: float = 60.17, **properties: Any) -> dict[str, Any]:
    """Return a GeoJSON feature with a point."""
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
        "properties": {"name_fi": name, **properties},
    }


def geojson(*features: dict[str, Any], **more: Any) -> bytes:
    """Return a GeoJSON file."""
    whole = {"type": "FeatureCollection", **more, "features": list(features)}
    return json.dumps(whole, ensure_ascii=False).encode()


def table(*rows: str) -> bytes:
    """Return a CSV file of lines."""
    return ("\r\n".join(rows) + "\r\n").encode()


def book(*rows: list[Any]) -> bytes:
    """Return an XLSX file of rows."""
    made = Workbook()
    for row in rows:
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def archive(*members: tuple[str, bytes], **options: Any) -> bytes:
    """Return a zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, **options) as made:
        for name, content in members:
            made.writestr(name, content)
    return out.getvalue()


def shape_parts(shp: bytes = b"\0" * 100) -> list[tuple[str, bytes]]:
    """Return the files of a layer, empty but for the .shp."""
    return [("a.shp", shp), ("a.shx", b"\0" * 100), ("a.dbf", b"\0" * 100)]


def _link() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        link = zipfile.ZipInfo("a.shp")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        made.writestr(link, "/etc/passwd")
    return out.getvalue()


def _lying() -> bytes:
    """An archive whose member says that it is small."""
    whole = bytearray(archive(("a.shp", b"\0" * (20 * MIB))))
    place = whole.rfind(b"PK\x01\x02")
    whole[place + 24 : place + 28] = struct.pack("<I", 10)
    whole[22:26] = struct.pack("<I", 10)
    return bytes(whole)


def _overlapping() -> bytes:
    """An archive whose two members share the same bytes."""
    whole = bytearray(archive(("a.shp", b"one" * 999), ("b.shp", b"two" * 999)))
    second = whole.rfind(b"PK\x01\x02")
    whole[second + 42 : second + 46] = struct.pack("<I", 0)
    return bytes(whole)


def _encrypted() -> bytes:
    whole = bytearray(archive(("a.shp", b"secret")))
    whole[6] |= 1
    whole[whole.rfind(b"PK\x01\x02") + 8] |= 1
    return bytes(whole)


def _nul_inside() -> bytes:
    return archive(("a.shpX.txt", b"x")).replace(b"a.shpX.txt", b"a.shp\0.txt")


def _ring(points: int) -> bytes:
    """A line of so many points, written without holding them twice."""
    pairs = ",".join(f"[24.9{number % 10},60.{number % 10}7]" for number in range(points))
    head = '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":'
    return f'{head}{{"type":"LineString","coordinates":[{pairs}]}}}}]}}'.encode()


def _laughs() -> bytes:
    names = "".join(
        f'<!ENTITY a{number} "{f"&a{number - 1};" * 10 if number else "ha"}">'
        for number in range(10)
    )
    return f"<!DOCTYPE kml [{names}]><kml><name>&a9;</name></kml>".encode()


def _book_with(text: bytes) -> bytes:
    """A workbook whose sheet is this XML instead of its own."""
    sound = zipfile.ZipFile(io.BytesIO(book(["name_fi"], ["x"])))
    members = [(one, sound.read(one)) for one in sound.namelist()]
    return archive(
        *((name, text if name == "xl/worksheets/sheet1.xml" else body) for name, body in members)
    )


@dataclass(frozen=True)
class Hostile:
    """One hostile file: its name, what it is, and the code that refuses it."""

    what: str
    name: str
    code: str
    make: Callable[[], bytes] = field(repr=False)


def corpus() -> Iterator[Hostile]:
    """Yield every hostile file that is refused while it is read."""
    yield from _archives()
    yield from _markup()
    yield from _json()
    yield from _tables()


def _archives() -> Iterator[Hostile]:
    bomb = [
        ("a.shp", b"\0" * (60 * MIB)),
        ("b.dbf", b"\0" * (60 * MIB)),
        ("c.shx", b"\0" * (80 * MIB)),
    ]
    yield Hostile("a zip bomb", "a.zip", "zip_bomb", lambda: archive(*bomb))
    yield Hostile(
        "a bomb as a workbook",
        "a.xlsx",
        "zip_bomb",
        lambda: archive(("xl/workbook.xml", b"\0" * (200 * MIB))),
    )
    yield Hostile(
        "a zip in a zip",
        "a.zip",
        "zip_nested",
        lambda: archive(("n.zip", archive(("a.shp", b"x")))),
    )
    yield Hostile("a path upwards", "a.zip", "zip_path", lambda: archive(("../a.shp", b"x")))
    yield Hostile(
        "a path from the root", "a.zip", "zip_path", lambda: archive(("/etc/a.shp", b"x"))
    )
    yield Hostile(
        "a path of Windows", "a.zip", "zip_path", lambda: archive(("c:\\temp\\a.shp", b"x"))
    )
    yield Hostile("a link", "a.zip", "zip_link", _link)
    yield Hostile("overlapping members", "a.zip", "zip_overlap", _overlapping)
    yield Hostile("a lying size", "a.zip", "zip_broken", _lying)
    yield Hostile("a password", "a.zip", "zip_encrypted", _encrypted)
    yield Hostile("a program", "a.zip", "zip_file_type", lambda: archive(("a.exe", b"MZ")))
    yield Hostile("a NUL in a name", "a.zip", "file_name_odd", _nul_inside)
    yield Hostile(
        "a turned name", "a.zip", "file_name_odd", lambda: archive((f"a{TURNED}phs.shp", b"x"))
    )
    yield Hostile(
        "a thousand members",
        "a.zip",
        "zip_too_many_files",
        lambda: archive(*((f"{number}.shp", b"x") for number in range(1000))),
    )
    yield Hostile(
        "two of one name", "a.zip", "zip_twice", lambda: archive(("a.shp", b"x"), ("A.SHP", b"y"))
    )
    yield Hostile(
        "half an archive", "a.zip", "zip_broken", lambda: archive(("a.shp", b"x" * 999))[:60]
    )
    yield Hostile(
        "two layers", "a.zip", "zip_one_layer", lambda: archive(("a.shp", b"x"), ("b.shp", b"y"))
    )
    yield Hostile(
        "a layer without its parts", "a.zip", "zip_incomplete", lambda: archive(("a.shp", b"x"))
    )
    yield Hostile("a layer of zeros", "a.zip", "unreadable", lambda: archive(*shape_parts()))
    yield Hostile("a picture named .gpkg", "a.gpkg", "file_type_wrong", lambda: PNG)
    yield Hostile("a torn GeoPackage", "a.gpkg", "unreadable",
                  lambda: b"SQLite format 3\0" + b"\x10\0" * 4000)  # fmt: skip


def _markup() -> Iterator[Hostile]:
    for ending in ("kml", "geojson", "csv", "gpkg", "xlsx", "zip"):
        yield Hostile(f"a VRT named .{ending}", f"a.{ending}", "file_type_wrong", lambda: VRT)
    yield Hostile("a VRT named .gpx", "a.gpx", "file_type_unknown", lambda: VRT)
    yield Hostile("a billion laughs", "a.kml", "xml_entities", _laughs)
    yield Hostile(
        "an outer entity",
        "a.kml",
        "xml_entities",
        lambda: b'<!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/passwd">]><kml>&x;</kml>',
    )
    yield Hostile(
        "an entity in a workbook",
        "a.xlsx",
        "xml_entities",
        lambda: _book_with(
            b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><worksheet>&a;</worksheet>'
        ),
    )
    yield Hostile("deep KML", "a.kml", "xml_deep", lambda: KML.format("<Folder>" * 90_000).encode())
    yield Hostile("half KML", "a.kml", "xml_broken", lambda: KML.format("<Placemark>").encode())
    point = "<Placemark><Point><coordinates>x,y</coordinates></Point></Placemark>"
    yield Hostile(
        "KML without numbers", "a.kml", "xml_coordinates", lambda: KML.format(point).encode()
    )


def _json() -> Iterator[Hostile]:
    yield Hostile("a million points", "a.geojson", "too_many_points", lambda: _ring(120_000))
    yield Hostile(
        "many millions of points", "a.geojson", "feature_too_large", lambda: _ring(1_000_000)
    )
    yield Hostile("deep JSON", "a.geojson", "json_deep", lambda: b'{"features":' + b"[" * 500_000)
    yield Hostile(
        "deep coordinates",
        "a.geojson",
        "json_deep",
        lambda: geojson(
            {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": _deep(90)}}
        ),
    )
    yield Hostile("half JSON", "a.geojson", "json_broken", lambda: geojson(feature("x"))[:-9])
    yield Hostile(
        "numbers that are none",
        "a.geojson",
        "json_number",
        lambda: b'{"type":"FeatureCollection","features":[{"x":NaN}]}',
    )
    yield Hostile("JSON without features", "a.json", "json_no_features", lambda: b'{"a": 1}')
    yield Hostile("invalid UTF-8 in JSON", "a.geojson", "not_utf8",
                  lambda: b'{"type":"\xff\xfe"}')  # fmt: skip


def _deep(levels: int) -> Any:
    inner: Any = [24.9, 60.1]
    for _level in range(levels):
        inner = [inner]
    return inner


def _tables() -> Iterator[Hostile]:
    yield Hostile("nothing", "a.csv", "file_empty", lambda: b"")
    yield Hostile("blanks", "a.csv", "file_empty", lambda: b"  \r\n \r\n")
    yield Hostile("a head alone", "a.csv", "no_rows", lambda: b"name_fi\r\n")
    yield Hostile(
        "a cell of 60 MB",
        "a.csv",
        "cell_too_large",
        lambda: b'name_fi\r\n"' + b"x" * (60 * MIB) + b'"\r\n',
    )
    yield Hostile(
        "5,000 columns",
        "a.csv",
        "too_many_columns",
        lambda: table(",".join(f"c{number}" for number in range(5000)), "1,2"),
    )
    yield Hostile(
        "5,000 columns in a workbook",
        "a.xlsx",
        "too_many_columns",
        lambda: book([f"c{number}" for number in range(5000)], [1]),
    )
    yield Hostile(
        "a million rows", "a.csv", "too_many_rows", lambda: b"name_fi\r\n" + b"x\r\n" * 1_000_000
    )
    yield Hostile("invalid UTF-8", "a.csv", "not_utf8", lambda: b"name_fi\r\nTy\xf6maa\r\n")
    yield Hostile(
        "NUL in a table", "a.csv", "file_binary", lambda: b"name_fi\r\n" + b"x" * 5000 + b"\0\r\n"
    )
    yield Hostile(
        "a column that turns",
        "a.csv",
        "file_name_odd",
        lambda: table(f"name_fi,{TURNED}gpj", "x,y"),
    )
    yield Hostile(
        "two columns of one name", "a.csv", "column_twice", lambda: table("name_fi,Name_FI", "a,b")
    )
    yield Hostile(
        "a row that is too long", "a.csv", "row_too_long", lambda: table("name_fi", "a,b")
    )
    yield Hostile(
        "a workbook that is none",
        "a.xlsx",
        "unreadable",
        lambda: archive(("xl/workbook.xml", b"<x/>"), ("[Content_Types].xml", b"<x/>")),
    )
    yield Hostile(
        "NUL in the file's name", "a\0.csv", "file_name_odd", lambda: table("name_fi", "x")
    )
    yield Hostile("a turned file name", f"a{TURNED}vsc.csv", "file_name_odd",
                  lambda: table("name_fi", "x"))  # fmt: skip

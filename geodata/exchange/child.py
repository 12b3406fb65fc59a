"""The child process: ``python -m geodata.exchange.child read|write|make FOLDER``.

Limits are set before anything of the file is looked at.  Reading writes ``rows.ndjson`` and then
``facts.json`` into the folder; a refusal is one line of JSON in ``refused.json`` and exit code 3.
Writing takes ``rows.ndjson`` and makes ``made.gpkg``; making takes the rows of open data and
makes ``made.gpkg``, ``made.fgb`` or ``made.xlsx``.  The environment is made by `sandbox`.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from geodata.exchange import archive, book, geojson, kml, tables
from geodata.exchange.refusal import MIB, RefusedError, clean
from geodata.exchange.row import FORMULA, Row, Source, counted

REFUSED = 3
MOST_DATA = 200 * MIB  # private memory; the libraries' own pages come on top, about 60 MiB
MOST_CPU_S = 45
MOST_WRITTEN = 384 * MIB
MOST_MADE, MOST_MAKING_CPU_S = 8192 * MIB, 900  # of our own rows, and all of them
SAMPLES, SAMPLE_LENGTH = 3, 80
_BATCH = 1_000
_MADE_AT_ONCE = 2_000  # a GeoPackage is opened anew for each batch
_MAGIC_LENGTH = 4096


def limit(cpu_s: int = MOST_CPU_S, written: int = MOST_WRITTEN) -> None:
    """Take from this process what a file could misuse."""
    for what, most in (
        (resource.RLIMIT_DATA, MOST_DATA),
        (resource.RLIMIT_CPU, cpu_s),
        (resource.RLIMIT_FSIZE, written),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def kind_of(path: Path, ending: str) -> str:
    """Return what a file is by its content: csv, xlsx, geojson, kml, kmz, gpkg, shapefile.

    Raises:
        RefusedError: ``file_empty``, ``file_binary``, ``file_type_wrong`` (named, found).
    """
    with path.open("rb") as file:
        start = file.read(_MAGIC_LENGTH)
    if not start.strip():
        raise RefusedError("file_empty")
    found = _found(path, start)
    wanted = {
        "json": "geojson", "txt": "csv", "tsv": "csv", "zip": "shapefile",
    }.get(ending, ending)  # fmt: skip
    if found != wanted:
        raise RefusedError("file_type_wrong", named=ending, found=found)
    return found


def _found(path: Path, start: bytes) -> str:
    if start.startswith(b"PK\x03\x04"):
        return _inside(path)
    if start.startswith(b"SQLite format 3\0"):
        return "gpkg"
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"{"):
        return "geojson"
    if text.startswith(b"<"):
        return "kml" if b"<kml" in text or b":kml" in text or b"<!DOCTYPE" in text else "xml"
    return "binary" if b"\0" in start else "csv"


def _inside(path: Path) -> str:
    """Return what a zip archive is, by the names in it."""
    with archive.opened(path, most_files=2_000) as book:
        names = [one.filename.lower() for one in book.infolist()]
    if "xl/workbook.xml" in names:
        return "xlsx"
    if any(name.endswith(".kml") for name in names):
        return "kmz"
    return "shapefile"


def source_of(path: Path, ending: str, layer: str) -> Source:
    """Open a file by the reader of its kind."""
    kind = kind_of(path, ending)
    if kind in {"gpkg", "shapefile"}:
        return _by_gdal(path, kind, layer)
    if kind == "xlsx":
        return tables.read_xlsx(path, layer)
    if kind == "kmz":
        return kml.read(_only(path, archive.MAP_PARTS, archive.PICTURES, ".kml"))
    return {"csv": tables.read_csv, "geojson": geojson.read, "kml": kml.read}[kind](path)


def _by_gdal(path: Path, kind: str, layer: str) -> Source:
    from geodata.exchange import gdal  # noqa: PLC0415 - only these two formats need GDAL

    if kind == "gpkg":
        return gdal.read(path, kind, layer)
    shape = _only(path, archive.SHAPE_PARTS, archive.SHAPE_EXTRAS, ".shp")
    for part in (".shx", ".dbf"):
        if not shape.with_suffix(part).exists():
            raise RefusedError("zip_incomplete", name=part)
    return gdal.read(shape, kind)


def _only(path: Path, wanted: tuple[str, ...], passed: tuple[str, ...], main: str) -> Path:
    """Unpack an archive and return its one file of the ending ``main``."""
    folder = path.parent / "unpacked"
    folder.mkdir(exist_ok=True)
    found = [one for one in archive.unpack(path, folder, wanted, passed) if one.suffix == main]
    if len(found) != 1:
        raise RefusedError("zip_one_layer", given=len(found), ending=main)
    return found[0]


def read(folder: Path, order: dict[str, Any]) -> None:
    """Hand over every row of the upload in ``folder``, then what is known of it as a whole."""
    source = source_of(folder / order["file"], order["ending"], order.get("layer", ""))
    samples: dict[str, list[str]] = {}
    filled: dict[str, int] = {}
    count = shaped = 0
    with (folder / "rows.ndjson").open("w", encoding="utf-8") as out:
        for row in counted(source):
            count += 1
            shaped += bool(row.shape or row.wkb)
            _note(row, samples, filled)
            out.write(_line(row))
    if not count:
        raise RefusedError("no_rows")
    facts = {
        "kind": source.kind,
        "rows": count,
        "shapes": shaped,
        "epsg": source.epsg,
        "crs_name": clean(source.crs_name)[:120],
        "layers": source.layers[:50],
        "layer": source.layer,
        "columns": [
            {"name": name, "filled": filled.get(name, 0), "samples": samples.get(name, [])}
            for name in source.columns
            if name
        ],
    }
    (folder / "facts.json").write_text(json.dumps(facts, ensure_ascii=False), "utf-8")


def _line(row: Row) -> str:
    whole: dict[str, Any] = {"n": row.number, "v": row.values}
    if row.shape is not None:
        whole["g"] = row.shape
    if row.wkb:
        whole["w"] = row.wkb
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")) + "\n"


def _note(row: Row, samples: dict[str, list[str]], filled: dict[str, int]) -> None:
    for name, value in row.values.items():
        if value in (None, ""):
            continue
        filled[name] = filled.get(name, 0) + 1
        known = samples.setdefault(name, [])
        if len(known) < SAMPLES and value != FORMULA:
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            if (short := clean(text)[:SAMPLE_LENGTH]) not in known:
                known.append(short)


def write(folder: Path, order: dict[str, Any]) -> None:
    """Make a GeoPackage of the rows in ``folder``."""
    from geodata.exchange import gdal  # noqa: PLC0415 - as above

    columns = [(name, kind) for name, kind in order["columns"]]
    with (folder / "rows.ndjson").open(encoding="utf-8") as lines:
        rows: Iterator[dict[str, Any]] = (json.loads(line) for line in lines)
        made = False
        while (batch := list(islice(rows, _BATCH))) or not made:
            gdal.write_gpkg(folder / "made.gpkg", columns, batch, append=made)
            made = True


def make(folder: Path, order: dict[str, Any]) -> None:
    """Make the file of ``order["kind"]`` (gpkg, fgb, xlsx) of the rows in ``folder``."""
    columns = [(name, kind) for name, kind in order["columns"]]
    with (folder / "rows.ndjson").open(encoding="utf-8") as lines:
        rows: Iterator[dict[str, Any]] = (json.loads(line) for line in lines)
        if order["kind"] == "xlsx":
            _book(folder / "made.xlsx", columns, rows, order)
        else:
            _layer(folder, columns, rows, order)


def _book(
    path: Path,
    columns: list[tuple[str, str]],
    rows: Iterator[dict[str, Any]],
    order: dict[str, Any],
) -> None:
    names = [name for name, _kind in columns]
    cells = ([row.get(name) for name in names] for row in rows)
    beside = [
        book.Sheet(one["name"], [(name, "text") for name in one["heads"]], one["rows"], True)
        for one in order["beside"]
    ]
    book.write(path, [book.Sheet(order["layer"], columns, cells), *beside], order["about"])


def _layer(
    folder: Path,
    columns: list[tuple[str, str]],
    rows: Iterator[dict[str, Any]],
    order: dict[str, Any],
) -> None:
    from geodata.exchange import gdal  # noqa: PLC0415 - as above

    layer = gdal.Layer(order["layer"], columns, order["epsg"], order["about"])
    path, made, placed = folder / "made.gpkg", 0, 0
    while (batch := list(islice(rows, _MADE_AT_ONCE))) or not made:
        gdal.write_layer(path, layer, batch, append=bool(made))
        made += len(batch)
        placed += sum(1 for row in batch if row.get("shape"))
        if not batch:
            break
    if order["kind"] == "fgb":
        gdal.to_flatgeobuf(path, folder / "made.fgb", layer, indexed=0 < placed == made)
        path.unlink()


def peak_kib() -> int:
    """Return the most memory that this process has had at once, in kibibytes."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)


def main() -> int:
    """Do what was ordered; the exit code says how it ended."""
    verb, folder = sys.argv[1], Path(sys.argv[2])
    if verb == "make":
        limit(MOST_MAKING_CPU_S, MOST_MADE)
    else:
        limit()
    order = json.loads((folder / "order.json").read_text("utf-8"))
    try:
        {"read": read, "write": write, "make": make}[verb](folder, order)
    except RefusedError as refused:
        problem: dict[str, Any] = {"code": refused.code, "facts": refused.facts}
    except (MemoryError, RecursionError):
        problem = {"code": "needs_memory", "facts": {}}
    except OSError:
        problem = {"code": "too_large_inside", "facts": {"limit_mb": MOST_WRITTEN // MIB}}
    else:
        return 0
    finally:
        (folder / "peak_kib").write_text(str(peak_kib()))
    (folder / "refused.json").write_text(json.dumps(problem, ensure_ascii=True), "utf-8")
    return REFUSED


if __name__ == "__main__":
    sys.exit(main())

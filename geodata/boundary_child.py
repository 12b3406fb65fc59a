"""A program of its own that reads municipal polygons out of one file, with GDAL.

GDAL brings its own SQLite library and opens far more than it is asked to, so it never runs in the
process that serves or holds the database: `geodata.boundary_file` starts this file by its path, in
an empty environment, and talks to it in JSON.  Nothing imports it, and it imports nothing of ours.

Standard input: ``{"path": …, "codes": {code: slug}, "names": {folded name: slug}}``, or
``{"drivers": true}``, which is answered with the names of GDAL's drivers.
Standard output: ``{"features": [{"slug", "crs", "wkb"}, …]}`` of the first layer in which every
wanted municipality is found, else of the layer with the most; or ``{"error": words}``.
"""

import json
import resource
import sys
from typing import Any

MEMORY_BYTES = 3 * 1024**3
CPU_S = 120
MOST_FEATURES = 50_000
MOST_LAYERS = 40
CODE_FIELDS = (
    "kunta", "natcode", "nationalcode", "municipality_code", "kuntanro", "kuntanumero", "knro",
    "kuntakoodi", "koodi", "code",
)  # fmt: skip
NAME_FIELDS = (
    "nimi", "namn", "name", "name_fi", "name_sv", "namefin", "nameswe", "kuntanimi", "kunta_ni1",
    "kunta_ni2", "kunta", "municipality",
)  # fmt: skip
POLYGONS = {"Polygon", "MultiPolygon", "Unknown", "CurvePolygon", "MultiSurface"}


def limit() -> None:
    """Give up memory, time and the writing of files before anything of others is opened."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_S),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def read(asked: dict[str, Any]) -> dict[str, Any]:
    """Return what was asked for."""
    import pyogrio  # noqa: PLC0415 - only after the limits stand
    from pyogrio.raw import read as read_layer  # noqa: PLC0415 - as above

    if asked.get("drivers"):
        return {"drivers": sorted(pyogrio.list_drivers())}
    best: list[dict[str, Any]] = []
    wanted = set(asked["codes"].values())
    for name, kind in pyogrio.list_layers(asked["path"])[:MOST_LAYERS]:
        if kind is None or str(kind).partition(" ")[0] not in POLYGONS:
            continue
        meta, _fids, geometries, columns = read_layer(
            asked["path"], layer=name, force_2d=True, max_features=MOST_FEATURES
        )
        rows = dict(zip((str(field).casefold() for field in meta["fields"]), columns, strict=True))
        found = [
            {"slug": slug, "crs": meta["crs"], "wkb": bytes(geometry).hex()}
            for number, geometry in enumerate(geometries)
            if geometry is not None and (slug := _slug(rows, number, asked))
        ]
        if {one["slug"] for one in found} > {one["slug"] for one in best} or not best:
            best = found
        if {one["slug"] for one in best} == wanted:
            break
    return {"features": best}


def _slug(rows: dict[str, Any], number: int, asked: dict[str, Any]) -> str | None:
    """Say which of the wanted municipalities a row is, by its code or else by its name."""
    values = [str(rows[field][number]).strip() for field in CODE_FIELDS if field in rows]
    for value in filter(None, values):
        code = value.removesuffix(".0").zfill(3)
        if code.isdigit() and len(code) == 3:  # noqa: PLR2004 - the length of a code
            return asked["codes"].get(code)  # type: ignore[no-any-return]  # JSON of our own
    names = (str(rows[field][number]).strip().casefold() for field in NAME_FIELDS if field in rows)
    return next((asked["names"][name] for name in names if name in asked["names"]), None)


def main() -> None:
    """Answer one question."""
    limit()
    try:
        answer = read(json.load(sys.stdin))
    except MemoryError:
        answer = {"error": "it needs more memory than is allowed"}
    except Exception as problem:  # noqa: BLE001 - whatever GDAL says is told to the operator
        answer = {"error": f"{type(problem).__name__}: {problem}"[:300]}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()

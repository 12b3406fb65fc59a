"""Files of municipal boundaries for tests: squares around the middles of two cities, made up."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import shapely

from geodata.crs import WGS84, reproject

HELSINKI, TAMPERE = shapely.box(24.8, 60.0, 25.2, 60.3), shapely.box(23.6, 61.5, 24.0, 61.8)
NEIGHBOUR = shapely.box(25.3, 60.0, 25.4, 60.1)

# GDAL has a SQLite library of its own, so other formats are written by a process of their own too.
WRITE = """
import json, sys, numpy as np, pyogrio.raw as raw
rows = json.loads(sys.stdin.read())
raw.write(
    sys.argv[1], np.array([bytes.fromhex(row["wkb"]) for row in rows], dtype=object),
    [np.array([row[name] for row in rows], dtype=object) for name in ("kunta", "nimi")],
    ["kunta", "nimi"], driver=sys.argv[2], geometry_type="Polygon", crs=sys.argv[3],
)
"""


def rows(epsg: int = WGS84) -> list[dict[str, object]]:
    """Return three municipalities; the second has a name only, the third is none of ours."""
    given = (
        ("091", "Helsinki", HELSINKI),
        ("", "tammerfors", TAMPERE),
        ("753", "Sipoo", NEIGHBOUR),
    )
    return [
        {"kunta": code, "nimi": name, "shape": reproject(shape, WGS84, epsg)}
        for code, name, shape in given
    ]


def geojson(path: Path, epsg: int = WGS84, features: list[dict[str, object]] | None = None) -> Path:
    """Write a GeoJSON file; planes are named in it as old files do."""
    made = rows(epsg) if features is None else features
    data: dict[str, object] = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {name: value for name, value in row.items() if name != "shape"},
                "geometry": json.loads(shapely.to_geojson(row["shape"])),
            }
            for row in made
        ],
    }
    if epsg != WGS84:
        name = f"urn:ogc:def:crs:EPSG::{epsg}"
        data["crs"] = {"type": "name", "properties": {"name": name}}
    path.write_text(json.dumps(data), "utf-8")
    return path


def other_format(path: Path, driver: str, epsg: int) -> Path:
    """Write a GeoPackage or a Shapefile in any system."""
    given = [
        {"kunta": row["kunta"], "nimi": row["nimi"], "wkb": shapely.to_wkb(row["shape"]).hex()}
        for row in rows(epsg)
    ]
    subprocess.run(
        [sys.executable, "-c", WRITE, str(path), driver, f"EPSG:{epsg}"],
        input=json.dumps(given), text=True, check=True, capture_output=True,
    )  # fmt: skip
    return path


def zipped(path: Path, folder: Path, prefix: str = "inner/") -> Path:
    """Pack the parts of a Shapefile into an archive."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in sorted(folder.glob("b.*")):
            archive.write(part, f"{prefix}{part.name}")
    return path

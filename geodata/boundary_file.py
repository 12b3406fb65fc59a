"""Official boundaries of municipalities, read from a file of any coordinate system.

GeoJSON, GeoPackage and Shapefile (plain or zipped) are taken, told apart by their first bytes and
not by their names.  GDAL reads them in a child process (`geodata.boundary_child`) that may open
this one kind of file only; what comes back is checked, joined and brought to EPSG:4326 here.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError
from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

from geodata.crs import SYSTEMS, WGS84

CHILD = Path(__file__).with_name("boundary_child.py")
MOST_BYTES = 512 * 1024**2
MOST_UNPACKED = 1024**3
MOST_VERTICES = 500_000
PATIENCE_S = 180
PARTS_OF_SHAPEFILE = (".shp", ".dbf", ".shx", ".prj", ".cpg")

_GEOPACKAGE, _SHAPEFILE, _ZIP = b"SQLite format 3\0", b"\x00\x00\x27\x0a", b"PK\x03\x04"
_HEAD = 64


class BoundaryFileError(ValueError):
    """A file that gives no boundaries; the message says why, for the operator."""


@dataclass(frozen=True, slots=True)
class Municipality:
    """One municipality to look for: the slug of its city, its code, its names."""

    slug: str
    code: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Boundary:
    """The boundary of one city in EPSG:4326; ``was_mended`` when its rings had faults."""

    slug: str
    shape: MultiPolygon
    was_mended: bool

    @property
    def vertices(self) -> int:
        """How many points it has."""
        return int(shapely.get_num_coordinates(self.shape))


def read_boundaries(path: Path, wanted: Iterable[Municipality]) -> dict[str, Boundary]:
    """Return the boundary of each municipality that the file holds, by slug.

    Raises:
        BoundaryFileError: The file cannot be read, or holds none of them.

    """
    wanted = list(wanted)
    with _opened(path) as (plain, driver):
        question = {
            "path": str(plain),
            "codes": {one.code: one.slug for one in wanted},
            "names": {name.casefold(): one.slug for one in wanted for name in one.names if name},
        }
        features = _ask(question, driver)["features"]
    shapes: dict[str, list[BaseGeometry]] = {}
    for one in features:
        shapes.setdefault(one["slug"], []).append(_in_wgs84(bytes.fromhex(one["wkb"]), one["crs"]))
    if not shapes:
        raise BoundaryFileError("it holds no polygon of the six cities, by code or by name")
    return {slug: _boundary(slug, parts) for slug, parts in shapes.items()}


@contextmanager
def _opened(path: Path) -> Iterator[tuple[Path, str]]:
    """Give the plain file to read and the one driver that may read it."""
    if not path.is_file():
        raise BoundaryFileError("there is no such file")
    if path.stat().st_size > MOST_BYTES:
        raise BoundaryFileError(f"it is larger than {MOST_BYTES // 1024**2} MB")
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(_ZIP):
        with tempfile.TemporaryDirectory(prefix="boundaries-") as folder:
            yield _unpacked(path, Path(folder)), "ESRI Shapefile"
    elif head.startswith(_GEOPACKAGE):
        yield path.resolve(), "GPKG"
    elif head.startswith(_SHAPEFILE):
        yield path.resolve(), "ESRI Shapefile"
    elif head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        yield path.resolve(), "GeoJSON"
    else:
        raise BoundaryFileError("it is no GeoJSON, GeoPackage or Shapefile")


def _unpacked(path: Path, folder: Path) -> Path:
    """Unpack the one Shapefile of an archive under names of our own; nothing else is looked at."""
    try:
        with zipfile.ZipFile(path) as archive:
            named = {info.filename: info for info in archive.infolist() if not info.is_dir()}
            shapes = [name for name in named if name.lower().endswith(".shp")]
            if len(shapes) != 1:
                raise BoundaryFileError(
                    f"the archive holds {len(shapes)} Shapefiles instead of one"
                )
            stem = shapes[0][:-4].casefold()
            left = MOST_UNPACKED
            for name, info in named.items():
                ending = name[-4:].lower()
                if name[:-4].casefold() == stem and ending in PARTS_OF_SHAPEFILE:
                    left = _unpack(archive, info, folder / f"boundaries{ending}", left)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as problem:
        raise BoundaryFileError(f"the archive cannot be unpacked ({problem})") from None
    return folder / "boundaries.shp"


def _unpack(archive: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path, left: int) -> int:
    """Write one member, counting what really comes out of it; return what is left to write."""
    with archive.open(info) as source, target.open("wb") as file:
        while piece := source.read(1024 * 1024):
            left -= len(piece)
            if left < 0:
                raise BoundaryFileError("the archive unpacks to more than 1 GB")
            file.write(piece)
    return left


def _ask(question: Mapping[str, Any], driver: str) -> dict[str, Any]:
    """Let the child read; every driver of GDAL but one is switched off before it starts."""
    known = _run({"drivers": True}, {})["drivers"]
    others = ",".join(name for name in known if name != driver)
    return _run(question, {"OGR_SKIP": others, "GDAL_SKIP": others})


def _run(question: Mapping[str, Any], environment: Mapping[str, str]) -> dict[str, Any]:
    quiet = {
        "PATH": "/usr/bin:/bin",
        "LC_ALL": "C.UTF-8",
        "OPENBLAS_NUM_THREADS": "1",
        "CPL_CURL_ENABLE_VSIMEM": "NO",
        "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": "none",
        "SHAPE_RESTORE_SHX": "NO",
        "OGR_GEOJSON_MAX_OBJ_SIZE": "0",
    }
    try:
        done = subprocess.run(  # noqa: S603 - our own program, its question goes by standard input
            [sys.executable, "-I", str(CHILD)],
            input=json.dumps(question).encode(),
            capture_output=True,
            env={**quiet, **environment},
            timeout=PATIENCE_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise BoundaryFileError(f"reading it took longer than {PATIENCE_S} seconds") from None
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        raise BoundaryFileError(f"reading it ended early (code {done.returncode})") from None
    if "error" in answer:
        raise BoundaryFileError(f"it cannot be read ({answer['error']})")
    return answer


def _in_wgs84(wkb: bytes, crs: str | None) -> BaseGeometry:
    try:
        shape = shapely.from_wkb(wkb)
    except shapely.errors.ShapelyError as problem:
        raise BoundaryFileError(f"a polygon cannot be read ({problem})") from None
    if shapely.get_num_coordinates(shape) > MOST_VERTICES:
        raise BoundaryFileError(f"a polygon has more than {MOST_VERTICES:,} points")
    if crs is None:
        raise BoundaryFileError("it does not say in which coordinate system it is")
    try:
        move = Transformer.from_crs(CRS.from_user_input(crs), WGS84, always_xy=True)
    except ProjError:
        raise BoundaryFileError("its coordinate system is not known") from None

    def moved(positions: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(move.transform(positions[:, 0], positions[:, 1]))

    return shapely.transform(shape, moved)


def _boundary(slug: str, parts: list[BaseGeometry]) -> Boundary:
    """Join the polygons of one city, mend rings that cross themselves, and check where they are."""
    was_mended = not all(part.is_valid for part in parts)
    whole = shapely.union_all([shapely.make_valid(part) for part in parts])
    pieces = [one for one in _polygons(whole) if one.area > 0]
    if not pieces:
        raise BoundaryFileError(f"the boundary of {slug} has no area")
    shape = MultiPolygon(pieces)
    west, south, east, north = shape.bounds
    if not (SYSTEMS[WGS84].holds(west, south) and SYSTEMS[WGS84].holds(east, north)):
        raise BoundaryFileError(
            f"the boundary of {slug} lies outside Finland; are its axes or its system mixed up?"
        )
    return Boundary(slug, shape, was_mended)


def _polygons(shape: BaseGeometry) -> list[BaseGeometry]:
    parts = shapely.get_parts(shape)
    nested = [one for part in parts for one in shapely.get_parts(part)]
    return [one for one in nested if one.geom_type == "Polygon"]

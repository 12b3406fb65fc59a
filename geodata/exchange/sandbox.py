"""Start the child process that reads or writes files, and take its answer.

The child gets a folder, an environment of its own without any setting of ours, limits on memory,
time and what it writes, and no driver of GDAL but two.  What it hands over lies in the folder.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from geodata.exchange.refusal import RefusedError

ROOT = Path(__file__).resolve().parents[2]
MOST_WAIT_S = 45
ENDINGS = ("geojson", "json", "gpkg", "zip", "kml", "kmz", "csv", "txt", "tsv", "xlsx")
MOST_MAKING_S = 1_800
ALLOWED = frozenset({"GPKG", "ESRI Shapefile"})
MADE = frozenset({"GPKG", "FlatGeobuf"})
_REFUSED = 3
_KILLED_FOR_TIME = -24  # SIGXCPU
_LIST = "import pyogrio; print('|'.join(pyogrio.list_drivers()))"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a file: how many rows say something in it, and the first things said."""

    name: str
    filled: int
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What is known of a file that was read; ``epsg`` is None where it does not say."""

    kind: str
    rows: int
    shapes: int
    epsg: int | None
    crs_name: str
    layers: tuple[str, ...]
    layer: str
    columns: tuple[Column, ...]

    @classmethod
    def of(cls, facts: dict[str, Any]) -> FileFacts:
        """Return the facts as the child, or a row of the database, tells them."""
        columns = tuple(
            Column(one["name"], one["filled"], tuple(one["samples"])) for one in facts["columns"]
        )
        return cls(**{**facts, "layers": tuple(facts["layers"]), "columns": columns})


def read(folder: Path, file: str, ending: str, layer: str = "") -> dict[str, Any]:
    """Let the child read ``file`` in ``folder``; return its facts, rows lie in ``rows.ndjson``.

    Raises:
        RefusedError: Why the file was not taken.
    """
    _run("read", folder, {"file": file, "ending": ending, "layer": layer}, MOST_WAIT_S)
    facts: dict[str, Any] = json.loads((folder / "facts.json").read_text("utf-8"))
    return facts


def write_gpkg(folder: Path, columns: list[tuple[str, str]]) -> Path:
    """Let the child make a GeoPackage of ``rows.ndjson`` in ``folder`` and return its path.

    Raises:
        RefusedError: It could not.
    """
    _run("write", folder, {"columns": columns}, MOST_WAIT_S)
    return folder / "made.gpkg"


@dataclass(frozen=True, slots=True)
class MakeOrder:
    """What the child is to make of ``rows.ndjson``; kinds of columns as in `book` and `gdal`.

    ``kind`` is gpkg, fgb or xlsx; ``epsg`` that of the rows' shapes; ``beside`` are the other
    sheets of a workbook: dictionaries of name, heads and rows, all text.  ``about`` goes into the
    file; its ``stamp`` is the instant that the file bears.
    """

    kind: str
    layer: str
    columns: Sequence[tuple[str, str]]
    epsg: int
    about: Mapping[str, str]
    beside: Sequence[Mapping[str, Any]] = ()


def make(folder: Path, order: MakeOrder) -> Path:
    """Let the child make a file of the ``rows.ndjson`` in ``folder`` and return its path.

    Raises:
        RefusedError: It could not.
    """
    more = {
        "OGR_SKIP": _skipped(MADE),
        "OGR_CURRENT_DATE": order.about["stamp"],
        "OGR_SQLITE_SYNCHRONOUS": "OFF",  # what a power cut breaks is made again
    }
    _run("make", folder, asdict(order), MOST_MAKING_S, more)
    return folder / f"made.{order.kind}"


def _run(
    verb: str, folder: Path, order: dict[str, Any], wait_s: float,
    more: Mapping[str, str] = MappingProxyType({}),
) -> None:  # fmt: skip
    for name in ("refused.json", "facts.json"):
        (folder / name).unlink(missing_ok=True)
    (folder / "order.json").write_text(json.dumps(order), "utf-8")
    command = [sys.executable, "-m", "geodata.exchange.child", verb, str(folder.resolve())]
    try:
        done = subprocess.run(  # noqa: S603 - our own program with paths that we made
            command, cwd=folder, env=_environment(folder) | dict(more), stdin=subprocess.DEVNULL,
            capture_output=True, timeout=wait_s, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise RefusedError("took_too_long") from None
    if done.returncode == 0:
        return
    if done.returncode == _REFUSED:
        problem = json.loads((folder / "refused.json").read_text("utf-8"))
        raise RefusedError(problem["code"], **problem["facts"])
    if done.returncode == _KILLED_FOR_TIME:
        raise RefusedError("took_too_long")
    raise RefusedError("needs_memory" if _ran_out(done.stderr) else "unreadable", kind="")


def _ran_out(stderr: bytes) -> bool:
    return any(word in stderr for word in (b"MemoryError", b"bad_alloc", b"emory"))


def _environment(folder: Path) -> dict[str, str]:
    """Return the child's whole environment: nothing of ours, no network, two drivers."""
    return {
        "PATH": os.defpath,
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "LANG": "C.UTF-8",
        "TMPDIR": str(folder.resolve()),
        "OPENBLAS_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "2",
        "PROJ_NETWORK": "OFF",
        "OGR_SKIP": _skipped(ALLOWED),
        "GDAL_SKIP": "VRT,GTI,HTTP,WMS",
        "GDAL_CACHEMAX": "16",
        "GDAL_NUM_THREADS": "1",
        "GDAL_DISABLE_READDIR_ON_OPEN": "TRUE",
        "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": "none",
        "GDAL_HTTP_TIMEOUT": "1",
        "OGR_SQLITE_LOAD_EXTENSIONS": "",
        "OGR_GPKG_FOREIGN_KEY_CHECK": "NO",
    }


def _skipped(but: frozenset[str]) -> str:
    return ",".join(sorted(_drivers() - but))


@cache
def _drivers() -> frozenset[str]:
    """Return every driver that this GDAL has, asked once of a process of its own."""
    done = subprocess.run(  # noqa: S603 - a literal program
        [sys.executable, "-c", _LIST], capture_output=True, text=True, check=True,
        env={"PATH": os.defpath, "OPENBLAS_NUM_THREADS": "1"}, timeout=MOST_WAIT_S,
    )  # fmt: skip
    return frozenset(done.stdout.strip().split("|"))

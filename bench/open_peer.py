"""The other servers: tipg and pygeoapi, each in its own environment, set up as well as may be.

Both get two workers on the same PostgreSQL and one plain table with the indexes that its questions
want.  tipg's catalogue is read once and its connections are kept: by default it reads the catalogue
anew every five minutes and closes idle connections, which costs it a good part of its speed.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from sqlalchemy.engine import URL

from bench.place import ROOT, free_port

KEPT = ROOT / "instance" / "bench"
TABLE = "plain"
PATIENCE_S = 90
NAMES = ("python3.12", "python3.13", "python3.14", "python3.15", "python3")
PIP = (
    "-m", "pip", "install", "-q", "--no-input", "--disable-pip-version-check", "--require-hashes",
    "--only-binary", ":all:",
)  # fmt: skip


class NotRunError(RuntimeError):
    """A contestant cannot be run here; the message says why."""


def newer_python() -> str:
    """Return a Python that pygeoapi can run on.

    Raises:
        NotRunError: There is none.
    """
    kept = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    known = [shutil.which(name) for name in NAMES]
    known += [str(path) for path in sorted(kept.glob("3.1[2-9]*/bin/python3"))]
    for program in [sys.executable, *(one for one in known if one)]:
        told = subprocess.run(
            [program, "-I", "-c", "import sys, venv; print(sys.version_info >= (3, 12))"],
            check=False, capture_output=True, text=True,
        )  # fmt: skip
        if told.stdout.strip() == "True":
            return program
    raise NotRunError("no Python 3.12 or newer")


def python_of(name: str) -> Path:
    """Return the Python of a contestant's environment, made from its lock file when need be.

    Raises:
        NotRunError: There is no Python for it, or its packages cannot be had.
    """
    lock = ROOT / "bench" / f"peers-{name}.lock"
    try:
        base = newer_python()
    except NotRunError:
        if name == "pygeoapi":
            raise
        base = sys.executable
    digest = hashlib.sha256(lock.read_bytes() + os.path.realpath(base).encode()).hexdigest()[:12]
    home = KEPT / f"{name}-{digest}"
    python = home / "bin" / "python"
    if (home / "whole").exists():
        return python
    shutil.rmtree(home, ignore_errors=True)
    for command in ([base, "-m", "venv", str(home)], [str(python), *PIP, "-r", str(lock)]):
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["no reason told"])[-1]
            raise NotRunError(f"its packages could not be installed: {last}")
    (home / "whole").touch()
    return python


@contextmanager
def tipg(url: URL, folder: Path) -> Iterator[tuple[str, int]]:
    """Give the address of a running tipg, and its process."""
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    settings = {
        "DATABASE_URL": plain, "TIPG_CATALOG_TTL": "0", "DB_MIN_CONN_SIZE": "4",
        "DB_MAX_CONN_SIZE": "4", "DB_MAX_INACTIVE_CONN_LIFETIME": "0",
        "TIPG_DB_TABLES": json.dumps([f"public.{TABLE}"]), "TIPG_DB_SPATIAL_EXTENT": "FALSE",
    }  # fmt: skip
    command = ["gunicorn", "-w", "2", "-k", "uvicorn.workers.UvicornWorker", "tipg.main:app"]
    with _running("tipg", command, settings, folder) as running:
        yield running


@contextmanager
def pygeoapi(url: URL, folder: Path) -> Iterator[tuple[str, int]]:
    """Give the address of a running pygeoapi, and its process."""
    config, described = folder / "pygeoapi.json", folder / "pygeoapi-openapi.json"
    config.write_text(json.dumps(_configuration(url)))  # its YAML reads JSON
    settings = {"PYGEOAPI_CONFIG": str(config), "PYGEOAPI_OPENAPI": str(described)}
    python = python_of("pygeoapi")
    subprocess.run(
        [str(python), str(python.with_name("pygeoapi")), "openapi", "generate", str(config),
         "--format", "json", "--output-file", str(described)],
        check=True, capture_output=True, cwd=folder, env={**os.environ, **settings},
    )  # fmt: skip
    command = ["gunicorn", "-w", "2", "--threads", "4", "pygeoapi.flask_app:APP"]
    with _running("pygeoapi", command, settings, folder) as running:
        yield running


@contextmanager
def _running(
    name: str, command: list[str], settings: dict[str, str], folder: Path
) -> Iterator[tuple[str, int]]:
    python = python_of(name)
    port = free_port()
    log = folder / f"{name}.log"
    inherited = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    with log.open("wb") as output:
        server = subprocess.Popen(
            [str(python), "-m", *command, "-b", f"127.0.0.1:{port}", "--timeout", "60"],
            cwd=folder, env={**inherited, **settings}, stdout=output, stderr=output,
        )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(f"{address}/collections", server, log)
        yield address, server.pid
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _wait(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(PATIENCE_S * 5):
        if server.poll() is not None:
            break
        try:
            urlopen(address, timeout=5).read()  # noqa: S310 - our own loopback address
        except OSError:
            time.sleep(0.2)
        else:
            return
    last = re.findall(r"^\S.*$", log.read_text(errors="replace"), re.MULTILINE)[-1:]
    raise NotRunError(f"it did not start: {' '.join(last)}")


def _configuration(url: URL) -> dict[str, object]:
    words = {"title": "Bench", "description": "Bench", "keywords": ["bench"]}
    table = {
        "data": {
            "host": url.host, "port": url.port, "dbname": url.database, "user": url.username,
            "password": url.password, "search_path": ["public"],
        },
        "id_field": "id", "table": TABLE, "geom_field": "geom",
    }  # fmt: skip
    tiles = {
        "type": "tile", "name": "MVT-postgresql", **table,
        "options": {"zoom": {"min": 0, "max": 18}},
        "format": {"name": "pbf", "mimetype": "application/vnd.mapbox-vector-tile"},
    }  # fmt: skip
    person = {"name": "Bench", "url": "http://127.0.0.1"}
    return {
        "server": {
            "bind": {"host": "127.0.0.1", "port": 1}, "url": "http://127.0.0.1",
            "mimetype": "application/json; charset=UTF-8", "encoding": "utf-8",
            "languages": ["en-US"], "pretty_print": False, "gzip": False,
            "limits": {"default_items": 10, "max_items": 1000},
            "map": {"url": "http://127.0.0.1/{z}/{x}/{y}.png", "attribution": "none"},
        },
        "logging": {"level": "ERROR"},
        "metadata": {
            "identification": {**words, "keywords_type": "theme", "terms_of_service": "none",
                               "url": "http://127.0.0.1"},
            "license": {"name": "CC BY 4.0", "url": "http://127.0.0.1"},
            "provider": person, "contact": person,
        },
        "resources": {
            "testbeds": {
                "type": "collection", **words, "links": [],
                "extents": {"spatial": {
                    "bbox": [19, 59, 32, 71],
                    "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
                }},
                "providers": [{"type": "feature", "name": "PostgreSQL", **table}, tiles],
            }
        },
    }  # fmt: skip

"""The bare database: the answers as plain SQL would give them, with nothing around it.

PostgreSQL is asked by its own pgbench, eight clients, prepared statements; SpatiaLite by two
processes in a loop, as it has no server.  The JSON is made from columns at each asking, as in
whatever has no text of its own.  Run as ``python -m bench.open_raw`` this is one such process.
"""

import app.sqlite_binding  # noqa: F401, I001 - first, so that one SQLite library serves the process

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import create_engine
from sqlalchemy.engine import URL

from app.engine import prepare_engine
from bench.open_cpu import parent_of, spent_s
from bench.open_load import PROCESSES, Measured, summary
from bench.open_question import ASKED, FIELDS, Questions
from geodata.tile_grid import degrees

_PLAIN = ", ".join(f"'{name}', {name}" for name in FIELDS)
_GATHER = {
    "postgresql": (
        "SELECT json_build_object('type', 'FeatureCollection', 'features',"
        " coalesce(json_agg({one}), '[]'))::text FROM ({rows}) t"
    ),
    "sqlite": (
        "SELECT json_object('type', 'FeatureCollection', 'features', json_group_array({one}))"
        " FROM ({rows}) t"
    ),
}
_ONE = {
    "postgresql": (
        "json_build_object('type', 'Feature', 'id', id, 'geometry', ST_AsGeoJSON(geom, 6)::json,"
        f" 'properties', json_build_object({_PLAIN}))"
    ),
    "sqlite": (
        "json_object('type', 'Feature', 'id', id, 'geometry', json(AsGeoJSON(geom, 6)),"
        f" 'properties', json_object({_PLAIN.replace(', themes,', ', json(themes),')}))"
    ),
}
_TILE = (
    "SELECT ST_AsMVT(t, 'testbeds', 4096, 'g', 'id') FROM (SELECT id, uid, name, city, kind,"
    " ST_AsMVTGeom(ST_Transform(geom, 3857), ST_TileEnvelope({z}, {x}, {y}), 4096, 64, true) g"
    " FROM plain WHERE geom && ST_Transform(ST_TileEnvelope({z}, {x}, {y}), 4326)) t"
    " WHERE g IS NOT NULL"
)
_TREE = (
    "id IN (SELECT pkid FROM idx_open_feature_geom WHERE xmax >= {0} AND xmin <= {2}"
    " AND ymax >= {1} AND ymin <= {3})"
)


def statements(kind: str, asked: Questions, zooms: Sequence[int]) -> dict[str, list[str]]:
    """Return the statements of each sort of question, by its name."""
    gather, one = _GATHER[kind], _ONE[kind]

    def pages(conditions: Sequence[str]) -> list[str]:
        rows = "SELECT * FROM plain WHERE {0} ORDER BY id LIMIT 100"
        return [gather.format(one=one, rows=rows.format(where)) for where in conditions]

    near = _TREE if kind == "sqlite" else "geom && ST_MakeEnvelope({0}, {1}, {2}, {3}, 4326)"
    found = {
        "box": pages([near.format(*box) for box in asked.boxes]),
        "one": [f"SELECT {one} FROM plain WHERE id = {key}" for key in asked.keys[:ASKED]],  # noqa: S608 - constants
        "pair": pages([f"city = '{city}' AND kind = '{sort}'" for city, sort in asked.pairs]),
    }
    for zoom in zooms:
        if kind == "postgresql":
            found[f"z{zoom}"] = [
                _TILE.format(z=tile.z, x=tile.column, y=tile.row) for tile in asked.tiles[zoom]
            ]
        else:  # it cannot write tiles: the rows that one is made from
            rows = "SELECT id, uid, name, city, kind, ST_AsBinary(geom) FROM plain WHERE "
            found[f"z{zoom}"] = [
                rows + _TREE.format(*degrees(tile.box())) for tile in asked.tiles[zoom]
            ]
    return found


def by_pgbench(url: URL, asked: Sequence[str], seconds: float) -> Measured:
    """Ask PostgreSQL; the size of answers is that of a few, read before."""
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as connection:
        sizes = [len(connection.execute(one).fetchone()[0] or "") for one in asked[:10]]  # type: ignore[index]  # each has a row
    server = postmaster(url)
    before = spent_s(server)
    programs = Path(os.environ.get("POSTGRES_PROGRAMS", "/usr/bin"))
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for number, statement in enumerate(asked):
            path = Path(folder) / f"{number}.sql"
            path.write_text(statement + ";\n")
            files += ["-f", str(path)]
        subprocess.run(
            [str(programs / "pgbench"), "-n", "-M", "prepared", "-c", "8", "-j", "2", "-l",
             "-T", str(max(1, round(seconds))), "--log-prefix", f"{folder}/log", *files],
            check=True, capture_output=True,
            env={**os.environ, "PGHOST": str(url.host), "PGPORT": str(url.port),
                 "PGUSER": str(url.username), "PGPASSWORD": str(url.password),
                 "PGDATABASE": str(url.database)},
        )  # fmt: skip
        times = sorted(
            int(line.split()[2]) / 1e6
            for log in Path(folder).glob("log*")
            for line in log.read_text().splitlines()
        )
    measured = summary(times, max(1, round(seconds)), int(len(times) * sum(sizes) / len(sizes)))
    measured.cpu = (spent_s(server) - before) * 1000 / max(1, len(times))
    return measured


def postmaster(url: URL) -> int:
    """Return the process under which all sessions of a PostgreSQL on this machine run."""
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as connection:
        return parent_of(connection.info.backend_pid)


def by_loop(database: str, asked: Sequence[str], seconds: float) -> Measured:
    """Ask SpatiaLite from two processes."""
    loops = [
        subprocess.Popen(
            [sys.executable, "-m", "bench.open_raw"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for _ in range(PROCESSES)
    ]  # fmt: skip
    for number, loop in enumerate(loops):
        first = number * len(asked) // PROCESSES
        turned = [*asked[first:], *asked[:first]]
        wanted = {"database": database, "asked": turned, "seconds": seconds}
        loop.stdin.write(json.dumps(wanted))  # type: ignore[union-attr]  # it was asked for
        loop.stdin.close()  # type: ignore[union-attr]  # it was asked for
    told: list[dict[str, Any]] = [json.loads(loop.stdout.read()) for loop in loops]  # type: ignore[union-attr]  # so was this
    for loop in loops:
        loop.wait()
    times = sorted(one for part in told for one in part["times"])
    measured = summary(times, seconds, sum(part["bytes"] for part in told))
    measured.cpu = sum(part["spent"] for part in told) * 1000 / max(1, len(times))
    return measured


def _loop(told: dict[str, Any]) -> None:
    engine = create_engine(f"sqlite:///{told['database']}")
    prepare_engine(engine)
    connection: Any = engine.raw_connection().driver_connection
    times: list[float] = []
    size, at, begun, spent = 0, 0, time.perf_counter(), time.process_time()
    while time.perf_counter() - begun < told["seconds"]:
        before = time.perf_counter()
        rows = connection.execute(told["asked"][at % len(told["asked"])]).fetchall()
        times.append(time.perf_counter() - before)
        size += sum(len(row[-1] or "") for row in rows)
        at += 1
    spent = time.process_time() - spent
    json.dump({"times": times, "bytes": size, "spent": spent}, sys.stdout)


if __name__ == "__main__":
    _loop(json.load(sys.stdin))

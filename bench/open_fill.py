"""Fill a database with made-up features: in our own table, and a plain one for everybody else."""

from typing import Any

import shapely

from app import clock
from app.database import db, writing
from bench.open_question import Made, made

_COLUMNS = (
    "id", "key", "collection", "slug", "city", "kind", "title_fi", "title_sv", "title_en",
    "changed_at", "revision", "geom", "geom_m", "anchor_x", "anchor_y", "properties", "feature",
)  # fmt: skip
_LIKE = (
    "uid text, name text, description text, city text, kind text, themes {json}, status text,"
    " start_date date, end_date date, updated_at {instant}, url text"
)
_READ = (
    "SELECT key, properties->>'{at}uid', properties->>'{at}name', properties->>'{at}description',"
    " city, kind, {json}(properties->'{at}themes'), properties->>'{at}status',"
    " {date}(properties->>'{at}start_date'), {date}(properties->>'{at}end_date'),"
    " {instant}(properties->>'{at}updated_at'), properties->>'{at}url', geom FROM open_feature"
)
_POSTGRESQL = (
    "DROP TABLE IF EXISTS plain",
    (
        f"CREATE TABLE plain (id integer, {_LIKE.format(json='jsonb', instant='timestamptz')},"
        " geom geometry(Geometry, 4326))"
    ),
    f"INSERT INTO plain {_READ.format(at='', json='to_jsonb', date='date', instant='timestamptz')}",
    "ALTER TABLE plain ADD PRIMARY KEY (id)",
    "CREATE INDEX ON plain USING gist (geom)",
    "CREATE INDEX ON plain (city, kind, id)",
    "VACUUM ANALYZE plain",
    "VACUUM ANALYZE open_feature",
)
_SQLITE = (
    "DROP TABLE IF EXISTS plain",
    (
        f"CREATE TABLE plain (id integer PRIMARY KEY, {_LIKE.format(json='text', instant='text')},"
        " geom blob)"
    ),
    f"INSERT INTO plain {_READ.format(at='$.', json='', date='', instant='')}",
    "CREATE INDEX plain_attributes ON plain (city, kind, id)",
    "ANALYZE",
)


def fill(size: int) -> None:
    """Put ``size`` testbeds where there were others; needs the application's context."""
    is_sqlite = db.engine.dialect.name == "sqlite"
    with writing(), db.engine.connect() as connection:
        run = connection.exec_driver_sql
        run("DELETE FROM open_feature")
        run("DELETE FROM open_state WHERE collection = 'testbeds'")
        run(
            "INSERT INTO open_state (collection, revision, changed_at) VALUES"  # noqa: S608 - ours
            f" ('testbeds', {size}, '{clock.now().isoformat()}')"
        )
        driver: Any = connection.connection.driver_connection
        for part in made(size):
            (_into_sqlite if is_sqlite else _into_postgresql)(driver, part)
        connection.commit()
        if is_sqlite:
            for statement in _SQLITE:
                run(statement)
            connection.commit()
    if not is_sqlite:
        with db.engine.connect() as bare:
            alone = bare.execution_options(isolation_level="AUTOCOMMIT")
            for statement in _POSTGRESQL:
                alone.exec_driver_sql(statement)


def _into_postgresql(driver: Any, part: Made) -> None:
    degrees = shapely.to_wkb(shapely.set_srid(part.shapes, 4326), hex=True, include_srid=True)
    metres = shapely.to_wkb(shapely.set_srid(part.shapes_m, 3857), hex=True, include_srid=True)
    names = ", ".join(_COLUMNS)
    with driver.cursor().copy(f"COPY open_feature ({names}) FROM STDIN") as copy:
        for row in _rows(part, degrees, metres):
            copy.write_row(row)


def _into_sqlite(driver: Any, part: Made) -> None:
    marks = ["?"] * len(_COLUMNS)
    marks[_COLUMNS.index("geom")] = "GeomFromWKB(?, 4326)"
    marks[_COLUMNS.index("geom_m")] = "GeomFromWKB(?, 3857)"
    driver.executemany(
        f"INSERT INTO open_feature ({', '.join(_COLUMNS)}) VALUES ({', '.join(marks)})",  # noqa: S608 - constants
        _rows(part, shapely.to_wkb(part.shapes), shapely.to_wkb(part.shapes_m)),
    )


def _rows(part: Made, degrees: Any, metres: Any) -> Any:
    now = clock.now().isoformat(" ")
    told = zip(
        part.keys, part.properties, part.texts(), degrees, metres, part.anchors_m.tolist(),
        strict=True,
    )  # fmt: skip
    for key, properties, text, shape, shape_m, (x, y) in told:
        head = text.index('"properties":') + len('"properties":')
        name = properties["name"]
        yield (
            key, key, "testbeds", f"street-{key}", properties["city"], properties["kind"],
            name, name, name, now, key, shape, shape_m, x, y, text[head:-1], text,
        )  # fmt: skip

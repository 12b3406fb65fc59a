"""A running installation with a few public things, for clients that speak HTTP themselves."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import shapely
from flask import Flask
from werkzeug.serving import make_server

from app.database import db
from models.pilot import PilotStatus
from tests.conftest import NewDatabases
from tests.factories.challenge import challenge
from tests.factories.event import event
from tests.factories.pilot import pilot
from tests.factories.testbed import testbed
from tests.journeys.server import free_port

LINE = '{"type":"LineString","coordinates":[[24.93,60.16],[24.95,60.18]]}'
AREA = (
    '{"type":"Polygon","coordinates":[[[24.9,60.1],[25,60.1],[25,60.2],[24.9,60.2],[24.9,60.1]]]}'
)


@dataclass(frozen=True)
class Running:
    """A served application and its address."""

    app: Flask
    address: str


@contextmanager
def running(databases: NewDatabases, kind: str) -> Iterator[Running]:
    """Serve a new installation from a thread."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    app = databases.application(kind, public_url=address)
    with app.app_context():
        _publish()
        db.session.remove()
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield Running(app, address)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        with app.app_context():
            db.engine.dispose()


def _publish() -> None:
    place = testbed("helsinki", capacity=3)
    testbed("helsinki", geom=f"SRID=4326;{_wkt(LINE)}", shape_json=LINE)
    testbed("helsinki", geom=f"SRID=4326;{_wkt(AREA)}", shape_json=AREA)
    testbed("oulu", geom=None, shape_json=None, anchor_x=None, anchor_y=None)
    for number in range(25):
        pilot(PilotStatus.RUNNING, -number, 20 + number, testbed=place)
    challenge()
    event()
    db.session.commit()


def _wkt(geojson: str) -> str:
    return str(shapely.from_geojson(geojson).wkt)

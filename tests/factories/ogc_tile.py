"""Features of open data for tiles: of any shape, without the things that they would tell of."""

import json

import numpy as np
import shapely
from geoalchemy2.shape import from_shape
from sqlalchemy import update

from app import clock
from app.database import db
from geodata.crs import WEB_MERCATOR, WGS84, reproject
from models.open_feature import OpenFeature, OpenState


def tell(shapes, collection="testbeds", **changes):
    """Put features with these shapes (EPSG:4326, None: no place) into a collection; keys from 1."""
    state = db.session.get(OpenState, collection)
    if state is None:
        state = OpenState(collection=collection, revision=0, changed_at=clock.now())
        db.session.add(state)
    revision = state.revision + 1
    for key, shape in enumerate(shapes, 1):
        moved = None if shape is None else reproject(shape, WGS84, WEB_MERCATOR)
        anchor = None if moved is None else shapely.point_on_surface(moved)
        told = {"type": "Feature", "id": key, "properties": {}}
        values = {
            "collection": collection, "key": key, "slug": f"place-{key}", "city": "helsinki",
            "kind": "street", "title_fi": f"Paikka {key}", "title_sv": "", "title_en": "Place",
            "changed_at": clock.now(), "revision": revision, "properties": {},
            "feature": json.dumps(told), **changes,
        }  # fmt: skip
        if moved is not None:
            values |= {
                "geom": from_shape(shape, WGS84), "geom_m": from_shape(moved, WEB_MERCATOR),
                "anchor_x": anchor.x, "anchor_y": anchor.y,
            }  # fmt: skip
        db.session.add(OpenFeature(**values))
    db.session.flush()
    db.session.execute(
        update(OpenState)
        .where(OpenState.collection == collection)
        .values(revision=revision, changed_at=clock.now())
    )
    db.session.commit()


def some_shapes(number, lon=24.94, lat=60.17, seed=1):
    """Return points, lines and areas around a place, some too small to see, some very large."""
    dice = np.random.default_rng(seed)
    found = []
    for place in range(number):
        at = np.array((lon, lat)) + dice.normal(0, (0.02, 0.01))
        size = 10 ** dice.uniform(-5.5, -1.5)
        turns = np.sort(dice.uniform(0, 2 * np.pi, dice.integers(4, 20)))
        ring = at + np.column_stack((2 * np.cos(turns), np.sin(turns))) * size
        ring *= 1 + dice.normal(0, 1e-7, ring.shape)
        if place % 3 == 0:
            found.append(shapely.Point(at))
        elif place % 3 == 1:
            found.append(shapely.LineString(ring))
        else:
            found.append(shapely.Polygon(ring))
    return found

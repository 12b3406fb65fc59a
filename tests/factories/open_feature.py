"""Features of open data for tests, written straight into their table."""

import datetime as dt
import json
from typing import Any

import shapely
from geoalchemy2 import WKTElement

from app import clock
from app.database import db
from geodata.crs import WEB_MERCATOR, WGS84, reproject
from models.open_collection import COLLECTIONS
from models.open_feature import OpenFeature, OpenState

WHEN = dt.datetime(2026, 6, 1, 9, 0, tzinfo=dt.UTC)


def open_feature(
    collection: str, key: int, shape: shapely.Geometry | None = None, **said: Any
) -> OpenFeature:
    """Return a feature of a collection that says ``said`` and nothing else."""
    of = COLLECTIONS[collection]
    properties = {field.name: said.get(field.name) for field in of.fields}
    properties |= {"slug": f"n-{key}", "page": f"/fi/{collection}/n-{key}"}
    properties["changed"] = "2026-06-01T09:00:00Z"
    geometry = None if shape is None else json.loads(shapely.to_geojson(shape))
    text = {"type": "Feature", "id": key, "geometry": geometry, "properties": properties}
    made = OpenFeature(
        collection=collection,
        key=key,
        slug=f"n-{key}",
        city=said.get("city") or "",
        kind=said.get("kind") or "",
        title_fi=said.get("title_fi") or "",
        title_sv="",
        title_en="",
        changed_at=WHEN,
        revision=1,
        geom=None if shape is None else WKTElement(shape.wkt, srid=4326),
        geom_m=None
        if shape is None
        else WKTElement(reproject(shape, WGS84, WEB_MERCATOR).wkt, srid=3857),
        properties=properties,
        feature=json.dumps(text, ensure_ascii=False, separators=(",", ":")),
    )
    db.session.add(made)
    return made


def changed(collection: str) -> None:
    """Count a change of a collection, as whatever writes features does."""
    state = db.session.get_one(OpenState, collection)
    state.revision, state.changed_at = state.revision + 1, clock.now()
    db.session.commit()

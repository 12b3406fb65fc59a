"""Load the official boundaries of the cities, which then judge where a testbed may be."""

from collections.abc import Mapping
from typing import Any

import shapely
from geoalchemy2.shape import from_shape, to_shape
from shapely.geometry import MultiPolygon, Point
from shapely.geometry.base import BaseGeometry
from sqlalchemy import select

from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.subject import of_city
from app.policies.table import Action, authorise
from app.services.audit import record
from geodata.boundary_file import Boundary
from geodata.crs import WGS84, area_m2
from models.city import City
from models.errors import FieldError
from models.testbed import Testbed

SAME_DEGREES = 1e-9


@use_case
def load_boundaries(
    actor: Actor, found: Mapping[str, Boundary], *, dry_run: bool = False
) -> list[dict[str, Any]]:
    """Keep the boundary of each city, all of them or none, and say what that changes.

    A row for each city in the usual order: ``slug``, ``name``, ``vertices``, ``area_km2``,
    ``was_km2`` (None before the first boundary), ``change`` (new, changed, unchanged), ``mended``,
    and ``outside``, the testbeds that lie wholly outside it, as (id, name).  They stay as they are.

    Raises:
        ForbiddenError: It takes the system itself.
        FieldError: ``boundary_elsewhere`` (city): it does not hold the city's middle.
    """
    cities = db.session.scalars(select(City).where(City.slug.in_(found)).order_by(City.id)).all()
    return [_load(actor, city, found[city.slug], dry_run=dry_run) for city in cities]


def _load(actor: Actor, city: City, found: Boundary, *, dry_run: bool) -> dict[str, Any]:
    authorise(actor, Action.CITY_BOUNDARY, of_city(city.id))
    shape = found.shape
    if not shape.intersects(Point(city.centre_lon, city.centre_lat)):
        raise FieldError("boundary_elsewhere", city=city.name.as_dict())
    before = None if city.boundary is None else to_shape(city.boundary)
    change = _change(before, shape)
    outside = _outside(city, shape)
    row = {
        "slug": city.slug,
        "name": city.name.best("en")[0],
        "vertices": found.vertices,
        "area_km2": _km2(shape, city),
        "was_km2": None if before is None else _km2(before, city),
        "change": change,
        "mended": found.was_mended,
        "outside": outside,
    }
    if change != "unchanged" and not dry_run:
        city.boundary = from_shape(shape, srid=WGS84)
        record(
            actor, "city:boundary", city, city_id=city.id, vertices=row["vertices"],
            area_km2=row["area_km2"], was_km2=row["was_km2"],
            outside=[testbed_id for testbed_id, _name in outside],
        )  # fmt: skip
    return row


def _change(before: BaseGeometry | None, shape: MultiPolygon) -> str:
    if before is None:
        return "new"
    same = before.normalize().equals_exact(shape.normalize(), SAME_DEGREES)
    return "unchanged" if same else "changed"


def _km2(shape: BaseGeometry, city: City) -> float:
    return round(area_m2(shape, city.gk_epsg) / 1e6, 2)


def _outside(city: City, shape: MultiPolygon) -> list[tuple[int, str]]:
    rows = db.session.scalars(
        select(Testbed)
        .where(Testbed.city_id == city.id, Testbed.geom.is_not(None))
        .order_by(Testbed.id)
    ).all()
    places = [to_shape(one.geom) for one in rows if one.geom is not None]
    own = shapely.from_wkb(shapely.to_wkb(shape))  # prepared for this call, shared with nobody
    shapely.prepare(own)
    apart = shapely.disjoint(own, places)
    return [(one.id, one.name.best("fi")[0]) for one, out in zip(rows, apart, strict=True) if out]

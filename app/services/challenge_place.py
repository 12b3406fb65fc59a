"""Write where a challenge is: testbeds that it offers, a shape drawn on the map, or both."""

from dataclasses import dataclass

from geoalchemy2.shape import from_shape, to_shape
from shapely.geometry.base import BaseGeometry

from app.database import use_case
from app.policies.actor import Actor
from app.queries.challenge_desk import choosable
from app.services.challenge_edit import Section, opened, written
from app.services.testbed_bounds import check_city
from geodata.crs import WGS84, to_web_mercator
from geodata.shapes import (
    ShapeError,
    ShapeKind,
    anchor,
    kind_of,
    parse_coordinates,
    to_geojson_text,
    to_lines,
)
from models.challenge import Challenge
from models.errors import FieldError
from models.testbed import Testbed


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengePlace:
    """``coordinates`` as typed or drawn, in the system ``epsg``; empty for none."""

    shape: ShapeKind = "point"
    coordinates: str = ""
    epsg: int = WGS84
    testbed_ids: tuple[int, ...] = ()


@use_case
def save_place(actor: Actor, challenge_id: int, version: int, place: ChallengePlace) -> int:
    """Write the place; return the challenge's new version.

    Raises:
        ConflictError: As ``app.services.challenge_edit.opened``.
        FieldError: ``shape_…`` (the codes of geodata's ShapeError with their facts),
            ``in_other_city``, ``outside_city`` (city), ``not_a_choice`` at ``testbeds``.
    """
    challenge = opened(actor, challenge_id, version, Section.PLACE)
    shape = _shape_of(place)
    if shape is not None:
        check_city(shape, challenge.city)
    challenge.testbeds = _testbeds(challenge, place.testbed_ids)
    put_shape(challenge, shape)
    return written(actor, challenge, Section.PLACE)


def put_shape(challenge: Challenge, shape: BaseGeometry | None) -> None:
    """Give a challenge its shape and what follows from it: its marker, and its public outline.

    Without one its marker is that of the first testbed that is somewhere.
    """
    challenge.geom = None if shape is None else from_shape(shape, srid=WGS84)
    challenge.shape_json = None if shape is None else to_geojson_text(shape)
    if shape is not None:
        point = anchor(shape)
        challenge.anchor_x, challenge.anchor_y = to_web_mercator(point.x, point.y)
        return
    placed = next((one for one in challenge.testbeds if one.anchor_x is not None), None)
    challenge.anchor_x = placed.anchor_x if placed else None
    challenge.anchor_y = placed.anchor_y if placed else None


def lines_of(challenge: Challenge, epsg: int = WGS84) -> tuple[ShapeKind, str]:
    """Return the kind of a challenge's own shape and its coordinates as the form shows them."""
    if challenge.geom is None:
        return "area", ""
    shape = to_shape(challenge.geom)
    return kind_of(shape), to_lines(shape, epsg)


def _shape_of(place: ChallengePlace) -> BaseGeometry | None:
    if not place.coordinates.strip():
        return None
    try:
        return parse_coordinates(place.coordinates, place.shape, place.epsg)
    except ShapeError as problem:
        raise FieldError(
            f"shape_{problem.code.value}", field="coordinates", **problem.facts
        ) from None


def _testbeds(challenge: Challenge, ids: tuple[int, ...]) -> list[Testbed]:
    """Return the chosen testbeds; one that is offered already may have been paused meanwhile."""
    known = {one.id: one for one in [*choosable(challenge.city_id), *challenge.testbeds]}
    if not set(ids) <= known.keys():
        raise FieldError("not_a_choice", field="testbeds")
    return [known[one] for one in sorted(set(ids))]

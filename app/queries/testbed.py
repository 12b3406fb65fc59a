"""Testbeds as everybody reads them: cards, the page of one place, its outline and its pilots."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.database import db
from app.queries.box import Box, in_box
from app.queries.testbed_field import LISTED
from models.base import Translated
from models.city import City
from models.pilot import PUBLIC_STATES, Pilot
from models.testbed import Testbed, TestbedStatus

KNOWN_TO_ALL = (*LISTED, TestbedStatus.RETIRED)
NEARBY = 4


@dataclass(frozen=True, slots=True)
class Outline:
    """A line or an area as the public may see it: GeoJSON geometry text, EPSG:4326."""

    id: int
    shape: str


def cards(ids: Sequence[int]) -> list[Testbed]:
    """Return testbeds with their cities for the cards of one page, in the order of ``ids``."""
    found = db.session.scalars(
        select(Testbed)
        .where(Testbed.id.in_(ids))
        .options(joinedload(Testbed.city), selectinload(Testbed.pictures))
    )
    by_id = {testbed.id: testbed for testbed in found}
    return [by_id[one] for one in ids if one in by_id]


def public_testbed(city: str, slug: str) -> Testbed | None:
    """Return the testbed of a public page, or None when there is none that everybody may see."""
    return db.session.scalar(
        select(Testbed)
        .join(City, City.id == Testbed.city_id)
        .where(City.slug == city, Testbed.slug == slug, Testbed.status.in_(KNOWN_TO_ALL))
        .options(joinedload(Testbed.city))
    )


def outlines(box: Box, limit: int) -> list[Outline]:
    """Return the listed lines and areas that touch a box (EPSG:4326); blurred ones have none."""
    rows = db.session.execute(
        select(Testbed.id, Testbed.shape_json)
        .where(
            Testbed.status.in_(LISTED),
            Testbed.blur.is_(False),
            Testbed.shape_json.is_not(None),
            Testbed.shape_json.not_like('{"type":"Point"%'),
            in_box(Testbed, box),
        )
        .order_by(Testbed.id)
        .limit(limit)
    )
    return [Outline(one, shape or "") for one, shape in rows]


def pilots_here(testbed_id: int) -> list[Pilot]:
    """Return what is, will be or was tried out at a testbed, latest first."""
    return list(
        db.session.scalars(
            select(Pilot)
            .where(Pilot.testbed_id == testbed_id, Pilot.status.in_(PUBLIC_STATES))
            .options(joinedload(Pilot.city), joinedload(Pilot.testbed))
            .order_by(Pilot.start_day.desc(), Pilot.id)
        )
    )


def similar(testbed: Testbed) -> list[Testbed]:
    """Return a few other open testbeds of the same kind, those of the same city first."""
    return list(
        db.session.scalars(
            select(Testbed)
            .where(
                Testbed.kind == testbed.kind,
                Testbed.id != testbed.id,
                Testbed.status == TestbedStatus.PUBLISHED,
            )
            .options(joinedload(Testbed.city), selectinload(Testbed.pictures))
            .order_by((Testbed.city_id != testbed.city_id), Testbed.id)
            .limit(NEARBY)
        )
    )


def names_to_add(without: Sequence[int]) -> list[tuple[int, Translated, Translated]]:
    """Return (id, name, name of the city) of published testbeds, by city and id.

    Those whose ids are in ``without`` are left out.
    """
    found = db.session.scalars(
        select(Testbed)
        .where(Testbed.status == TestbedStatus.PUBLISHED, Testbed.id.not_in(without))
        .options(joinedload(Testbed.city))
        .order_by(Testbed.city_id, Testbed.id)
    )
    return [(testbed.id, testbed.name, testbed.city.name) for testbed in found]

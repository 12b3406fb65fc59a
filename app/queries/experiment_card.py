"""Public pilots read whole: for cards and marks, for their own page, and their shapes."""

from collections.abc import Container, Iterator, Sequence

from sqlalchemy import Select, false, func, select
from sqlalchemy.orm import defer, joinedload

from app.database import db
from app.queries.box import Box, in_box
from models.pilot import PUBLIC_STATES, Pilot
from models.testbed import Testbed

_BATCH = 1_000
_LIGHT = (
    defer(Pilot.geom),
    joinedload(Pilot.city),
    joinedload(Pilot.testbed).options(defer(Testbed.geom), defer(Testbed.shape_json)),
)


def cards(ids: Sequence[int], *, shaped: bool = False) -> list[Pilot]:
    """Return public pilots with city and testbed, for cards and marks, in the order of ``ids``.

    ``shaped`` reads the text of their shapes as well.
    """
    how = _LIGHT if shaped else (*_LIGHT, defer(Pilot.shape_json))
    by_id = {
        pilot.id: pilot
        for some in _batches(ids)
        for pilot in db.session.scalars(
            select(Pilot).where(Pilot.id.in_(some), Pilot.status.in_(PUBLIC_STATES)).options(*how)
        )
    }
    return [by_id[one] for one in ids if one in by_id]


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Cut ids into lists that either engine takes as parameters of one statement."""
    for first in range(0, len(ids), _BATCH):
        yield ids[first : first + _BATCH]


def public_pilot(slug: str) -> Pilot | None:
    """Return the pilot of a public page, or None when there is none that everybody may see."""
    return db.session.scalar(
        select(Pilot)
        .where(Pilot.slug == slug, Pilot.status.in_(PUBLIC_STATES))
        .options(joinedload(Pilot.city), joinedload(Pilot.testbed), joinedload(Pilot.organisation))
    )


def pilot_of_slug(slug: str) -> Pilot | None:
    """Return the pilot of an address whether or not it is public; who may see it is for views."""
    return db.session.scalar(
        select(Pilot)
        .where(Pilot.slug == slug)
        .options(joinedload(Pilot.city), joinedload(Pilot.testbed), joinedload(Pilot.application))
    )


def shapes(box: Box | None, passing: Container[int], most: int) -> list[tuple[int, str]]:
    """Return ``(id, GeoJSON geometry text)`` of lines and areas that touch a box (EPSG:4326).

    They are the first ``most`` by id of those in ``passing``.
    """
    statement = (
        select(Pilot.id)
        .outerjoin(Testbed, Testbed.id == Pilot.testbed_id)
        .where(
            Pilot.status.in_(PUBLIC_STATES),
            Pilot.shape_json.not_like('%"Point"%'),
            func.coalesce(Testbed.blur, false()).is_(False),
        )
        .order_by(Pilot.id)
    )
    if box is not None:
        statement = statement.where(in_box(Pilot, box))
    ids = _first(statement, passing, most)
    rows = db.session.execute(
        select(Pilot.id, Pilot.shape_json).where(Pilot.id.in_(ids)).order_by(Pilot.id)
    )
    return [(row[0], row[1] or "") for row in rows]


def _first(statement: Select[int], passing: Container[int], most: int) -> list[int]:
    """Return the first ``most`` ids that pass; no more rows are looked at than it takes."""
    found: list[int] = []
    after = 0
    while len(found) < most:
        some = db.session.scalars(statement.where(Pilot.id > after).limit(_BATCH)).all()
        found += [one for one in some if one in passing]
        if len(some) < _BATCH:
            break
        after = some[-1]
    return found[:most]


def siblings(pilot: Pilot) -> list[Pilot]:
    """Return the public pilots that came from the same application, in other places."""
    if pilot.application_id is None:
        return []
    return list(
        db.session.scalars(
            select(Pilot)
            .where(
                Pilot.application_id == pilot.application_id,
                Pilot.id != pilot.id,
                Pilot.status.in_(PUBLIC_STATES),
            )
            .options(*_LIGHT)
            .order_by(Pilot.id)
        )
    )


def public_pilot_by(ident: int | str) -> Pilot | None:
    """Return a public pilot by its id, or by the end of its address; None when there is none."""
    if isinstance(ident, str):
        return public_pilot(ident)
    return db.session.scalar(
        select(Pilot)
        .where(Pilot.id == ident, Pilot.status.in_(PUBLIC_STATES))
        .options(joinedload(Pilot.city), joinedload(Pilot.testbed))
    )

"""The data sets of the catalogue: what there is of each, how fresh it is, when and where it is.

A city's share was changed when the last of its features was, or when something was last removed
from the collection, whosever it was: harvesters ask once too often rather than once too seldom.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from app.database import db
from app.queries.city import cities
from app.queries.held import HeldOpen
from app.queries.open_feature import states
from geodata.map_options import FINLAND
from models.base import LANGUAGES, Translated
from models.catalogue import SET_KINDS, SetKind
from models.city import City
from models.licence import USUAL, OpenLicence, covering
from models.open_feature import OpenChange, OpenDeed, OpenFeature

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class OpenSet:
    """One data set: everything of its kind, or a city's share of it.

    ``box`` is west, south, east, north in EPSG:4326: that of the cities it covers.  ``starts`` and
    ``ends`` are the first and the last day of what is in it, None where nothing has a time.
    """

    kind: SetKind
    city: City | None
    count: int
    issued_at: dt.datetime | None
    changed_at: dt.datetime | None
    starts: dt.date | None
    ends: dt.date | None
    box: Box
    licence: OpenLicence = USUAL

    @property
    def name(self) -> str:
        """Return its name in addresses, which never changes."""
        return f"{self.kind.name}-{self.city.slug}" if self.city else self.kind.name

    @property
    def title(self) -> Translated:
        """Return its title, with its city."""
        return _with_city(self.kind.title, self.city)


def _with_city(title: Translated, city: City | None) -> Translated:
    if city is None:
        return title
    parts = ((title.best(lang)[0], city.name.best(lang)[0]) for lang in LANGUAGES)
    return Translated(*(f"{text}: {name}" for text, name in parts))


@dataclass(frozen=True, slots=True)
class _Share:
    """What one city has in a collection."""

    count: int
    changed_at: dt.datetime
    starts: dt.date | None
    ends: dt.date | None


@dataclass(frozen=True, slots=True)
class _State:
    """When a collection was first told of, last changed, and last lost something."""

    issued_at: dt.datetime | None
    changed_at: dt.datetime
    removed_at: dt.datetime | None


def open_sets() -> list[OpenSet]:
    """Return every data set: the whole of each kind, then the share of each city that has any."""
    towns = cities()
    now = states()
    known = {name: _state(name, one.changed_at) for name, one in now.items()}
    shares = {name: _held.of(name, one) for name, one in now.items()}
    kinds = [kind for kind in SET_KINDS.values() if kind.collection in known]
    found = [_whole(kind, towns, shares[kind.collection], known[kind.collection]) for kind in kinds]
    for kind in kinds:
        found += (
            _part(kind, city, shares[kind.collection][city.slug], known[kind.collection])
            for city in (towns if kind.is_split else ())
            if city.slug in shares[kind.collection]
        )
    return found


def _whole(
    kind: SetKind, towns: Sequence[City], shares: dict[str, _Share], state: _State
) -> OpenSet:
    mine = shares.values()
    chosen = [city.licence for city in towns if city.slug in shares]
    return OpenSet(
        kind=kind,
        city=None,
        count=sum(share.count for share in mine),
        issued_at=state.issued_at,
        changed_at=state.changed_at,
        starts=min((share.starts for share in mine if share.starts), default=None),
        ends=max((share.ends for share in mine if share.ends), default=None),
        box=around(towns),
        licence=USUAL if kind.is_counted else covering(chosen),
    )


def _part(kind: SetKind, city: City, share: _Share, state: _State) -> OpenSet:
    west, south, east, north = city.bbox
    changed = max(share.changed_at, state.removed_at or share.changed_at)
    return OpenSet(
        kind=kind,
        city=city,
        count=share.count,
        issued_at=state.issued_at,
        changed_at=changed,
        starts=share.starts,
        ends=share.ends,
        box=(west, south, east, north),
        licence=city.licence,
    )


def around(towns: Sequence[City]) -> Box:
    """Return the box around cities; around the country before there are any."""
    if not towns:
        return FINLAND
    west, south, east, north = zip(*(city.bbox for city in towns), strict=True)
    return min(west), min(south), max(east), max(north)


def _read_shares(collection: str) -> dict[str, _Share]:
    statement = (
        select(
            OpenFeature.city,
            func.count(),
            func.max(OpenFeature.changed_at),
            func.min(OpenFeature.starts_on),
            func.max(OpenFeature.ends_on),
        )
        .where(OpenFeature.collection == collection)
        .group_by(OpenFeature.city)
    )
    return {
        city: _Share(count, changed, starts, ends)
        for city, count, changed, starts, ends in db.session.execute(statement)
    }


_held = HeldOpen(_read_shares)


def _state(collection: str, changed_at: dt.datetime) -> _State:
    told = select(OpenChange.at).where(OpenChange.collection == collection)
    lost = told.where(OpenChange.deed == OpenDeed.REMOVED)
    return _State(
        issued_at=db.session.scalar(told.order_by(OpenChange.revision).limit(1)),
        changed_at=changed_at,
        removed_at=db.session.scalar(lost.order_by(OpenChange.revision.desc()).limit(1)),
    )

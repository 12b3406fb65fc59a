"""Keep the features of open data as new as the things they tell of, in the same transaction."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import shapely
from geoalchemy2.shape import from_shape
from sqlalchemy import delete, event, func, insert, select, text, update
from sqlalchemy.orm import Session

from app import clock
from app.database import db, use_case
from app.services.open_render import Rendered, rendered
from geodata.crs import WEB_MERCATOR, WGS84, reproject
from models.base import LANGUAGES
from models.guard_open import ALL_DUE
from models.open_collection import COLLECTIONS
from models.open_feature import OpenChange, OpenDeed, OpenDue, OpenFeature, OpenState
from models.wall_time import local_date

CHUNK = 500
Known = Mapping[int, tuple[dt.datetime, str]]
# Of the table, without the mapping, and made once: it is asked before each commit.
WAITING = select(OpenDue.__table__.c.key).limit(1)


def watch() -> None:
    """Write what is due before each commit of any session, from now on."""
    if not event.contains(Session, "before_commit", _before_commit):
        event.listen(Session, "before_commit", _before_commit)


def _before_commit(session: Session) -> None:
    session.flush()
    if session.scalar(WAITING) is not None:
        refresh_due(session)


def refresh_due(session: Session) -> None:
    """Write anew the features of all that is due, and tell of each that is another one now."""
    due = defaultdict(list)
    claimed = delete(OpenDue).returning(OpenDue.collection, OpenDue.key)
    for collection, key in session.execute(
        claimed, execution_options={"synchronize_session": False}
    ):
        due[collection].append(key)
    for collection in sorted(due):
        _refresh(session, collection, sorted(due[collection]))


@use_case
def rebuild() -> int:
    """Write every feature anew, for ``flask open-data rebuild``; returns how many things it asked.

    A feature that is right already stays as it is and is told of to nobody.
    """
    for statement in ALL_DUE:
        db.session.execute(text(statement))
    return db.session.scalar(select(func.count()).select_from(OpenDue)) or 0


def _refresh(session: Session, collection: str, keys: Sequence[int]) -> None:
    now = clock.now()
    revision: int | None = None
    for start in range(0, len(keys), CHUNK):
        part = keys[start : start + CHUNK]
        before = _known(session, collection, part)
        after = rendered(session, collection, part)
        deeds = dict(_deeds(part, before, after))
        if not deeds:
            continue
        if revision is None:
            revision = _raised(session, collection, now)
        _write(session, collection, revision, now, deeds, after)


def _raised(session: Session, collection: str, now: dt.datetime) -> int:
    """Count one more change of a collection; the next writer of it waits for our commit."""
    raised: int | None = session.scalar(
        update(OpenState)
        .where(OpenState.collection == collection)
        .values(revision=OpenState.revision + 1, changed_at=now)
        .returning(OpenState.revision),
        execution_options={"synchronize_session": False},
    )
    if raised is None:  # a table that was emptied
        session.execute(insert(OpenState).values(collection=collection, revision=1, changed_at=now))
        return 1
    return raised


def _known(session: Session, collection: str, keys: Iterable[int]) -> Known:
    rows = session.execute(
        select(OpenFeature.key, OpenFeature.changed_at, OpenFeature.feature).where(
            OpenFeature.collection == collection, OpenFeature.key.in_(keys)
        )
    )
    return {key: (changed_at, feature) for key, changed_at, feature in rows}


def _deeds(
    keys: Iterable[int], before: Known, after: Mapping[int, Rendered]
) -> Iterator[tuple[int, OpenDeed]]:
    for key in keys:
        if key not in after:
            if key in before:
                yield key, OpenDeed.REMOVED
        elif key not in before:
            yield key, OpenDeed.ADDED
        elif after[key].text(before[key][0]) != before[key][1]:
            yield key, OpenDeed.CHANGED


def _write(
    session: Session, collection: str, revision: int, now: dt.datetime,
    deeds: Mapping[int, OpenDeed], after: Mapping[int, Rendered],
) -> None:  # fmt: skip
    session.execute(
        delete(OpenFeature).where(
            OpenFeature.collection == collection, OpenFeature.key.in_(list(deeds))
        ),
        execution_options={"synchronize_session": False},
    )
    made = [_row(collection, revision, now, after[key]) for key in deeds if key in after]
    if made:
        session.execute(insert(OpenFeature), made)
    session.execute(
        insert(OpenChange),
        [
            {"collection": collection, "revision": revision, "key": key, "deed": deed, "at": now}
            for key, deed in deeds.items()
        ],
    )


def _row(collection: str, revision: int, now: dt.datetime, one: Rendered) -> dict[str, Any]:
    said = one.said(now)
    kind = COLLECTIONS[collection]
    shape = shapely.from_geojson(one.shape) if one.shape else None
    anchor = one.anchor or (None, None)
    return {
        "collection": collection,
        "key": one.key,
        "slug": said["slug"],
        "city": said["city"],
        "kind": said.get("kind") or "",
        **{f"title_{lang}": said[f"title_{lang}"] for lang in LANGUAGES},
        "starts_on": _day(said.get(kind.starts)),
        "ends_on": _day(said.get(kind.ends)),
        "changed_at": now,
        "revision": revision,
        "geom": None if shape is None else from_shape(shape, srid=WGS84),
        "geom_m": None
        if shape is None
        else from_shape(reproject(shape, WGS84, WEB_MERCATOR), srid=WEB_MERCATOR),
        "anchor_x": anchor[0],
        "anchor_y": anchor[1],
        "properties": said,
        "feature": one.text(now),
    }


def _day(value: str | None) -> dt.date | None:
    """Return the local day of a day or an instant."""
    if not value:
        return None
    if len(value) == len("2026-01-01"):
        return dt.date.fromisoformat(value)
    return local_date(dt.datetime.fromisoformat(value), clock.FINLAND)

"""The feed of changes: what was added, changed and removed after a position, in commit order.

A position is a revision and a key of each collection.  Revisions are given under a lock that is
held until the commit, so whoever sees one sees all before it: nothing is lost or told twice, while
others write.  Between collections there is no order, so a cursor names each of them.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, func, or_, select

from app.database import db
from models.open_feature import OpenChange, OpenFeature

Position = tuple[int, int]  # revision, key
FIRST_KEY, LAST_KEY = 0, 2**31 - 1  # before and after every key of a revision


@dataclass(frozen=True, slots=True)
class Kept:
    """The first revision of a collection whose changes are kept, and its instant."""

    first_revision: int
    first_at: dt.datetime


def after_positions(since: Mapping[str, Position], limit: int) -> Sequence[OpenChange]:
    """Return up to ``limit`` changes after a position in each of these collections.

    They come collection by collection, in the order of their commits: the instants of changes may
    differ from it by as long as writers waited for each other.  It is one statement, so that it is
    right for all collections at one instant.
    """
    after = [
        and_(
            OpenChange.collection == collection,
            or_(
                OpenChange.revision > revision,
                and_(OpenChange.revision == revision, OpenChange.key > key),
            ),
        )
        for collection, (revision, key) in since.items()
    ]
    return db.session.scalars(
        select(OpenChange)
        .where(or_(*after))
        .order_by(OpenChange.collection, OpenChange.revision, OpenChange.key)
        .limit(limit)
    ).all()


def latest(collections: Sequence[str], limit: int) -> Sequence[OpenChange]:
    """Return the latest changes of these collections, the newest first."""
    return db.session.scalars(
        select(OpenChange)
        .where(OpenChange.collection.in_(collections))
        .order_by(OpenChange.at.desc(), OpenChange.id.desc())
        .limit(limit)
    ).all()


def kept(collections: Sequence[str]) -> dict[str, Kept]:
    """Return how far the changes of these collections reach back; nothing where none is kept."""
    rows = db.session.execute(
        select(OpenChange.collection, func.min(OpenChange.revision), func.min(OpenChange.at))
        .where(OpenChange.collection.in_(collections))
        .group_by(OpenChange.collection)
    )
    return {name: Kept(revision, at) for name, revision, at in rows}


def titles(changes: Sequence[OpenChange]) -> dict[tuple[str, int], OpenFeature]:
    """Return the features of these changes that are there now, by collection and key."""
    wanted = {(one.collection, one.key) for one in changes}
    by_collection: dict[str, set[int]] = {}
    for collection, key in wanted:
        by_collection.setdefault(collection, set()).add(key)
    if not by_collection:
        return {}
    rows = db.session.scalars(
        select(OpenFeature).where(
            or_(
                *(
                    and_(OpenFeature.collection == name, OpenFeature.key.in_(keys))
                    for name, keys in by_collection.items()
                )
            )
        )
    )
    return {(one.collection, one.key): one for one in rows}

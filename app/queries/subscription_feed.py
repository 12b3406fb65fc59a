"""The experiments that a feed tells of: those of a filter, or those that a subscription covers."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import shapely
from sqlalchemy import select

from app.database import db
from app.queries.box import in_box
from app.queries.experiment import ExperimentFilter, search
from app.queries.experiment_card import cards
from app.queries.subscription_match import in_metres
from geodata.crs import WGS84, reproject
from models.pilot import PUBLIC_STATES, Pilot, PublicPhase
from models.subscription import PLACE_EPSG, Subscription, Target

MOST = 500
MARGIN_M = 1_000  # more than a blurred place is moved by
ALL_PHASES = frozenset(one.value for one in PublicPhase)


def in_view(wanted: ExperimentFilter, today: dt.date) -> list[Pilot]:
    """Return the public pilots of a filter, also those to come and those that ended."""
    asked = wanted if wanted.phases else replace(wanted, phases=ALL_PHASES)
    return _newest(search(replace(asked, near=None), today).ids)


def covered(one: Subscription, today: dt.date) -> list[Pilot]:
    """Return the public pilots that a subscription covers."""
    if one.target is Target.VIEW:
        return in_view(view_filter(one), today)
    if one.shape is not None:
        return _newest(_within(one))
    asked = select(Pilot.id).where(
        Pilot.id == one.pilot_id
        if one.target is Target.PILOT
        else Pilot.testbed_id == one.testbed_id
    )
    return _newest(db.session.scalars(asked).all())


def view_filter(one: Subscription) -> ExperimentFilter:
    """Return what a followed view asks for."""
    wish = one.wish
    return ExperimentFilter(
        text=next(iter(wish.get("q", ())), ""),
        cities=frozenset(wish.get("city", ())),
        themes=frozenset(wish.get("theme", ())),
        kinds=frozenset(wish.get("kind", ())),
        personal_data=frozenset(wish.get("personal_data", ())),
    )


def _within(one: Subscription) -> list[int]:
    """Return the pilots whose public shape is near enough.

    The index is asked for a wider box first, as it knows the exact places of blurred ones.
    """
    around = shapely.from_wkb(one.shape)
    wide = reproject(around.buffer(one.radius_m + MARGIN_M), PLACE_EPSG, WGS84)
    west, south, east, north = wide.bounds
    rows = db.session.execute(
        select(Pilot.id, Pilot.shape_json).where(
            in_box(Pilot, (west, south, east, north)),
            Pilot.shape_json.is_not(None),
            Pilot.status.in_(PUBLIC_STATES),
        )
    )
    return [
        ident
        for ident, text in rows
        if text and shapely.dwithin(around, in_metres(text), one.radius_m)
    ]


def _newest(ids: Sequence[int]) -> list[Pilot]:
    """Return the newest of these pilots, the newest first."""
    return cards(sorted(ids, reverse=True)[:MOST])

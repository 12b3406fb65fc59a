"""What a feed tells of: the experiments of a filter, or all that a subscription covers."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import shapely
from sqlalchemy import select

from app.database import db
from app.queries.box import in_box
from app.queries.challenge import ChallengeFilter, public_challenges
from app.queries.event import EventFilter, public_events
from app.queries.experiment import ExperimentFilter, search
from app.queries.experiment_card import cards
from app.queries.search import has_words
from app.queries.subscription_match import fits, in_metres
from app.queries.subscription_thing import Facts, of_challenge, of_gathering
from geodata.crs import WGS84, reproject
from models.challenge import Challenge
from models.event import Event, EventStatus
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


def covered_things(one: Subscription, now: dt.datetime) -> list[Challenge | Event]:
    """Return the public challenges, and the events to come, that a subscription covers."""
    challenges = public_challenges(now, ChallengeFilter())
    events = public_events(EventFilter(), now)
    return [
        *(each for each in challenges if covers(one, of_challenge(each))),
        *(
            each
            for each in events
            if each.status is EventStatus.PUBLISHED and covers(one, of_gathering(each))
        ),
    ]


def covers(one: Subscription, facts: Facts) -> bool:
    """Say whether a challenge or an event is what a subscription asks for."""
    if one.target is Target.VIEW:
        words = next(iter(one.wish.get("q", ())), "")
        return fits(one.wish, facts) and has_words(words, *facts.texts)
    if one.shape is None:
        return one.testbed_id in facts.testbeds
    if facts.shape is None:
        return False
    around = shapely.from_wkb(one.shape)
    return bool(shapely.dwithin(around, in_metres(facts.shape), one.radius_m))


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

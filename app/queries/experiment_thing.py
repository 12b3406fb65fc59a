"""The challenges and events that stand beside experiments on the front page, and where."""

import datetime as dt
from dataclasses import dataclass

from app.queries.challenge import ChallengeFilter, public_challenges
from app.queries.event import EventFilter, public_events
from app.queries.experiment import ExperimentFilter
from app.queries.search import has_words
from app.queries.subscription_match import fits
from app.queries.subscription_thing import Facts, of_challenge, of_gathering, seats_of
from models.challenge import Challenge, ChallengeStand
from models.event import Event, EventStatus

MOST_THINGS = 20  # of each kind, on the map and in the list alike
ALIVE = frozenset({ChallengeStand.OPEN, ChallengeStand.COMING, ChallengeStand.JUDGED})
Spot = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Things:
    """What passes a filter: open challenges first, then those to come; the next event first.

    ``challenges`` and ``events`` are cut to ``MOST_THINGS``; the numbers count all.
    """

    challenges: list[Challenge]
    events: list[Event]
    all_challenges: int
    all_events: int


def things(wanted: ExperimentFilter, now: dt.datetime) -> Things:
    """Return what is told of beside the experiments of a filter; states and days are theirs."""
    stands = frozenset(one.value for one in ALIVE)
    challenges = [
        one
        for one in public_challenges(
            now, ChallengeFilter(stands, cities=wanted.cities, themes=wanted.themes)
        )
        if _passes(wanted, of_challenge(one, shaped=False))
    ]
    events = [
        one
        for one in public_events(
            EventFilter(cities=wanted.cities, themes=wanted.themes), now, with_testbeds=True
        )
        if one.status is EventStatus.PUBLISHED and _passes(wanted, of_gathering(one, shaped=False))
    ]
    return Things(challenges[:MOST_THINGS], events[:MOST_THINGS], len(challenges), len(events))


def spots_of(thing: Challenge | Event) -> list[Spot]:
    """Return where a thing stands on the map, EPSG:3857 metres: its own place or its testbeds'."""
    return [
        (one.anchor_x, one.anchor_y)
        for one in seats_of(thing)
        if one.anchor_x is not None and one.anchor_y is not None
    ]


def _passes(wanted: ExperimentFilter, facts: Facts) -> bool:
    """Say whether a thing has what a filter asks for, as for those who follow such a view."""
    wish = {"kind": wanted.kinds, "personal_data": wanted.personal_data}
    return fits(wish, facts) and has_words(wanted.text, *facts.texts)

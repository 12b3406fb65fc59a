"""Challenges as everybody reads them: the list by phase, one of them, who judges it."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.database import db
from app.queries.search import has_words
from app.queries.subscription_thing import places_of
from models.base import LANGUAGES
from models.challenge import (
    PUBLIC_STATES,
    Challenge,
    ChallengePhase,
    ChallengeStand,
    ChallengeStatus,
)
from models.challenge_notice import ChallengeNotice
from models.errors import NotFoundError
from models.jury import Juror, JurorStatus
from models.testbed import Testbed

STRIP = 6
DECIDED = (ChallengeStatus.ANNOUNCED, ChallengeStatus.ARCHIVED)


@dataclass(frozen=True, slots=True)
class ChallengeFilter:
    """What a list is narrowed to; empty for all.  Cities are slugs."""

    stands: frozenset[str] = frozenset()
    cities: frozenset[str] = frozenset()
    themes: frozenset[str] = frozenset()
    entrants: frozenset[str] = frozenset()
    text: str = ""


def stand_of(challenge: Challenge, now: dt.datetime) -> ChallengeStand | None:
    """Return how a challenge stands for a reader; None while it is not public."""
    if not challenge.is_public:
        return None
    if challenge.status is ChallengeStatus.CANCELLED:
        return ChallengeStand.CANCELLED
    if challenge.status in DECIDED:
        return ChallengeStand.DECIDED
    phase = challenge.phase(now)
    if phase is ChallengePhase.COMING:
        return ChallengeStand.COMING
    return ChallengeStand.OPEN if phase is ChallengePhase.OPEN else ChallengeStand.JUDGED


def public_challenges(now: dt.datetime, wanted: ChallengeFilter) -> list[Challenge]:
    """Return the public challenges that pass, open ones first.

    Open and coming ones by what comes next, the others the latest first.  Cancelled ones stand in
    no list unless they are asked for.
    """
    found = [one for one in _public() if _passes(one, now, wanted)]
    return sorted(found, key=lambda one: _order(one, now))


def counts(now: dt.datetime, wanted: ChallengeFilter) -> dict[str, Counter[str]]:
    """Return how many each choice of each group would leave, the other groups kept as they are."""
    rows = _public()
    groups = {"stand": "stands", "city": "cities", "theme": "themes", "who": "entrants"}
    found: dict[str, Counter[str]] = {}
    for group, name in groups.items():
        rest = ChallengeFilter(
            text=wanted.text,
            **{one: getattr(wanted, one) for one in groups.values() if one != name},
        )
        passing = [one for one in rows if _passes(one, now, rest, also_cancelled=group == "stand")]
        found[group] = Counter(value for one in passing for value in _values(one, now)[group])
    return found


def challenges_on_testbed(testbed_id: int, now: dt.datetime) -> list[Challenge]:
    """Return the public challenges that offer a testbed, open ones first; none that is called off.

    At most ``STRIP``.
    """
    offered = [
        one
        for one in _public(Challenge.testbeds.any(Testbed.id == testbed_id))
        if stand_of(one, now) not in {None, ChallengeStand.CANCELLED}
    ]
    return sorted(offered, key=lambda one: _order(one, now))[:STRIP]


def public_challenge(slug: str) -> Challenge | None:
    """Return a challenge that everybody may read, or None."""
    challenge = db.session.scalar(select(Challenge).where(Challenge.slug == slug))
    return challenge if challenge is not None and challenge.is_public else None


def taking_questions(slug: str) -> Challenge:
    """Return a public challenge to ask something about.

    Raises:
        NotFoundError: There is none that everybody may read.
    """
    challenge = public_challenge(slug)
    if challenge is None:
        raise NotFoundError
    return challenge


def named_jurors(challenge: Challenge) -> list[Juror]:
    """Return the jurors that the page names: those who have accepted, the chair first."""
    if not challenge.jurors_named:
        return []
    return list(
        db.session.scalars(
            select(Juror)
            .where(Juror.challenge_id == challenge.id, Juror.status == JurorStatus.ACCEPTED)
            .order_by(Juror.is_chair.desc(), Juror.name, Juror.id)
        )
    )


def notices_of(challenge: Challenge) -> Sequence[ChallengeNotice]:
    """Return what has changed since it was approved, the latest first."""
    return db.session.scalars(
        select(ChallengeNotice)
        .where(ChallengeNotice.challenge_id == challenge.id)
        .order_by(ChallengeNotice.at.desc(), ChallengeNotice.id.desc())
    ).all()


def _public(*narrowed: ColumnElement[bool]) -> Sequence[Challenge]:
    return db.session.scalars(
        select(Challenge)
        .where(or_(Challenge.status.in_(PUBLIC_STATES), Challenge.was_public.is_(True)), *narrowed)
        .options(
            joinedload(Challenge.city),
            joinedload(Challenge.organisation),
            selectinload(Challenge.testbeds),
            selectinload(Challenge.prizes),
        )
        .order_by(Challenge.id)
    ).all()


def _values(one: Challenge, now: dt.datetime) -> dict[str, list[str]]:
    stand = stand_of(one, now)
    return {
        "stand": [stand.value] if stand else [],
        "city": [one.city.slug],
        "theme": one.themes,
        "who": one.entrants,
    }


def _passes(
    one: Challenge, now: dt.datetime, wanted: ChallengeFilter, *, also_cancelled: bool = False
) -> bool:
    values = _values(one, now)
    if not values["stand"] or (wanted.text and not has_words(wanted.text, *_texts(one))):
        return False
    if values["stand"] == [ChallengeStand.CANCELLED] and not also_cancelled:
        return ChallengeStand.CANCELLED in wanted.stands and _narrowed(values, wanted)
    return _narrowed(values, wanted)


def _narrowed(values: dict[str, list[str]], wanted: ChallengeFilter) -> bool:
    asked = {
        "stand": wanted.stands, "city": wanted.cities,
        "theme": wanted.themes, "who": wanted.entrants,
    }  # fmt: skip
    return all(not chosen or chosen & set(values[name]) for name, chosen in asked.items())


def _texts(one: Challenge) -> list[str]:
    """Return what a challenge is found by: its texts, who poses it, the names of its testbeds."""
    told = [one.title, one.summary, one.brief, one.expected, one.city.name]
    told += [place.name for place in places_of(one)]
    words = [text.get(lang) for text in told for lang in LANGUAGES]
    return [*words, one.organisation.name if one.organisation else ""]


def _order(one: Challenge, now: dt.datetime) -> tuple[int, float, int]:
    stand = stand_of(one, now)
    place = list(ChallengeStand).index(stand) if stand else len(ChallengeStand)
    instant = one.opens_at if stand is ChallengeStand.COMING else one.closes_at
    when = instant.timestamp() if instant else 0.0
    return place, when if stand in {ChallengeStand.OPEN, ChallengeStand.COMING} else -when, one.id

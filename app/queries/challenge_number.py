"""The numbers of challenges that everybody may read, and take as open data.

Nothing of a challenge is counted before it has closed, nothing of its jury and prizes before it is
announced.  Small numbers that persons could be guessed by are left out: models/challenge_number.py;
sums over challenges are sums of what is told, so that nothing follows from them.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app import clock, row_scope
from app.database import db
from app.queries.award import TOLD
from app.queries.award_become import Chain, chains_of
from app.queries.award_outcome import ENTERED
from models.award import Announcement, AwardStatus
from models.challenge import PUBLIC_STATES, Challenge, ChallengePhase, EntrantKind
from models.challenge_number import FEWEST, disclosed
from models.concept import Concept, ConceptStatus
from models.pilot import TOLD_STATES
from models.wall_time import local_date

COUNTED = (*ENTERED, ConceptStatus.SUBMITTED)


@dataclass(frozen=True, slots=True)
class Winners:
    """How far the prizes of a challenge have come; each number counts prizes or their pilots."""

    prizes: int = 0
    accepted: int = 0
    pilots: int = 0
    results: int = 0
    bought: int = 0


@dataclass(frozen=True, slots=True)
class ChallengeRow:
    """The numbers of one challenge.  ``kinds`` and ``days`` hold None for what is not told.

    ``days`` counts the entries that stand by the local day on which they were sent last.
    ``spread`` is a decimal text on the scale from 0 to 100, ``decided_days`` the days from closing
    to the announcement; None before it.
    """

    challenge: Challenge
    entries: int
    kinds: Mapping[str, int | None]
    days: Mapping[dt.date, int] = field(default_factory=dict)
    judged: int | None = None
    jurors: int | None = None
    readings: int | None = None
    spread: str | None = None
    decided_days: int | None = None
    winners: Winners = Winners()

    @property
    def hidden(self) -> list[str]:
        """The kinds of entrants whose number is not told."""
        return [kind for kind, count in self.kinds.items() if count is None]


def rows(city: str | None = None, slug: str | None = None) -> list[ChallengeRow]:
    """Return the numbers of every closed challenge, latest first; of one city or one challenge."""
    challenges = _closed(city, slug)
    entries = _entries([one.id for one in challenges])
    told = [one.id for one in challenges if one.status in TOLD]
    figures = {
        one.challenge_id: one
        for one in db.session.scalars(
            select(Announcement).where(Announcement.challenge_id.in_(told))
        )
    }
    followed: dict[int, list[Chain]] = {}
    for chain in chains_of(told):
        followed.setdefault(chain.award.challenge_id, []).append(chain)
    return [
        _row(one, entries.get(one.id, []), figures.get(one.id), followed.get(one.id, []))
        for one in challenges
    ]


def told_kinds(found: Iterable[ChallengeRow]) -> dict[str, int]:
    """Return the sum, by kind of entrant, of the numbers that are told."""
    counts = Counter({kind.value: 0 for kind in EntrantKind})
    for row in found:
        counts.update({kind: count for kind, count in row.kinds.items() if count is not None})
    return dict(counts)


def all_winners(found: Sequence[ChallengeRow]) -> Winners:
    """Return how far the prizes of several challenges have come together."""
    return Winners(
        *(
            sum(getattr(row.winners, name) for row in found)
            for name in ("prizes", "accepted", "pilots", "results", "bought")
        )
    )


def _closed(city: str | None, slug: str | None) -> list[Challenge]:
    found = db.session.scalars(
        select(Challenge)
        .where(Challenge.status.in_(PUBLIC_STATES))
        .options(joinedload(Challenge.city))
        .order_by(Challenge.closes_at.desc(), Challenge.id)
    )
    now = clock.now()
    return [
        one
        for one in found
        if one.phase(now) is ChallengePhase.CLOSED
        and city in (None, one.city.slug)
        and slug in (None, one.slug)
    ]


@row_scope.as_system("entries per day and kind, which everybody is told alike")
def _entries(ids: Sequence[int]) -> dict[int, list[tuple[EntrantKind | None, dt.datetime | None]]]:
    found: dict[int, list[tuple[EntrantKind | None, dt.datetime | None]]] = {}
    statement = select(Concept.challenge_id, Concept.entrant_kind, Concept.submitted_at).where(
        Concept.challenge_id.in_(ids), Concept.status.in_(COUNTED)
    )
    for challenge_id, kind, at in db.session.execute(statement):
        found.setdefault(challenge_id, []).append((kind, at))
    return found


def _row(
    challenge: Challenge,
    entries: Sequence[tuple[EntrantKind | None, dt.datetime | None]],
    announcement: Announcement | None,
    followed: Sequence[Chain],
) -> ChallengeRow:
    kinds = Counter({EntrantKind(kind).value: 0 for kind in challenge.entrants})
    kinds.update(kind.value for kind, _at in entries if kind is not None)
    figures = announcement.figures if announcement is not None else {}
    return ChallengeRow(
        challenge=challenge,
        entries=len(entries),
        kinds=disclosed(kinds),
        days=_days(challenge, entries) if len(entries) >= FEWEST else {},
        judged=figures.get("judged"),
        jurors=figures.get("jurors"),
        readings=figures.get("readings"),
        spread=figures.get("spread"),
        decided_days=_decided_days(challenge),
        winners=_winners(followed),
    )


def _days(
    challenge: Challenge, entries: Sequence[tuple[EntrantKind | None, dt.datetime | None]]
) -> dict[dt.date, int]:
    """Return how many of the entries came on each local day from opening to closing."""
    zone = challenge.city.time_zone
    counts = Counter(local_date(at, zone) for _kind, at in entries if at is not None)
    if challenge.opens_at is None or challenge.closes_at is None:
        return dict(counts)
    first = local_date(challenge.opens_at, zone)
    last = max(local_date(challenge.closes_at, zone), *counts)
    length = (last - first).days + 1
    return {day: counts[day] for day in (first + dt.timedelta(days=n) for n in range(length))}


def _decided_days(challenge: Challenge) -> int | None:
    if challenge.status not in TOLD or not (challenge.announced_at and challenge.closes_at):
        return None
    return (challenge.announced_at - challenge.closes_at).days


def _winners(followed: Sequence[Chain]) -> Winners:
    pilots = [step.pilot for chain in followed for step in chain.pilots]
    ended = [one for one in pilots if one.status in TOLD_STATES]
    return Winners(
        prizes=sum(chain.award.follows_id is None for chain in followed),
        accepted=sum(chain.award.status is AwardStatus.ACCEPTED for chain in followed),
        pilots=len(pilots),
        results=len(ended),
        bought=sum(bool(one.bought) for one in ended),
    )

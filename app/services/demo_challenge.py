"""Challenges of the demonstration: two open, one coming, one that waits for approval.

Problems, places and people are invented.
"""

import datetime as dt
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import shapely

from app import clock
from app.database import db
from app.services.challenge import free_slug
from app.services.challenge_place import put_shape
from geodata.demo import records
from models.account import User
from models.base import Translated
from models.challenge import (
    Challenge,
    ChallengeCriterion,
    ChallengePrize,
    ChallengeStatus,
    ChallengeTerms,
    LegalForm,
)
from models.challenge_question import ChallengeQuestion
from models.city import City
from models.testbed import Testbed, TestbedStatus
from models.wall_time import local_date

DAY = dt.timedelta(days=1)
TESTBEDS = 2
QUESTIONS_BEFORE, DECISION_AFTER = 7, 35  # days from the closing
TEXTS = ("title", "summary", "brief", "expected", "after")


def challenges(cities: dict[str, City], people: dict[str, User]) -> int:
    """Write the challenges with their criteria, prizes and questions; return how many."""
    criteria = {one["key"]: one["criteria"] for one in records("challenge_criteria")}
    found = records("challenges_demo")
    for record in found:
        made = _challenge(record, cities[record["city"]], people)
        made.criteria = [
            _criterion(number, one) for number, one in enumerate(criteria[record["criteria"]], 1)
        ]
        made.prizes = [
            ChallengePrize(place=place, amount_eur=euros, reward=Translated.of(reward))
            for place, (euros, reward) in enumerate(record["prizes"], 1)
        ]
        db.session.add(made)
        db.session.flush()
        _questions(made, record["questions"], people)
    return len(found)


def _challenge(record: dict[str, Any], city: City, people: dict[str, User]) -> Challenge:
    writer, now = people.get(record["by"]), clock.now()
    closes = _at(city, record["closes"], 16)
    title = Translated.of(record["title"])
    made = Challenge(
        slug=free_slug(title), city_id=city.id, status=ChallengeStatus(record["status"]),
        **{name: Translated.of(record[name]) for name in TEXTS},
        themes=record["themes"], entrants=record["entrants"],
        legal_form=LegalForm(record["legal_form"]),
        terms=db.session.query(ChallengeTerms).filter_by(version=record["terms"]).one(),
        opens_at=_at(city, record["opens"], 9), closes_at=closes,
        questions_close_at=closes - QUESTIONS_BEFORE * DAY
        if record["closes"] > QUESTIONS_BEFORE
        else closes - DAY,
        decision_by=local_date(closes, city.time_zone) + DECISION_AFTER * DAY,
        entries_open=record["open"],
        rounds=record["rounds"], readers_needed=record["readers"],
        shortlist_size=record["shortlist"], was_public=record["approved_by"],
        approved_at=now - 20 * DAY if record["approved_by"] else None,
        created_by_id=writer.id if writer else None,
        submitted_by_id=writer.id if writer else None,
        is_demo=True, created_at=now - 30 * DAY, updated_at=now - 2 * DAY,
    )  # fmt: skip
    made.testbeds = (
        db.session.query(Testbed)
        .filter_by(city_id=city.id, kind=record["kind"], status=TestbedStatus.PUBLISHED)
        .order_by(Testbed.id)
        .limit(TESTBEDS)
        .all()
    )
    put_shape(made, shapely.from_wkt(record["shape"]) if record["shape"] else None)
    return made


def _criterion(position: int, record: dict[str, Any]) -> ChallengeCriterion:
    least = record["minimum"]
    return ChallengeCriterion(
        position=position, name=Translated.of(record["name"]),
        words=Translated.of(record["words"]), weight=Decimal(record["weight"]),
        minimum=None if least is None else Decimal(least), levels=record["levels"],
    )  # fmt: skip


def _questions(made: Challenge, asked: list[list[str | None]], people: dict[str, User]) -> None:
    asker, now = people.get("resident"), clock.now()
    for number, (words, answer) in enumerate(asked):
        at = now - (len(asked) + 2 - number) * DAY
        db.session.add(
            ChallengeQuestion(
                challenge_id=made.id, asked_by_id=asker.id if asker else None, language="fi",
                words=words, asked_at=at, answer=answer or "",
                answered_by_id=made.created_by_id if answer else None,
                answered_at=at + DAY if answer else None, told_at=at + DAY if answer else None,
            )
        )  # fmt: skip
    db.session.flush()


def _at(city: City, days: int, hour: int) -> dt.datetime:
    day = clock.today(city.time_zone) + days * DAY
    return dt.datetime.combine(day, dt.time(hour), ZoneInfo(city.time_zone)).astimezone(dt.UTC)

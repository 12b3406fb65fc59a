"""What people answered in the rounds of a pilot's survey.

No figure is about fewer than ``LEAST_SHOWN`` answers, and none is made of several rounds, so that
nothing about a round that is not shown follows from those that are.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from app.database import db
from models.survey import LEAST_SHOWN, GoOn, Part, Round, Survey, SurveyAnswer

TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of a survey; means of grades from 1 to 5 with one decimal."""

    count: int
    useful: Decimal
    easy: Decimal
    go_on: Counter[GoOn]
    parts: Counter[Part]

    @property
    def is_public(self) -> bool:
        """Whether so many answered that a figure tells of nobody in particular."""
        return self.count >= LEAST_SHOWN


def survey_of(pilot_id: int, asked: Round = Round.END) -> Survey | None:
    """Return a round of a pilot, if it was opened."""
    return db.session.scalar(
        select(Survey).where(Survey.pilot_id == pilot_id, Survey.round == asked)
    )


def rounds_of(pilot_id: int) -> dict[Round, Survey]:
    """Return the rounds of a pilot that were opened."""
    found = db.session.scalars(select(Survey).where(Survey.pilot_id == pilot_id))
    return {one.round: one for one in found}


def survey_by_token(token: str) -> Survey | None:
    """Return the survey behind a link."""
    return db.session.scalar(select(Survey).where(Survey.token == token))


def summary_of(pilot_id: int, asked: Round = Round.END) -> Summary | None:
    """Return the figures of one round for the pilot's own people; None when nobody answered."""
    return _summaries([pilot_id], asked).get(pilot_id)


def _summaries(pilot_ids: Sequence[int], asked: Round) -> dict[int, Summary]:
    """Return the figures of a round of each pilot of which somebody answered, by its id."""
    by_pilot: dict[int, list[Any]] = {}
    for row in db.session.execute(
        select(
            SurveyAnswer.useful, SurveyAnswer.easy, SurveyAnswer.go_on, SurveyAnswer.part,
            Survey.pilot_id,
        )
        .join(Survey)
        .where(Survey.pilot_id.in_(pilot_ids), Survey.round == asked)
    ):  # fmt: skip
        by_pilot.setdefault(row[4], []).append(row)
    return {
        ident: Summary(
            count=len(rows),
            useful=_mean([row[0] for row in rows]),
            easy=_mean([row[1] for row in rows]),
            go_on=Counter(row[2] for row in rows),
            parts=Counter(row[3] for row in rows),
        )
        for ident, rows in by_pilot.items()
    }


def public_summary(pilot_id: int) -> Summary | None:
    """Return the figures of the end for everybody: None while too few have answered."""
    found = summary_of(pilot_id)
    return found if found is not None and found.is_public else None


def public_summaries(pilot_ids: Sequence[int]) -> dict[int, Summary]:
    """Return the figures of the end of each pilot of which enough have answered, by its id."""
    found = _summaries(pilot_ids, Round.END)
    return {ident: one for ident, one in found.items() if one.is_public}


def compared(pilot_id: int) -> dict[Round, Summary]:
    """Return the figures of the rounds side by side, in their order.

    Empty unless at least two rounds were answered and every round that was answered by anybody is
    large enough: a round that had to be left out could be guessed from what is known of all.
    """
    found = {one: summary_of(pilot_id, one) for one in Round}
    answered = {one: some for one, some in found.items() if some is not None}
    if len(answered) < 2 or not all(one.is_public for one in answered.values()):  # noqa: PLR2004 - before and after
        return {}
    return answered


def free_words(pilot_id: int) -> list[SurveyAnswer]:
    """Return the answers with free words of all rounds, latest first, for the pilot's people."""
    return list(
        db.session.scalars(
            select(SurveyAnswer)
            .join(Survey)
            .where(Survey.pilot_id == pilot_id, SurveyAnswer.words != "")
            .order_by(SurveyAnswer.id.desc())
        )
    )


def _mean(grades: list[int]) -> Decimal:
    return (Decimal(sum(grades)) / len(grades)).quantize(TENTH)

"""What people answered at the end of a pilot."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from app.database import db
from models.survey import LEAST_SHOWN, GoOn, Part, Survey, SurveyAnswer

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


def survey_of(pilot_id: int) -> Survey | None:
    """Return the survey of a pilot, if it has one."""
    return db.session.scalar(select(Survey).where(Survey.pilot_id == pilot_id))


def survey_by_token(token: str) -> Survey | None:
    """Return the survey behind a link."""
    return db.session.scalar(select(Survey).where(Survey.token == token))


def summary_of(pilot_id: int) -> Summary | None:
    """Return the figures of a pilot's survey for its own people; None when nobody answered."""
    rows = db.session.execute(
        select(SurveyAnswer.useful, SurveyAnswer.easy, SurveyAnswer.go_on, SurveyAnswer.part)
        .join(Survey)
        .where(Survey.pilot_id == pilot_id)
    ).all()
    if not rows:
        return None
    return Summary(
        count=len(rows),
        useful=_mean([row[0] for row in rows]),
        easy=_mean([row[1] for row in rows]),
        go_on=Counter(row[2] for row in rows),
        parts=Counter(row[3] for row in rows),
    )


def public_summary(pilot_id: int) -> Summary | None:
    """Return the figures for everybody: None while too few have answered."""
    found = summary_of(pilot_id)
    return found if found is not None and found.is_public else None


def free_words(pilot_id: int) -> list[SurveyAnswer]:
    """Return the answers with free words, latest first, for the pilot's own people."""
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

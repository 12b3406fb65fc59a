"""Indicators, surveys and results for tests."""

import itertools
from decimal import Decimal
from typing import Any

from app import clock
from app.database import db
from models.base import Translated
from models.indicator import Direction, Indicator, IndicatorPoint
from models.pilot import Pilot
from models.survey import GoOn, Part, Round, Survey, SurveyAnswer
from tests.factories import keep

_numbers = itertools.count(1)


def indicator(pilot: Pilot, *points: str, **values: Any) -> Indicator:
    """Return an indicator of a pilot: electricity, less is better; ``points`` from its start."""
    now = clock.now()
    plain = {
        "name": Translated("Sähkön kulutus", "Elförbrukning", "Electricity used"),
        "unit": "kWh",
        "direction": Direction.LOWER,
        "baseline": Decimal("12.5"),
        "target": Decimal(8),
        "created_at": now,
        "updated_at": now,
    }
    made = Indicator(pilot_id=pilot.id, **plain | values)
    made.points = [
        IndicatorPoint(day=pilot.start_day.fromordinal(pilot.start_day.toordinal() + n), value=v)
        for n, v in enumerate(map(Decimal, points))
    ]
    db.session.add(made)
    keep()
    return made


def survey(pilot: Pilot, *useful: int, words: str = "", asked: Round = Round.END) -> Survey:
    """Return an open survey with one answer for each grade given."""
    token = f"{next(_numbers):032d}"
    made = Survey(pilot_id=pilot.id, round=asked, token=token, opened_at=clock.now())
    db.session.add(made)
    db.session.flush()
    db.session.add_all(
        SurveyAnswer(
            survey_id=made.id, day=clock.today(), part=Part.TESTER, useful=grade, easy=4,
            go_on=GoOn.YES, words=words,
        )
        for grade in useful
    )  # fmt: skip
    keep()
    return made

"""What came of the demonstration's invented pilots, and which of them repeats which."""

import datetime as dt
import hashlib
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from app import clock
from app.database import db
from geodata.demo import records
from models.base import Translated
from models.indicator import Direction, Indicator, IndicatorPoint
from models.pilot import Pilot
from models.report import Report, ReportStatus, ReportVerdict, Side
from models.survey import GoOn, Part, Round, Survey, SurveyAnswer

TEXTS = ("outcome", "learned", "failed", "continues_why", "bought_why")
PLAIN = ("testers", "continues", "bought", "money_used_eur")


def results() -> int:
    """Write what came of the pilots, which are there already; return how many."""
    slugs = [record["slug"] for record in records("results")]
    found = db.session.scalars(select(Pilot).where(Pilot.slug.in_(slugs)))
    pilots = {one.slug: one for one in found}
    for record in records("results"):
        pilot = pilots[record["slug"]]
        for name in TEXTS:
            if name in record:
                setattr(pilot, name, Translated.of(record[name]))
        for name in PLAIN:
            if name in record:
                setattr(pilot, name, record[name])
        if record["replicates"]:
            pilot.replicates_id = pilots[record["replicates"]].id
        _indicators(pilot, record["indicators"])
        _survey(pilot, record["survey"], Round.END)
        _survey(pilot, record.get("survey_start", []), Round.START)
        _report(pilot, record["report"])
    db.session.flush()
    return len(slugs)


def _indicators(pilot: Pilot, rows: list[dict[str, Any]]) -> None:
    now = clock.now()
    for row in rows:
        made = Indicator(
            pilot_id=pilot.id,
            name=Translated.of(row["name"]),
            method=Translated.of(row["method"]),
            unit=row["unit"],
            direction=Direction(row["direction"]),
            created_at=now,
            updated_at=now,
            **{name: _number(row[name]) for name in ("baseline", "target", "result")},
        )
        made.points = [
            IndicatorPoint(day=pilot.start_day + dt.timedelta(days=days), value=Decimal(value))
            for days, value in row["points"]
        ]
        db.session.add(made)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _survey(pilot: Pilot, rows: list[list[Any]], asked: Round) -> None:
    if not rows:
        return
    token = hashlib.sha256(f"{pilot.slug} {asked}".encode()).hexdigest()[:32]
    survey = Survey(pilot_id=pilot.id, round=asked, token=token, opened_at=clock.now())
    db.session.add(survey)
    db.session.flush()
    db.session.add_all(
        SurveyAnswer(
            survey_id=survey.id,
            day=pilot.start_day if asked is Round.START else pilot.end_day,
            useful=useful,
            easy=easy,
            go_on=GoOn(go_on),
            part=Part(part),
        )
        for useful, easy, go_on, part in rows
    )


def _report(pilot: Pilot, status: str | None) -> None:
    if status is None:
        return
    now = clock.now()
    report = Report(
        pilot_id=pilot.id,
        status=ReportStatus(status),
        round=1,
        sent_at=now,
        sent_by_name=pilot.runner_name,
    )
    if report.status is ReportStatus.APPROVED:
        report.approved_at = now
        report.verdicts = [
            ReportVerdict(round=1, side=side, approved=True, by_name=name, at=now)
            for side, name in ((Side.PLACE, "Kokeilupaikan isäntä"), (Side.CITY, "Koordinaattori"))
        ]
    db.session.add(report)

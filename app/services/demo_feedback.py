"""What residents have said of the invented pilots of the demonstration, and one report of harm."""

import datetime as dt
import secrets
from typing import Any

from sqlalchemy import select

from app import clock
from app.database import db
from geodata.demo import records
from models.feedback import Feedback, FeedbackAnswer, FeedbackStatus, HoldRule
from models.harm_report import HarmKind, HarmReport, HarmStatus
from models.pilot import Pilot
from models.pilot_task import Side

REPORTED = "himmenevat-katuvalot-malminkartano"


def said() -> int:
    """Write it all; return how many pieces of feedback."""
    count = 0
    for record in records("feedback"):
        pilot = db.session.scalar(select(Pilot).where(Pilot.slug == record["pilot"]))
        if pilot is not None:
            db.session.add(_piece(pilot, record))
            count += 1
    _reported()
    db.session.flush()
    return count


def _piece(pilot: Pilot, record: dict[str, Any]) -> Feedback:
    sent = _ago(record["days_ago"])
    status = FeedbackStatus(record["state"])
    lat, lon = record.get("place", (None, None))
    made = Feedback(
        pilot_id=pilot.id, status=status, language=record["language"], rating=record["rating"],
        words=record["words"], name=record["name"], lat=lat, lon=lon, sent_at=sent,
        token=secrets.token_urlsafe(32),
        confirmed_at=None if status is FeedbackStatus.UNREAD else sent,
        published_at=sent if status is FeedbackStatus.PUBLISHED else None,
        held_rule=HoldRule.LINKS if status is FeedbackStatus.HELD else None,
    )  # fmt: skip
    if answer := record.get("answer"):
        made.answers.append(
            FeedbackAnswer(
                side=Side(answer["side"]),
                author_name=answer["name"],
                language=record["language"],
                words=answer["words"],
                answered_at=_ago(answer["days_ago"]),
            )
        )
    return made


def _reported() -> None:
    pilot = db.session.scalar(select(Pilot).where(Pilot.slug == REPORTED))
    if pilot is not None:
        db.session.add(
            HarmReport(
                pilot_id=pilot.id,
                status=HarmStatus.OPEN,
                token=secrets.token_urlsafe(32),
                language="fi",
                kind=HarmKind.DANGER,
                words="Polun alussa yhden valopylvään luukku on auki ja johdot näkyvät.",
                sent_at=clock.now() - dt.timedelta(hours=3),
            )
        )


def _ago(days: int) -> dt.datetime:
    return clock.now() - dt.timedelta(days=days)

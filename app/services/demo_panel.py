"""Residents who take part in the demonstration's pilots; panels, people and words are invented."""

import datetime as dt
import hashlib
import unicodedata
from typing import Any

from sqlalchemy import select

from app import clock
from app.database import db
from app.services.volunteer_eligible import options
from geodata.demo import records
from models.base import Translated
from models.panel import (
    Panel,
    PanelPurpose,
    PanelQuestion,
    PanelStatus,
    PurposeText,
    QuestionKind,
)
from models.pilot import Pilot
from models.reader import Reader
from models.volunteer import Consent, Volunteer, VolunteerStatus


def panels() -> int:
    """Write the panels with those who take part; return how many people that are."""
    people = 0
    for record in records("panels"):
        pilot = db.session.scalar(select(Pilot).where(Pilot.slug == record["pilot"]))
        if pilot is None:
            continue
        panel = _panel(pilot, record)
        for number, name in enumerate(record["people"]):
            _volunteer(panel, name, number)
        people += len(record["people"])
    return people


def _panel(pilot: Pilot, record: dict[str, Any]) -> Panel:
    now, today = clock.now(), clock.today(pilot.city.time_zone)
    made = Panel(
        pilot_id=pilot.id, status=PanelStatus.OPEN, cap=record["cap"],
        tasks=Translated.of(record["tasks"]), reward=Translated.of(record["reward"]),
        opens_day=today - dt.timedelta(days=7),
        closes_day=min(pilot.end_day, today + dt.timedelta(days=record["closes_in"])),
        takes_minors=record["minors"], least_age=record["least_age"],
        created_at=now, approved_at=now,
    )  # fmt: skip
    made.questions = [
        PanelQuestion(
            kind=QuestionKind(one["kind"]), words=Translated.of(one["words"]),
            fits=one.get("fits", []), others=one.get("others", []),
        )
        for one in record["questions"]
    ]  # fmt: skip
    for one in record["purposes"]:
        values = {
            "name": Translated.of(one["name"]), "words": Translated.of(one["words"]),
            "is_required": one["required"],
        }  # fmt: skip
        made.purposes.append(
            PanelPurpose(**values, texts=[PurposeText(**values, version=1, at=now)])
        )
    db.session.add(made)
    db.session.flush()
    return made


def _volunteer(panel: Panel, name: str, number: int) -> None:
    """Let somebody take part; who comes after the last place waits."""
    now = clock.now() - dt.timedelta(hours=200 - number)
    plain = unicodedata.normalize("NFD", name.lower()).encode("ascii", "ignore").decode()
    token = hashlib.sha256(f"{panel.pilot_id} {name}".encode()).hexdigest()[:40]
    reader = Reader(
        email=f"{plain.replace(' ', '.')}@koepaikka.example", language="fi",
        token=f"rd-{token}", confirmed_at=now, created_at=now,
    )  # fmt: skip
    has_place = number < panel.cap
    made = Volunteer(
        panel=panel, reader=reader, name=name, token=f"vo-{token}", asked_at=now, queued_at=now,
        status=VolunteerStatus.PLACED if has_place else VolunteerStatus.WAITING,
    )  # fmt: skip
    for question in panel.questions:
        fitting = [(value, words) for value, (words, fits) in options(question).items() if fits]
        value, words = fitting[number % len(fitting)]
        made.answers = [
            *(made.answers or []),
            {"question": question.words.as_dict(), "answer": words or {"value": value}},
        ]
    for place, purpose in enumerate(panel.purposes):
        if purpose.is_required or (number + place) % 2:
            made.consents.append(Consent(text_id=purpose.texts[0].id, given_at=now))
    db.session.add(made)
    db.session.flush()

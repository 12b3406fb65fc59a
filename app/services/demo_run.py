"""What happens around the invented pilots of the demonstration: posts, an incident, a wish."""

import datetime as dt

from sqlalchemy import select

from app import clock
from app.database import db
from app.queries.pilot_task import tasks_of
from geodata.demo import records
from models.account import User
from models.base import Translated
from models.pilot import Pilot, PilotStatus
from models.pilot_change import PilotChange
from models.pilot_contact import PilotContact
from models.pilot_incident import PilotIncident
from models.pilot_task import CheckState, Side
from models.pilot_update import PilotUpdate

STATES = (CheckState.DONE, CheckState.IN_PROGRESS)


def around(people: dict[str, User]) -> None:
    """Write it all; pilots are found by their addresses, or by being in preparation."""
    for record in records("pilot_posts"):
        pilot = db.session.scalar(select(Pilot).where(Pilot.slug == record["pilot"]))
        if pilot is not None:
            db.session.add(
                PilotUpdate(
                    pilot_id=pilot.id,
                    title=Translated.of(record["title"]),
                    text=Translated.of(record["text"]),
                    side=Side(record["side"]),
                    posted_at=clock.now() - dt.timedelta(days=record["days_ago"]),
                )
            )
    _incident()
    preparing = db.session.scalars(
        select(Pilot)
        .where(Pilot.status == PilotStatus.PREPARING, Pilot.application_id.is_not(None))
        .order_by(Pilot.id)
    ).all()
    for pilot in preparing:
        _prepare(pilot, people)
    if preparing:
        _wish(preparing[0])
    db.session.flush()


def _prepare(pilot: Pilot, people: dict[str, User]) -> None:
    """Let the checklist be begun, one line of it late, and name a person on each side."""
    author = pilot.application.author if pilot.application is not None else None
    coordinator = people[f"coordinator.{pilot.city.slug}"]
    for task, state in zip(tasks_of(pilot), STATES, strict=False):
        task.state, task.changed_by, task.changed_at = state, coordinator.name, clock.now()
        if state is CheckState.IN_PROGRESS:
            task.person = author
            task.due_day = clock.today() - dt.timedelta(days=2)
    named = [(coordinator, Side.CITY), *([(author, Side.APPLICANT)] if author else [])]
    for person, side in named:
        db.session.add(
            PilotContact(pilot_id=pilot.id, user_id=person.id, side=side, added_at=clock.now())
        )


def _incident() -> None:
    pilot = db.session.scalar(
        select(Pilot).where(Pilot.status == PilotStatus.RUNNING, Pilot.is_demo).order_by(Pilot.id)
    )
    if pilot is not None:
        db.session.add(
            PilotIncident(
                pilot_id=pilot.id,
                happened_on=clock.today() - dt.timedelta(days=1),
                happened_at="07:40",
                what="Laitekaappi oli jäänyt auki yöksi. Kukaan ei koskenut laitteisiin.",
                is_harm=False,
                measures="Kaappi on lukittu ja avainten säilytys muutettu.",
                side=Side.APPLICANT,
                reported_by=pilot.runner_name,
                reported_at=clock.now(),
            )
        )


def _wish(pilot: Pilot) -> None:
    if pilot.application is not None:
        later = dt.timedelta(days=7)
        db.session.add(
            PilotChange(
                pilot_id=pilot.id,
                old_start=pilot.start_day,
                old_end=pilot.end_day,
                start_day=pilot.start_day + later,
                end_day=pilot.end_day + later,
                reason="Laitteiden toimitus siirtyi viikolla.",
                asked_by_id=pilot.application.author_id,
                asked_at=clock.now(),
            )
        )

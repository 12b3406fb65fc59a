"""What happens around pilots, for tests."""

import datetime as dt
from typing import Any

from app.database import db
from app.policies.actor import Actor
from app.services import pilot_change, pilot_incident
from models.account import User
from models.organisation import Membership, OrganisationRole
from models.outbox import OutboxMessage
from models.pilot import Pilot
from models.pilot_change import PilotChange
from models.pilot_incident import PilotIncident
from tests.factories.account import acting, member


def applicant_of(pilot: Pilot) -> Actor:
    """Return who applied."""
    return acting(pilot.application.author)


def colleague(pilot: Pilot) -> User:
    """Return another member of the organisation that applied."""
    joined = db.session.query(Membership).filter_by(user_id=pilot.application.author_id).one()
    return member(joined.organisation, OrganisationRole.MEMBER)


def wish(pilot: Pilot, start: dt.date, end: dt.date) -> PilotChange:
    """Return the applicant's wish for other days."""
    made = pilot_change.ask(applicant_of(pilot), pilot.id, start, end, "Snow")
    return db.session.get_one(PilotChange, made)


def incident(pilot: Pilot, **values: Any) -> PilotIncident:
    """Return an incident that the applicant has reported today."""
    told = pilot_incident.Incident(
        **{"day": pilot.start_day, "what": "A lamp fell", "is_harm": True} | values
    )
    made = pilot_incident.report(applicant_of(pilot), pilot.id, told)
    return db.session.get_one(PilotIncident, made)


def mails(template: str) -> list[OutboxMessage]:
    """Return the mails of one kind in the outbox, by who gets them."""
    return (
        db.session.query(OutboxMessage)
        .filter_by(template=template)
        .order_by(OutboxMessage.recipient)
        .all()
    )


def readers(template: str) -> set[str]:
    """Return who gets mails of one kind."""
    return {one.recipient for one in mails(template)}

"""Applications as their applicants read them."""

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.database import db
from app.policies.actor import Actor
from app.policies.subject import of_application, of_part
from app.policies.table import Action, may
from models.application import (
    Application,
    ApplicationPart,
    Message,
    PartStatus,
    TermsAcceptance,
)
from models.errors import NotFoundError
from models.place_request import PlaceRequest
from models.testbed import Testbed

WAITING = (PartStatus.OFFERED, PartStatus.NEEDS_INFO)


def mine(viewer: Actor) -> list[Application]:
    """Return the viewer's own applications and those of their organisations, newest first.

    Parts, testbeds, cities and organisation are loaded; ``models.application.overall`` tells the
    state.
    """
    return list(
        db.session.scalars(
            select(Application)
            .where(
                or_(
                    Application.author_id == viewer.user_id,
                    Application.organisation_id.in_(viewer.organisations),
                )
            )
            .options(
                joinedload(Application.organisation),
                joinedload(Application.author),
                selectinload(Application.parts)
                .joinedload(ApplicationPart.testbed)
                .joinedload(Testbed.city),
                selectinload(Application.requests).joinedload(PlaceRequest.city),
            )
            .order_by(Application.updated_at.desc(), Application.id.desc())
        )
    )


def for_applicant(viewer: Actor, application_id: int) -> Application:
    """Return one application with its parts.

    Raises:
        NotFoundError: It does not exist or belongs to others.
    """
    application = db.session.get(Application, application_id)
    if application is None:
        raise NotFoundError
    if not may(viewer, Action.APPLICATION_READ, of_application(application)):
        raise NotFoundError
    return application


def part_for_applicant(viewer: Actor, part_id: int) -> ApplicationPart:
    """Return one part, as ``for_applicant``."""
    part = db.session.get(ApplicationPart, part_id)
    if part is None or not may(viewer, Action.APPLICATION_READ, of_part(part)):
        raise NotFoundError
    return part


def open_draft(viewer: Actor, testbed_id: int) -> int | None:
    """Return the id of the viewer's newest draft that asks for this testbed, to go on with it."""
    return db.session.scalar(
        select(Application.id)
        .join(ApplicationPart)
        .where(
            Application.author_id == viewer.user_id,
            ApplicationPart.testbed_id == testbed_id,
            ApplicationPart.status == PartStatus.DRAFT,
        )
        .order_by(Application.id.desc())
        .limit(1)
    )


def conversation(viewer: Actor, application_id: int) -> list[Message]:
    """Return the messages that the viewer may read, oldest first, authors loaded.

    Applicants read none of the internal notes; staff read those of their own city, and of a joint
    application what was written to all or to a part of theirs.

    Raises:
        NotFoundError: The viewer is on neither side.
    """
    application = db.session.get(Application, application_id)
    if application is None:
        raise NotFoundError
    messages = db.session.scalars(
        select(Message)
        .where(Message.application_id == application_id)
        .options(joinedload(Message.author))
        .order_by(Message.at, Message.id)
    ).all()
    if may(viewer, Action.APPLICATION_READ, of_application(application)):
        return [message for message in messages if not message.internal]
    theirs = {p.id: p for p in application.parts if may(viewer, Action.PART_READ, of_part(p))}
    if not theirs:
        raise NotFoundError
    cities = {part.city_id for part in theirs.values()}
    return [
        message
        for message in messages
        if (message.part_id is None or message.part_id in theirs)
        and (not message.internal or message.city_id in cities)
    ]


def acceptances(viewer: Actor, application: Application) -> list[TermsAcceptance]:
    """Return who of the applicant's side accepted which version of the terms, oldest first.

    Raises:
        NotFoundError: The application is not the viewer's.
    """
    if not may(viewer, Action.APPLICATION_READ, of_application(application)):
        raise NotFoundError
    return list(
        db.session.scalars(
            select(TermsAcceptance)
            .where(TermsAcceptance.application_id == application.id)
            .order_by(TermsAcceptance.id)
        )
    )


def waiting_for_me(viewer: Actor) -> int:
    """Return how many parts wait for the applicant: an offer to answer or a question."""
    count = db.session.scalar(
        select(func.count(ApplicationPart.id))
        .join(Application)
        .where(
            ApplicationPart.status.in_(WAITING),
            or_(
                Application.author_id == viewer.user_id,
                Application.organisation_id.in_(viewer.organisations),
            ),
        )
    )
    return count or 0

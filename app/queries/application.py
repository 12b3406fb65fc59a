"""Applications as their applicants read them."""

from app.policies.actor import Actor
from models.application import Application, ApplicationPart, Message


def mine(viewer: Actor) -> list[Application]:
    """Return the viewer's own applications and those of their organisations, newest first.

    Parts, testbeds, cities and organisation are loaded; ``models.application.overall`` tells the
    state.
    """
    raise NotImplementedError


def for_applicant(viewer: Actor, application_id: int) -> Application:
    """Return one application with its parts.

    Raises:
        NotFoundError: It does not exist or belongs to others.
    """
    raise NotImplementedError


def part_for_applicant(viewer: Actor, part_id: int) -> ApplicationPart:
    """Return one part, as ``for_applicant``."""
    raise NotImplementedError


def open_draft(viewer: Actor, testbed_id: int) -> int | None:
    """Return the id of the viewer's newest draft that asks for this testbed, to go on with it."""
    raise NotImplementedError


def conversation(viewer: Actor, application_id: int) -> list[Message]:
    """Return the messages that the viewer may read, oldest first, authors loaded.

    Applicants read none of the internal notes; staff read those of their own city, and of a joint
    application what was written to all or to a part of theirs.
    """
    raise NotImplementedError


def waiting_for_me(viewer: Actor) -> int:
    """Return how many parts wait for the applicant: an offer to answer or a question."""
    raise NotImplementedError

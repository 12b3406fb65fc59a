"""Send an application and speak about it: submit, withdraw, answer, write."""

from dataclasses import dataclass

from app.database import use_case
from app.policies.actor import Actor


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Which text was accepted, under which typed name; ``sha256`` of its wording, in hex."""

    terms_version: str
    sha256: str
    name: str = ""


@use_case
def submit(actor: Actor, application_id: int, version: int, acceptance: Acceptance) -> int:
    """Send every part of a draft together and return the application's id.

    Testbeds that decide automatically are offered in the same transaction where days are free.

    Raises:
        DomainError: ``incomplete`` with fact ``gaps`` (list of app.services.window.Gap).
        ConflictError: ``draft_changed_elsewhere``, ``already_sent``.
        FieldError: ``terms_needed``.
    """
    raise NotImplementedError


@use_case
def withdraw(actor: Actor, part_id: int, reason: str = "") -> int:
    """Withdraw one part in any state before it has ended; returns the part's id.

    A booked part is cancelled by the applicant; freed days go to the waiting list.
    """
    raise NotImplementedError


@use_case
def withdraw_all(actor: Actor, application_id: int, reason: str = "") -> int:
    """Withdraw every part that still can be; returns the application's id."""
    raise NotImplementedError


@use_case
def answer(actor: Actor, part_id: int, text: str) -> int:
    """Answer the city's question; the part goes back to it.  Returns the message's id."""
    raise NotImplementedError


@use_case
def post_message(
    actor: Actor,
    application_id: int,
    text: str,
    *,
    part_id: int | None = None,
    internal: bool = False,
) -> int:
    """Write into the conversation and return the message's id.

    ``internal`` notes are read by the staff of the writer's city only; applicants cannot write
    them.  With ``part_id`` the other cities of a joint application do not read it.
    """
    raise NotImplementedError

"""The one way in which an entry is written while its challenge takes entries.

Every draft edit, file, change of the team, submission and withdrawal passes ``write``: one UPDATE
whose condition compares the deadline with the database's clock.  What the UPDATE does not find has
not been written, whatever the page, the browser or this process thought what time it was.
"""

from collections.abc import Collection
from typing import Any, cast

from sqlalchemy import CursorResult, update

from app.database import db
from app.policies.actor import Actor
from app.policies.subject import of_concept
from app.policies.table import Action, authorise, may
from app.queries import concept_clock
from app.services.audit import record
from models.challenge import Challenge, ChallengePhase
from models.concept import CONCEPT_WORKFLOW, Concept, ConceptAction, ConceptStatus
from models.errors import ConflictError, IllegalMoveError, NotFoundError

DRAFT = (ConceptStatus.DRAFT,)
CHANGING = (ConceptStatus.DRAFT, ConceptStatus.SUBMITTED)
"""States in which the team of an entry can change."""


def own(actor: Actor, concept_id: int, action: Action = Action.CONCEPT_EDIT) -> Concept:
    """Return an entry of the actor's own team; nobody else learns that there is one.

    Raises:
        NotFoundError: The actor is not in its team.
        ForbiddenError: Only its lead does this.
    """
    db.session.flush()
    concept = db.session.get(Concept, concept_id, populate_existing=True)
    if concept is None or not may(actor, Action.CONCEPT_EDIT, of_concept(concept)):
        raise NotFoundError
    authorise(actor, action, of_concept(concept))
    return concept


def write(
    concept: Concept,
    values: dict[str, Any],
    *,
    version: int | None = None,
    states: Collection[ConceptStatus] = DRAFT,
    is_new_version: bool = True,
) -> None:
    """Write values if the challenge takes entries by the database's clock as it writes.

    ``version`` is the one that the writer has seen, None where it does not matter.

    Raises:
        ConflictError: ``entries_closed`` (closes_at), ``entries_not_open`` (opens_at),
            ``entries_stopped``, ``draft_changed_elsewhere`` (version, fields).
        IllegalMoveError: It is in another state.
    """
    conditions = [Concept.id == concept.id, Concept.status.in_(states)]
    if version is not None:
        conditions.append(Concept.version == version)
    number = {"version": Concept.version + 1} if is_new_version else {}
    changed = db.session.execute(
        update(Concept)
        .where(*conditions, concept_clock.takes_entries())
        .values(updated_at=concept_clock.StatementTime(), **number, **values)
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(concept)
    if cast("CursorResult[Any]", changed).rowcount != 1:
        raise _refusal(concept, values, version, states)


def touch(concept: Concept, states: Collection[ConceptStatus] = DRAFT) -> None:
    """Pass the gate for what hangs on an entry: its files and its team.

    The version stays, so that a page of its text that is open elsewhere can still be saved.
    """
    write(concept, {}, states=states, is_new_version=False)


def step(
    actor: Actor, concept: Concept, action: ConceptAction, version: int | None, **values: Any
) -> None:
    """Take a move of an entry through the gate, with its audit line.

    Raises:
        IllegalMoveError: Its state has no such move.
        ConflictError: As ``write``.
    """
    before = concept.status
    after = CONCEPT_WORKFLOW.after(before, action)
    write(concept, {"status": after, **values}, version=version, states=(before,))
    record(actor, f"concept:{action}", concept, moved=(before, after), version=concept.version)


def require_open(challenge: Challenge) -> None:
    """Refuse when a challenge does not take entries; for what is not written yet.

    Raises:
        ConflictError: ``entries_closed``, ``entries_not_open`` or ``entries_stopped``.
    """
    refused = _not_open(challenge)
    if refused is not None:
        raise refused


def _not_open(challenge: Challenge) -> ConflictError | None:
    phase = challenge.phase(concept_clock.instant())
    if phase is ChallengePhase.OPEN:
        return None
    if phase is ChallengePhase.COMING:
        return ConflictError("entries_not_open", opens_at=challenge.opens_at)
    if phase is ChallengePhase.CLOSED:
        return ConflictError("entries_closed", closes_at=challenge.closes_at)
    return ConflictError("entries_stopped")


def _refusal(
    concept: Concept,
    values: dict[str, Any],
    version: int | None,
    states: Collection[ConceptStatus],
) -> ConflictError:
    """Return why nothing was written: first the deadline, then the state, then the version."""
    db.session.refresh(concept.challenge)
    if refused := _not_open(concept.challenge):
        return refused
    if concept.status not in states:
        return IllegalMoveError(state=concept.status, action="write")
    if version is not None and concept.version != version:
        fields = [name for name, value in values.items() if getattr(concept, name, value) != value]
        return ConflictError("draft_changed_elsewhere", version=concept.version, fields=fields)
    return ConflictError()  # the deadline was extended between the two looks: it may be tried again

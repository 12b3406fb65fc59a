"""Take one step with many parts of the queue: look first, then each in a transaction of its own.

``plan`` says of each part what would become of it, for the preview; ``carry_out`` goes through the
same services as the single buttons and tells of every part what happened.  Nothing is skipped in
silence: one that cannot be done says why and holds up none of the others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.database import use_case
from app.policies.actor import Actor
from app.policies.subject import of_part
from app.policies.table import Action, authorise
from app.queries.decision import part_for_staff
from app.services import decision
from app.services.review import require_impartial, require_reviews
from models.application import PART_WORKFLOW, ApplicationPart, PartAction
from models.decision_reason import DeclineReason, composed
from models.errors import ConflictError, DomainError, FieldError, NotFoundError

MOST = 50


class BulkKind(StrEnum):
    """What can be done with many at once."""

    TAKE_UP = "take_up"
    SHORTLIST = "shortlist"
    REJECT = "reject"

    @property
    def move(self) -> PartAction:
        """The move of the part."""
        return PartAction(self.value)


NEEDS = {
    BulkKind.TAKE_UP: Action.PART_REVIEW,
    BulkKind.SHORTLIST: Action.PART_REVIEW,
    BulkKind.REJECT: Action.PART_DECIDE,
}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why many are declined at once: ready-made, in own words, or both."""

    ready: DeclineReason | None = None
    own: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What would become, or has become, of one part; ``part`` is None when nobody may know it."""

    part_id: int
    part: ApplicationPart | None
    error: DomainError | None = None

    @property
    def is_done(self) -> bool:
        """Whether the step would be taken, or was."""
        return self.error is None


def plan(actor: Actor, kind: BulkKind, part_ids: Sequence[int]) -> list[Result]:
    """Return what the step would do to each part, in the order given.

    Raises:
        FieldError: ``nothing_ticked``, ``too_many_parts`` (most).
    """
    _check_number(part_ids)
    return [_planned(actor, kind, part_id) for part_id in part_ids]


def carry_out(
    actor: Actor, kind: BulkKind, seen: Mapping[int, int], reason: Reason | None = None
) -> list[Result]:
    """Take the step with every part of ``seen`` (id: the version of the preview).

    Raises:
        FieldError: As ``plan``; ``reason_needed`` when a refusal gives none.
    """
    _check_number(list(seen))
    given = reason or Reason()
    if kind is BulkKind.REJECT and not composed(given.ready, given.own, "fi"):
        raise FieldError("reason_needed", field="reason")
    return [_carried_out(actor, kind, part_id, seen[part_id], given) for part_id in seen]


def _check_number(part_ids: Sequence[int]) -> None:
    if not part_ids:
        raise FieldError("nothing_ticked")
    if len(part_ids) > MOST:
        raise FieldError("too_many_parts", most=MOST)


def _planned(actor: Actor, kind: BulkKind, part_id: int) -> Result:
    try:
        part = part_for_staff(actor, part_id)
    except NotFoundError as error:
        return Result(part_id, None, error)
    try:
        _refuse(actor, kind, part)
    except DomainError as error:
        return Result(part_id, part, error)
    return Result(part_id, part)


def _refuse(actor: Actor, kind: BulkKind, part: ApplicationPart) -> None:
    """Raise what the service of one part would raise."""
    authorise(actor, NEEDS[kind], of_part(part))
    require_impartial(actor, part)
    PART_WORKFLOW.after(part.status, kind.move)
    if kind is BulkKind.SHORTLIST:
        require_reviews(part)


def _carried_out(
    actor: Actor, kind: BulkKind, part_id: int, version: int, reason: Reason
) -> Result:
    try:
        _take(actor, kind.value, part_id, version, reason)
    except NotFoundError as error:
        return Result(part_id, None, error)
    except DomainError as error:
        return Result(part_id, part_for_staff(actor, part_id), error)
    return Result(part_id, part_for_staff(actor, part_id))


@use_case
def _take(actor: Actor, kind: str, part_id: int, version: int, reason: Reason) -> int:
    """Take the step with one part, if it is still as the preview showed it."""
    part = part_for_staff(actor, part_id)
    if part.version != version:
        raise ConflictError("changed_meanwhile")
    if kind == BulkKind.TAKE_UP:
        return decision.take_up(actor, part_id)
    if kind == BulkKind.SHORTLIST:
        return decision.shortlist(actor, part_id)
    words = composed(reason.ready, reason.own, part.application.language)
    return decision.reject(actor, part_id, words)

"""Keep the places of a draft together: the days wished of each, one place more, one place less."""

from dataclasses import dataclass

from app.database import use_case
from app.policies.actor import Actor
from app.services.application_draft import draft_of, save_draft
from app.services.application_wish import Wish, add_part, remove_part, set_wish
from models.application import JointPolicy
from models.errors import DomainError, NotFoundError


@dataclass(frozen=True, slots=True)
class PlaceWish:
    """The days wished of one part; ``version`` is the part's that the writer has seen."""

    part_id: int
    version: int
    wish: Wish


@dataclass(frozen=True, slots=True)
class Places:
    """What was typed about all places; ``joint`` None leaves it, ``version`` is the draft's."""

    wishes: tuple[PlaceWish, ...] = ()
    joint: JointPolicy | None = None
    version: int = 0


@use_case
def keep_places(actor: Actor, application_id: int, places: Places) -> dict[str, int]:
    """Keep every wish or none; return the parts' new versions by id, the draft's under ``""``.

    Raises:
        NotFoundError: The draft, or a part of it, is not theirs.
        ConflictError, FieldError: As ``set_wish``, with the fact ``part`` (its id); as
            ``save_draft`` for the joint policy.
    """
    application = draft_of(actor, application_id)
    own = {part.id for part in application.parts}
    versions = {}
    for each in places.wishes:
        if each.part_id not in own:
            raise NotFoundError
        try:
            versions[str(each.part_id)] = set_wish(actor, each.part_id, each.version, each.wish)
        except DomainError as error:
            error.facts["part"] = each.part_id
            raise
    versions[""] = application.version
    if places.joint is not None:
        changes = {"joint_policy": places.joint}
        versions[""] = save_draft(actor, application_id, places.version, changes)
    return versions


@use_case
def add_place(actor: Actor, application_id: int, places: Places, testbed_id: int) -> int:
    """Keep what was typed and ask one more testbed; returns the new part's id.

    Raises:
        DomainError: As ``keep_places`` and ``add_part``.
    """
    keep_places(actor, application_id, places)
    return add_part(actor, application_id, testbed_id)


@use_case
def remove_place(actor: Actor, application_id: int, places: Places, part_id: int) -> None:
    """Keep what was typed about the others and take one place out.

    Raises:
        DomainError: As ``keep_places`` and ``remove_part``.
    """
    keep_places(actor, application_id, places)
    remove_part(actor, part_id)

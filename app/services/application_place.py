"""Keep the places of a draft together: the days wished of each, one place more, one place less."""

from dataclasses import dataclass

from app.database import use_case
from app.policies.actor import Actor
from app.services.application_alternative import swap_places
from app.services.application_draft import draft_of, save_draft
from app.services.application_wish import Wish, add_part, remove_part, set_wish
from app.services.place_request import PlaceWanted, add_request, remove_request, set_wanted
from models.application import JointPolicy
from models.errors import DomainError, NotFoundError


@dataclass(frozen=True, slots=True)
class PlaceWish:
    """The days wished of one part; ``version`` is the part's that the writer has seen."""

    part_id: int
    version: int
    wish: Wish


@dataclass(frozen=True, slots=True)
class RequestWish:
    """What is wanted of one city; ``version`` is the request's that the writer has seen."""

    request_id: int
    version: int
    wanted: PlaceWanted


@dataclass(frozen=True, slots=True)
class Places:
    """What was typed about all places; ``joint`` None leaves it, ``version`` is the draft's."""

    wishes: tuple[PlaceWish, ...] = ()
    joint: JointPolicy | None = None
    version: int = 0
    requests: tuple[RequestWish, ...] = ()


@use_case
def keep_places(actor: Actor, application_id: int, places: Places) -> dict[str, int]:
    """Keep every wish or none; return the parts' new versions by id, the draft's under ``""``.

    Those of requests are under ``r`` and their id.

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
    asked = {request.id for request in application.requests}
    for one in places.requests:
        if one.request_id not in asked:
            raise NotFoundError
        try:
            version = set_wanted(actor, one.request_id, one.version, one.wanted)
        except DomainError as error:
            error.facts["request"] = one.request_id
            raise
        versions[f"r{one.request_id}"] = version
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


@use_case
def move_place(actor: Actor, application_id: int, places: Places, part_id: int, step: int) -> int:
    """Keep what was typed and let a place change places with the one before (-1) or after (1).

    Returns the part's id.

    Raises:
        NotFoundError: The part is not of this draft.
        DomainError: As ``keep_places``.
    """
    keep_places(actor, application_id, places)
    application = draft_of(actor, application_id)
    part = next((one for one in application.parts if one.id == part_id), None)
    if part is None:
        raise NotFoundError
    swap_places(application, part, step)
    return part_id


@use_case
def ask_city(actor: Actor, application_id: int, places: Places, city_id: int) -> int:
    """Keep what was typed and let one more city propose a place; returns the request's id.

    Raises:
        DomainError: As ``keep_places`` and ``add_request``.
    """
    keep_places(actor, application_id, places)
    return add_request(actor, application_id, city_id)


@use_case
def leave_city(actor: Actor, application_id: int, places: Places, request_id: int) -> None:
    """Keep what was typed and no longer ask a city.

    Raises:
        DomainError: As ``keep_places`` and ``remove_request``.
    """
    keep_places(actor, application_id, places)
    remove_request(actor, request_id)

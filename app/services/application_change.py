"""Wish for other days after an application was sent, as long as nothing is offered yet."""

import datetime as dt
from typing import Any

from sqlalchemy import update

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.subject import of_part
from app.policies.table import Action, authorise
from app.queries.application import part_for_applicant
from app.services.application_wish import Wish, bounded
from app.services.audit import record
from app.services.completeness import changed_wish_gaps
from app.services.correspondence import tell_city
from app.services.lapse import settled
from app.services.ledger import take_turn
from app.services.waiting import fill
from models.application import OPEN_FOR_DECISION, ApplicationPart, PartStatus
from models.application_change import WishRevision
from models.errors import ConflictError, DomainError, IllegalMoveError
from models.testbed_kind import SlotUnit

WISHED = ("earliest", "days", "latest_end", "weekdays", "units")
NOTHING_AGREED = dict.fromkeys(("agreed_start", "agreed_end", "agreed_from_hour", "agreed_to_hour"))
HOURS = ("from_hour", "to_hour")  # asked only where days are booked by the hour


@settled("part")
@use_case
def change_wish(actor: Actor, part_id: int, version: int, wish: Wish) -> int:
    """Wish for other days of one testbed; ``version`` is the part's.  Returns the part's id.

    Days that the city has agreed on no longer hold.  Who waits keeps their place in the list
    unless they ask for more than before (``grows``); days that are free now are offered at once,
    as to everybody who waits.  The same wish again changes nothing.

    Raises:
        NotFoundError: The part is not the actor's.
        IllegalMoveError: It is a draft, or something is offered or decided already.
        ConflictError: The part changed meanwhile.
        DomainError: ``incomplete`` with fact ``gaps``: the days do not suit the place.
        FieldError: As ``app.services.application_wish.bounded``.
    """
    part = part_for_applicant(actor, part_id)
    authorise(actor, Action.APPLICATION_CHANGE_DAYS, of_part(part))
    take_turn([part.testbed_id])
    if part.status not in OPEN_FOR_DECISION:
        raise IllegalMoveError(state=part.status, action="change_wish")
    asked = (*WISHED, *HOURS) if part.testbed.slot_unit is SlotUnit.HOUR else WISHED
    values = {name: value for name, value in bounded(wish).items() if name in asked}
    before = {name: getattr(part, name) for name in asked}
    if values == before:
        return part.id
    to_the_end = part.status is PartStatus.WAITLISTED and grows(before, values)
    queued_at = clock.now() if to_the_end else part.queued_at
    _check(part, values)
    _swap(part, version, {**values, "queued_at": queued_at})
    _tell(actor, part, before, values, to_the_end=to_the_end)
    if part.status is PartStatus.WAITLISTED:
        fill(part.testbed_id)
    return part.id


def grows(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Say whether a wish asks for more than before: days, places, days of the week, or hours."""
    return bool(
        (after["days"] or 0) > (before["days"] or 0)
        or after["units"] > before["units"]
        or after["weekdays"].bit_count() > before["weekdays"].bit_count()
        or _length(after) > _length(before)
    )


def _length(wish: dict[str, Any]) -> int:
    """Return how many hours of each day are wished; 0 where whole days are."""
    first, after = (wish.get(name, 0) for name in HOURS)
    return int(after - first)


def _check(part: ApplicationPart, values: dict[str, Any]) -> None:
    """Refuse days that do not suit the place, before anything is written."""
    with db.session.no_autoflush:
        for name, value in values.items():
            setattr(part, name, value)
        gaps = changed_wish_gaps(part, clock.today(part.testbed.city.time_zone))
    db.session.expire(part)
    if gaps:
        raise DomainError("incomplete", gaps=gaps)


def _swap(part: ApplicationPart, version: int, values: dict[str, Any]) -> None:
    """Write the wish, without the days agreed on, if the part is still as its reader saw it."""
    changed: Any = db.session.execute(
        update(ApplicationPart)
        .where(
            ApplicationPart.id == part.id,
            ApplicationPart.version == version,
            ApplicationPart.status == part.status,
        )
        .values(version=version + 1, **NOTHING_AGREED, **values)
        .execution_options(synchronize_session=False)
    )
    if changed.rowcount != 1:
        raise ConflictError(thing="application_part", id=part.id)
    db.session.refresh(part)


def _tell(
    actor: Actor,
    part: ApplicationPart,
    before: dict[str, Any],
    after: dict[str, Any],
    *,
    to_the_end: bool,
) -> None:
    """Keep what was wished before, leave a line in the trail and write to the city."""
    revision = WishRevision(
        part_id=part.id,
        by_id=actor.user_id,
        at=clock.now(),
        before=_plain(before),
        after=_plain(after),
        to_the_end=to_the_end,
    )
    db.session.add(revision)
    db.session.flush()
    record(actor, "application_part:change_wish", part, revision=revision.id)
    tell_city(
        part,
        "application/changed_city",
        old_start=revision.before["earliest"],
        old_days=revision.before["days"],
        new_start=revision.after["earliest"],
        new_days=revision.after["days"],
        old_hours=_hours(revision.before),
        new_hours=_hours(revision.after),
    )


def _hours(wish: dict[str, Any]) -> list[int]:
    """Return weekdays and hours as mails keep them; empty where whole days are wished."""
    return [wish["weekdays"], wish["from_hour"], wish["to_hour"]] if "from_hour" in wish else []


def _plain(wish: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, dt.date) else value
        for name, value in wish.items()
    }

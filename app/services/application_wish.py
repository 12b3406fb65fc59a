"""Choose the places of a draft and the days wished of each."""

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.welcome import refuse_stranger
from app.queries.application import part_for_applicant
from app.queries.call import call_state
from app.services.application_alternative import tidy_groups
from app.services.application_draft import MOST_PLACES, draft_of, new_part, open_testbed, swap
from app.services.audit import record
from models.booking import EVERY_DAY
from models.errors import DomainError, FieldError
from models.window import HOURS_IN_DAY

BOUNDS = {
    "days": (1, 3650),
    "weekdays": (1, EVERY_DAY),
    "units": (1, 1000),
    "preference": (1, 99),
    "from_hour": (0, HOURS_IN_DAY - 1),
    "to_hour": (1, HOURS_IN_DAY),
    "alternative": (1, 99),
}
YEARS = (2000, 2200)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wished of one testbed; every date may still be missing in a draft.

    ``latest_end`` is the last day by which it must be over; None means exactly ``days`` days from
    ``earliest`` on.  The hours, wall time, are those of each day at testbeds booked by the hour.
    Places with one ``alternative`` number are wished for instead of each other.
    """

    earliest: dt.date | None = None
    days: int | None = None
    latest_end: dt.date | None = None
    weekdays: int = EVERY_DAY
    units: int = 1
    preference: int = 1
    from_hour: int = 0
    to_hour: int = HOURS_IN_DAY
    alternative: int | None = None


@use_case
def add_part(actor: Actor, application_id: int, testbed_id: int) -> int:
    """Ask one more testbed with the same draft and return the part's id (again: the same id).

    Raises:
        NotFoundError: The draft is not theirs, or the testbed is not published.
        DomainError: As ``start_draft``.
    """
    application = draft_of(actor, application_id)
    for part in application.parts:
        if part.testbed_id == testbed_id:
            return part.id
    if len(application.parts) >= MOST_PLACES:
        raise DomainError("too_many_places", most=MOST_PLACES)
    testbed = open_testbed(testbed_id)
    owner = application.organisation
    refuse_stranger(testbed, application.applicant_form, owner, call_state(testbed))
    added = new_part(testbed, len(application.parts) + 1)
    application.parts.append(added)
    db.session.flush()
    record(actor, "application:add_part", application, testbed=testbed_id)
    return added.id


@use_case
def remove_part(actor: Actor, part_id: int) -> None:
    """Take one testbed out of the draft.

    Raises:
        DomainError: ``last_part``: a draft keeps at least one place.
    """
    part = part_for_applicant(actor, part_id)
    application = draft_of(actor, part.application_id)
    if len(application.parts) + len(application.requests) == 1:
        raise DomainError("last_part")
    application.parts.remove(part)
    tidy_groups(application)
    record(actor, "application:remove_part", application, testbed=part.testbed_id)


@use_case
def set_wish(actor: Actor, part_id: int, version: int, wish: Wish) -> int:
    """Keep the days wished of one testbed (``version`` is the part's) and return its new version.

    Nothing is refused for being unsuitable; ``completeness.missing`` tells.

    Raises:
        ConflictError: ``draft_changed_elsewhere``, as in ``save_draft``.
        FieldError: ``number_range`` (least, most), ``day_range`` or ``hour_order`` for what cannot
            be kept.
    """
    part = part_for_applicant(actor, part_id)
    draft_of(actor, part.application_id)
    values = bounded(wish)
    different = [name for name, value in values.items() if getattr(part, name) != value]
    if different:
        swap(part, version, {name: values[name] for name in different})
    return part.version


def bounded(wish: Wish) -> dict[str, Any]:
    """Return a wish by column.

    Raises:
        FieldError: ``number_range`` (least, most) or ``day_range`` for what cannot be kept.
    """
    values = asdict(wish)
    for name, (least, most) in BOUNDS.items():
        if values[name] is not None and not least <= values[name] <= most:
            raise FieldError("number_range", field=name, least=least, most=most)
    for name in ("earliest", "latest_end"):
        day = values[name]
        if day is not None and not YEARS[0] <= day.year <= YEARS[1]:
            raise FieldError("day_range", field=name)
    if wish.from_hour >= wish.to_hour:
        raise FieldError("hour_order", field="to_hour")
    return values

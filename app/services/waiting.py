"""Pass freed days on to the waiting list, oldest promise first."""

import datetime as dt

from sqlalchemy import select

from app import clock
from app.database import db, for_everybody
from app.policies.actor import SYSTEM
from app.policies.alternative import one_of_each
from app.queries.calendar import first_fit, load
from app.services import hold
from app.services.ledger import take_turn
from models.application import READY_TO_OFFER, ApplicationPart, JointPolicy, PartStatus
from models.errors import CapacityError
from models.testbed import TestbedStatus
from models.window import Window

WAITING = READY_TO_OFFER


def fill(testbed_id: int) -> list[int]:
    """Offer free days to those waiting for this testbed whose wish fits; returns their part ids.

    Runs inside the use case that freed the days, as the system, with the testbed's hold time.
    One that cannot be served now keeps its place in the list and the next one is looked at.
    """
    with for_everybody("days that are free again go to whoever waits for them"):
        queue = db.session.scalars(
            select(ApplicationPart.id)
            .where(
                ApplicationPart.testbed_id == testbed_id,
                ApplicationPart.status == PartStatus.WAITLISTED,
            )
            .order_by(ApplicationPart.queued_at, ApplicationPart.id)
        ).all()
        return [offered for part_id in queue for offered in _serve(part_id)]


def fitting_window(part: ApplicationPart) -> Window | None:
    """Return the first days that fit the part's wish and that the ledger would take now.

    Days agreed on by the city go before the wish.
    """
    today = clock.today(part.testbed.city.time_zone)
    if part.agreed_start is not None and part.agreed_end is not None:
        earliest, latest, hours = part.agreed_start, part.agreed_end, part.agreed_hours
        length = (latest - earliest).days + 1
    elif part.earliest is not None and part.days is not None:
        earliest, length, hours = part.earliest, part.days, part.hours
        latest = part.latest_end or earliest + dt.timedelta(days=length - 1)
    else:
        return None
    start = max(earliest, today)
    if (latest - start).days + 1 < length:
        return None
    last = start + dt.timedelta(days=length - 1)
    wish = Window(start, last, part.weekdays, part.units, hours)
    return first_fit(load([part.testbed_id], start, latest, hours)[part.testbed_id], wish)


def _serve(part_id: int) -> list[int]:
    part = db.session.get_one(ApplicationPart, part_id)
    if part.status is not PartStatus.WAITLISTED:
        return []  # served a moment ago, together with another part of its application
    together = _together(part)
    if len(together) > 1:
        take_turn(each.testbed_id for each in together)
    windows = []
    for each in together:
        window = fitting_window(each) if _may_wait(each) else None
        if window is None:
            return []
        windows.append((each, window))
    terms = hold.Terms(min(each.testbed.hold_days for each in together))
    try:
        with db.session.begin_nested():
            hold.place_all(SYSTEM, windows, terms)
    except CapacityError:
        return []
    return [each.id for each in together]


def _together(part: ApplicationPart) -> list[ApplicationPart]:
    """Return the parts that can only be offered together with this one, itself included."""
    if part.application.joint_policy is JointPolicy.ANY:
        return [part]
    return one_of_each(part.application, standing_in=part)


def _may_wait(part: ApplicationPart) -> bool:
    return part.status in WAITING and part.testbed.status is TestbedStatus.PUBLISHED

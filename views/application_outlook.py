"""What the calendar says of the days wished of a testbed, for the applicant who chooses them."""

import datetime as dt
from dataclasses import dataclass

from app.forms.application_wish import WishForm
from app.queries.calendar import HORIZON_DAYS, ONE_DAY, first_fit, first_free, load
from app.queries.testbed_hours import days_outside
from models.application import ApplicationPart
from models.window import Window, uses_weekday


@dataclass(frozen=True, slots=True)
class Outlook:
    """How a wish stands now.

    ``free`` is the least number of free places on its days (None when the days are not known),
    ``fits`` the first day from which it fits between its first and last day, ``following`` the
    next first day with room for it from now on.  On ``outside`` days its hours reach beyond those
    when the place is open.
    """

    capacity: int
    free: int | None
    fits: dt.date | None
    following: dt.date | None
    outside: list[dt.date]


def outlook(part: ApplicationPart, form: WishForm, today: dt.date) -> Outlook:
    """Return how the wish in the form stands."""
    start, days = form.earliest.data, form.days.data
    free, fits = None, None
    outside: list[dt.date] = []
    if start and days and today <= start <= today + HORIZON_DAYS * ONE_DAY:
        last = start + (days - 1) * ONE_DAY
        end = max(last, min(form.latest_end.data or last, last + HORIZON_DAYS * ONE_DAY))
        wish = Window(start, last, form.mask, form.units.data or 1, form.hours)
        loads = load([part.testbed_id], start, end, form.hours)[part.testbed_id]
        outside = days_outside(part.testbed, wish)
        own = [one for one in loads[:days] if uses_weekday(wish.weekdays, one.day)]
        free = min((one.free for one in own if not one.closed), default=0)
        found = first_fit(loads, wish)
        fits = found.start if found else None
    return Outlook(part.testbed.capacity, free, fits, following(part, form, today), outside)


def following(part: ApplicationPart, form: WishForm, today: dt.date) -> dt.date | None:
    """Return the next first day with room for as many days as are wished."""
    days = form.days.data or part.testbed.min_days
    first = today + part.testbed.lead_days * ONE_DAY
    units = form.units.data or 1
    return first_free(part.testbed_id, days, first, units, form.mask, form.hours)

"""What an application still needs before it can be sent, for the applicant's pages.

One list of questions for organisations, a shorter one for residents and their groups.
"""

import datetime as dt
from collections.abc import Iterator

from app.policies.welcome import closed_door, welcomes
from app.queries.calendar import HORIZON_DAYS, load
from app.services.window import Gap
from models.application import ApplicantForm, Application, ApplicationPart
from models.testbed_kind import Money

ONE_DAY = dt.timedelta(days=1)
ORGANISATIONS = (
    "title", "summary", "novelty", "stage", "themes", "goals", "users", "user_count", "measured",
    "personal_data", "needs", "risks", "restoration", "contact_name", "contact_email",
)  # fmt: skip
RESIDENTS = ("title", "summary", "measured", "personal_data", "contact_name", "contact_email")


def missing(application: Application, today: dt.date) -> list[Gap]:
    """Return everything still in the way of sending, in the order of the form; empty when ready.

    Codes: ``needed``, and for wishes those of ``wish_gaps``.  Reads closures of the testbeds.
    """
    gaps = [gap for part in application.parts for gap in wish_gaps(part, today)]
    if not application.parts:
        gaps.append(Gap("places", "no_testbed"))
    return gaps + [Gap(name, "needed") for name in _unanswered(application)]


def _unanswered(application: Application) -> Iterator[str]:
    """Yield the names of the questions without an answer, in the order of the form."""
    asked = {
        ApplicantForm.ORGANISATION: ORGANISATIONS,
        ApplicantForm.PERSON: RESIDENTS,
        ApplicantForm.RESIDENTS_GROUP: ("group_name", *RESIDENTS),
    }[application.applicant_form]
    for name in asked:
        if getattr(application, name) in (None, "", []):
            yield name
    if application.applicant_form is ApplicantForm.ORGANISATION:
        yield from _called_for(application)


def _called_for(application: Application) -> Iterator[str]:
    """Yield the questions that other answers or the places call for."""
    watched = application.personal_data or application.minors or application.patients
    if watched and not application.data_note:
        yield "data_note"
    paid = any(part.testbed.money is Money.PAID for part in application.parts)
    if paid and application.price_eur is None:
        yield "price_eur"
    if paid and application.price_eur and not application.price_covers:
        yield "price_covers"


def wish_gaps(part: ApplicationPart, today: dt.date) -> list[Gap]:
    """Return what is wrong with the days wished of one testbed.

    Codes: ``needed``, ``in_the_past``, ``too_soon`` (facts: earliest), ``too_short`` (days),
    ``too_long`` (days), ``end_before_start``, ``does_not_fit`` (days longer than the time until
    ``latest_end``), ``beyond_horizon`` (latest), ``closed``, ``too_many_units`` (capacity),
    ``not_welcome``, ``not_open``.
    """
    testbed, application = part.testbed, part.application
    gaps = []
    code = closed_door(testbed)
    if code is None and not welcomes(testbed, application.applicant_form, application.organisation):
        code = "not_welcome"
    if code is not None:
        gaps.append(Gap("places", code, part.id))
    if part.units > testbed.capacity:
        gaps.append(Gap("units", "too_many_units", part.id, {"capacity": testbed.capacity}))
    gaps += [
        Gap(name, "needed", part.id) for name in ("earliest", "days") if not getattr(part, name)
    ]
    if part.earliest is not None and part.days:
        gaps += _day_gaps(part, part.earliest, part.days, today)
    return gaps


def _day_gaps(part: ApplicationPart, earliest: dt.date, days: int, today: dt.date) -> Iterator[Gap]:
    testbed = part.testbed
    soonest = today + testbed.lead_days * ONE_DAY
    if earliest < today:
        yield Gap("earliest", "in_the_past", part.id)
    elif earliest < soonest:
        yield Gap("earliest", "too_soon", part.id, {"earliest": soonest})
    if days < testbed.min_days:
        yield Gap("days", "too_short", part.id, {"days": testbed.min_days})
    if days > testbed.max_days:
        yield Gap("days", "too_long", part.id, {"days": testbed.max_days})
    yield from _end_gaps(part, earliest, days, today)


def _end_gaps(part: ApplicationPart, earliest: dt.date, days: int, today: dt.date) -> Iterator[Gap]:
    end = earliest + (days - 1) * ONE_DAY
    latest = today + HORIZON_DAYS * ONE_DAY
    if part.latest_end is not None and part.latest_end < earliest:
        yield Gap("latest_end", "end_before_start", part.id)
    elif part.latest_end is not None and part.latest_end < end:
        yield Gap("latest_end", "does_not_fit", part.id, {"days": days})
    if (part.latest_end or end) > latest:
        yield Gap("earliest", "beyond_horizon", part.id, {"latest": latest})
    elif _all_closed(part, earliest, part.latest_end or end):
        yield Gap("earliest", "closed", part.id)


def _all_closed(part: ApplicationPart, start: dt.date, end: dt.date) -> bool:
    """Say whether the place is closed on every day that the wish can touch."""
    days = load([part.testbed_id], start, end).get(part.testbed_id, []) if end >= start else []
    return bool(days) and all(day.closed for day in days)

"""What an application still needs before it can be sent, for the applicant's pages.

One list of questions for organisations, a shorter one for residents and their groups.
"""

import datetime as dt
from collections.abc import Iterator

from app.policies.welcome import closed_door, welcomes
from app.queries.calendar import HORIZON_DAYS, load
from app.queries.call import call_at
from app.services.window import Gap
from models.application import ApplicantForm, Application, ApplicationPart
from models.call import Call, CallState
from models.place_request import PlaceRequest
from models.window import uses_weekday

ONE_DAY = dt.timedelta(days=1)
ASKED_OF_EVERYBODY = ("title", "summary")
ASKED_OF_ORGANISATIONS = ("novelty", "stage", "users", "goals")
ASKED_AT_THE_END = ("measured", "personal_data", "contact_name", "contact_email")


def asked(form: ApplicantForm) -> tuple[str, ...]:
    """Return the fields that this sort of applicant has to answer, in the order of the form."""
    more = {
        ApplicantForm.ORGANISATION: ASKED_OF_ORGANISATIONS,
        ApplicantForm.RESIDENTS_GROUP: ("group_name",),
        ApplicantForm.PERSON: (),
    }[form]
    return (*ASKED_OF_EVERYBODY, *more, *ASKED_AT_THE_END)


def missing(application: Application, today: dt.date) -> list[Gap]:
    """Return everything still in the way of sending, in the order of the form; empty when ready.

    Codes: ``needed``, ``email_shape``, and for wishes those of ``wish_gaps``.
    """
    gaps = [
        Gap(name, "needed")
        for name in asked(application.applicant_form)
        if getattr(application, name) in ("", None)
    ]
    if application.applicant_form is ApplicantForm.ORGANISATION and application.personal_data:
        gaps += [Gap("data_note", "needed")] if not application.data_note else []
    if application.contact_email and "@" not in application.contact_email.strip("@"):
        gaps.append(Gap("contact_email", "email_shape"))
    for part in application.parts:
        gaps += wish_gaps(part, today)
    for request in application.requests:
        gaps += request_gaps(request, today)
    if not application.parts and not application.requests:
        gaps.append(Gap("add", "no_testbed"))
    return gaps


def request_gaps(request: PlaceRequest, today: dt.date) -> list[Gap]:
    """Return what a city still needs to know before it can propose a place.

    Codes, all with the fact ``city``: ``request_kind``, ``request_days``, ``request_past``.
    """
    facts = {"city": request.city.name}
    found = []
    if not request.kinds and not request.note:
        found.append(Gap(f"r{request.id}-kinds", "request_kind", facts=facts))
    if request.earliest is None or request.days is None:
        found.append(Gap(f"r{request.id}-earliest", "request_days", facts=facts))
    elif request.earliest < today:
        found.append(Gap(f"r{request.id}-earliest", "request_past", facts=facts))
    return found


def wish_gaps(part: ApplicationPart, today: dt.date) -> list[Gap]:
    """Return what is wrong with the days wished of one testbed.

    Codes: ``needed``, ``in_the_past``, ``too_soon`` (facts: earliest), ``too_short`` (days),
    ``too_long`` (days), ``end_before_start``, ``does_not_fit`` (days), ``beyond_horizon``
    (latest), ``closed``, ``too_many_units`` (capacity), ``not_welcome``, ``not_open``,
    ``by_invitation``, ``no_open_call``, ``call_not_open`` (opens_at, zone),
    ``before_call_days`` (day), ``after_call_days`` (day).
    """
    return _gaps(part, [*_door(part), *_days(part, today)])


def changed_wish_gaps(part: ApplicationPart, today: dt.date) -> list[Gap]:
    """Return what is wrong with other days that are wished after it was sent.

    The door is not asked again: an application stays in the call in which it was sent, and that
    call's days still bind it.  Codes as in ``wish_gaps``.
    """
    asked = _call_days(part, part.call) if part.call is not None else ()
    return _gaps(part, [*asked, *_days(part, today)])


def _gaps(part: ApplicationPart, found: list[tuple[str, str, dict[str, object]]]) -> list[Gap]:
    if not found and _all_closed(part):
        found = [("earliest", "closed", {})]
    return [Gap(field, code, part.id, facts) for field, code, facts in found]


def _days(part: ApplicationPart, today: dt.date) -> "Found":
    yield from _start(part, today)
    yield from _length(part)
    yield from _end(part, today)
    yield from _units(part)


Found = Iterator[tuple[str, str, dict[str, object]]]


def _door(part: ApplicationPart) -> Found:
    application, testbed = part.application, part.testbed
    at = call_at(testbed)
    code = closed_door(testbed, at.state if at else None)
    if code is None and not welcomes(testbed, application.applicant_form, application.organisation):
        code = "not_welcome"
    if code is not None:
        facts: dict[str, object] = {"testbed": testbed.name, "contact": testbed.contact_email}
        if at is not None:
            facts |= {"opens_at": at.call.opens_at, "zone": testbed.city.time_zone}
        yield "testbed", code, facts
    if at is not None and at.state is not CallState.CLOSED:
        yield from _call_days(part, at.call)


def _call_days(part: ApplicationPart, call: Call) -> Found:
    """Say which wished days are outside those that the call is about."""
    if part.earliest is None or part.days is None:
        return
    end = part.latest_end or part.earliest + (part.days - 1) * ONE_DAY
    if call.pilot_from is not None and part.earliest < call.pilot_from:
        yield "earliest", "before_call_days", {"day": call.pilot_from}
    if call.pilot_to is not None and end > call.pilot_to:
        field = "latest_end" if part.latest_end else "days"
        yield field, "after_call_days", {"day": call.pilot_to}


def _start(part: ApplicationPart, today: dt.date) -> Found:
    first_possible = today + part.testbed.lead_days * ONE_DAY
    if part.earliest is None:
        yield "earliest", "needed", {}
    elif part.earliest < today:
        yield "earliest", "in_the_past", {}
    elif part.earliest < first_possible:
        yield "earliest", "too_soon", {"earliest": first_possible}
    elif part.earliest > today + HORIZON_DAYS * ONE_DAY:
        yield "earliest", "beyond_horizon", {"latest": today + HORIZON_DAYS * ONE_DAY}


def _length(part: ApplicationPart) -> Found:
    if part.days is None:
        yield "days", "needed", {}
    elif part.days < part.testbed.min_days:
        yield "days", "too_short", {"days": part.testbed.min_days}
    elif part.days > part.testbed.max_days:
        yield "days", "too_long", {"days": part.testbed.max_days}


def _end(part: ApplicationPart, today: dt.date) -> Found:
    horizon = today + HORIZON_DAYS * ONE_DAY
    if part.earliest is None or part.days is None:
        return
    end = part.latest_end or part.earliest + (part.days - 1) * ONE_DAY
    field = "latest_end" if part.latest_end else "days"
    if end < part.earliest:
        yield "latest_end", "end_before_start", {}
    elif part.days > (room := (end - part.earliest).days + 1):
        yield "latest_end", "does_not_fit", {"days": room}
    elif part.earliest <= horizon < end:
        yield field, "beyond_horizon", {"latest": horizon}


def _units(part: ApplicationPart) -> Found:
    if part.units > part.testbed.capacity:
        yield "units", "too_many_units", {"capacity": part.testbed.capacity}


def _all_closed(part: ApplicationPart) -> bool:
    """Say whether no wished day is open; asked only of a wish that is right otherwise."""
    if part.earliest is None or part.days is None:
        return False
    end = part.latest_end or part.earliest + (part.days - 1) * ONE_DAY
    days = load([part.testbed_id], part.earliest, end, part.hours)[part.testbed_id]
    return all(day.closed or not uses_weekday(part.weekdays, day.day) for day in days)

"""Words for what stands in the way of a booking or a pilot, by code."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.forms.booking import OVER_MIDNIGHT
from views.page import date


def _stays(facts: dict[str, Any]) -> str:
    who = ", ".join(
        f"{stay.applicant or stay.title} ({date(stay.start)} – {date(stay.end)})"
        for stay in facts.get("bookings", [])
    )
    return _("These days are in use: %(who)s. Move or cancel those bookings first.", who=who)


def _in_use(facts: dict[str, Any]) -> str:
    days = ", ".join(date(day) for day in facts.get("days", []))
    return _("More is booked already on %(days)s. Move those bookings first.", days=days)


BOOKING_MESSAGES = {
    "days_in_use": _stays,
    "capacity_in_use": _in_use,
    "capacity_too_small": lambda _f: _("At least one experiment must fit."),
    "range_too_long": lambda f: ngettext(
        "Close at most %(num)s day at a time.",
        "Close at most %(num)s days at a time.",
        f.get("days", 1),
    ),
    "already_begun": lambda _f: _("This has begun, so its first day stays as it is."),
    "no_such_weekday": lambda _f: _("None of the chosen weekdays is between these two days."),
    "hour_order": lambda _f: str(OVER_MIDNIGHT),
    "reason_needed": lambda _f: _("Write the reason. The other side reads it."),
    "already_running": lambda _f: _("The first day has passed, so it stays as it is."),
    "starts_later": lambda f: _("The first day is %(day)s. Start it then.", day=date(f["start"])),
    "not_reporting": lambda _f: _("The report is written after the experiment has ended."),
    "wish_waits": lambda _f: _(
        "A wish for other days waits for its answer already. Take it back first, or wait."
    ),
    "no_days": lambda _f: _("This pilot has no days booked here, so there is nothing to move."),
    "same_days": lambda _f: _("These are the days it has now. Choose others."),
    "not_ready": lambda _f: _("Something is still missing. See the list on the page."),
}

"""Words for what stands in the way of an application, by code."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from views import language
from views.page import date


def _day(facts: dict[str, Any], name: str) -> str:
    return date(facts.get(name))


def _city(facts: dict[str, Any]) -> str:
    return str(facts["city"].best(language.current())[0])


APPLICATION_MESSAGES = {
    "needed": lambda _f: _("This is still missing."),
    "in_the_past": lambda _f: _("The first day has passed. Choose a later day."),
    "too_soon": lambda f: _(
        "The place needs more time to prepare. The earliest first day is %(day)s.",
        day=_day(f, "earliest"),
    ),
    "too_short": lambda f: ngettext(
        "The shortest time here is %(num)s day.",
        "The shortest time here is %(num)s days.",
        f.get("days", 1),
    ),
    "too_long": lambda f: ngettext(
        "The longest time here is %(num)s day.",
        "The longest time here is %(num)s days.",
        f.get("days", 1),
    ),
    "end_before_start": lambda _f: _("The last day must not be before the first day."),
    "does_not_fit": lambda f: ngettext(
        "There is only %(num)s day from the first day to the day it must be over by.",
        "There are only %(num)s days from the first day to the day it must be over by.",
        f.get("days", 1),
    ),
    "beyond_horizon": lambda f: _(
        "Bookings can be made until %(day)s. Choose earlier days.", day=_day(f, "latest")
    ),
    "closed": lambda _f: _("The place is closed on all of these days. Choose other days."),
    "too_many_units": lambda f: ngettext(
        "There is %(num)s place here.", "There are %(num)s places here.", f.get("capacity", 1)
    ),
    "not_welcome": lambda _f: _("This testbed does not take applications of this kind."),
    "not_open": lambda _f: _("This testbed does not take applications now."),
    "by_invitation": lambda _f: _("This testbed invites its experiments. Write to its contact."),
    "request_kind": lambda f: _("Tell %(city)s what kind of place you need.", city=_city(f)),
    "request_days": lambda f: _(
        "Tell %(city)s from which day and for how many days you need a place.", city=_city(f)
    ),
    "request_past": lambda _f: _("The first day has passed. Choose a later day."),
    "testbed_needed": lambda _f: _("Choose one of the city’s published testbeds."),
    "asked_already": lambda _f: _("The applicant asks for this testbed already."),
    "no_testbed": lambda _f: _("Choose at least one testbed."),
    "organisation_needed": lambda _f: _("Choose the organisation that applies."),
    "draft_changed_elsewhere": lambda _f: _(
        "This draft was changed in another window meanwhile. "
        "What you typed is still here; save again to keep it."
    ),
    "already_sent": lambda _f: _("This application has been sent already."),
    "incomplete": lambda _f: _("Something is still missing. See the list below."),
    "email_shape": lambda _f: _("Check the address. It should look like name@example.fi."),
    "terms_needed": lambda _f: _("Read the terms and accept them."),
    "agreement_changed": lambda _f: _(
        "The agreement has changed since you opened it. Nothing is signed yet. "
        "Look at what is different, then sign."
    ),
    "already_signed": lambda _f: _("Your side has signed this agreement already."),
    "signature_needed": lambda _f: _("Write your name to sign."),
    "too_many_places": lambda f: ngettext(
        "One application can ask %(num)s place.",
        "One application can ask %(num)s places.",
        f.get("most", 1),
    ),
    "too_many_letters": lambda f: ngettext(
        "This is too long. There is room for %(num)s character.",
        "This is too long. There is room for %(num)s characters.",
        f.get("most", 1),
    ),
    "not_a_number": lambda _f: _("Write a whole number in digits, such as 12."),
    "number_range": lambda f: _(
        "Use a number from %(least)s to %(most)s.", least=f.get("least"), most=f.get("most")
    ),
    "day_range": lambda _f: _("Check the year."),
    "not_a_choice": lambda _f: _("Choose one of these."),
    "unknown_field": lambda _f: _("The page has changed meanwhile. Open it again."),
    "last_part": lambda _f: _("An application needs at least one place. Add another one first."),
    "offer_expired": lambda _f: _(
        "The time to answer has run out and the days have been let go. Write to the city."
    ),
}

"""Words for the domain's errors: what happened and what to do next, by code."""

from collections.abc import Callable
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _

from models.errors import DomainError
from views import language
from views.message_administration import ADMINISTRATION_MESSAGES
from views.message_application import APPLICATION_MESSAGES
from views.message_award import AWARD_MESSAGES
from views.message_booking import BOOKING_MESSAGES
from views.message_call import CALL_MESSAGES
from views.message_challenge import CHALLENGE_MESSAGES
from views.message_concept import CONCEPT_MESSAGES
from views.message_decision import DECISION_MESSAGES
from views.message_event import EVENT_MESSAGES
from views.message_exchange import EXCHANGE_MESSAGES
from views.message_factor import FACTOR_MESSAGES
from views.message_fault import FAULT_MESSAGES
from views.message_feedback import FEEDBACK_MESSAGES
from views.message_file import FILE_MESSAGES
from views.message_identity import IDENTITY_MESSAGES
from views.message_jury import JURY_MESSAGES
from views.message_ogc import OGC_MESSAGES
from views.message_panel import PANEL_MESSAGES
from views.message_personal import PERSONAL_MESSAGES
from views.message_pilot import PILOT_MESSAGES
from views.message_registration import REGISTRATION_MESSAGES
from views.message_report import REPORT_MESSAGES
from views.message_search import SEARCH_MESSAGES
from views.message_subscription import SUBSCRIPTION_MESSAGES
from views.message_testbed import TESTBED_MESSAGES
from views.message_token import TOKEN_MESSAGES
from views.message_webhook import WEBHOOK_MESSAGES

Words = Callable[[dict[str, Any]], str]


def _days(facts: dict[str, Any]) -> str:
    days = [format_date(day, "short") for day in facts.get("days", [])]
    if not days:
        return str(_("Some of these days have just been taken. Choose other days."))
    if place := facts.get("testbed"):
        name = place.best(language.current())[0]
        return str(
            _(
                "There is no room at %(place)s on %(days)s. Choose other days.",
                place=name,
                days=", ".join(days),
            )
        )
    return str(_("There is no room on %(days)s. Choose other days.", days=", ".join(days)))


MESSAGES: dict[str, Words] = {
    "not_found": lambda _f: _("We could not find that. It may have been moved or removed."),
    "forbidden": lambda _f: _("Your account does not have the role that this needs."),
    "changed_meanwhile": lambda _f: _(
        "Somebody else changed this while you were looking at it. "
        "Look at it again and try once more."
    ),
    "illegal_move": lambda _f: _(
        "This can no longer be done, because the state has changed. Look at the page again."
    ),
    "constraint": lambda _f: _("This clashes with something saved meanwhile. Look at it again."),
    "full": _days,
    "no_open_day": lambda _f: _("The place is closed on all of these days. Choose other days."),
    "business_id_known": lambda _f: _(
        "An organisation with this business ID is here already. Ask its owner to invite you."
    ),
    "already_member": lambda _f: _("This person is a member already."),
    "last_owner": lambda _f: _(
        "An organisation needs at least one owner. Make somebody else an owner first."
    ),
    "invitation_old": lambda _f: _(
        "This invitation no longer works. Ask for a new one from the person who invited you."
    ),
    "invitation_other": lambda _f: _(
        "This invitation was sent to another e-mail address. "
        "Sign in with the account of that address."
    ),
    "unknown_person": lambda _f: _(
        "Nobody has an account with this address. "
        "Ask the person to create one first, then try again."
    ),
    "role_known": lambda _f: _("This person has the role already."),
    "host_known": lambda _f: _("This person hosts the testbed already."),
    "last_coordinator": lambda _f: _(
        "A city needs at least one coordinator. Invite somebody else to be one first."
    ),
    "no_host_needed": lambda _f: _("This testbed is closed for good and needs no host."),
    "successor_needed": lambda _f: _("Choose who takes over."),
    "successor_unknown": lambda _f: _(
        "This person no longer works for the city. Choose somebody else."
    ),
    "too_many_attempts": lambda f: _(
        "There have been many tries from here. Wait %(minutes)s minutes and try again.",
        minutes=f.get("minutes", 15),
    ),
}


MESSAGES |= APPLICATION_MESSAGES | BOOKING_MESSAGES | CALL_MESSAGES | CHALLENGE_MESSAGES
MESSAGES |= CONCEPT_MESSAGES
MESSAGES |= FAULT_MESSAGES | ADMINISTRATION_MESSAGES
MESSAGES |= EVENT_MESSAGES
MESSAGES |= AWARD_MESSAGES
MESSAGES |= DECISION_MESSAGES | TESTBED_MESSAGES | EXCHANGE_MESSAGES | FILE_MESSAGES
MESSAGES |= WEBHOOK_MESSAGES
MESSAGES |= PILOT_MESSAGES | FEEDBACK_MESSAGES
MESSAGES |= JURY_MESSAGES
MESSAGES |= OGC_MESSAGES | PANEL_MESSAGES
MESSAGES |= REGISTRATION_MESSAGES
MESSAGES |= REPORT_MESSAGES
MESSAGES |= SEARCH_MESSAGES
MESSAGES |= SUBSCRIPTION_MESSAGES
MESSAGES |= PERSONAL_MESSAGES
MESSAGES |= TOKEN_MESSAGES
MESSAGES |= FACTOR_MESSAGES
MESSAGES |= IDENTITY_MESSAGES


def message_for(error: DomainError) -> str:
    """Return the words for an error, in the reader's language.

    Raises:
        KeyError: The code has no words; a test walks all codes.
    """
    return str(MESSAGES[error.code](error.facts))


def add(code: str, words: Words) -> None:
    """Register the words of one more code, for the module that owns it."""
    MESSAGES[code] = words

"""Words for what stands in the way of announcing and following up awards, by code."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _

from views.page import euros

GAPS: dict[str, Callable[[], str]] = {
    "choices": lambda: _("who gets the prizes"),
    "statement_fi": lambda: _("the jury’s statement in Finnish"),
    "statement_sv": lambda: _("the jury’s statement in Swedish"),
    "statement_en": lambda: _("the jury’s statement in English"),
}


def gap_words(gaps: list[str]) -> str:
    """Return what is missing before an announcement, in words."""
    return ", ".join(str(GAPS[gap]()) for gap in gaps)


AWARD_MESSAGES: dict[str, Callable[[dict[str, Any]], str]] = {
    "already_announced": lambda _f: _("The outcome is public already, so it cannot be changed."),
    "award_not_ready": lambda f: _(
        "Not everything is written yet: %(gaps)s. Write it, save, and announce then.",
        gaps=gap_words(f["gaps"]),
    ),
    "award_own_entry": lambda _f: _(
        "You have entered this challenge yourself, so another coordinator announces it."
    ),
    "award_not_ranked": lambda _f: _("The jury did not judge this entry, so it gets nothing."),
    "award_place_taken": lambda f: _(
        "Prize number %(place)s is given to another entry already. Choose another one.",
        place=f["place"],
    ),
    "award_over_budget": lambda f: _(
        "The prizes are more than the challenge promised, which was %(most)s in all. "
        "Make one smaller.",
        most=euros(f["most"]),
    ),
    "award_reason_needed": lambda _f: _(
        "This departs from the jury’s ranking. Write why: everybody reads it with the results."
    ),
    "award_lapsed": lambda _f: _(
        "The time to answer is over, and the prize has been offered to the next in rank. "
        "Write to the city if something kept you from answering."
    ),
    "award_application_live": lambda _f: _(
        "The application of this prize is with a city. Withdraw it first, then step back."
    ),
    "award_paid_already": lambda _f: _(
        "Prize money has been paid. Agree with the city first how it is paid back."
    ),
    "award_not_accepted": lambda _f: _("Prize money is paid once the winner has accepted."),
    "award_day_needed": lambda _f: _("Write the day on which it was paid."),
    "award_day_ahead": lambda _f: _("Write a day that has come: payments are noted afterwards."),
    "award_amount_needed": lambda _f: _("Write how many euros were paid."),
    "award_overpaid": lambda f: _(
        "Of this prize %(left)s has not been paid yet. Write that much or less.",
        left=euros(f["left"]),
    ),
    "award_reference_needed": lambda _f: _(
        "Write the reference of the payment, for example the number of the voucher."
    ),
    "no_identity_code": lambda _f: _(
        "This looks like a personal identity code, which must not be kept here. "
        "Write the number of the voucher instead."
    ),
}

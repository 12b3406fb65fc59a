"""Words for what stands in the way of registering, by code."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _

REGISTRATION_MESSAGES: dict[str, Callable[[dict[str, Any]], str]] = {
    # Registering
    "registration_closed": lambda _f: _(
        "It is no longer possible to register for this. Look at the event’s page for what is open."
    ),
    "choose_session": lambda _f: _("Choose at least one session."),
    "too_many_sessions": lambda f: _(
        "One person can register for %(most)s sessions at most. Leave some out.", most=f["most"]
    ),
    "sessions_clash": lambda f: _(
        "“%(first)s” and “%(second)s” are at the same time. Leave one out, or tick that you know.",
        first=f["first"],
        second=f["second"],
    ),
    "answer_too_long": lambda f: _("Write at most %(most)s characters here.", most=f["most"]),
    "registration_consent_needed": lambda _f: _(
        "Tick that we may keep this answer, or leave the answer empty."
    ),
    # One's own page
    "place_offer_lapsed": lambda _f: _(
        "The time to take the place has passed, and it has gone to the next in the queue. "
        "You can register again and join the end of the queue."
    ),
    "session_has_begun": lambda _f: _("It has begun, so nothing can be cancelled any more."),
    # The event’s people
    "session_not_over": lambda _f: _(
        "People may still come. Mark who did not come once it is over."
    ),
    "session_full": lambda _f: _(
        "Every place is taken or offered to somebody, so nobody more can be let in."
    ),
    "session_not_held": lambda _f: _("It is not being held, so nobody can be let in."),
    "asked_choices_needed": lambda _f: _("Write at least two answers to choose from."),
    "keep_days_unknown": lambda _f: _("Choose for how long the answers are kept."),
    "sensitive_is_voluntary": lambda _f: _(
        "Answers about food and accessibility can tell of health or belief, so nobody has to "
        "give them. Take the tick away."
    ),
    "question_is_answered": lambda _f: _(
        "This has been answered already, so its kind cannot change and no answer can be taken "
        "out. Take the question out and add a new one."
    ),
}

"""Words for what stands in the way of a challenge, or of asking about one, by code."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from views.call_words import instant_words


def _when(facts: dict[str, Any]) -> str:
    closes_at = facts.get("closes_at")
    return instant_words(closes_at, facts["zone"], is_end=True) if closes_at else ""


CHALLENGE_MESSAGES = {
    "four_eyes": lambda _f: _(
        "You sent this for approval yourself. Somebody else has to approve it."
    ),
    "challenge_still_open": lambda f: _(
        "Concepts are taken until %(when)s. Checking them begins after that.", when=_when(f)
    ),
    "challenge_in_review": lambda _f: _(
        "The challenge waits for approval, so it stays as it was sent. Ask the city’s coordinator "
        "to send it back if something has to change."
    ),
    "challenge_frozen": lambda _f: _(
        "The challenge is open, so what entrants go by stays as they read it: criteria, terms, "
        "prizes and who may enter. To change them, call it off and begin with a copy."
    ),
    "challenge_times_kept": lambda _f: _(
        "The challenge is approved, so its times stay. Give more time if it is to close later."
    ),
    "challenge_over": lambda _f: _("The challenge has closed, so it stays as it was read."),
    "challenge_lacks": lambda f: ngettext(
        "%(num)s thing is missing. The list on this page leads to it.",
        "%(num)s things are missing. The list on this page leads to each.",
        f["count"],
    ),
    "challenge_language_needed": lambda _f: _(
        "Everybody reads this, so it has to be there in the languages of the city."
    ),
    "challenge_closes_first": lambda _f: _("The challenge has to close after it opens."),
    "challenge_questions_late": lambda _f: _(
        "Questions have to end before the closing, so that everybody can use the answers."
    ),
    "challenge_questions_later": lambda _f: _("The time for questions can only become longer."),
    "challenge_decision_early": lambda _f: _("The result has to come after the closing."),
    "challenge_only_later": lambda f: _(
        "It closes on %(when)s. Choose a later time: it never closes earlier.", when=_when(f)
    ),
    "challenge_in_future": lambda _f: _("Choose a closing that is still to come."),
    "challenge_not_extendable": lambda _f: _(
        "The time to enter is over, so it cannot be made longer. Open the challenge again instead."
    ),
    "criterion_weight": lambda f: _(
        "Write a weight from 0 to %(most)s for each criterion.", most=f["most"]
    ),
    "challenge_alt_needed": lambda _f: _(
        "Say what the picture shows, for those who do not see it, in the languages of the city."
    ),
    "questions_closed": lambda _f: _("The time for questions is over."),
    "questions_many": lambda f: _(
        "%(most)s of your questions wait for an answer. Wait for one, or take one back.",
        most=f["most"],
    ),
    "question_needed": lambda _f: _("Write your question."),
    "answer_empty": lambda _f: _("Write the answer. Everybody reads it."),
    "question_answered": lambda _f: _("The question is answered or hidden, so it stays."),
    "question_unanswered": lambda _f: _("The question has no answer."),
    "question_hidden": lambda _f: _("The question is hidden. Show it again first."),
}

"""Words for what stands in the way of taking part, and of a panel, by code."""

from collections.abc import Callable
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _


def _part_unwritten(facts: dict[str, Any]) -> str:
    part = facts["part"]
    return {
        "fi": _("“%(part)s” is not written in Finnish yet. Write it before you ask.", part=part),
        "sv": _("“%(part)s” is not written in Swedish yet. Write it before you ask.", part=part),
        "en": _("“%(part)s” is not written in English yet. Write it before you ask.", part=part),
    }[facts["language"]]


def _words_needed(facts: dict[str, Any]) -> str:
    return {
        "fi": _("The city asks for this in Finnish. Write it."),
        "sv": _("The city asks for this in Swedish, too. Write it."),
        "en": _("The city asks for this in English, too. Write it."),
    }[facts["language"]]


PANEL_MESSAGES: dict[str, Callable[[dict[str, Any]], str]] = {
    # Writing a panel
    "panel_not_now": lambda _f: _("The pilot is over, so nobody can take part any more."),
    "panel_is_public": lambda _f: _(
        "This cannot be changed while residents see it or while it waits for approval. "
        "Take it back to change it first."
    ),
    "words_needed": _words_needed,
    "part_unwritten": _part_unwritten,
    "day_after_pilot": lambda f: _(
        "The pilot ends on %(day)s. Choose that day or an earlier one.",
        day=format_date(f["day"], "short"),
    ),
    "cap_below_taken": lambda f: _(
        "%(taken)s places are taken already. Allow at least as many.", taken=f["taken"]
    ),
    "no_reward_in_schools": lambda _f: _(
        "Nobody is rewarded for taking part in a school or a daycare centre: children must be "
        "free to say no. Leave this empty."
    ),
    "age_of_minors": lambda _f: _("Where people under 18 can come the lowest age is 0 to 17."),
    "age_of_adults": lambda _f: _(
        "Where only adults can come the lowest age is at least 18. Write 18, or let younger "
        "people take part."
    ),
    "too_many_questions": lambda f: _(
        "There are %(most)s questions, and more put people off. Take one out first.",
        most=f["most"],
    ),
    "too_many_purposes": lambda f: _(
        "There are %(most)s purposes, and more put people off. Take one out first.",
        most=f["most"],
    ),
    "choices_needed": lambda _f: _("Write at least one answer that fits."),
    "choices_uneven": lambda _f: _(
        "Write as many answers in this language as in the others, in the same order."
    ),
    "purpose_needed": lambda _f: _(
        "Say first what the testers’ data are used for. At least one purpose is needed."
    ),
    # Taking part
    "panel_not_open": lambda _f: _(
        "It is not possible to ask for a place now. Look at the experiment’s page for when it is."
    ),
    "own_name_needed": lambda _f: _("Write your name."),
    "own_email_needed": lambda _f: _("Write an e-mail address."),
    "birth_year_needed": lambda _f: _("Write the year of birth."),
    "year_range": lambda f: _(
        "Write a year from %(least)s to %(most)s.", least=f["least"], most=f["most"]
    ),
    "too_young": lambda f: _(
        "One has to be at least %(least)s, counted at the beginning of this year. "
        "You can still follow the experiment.",
        least=f["least"],
    ),
    "age_not_told": lambda f: _("Only people of %(age)s or more can take part.", age=f["least"]),
    "guardian_needed": lambda _f: _(
        "At this age a guardian is asked or told. Write a guardian’s e-mail address."
    ),
    "guardian_is_other": lambda _f: _("Write the guardian’s own address, not yours."),
    "answer_this": lambda _f: _("Choose one."),
    "answer_does_not_fit": lambda _f: _(
        "This experiment looks for people who answer otherwise here. Nothing you wrote was kept. "
        "You can still follow it."
    ),
    "consent_needed": lambda _f: _("Without this you cannot take part."),
    "nothing_asked": lambda _f: _("You have answered already."),
    "offer_lapsed": lambda _f: _(
        "The place was held for you for three days and has gone to the next in the queue."
    ),
    "guardian_not_asked": lambda _f: _("Nothing waits for your answer any more."),
    # Testers
    "subject_needed": lambda _f: _("Write what it is about."),
    "message_needed": lambda _f: _("Write the message."),
    "enough_messages": lambda f: _(
        "%(most)s messages have been sent today. Write again tomorrow.", most=f["most"]
    ),
    "no_testers": lambda _f: _("Nobody has a place yet, so there is nobody to write to."),
    "panel_is_over": lambda _f: _(
        "The pilot is over. Everybody who took part has been told how it ended."
    ),
}

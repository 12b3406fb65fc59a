"""Words for what stands in the way of a decision, by code."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from models.base import Translated
from views import language
from views.page import date


def _names(facts: dict[str, Any]) -> str:
    named = [
        one.best(language.current())[0]
        for one in facts.get("testbeds", [])
        if isinstance(one, Translated)
    ]
    return ", ".join(named)


def _one(facts: dict[str, Any], name: str) -> str:
    found = facts.get(name)
    return found.best(language.current())[0] if isinstance(found, Translated) else ""


DECISION_MESSAGES = {
    "own_application": lambda _f: _("This is your own application. A colleague has to decide."),
    "city_decides": lambda _f: _(
        "Here the city’s coordinator makes the offer. Write a note to tell what you think."
    ),
    "joint_needs_all": lambda _f: _(
        "The applicant needs every place or none. Shortlist this part; "
        "all parts are offered together when each city has done so."
    ),
    "recused": lambda _f: _(
        "You have declared a conflict of interest here. A colleague has to decide."
    ),
    "reviews_missing": lambda f: _(
        "The call asks for %(needed)s reviews before this, and %(count)s of them are in. "
        "Ask colleagues to submit theirs.",
        needed=f.get("needed", 1),
        count=f.get("count", 0),
    ),
    "review_closed": lambda _f: _(
        "The city has decided, so reviews can no longer be given or changed."
    ),
    "review_not_open": lambda _f: _(
        "You have stepped back from reviewing this. Somebody else reviews it."
    ),
    "already_submitted": lambda _f: _(
        "Your review is in already. Submit it again to change it; a draft would hide it."
    ),
    "has_seen_scores": lambda _f: _(
        "You have seen other people’s scores, so the conflict of interest stays."
    ),
    "not_a_score": lambda _f: _("Choose a level from 0 to 5."),
    "score_needed": lambda _f: _("Choose a level, or that it does not apply."),
    "nothing_scored": lambda _f: _(
        "Score at least one criterion that weighs something. If none applies, step back instead."
    ),
    "conflict_needed": lambda _f: _("Write what the conflict of interest is."),
    "weight_range": lambda f: _("Write a number from 0 to %(most)s.", most=f.get("most", 100)),
    "weights_empty": lambda _f: _("At least one criterion has to weigh something."),
    "lead_city_sends": lambda f: _(
        "%(city)s leads this application and sends the joint offer.", city=_one(f, "city")
    ),
    "leads_already": lambda f: _("%(city)s leads this application already.", city=_one(f, "city")),
    "no_lead_needed": lambda _f: _(
        "The applicant is glad of any place, so each city offers its own and nobody leads."
    ),
    "nothing_ticked": lambda _f: _("Nothing is chosen. Tick applications in the list first."),
    "too_many_parts": lambda f: _(
        "At most %(most)s applications can be handled at once. Choose fewer.",
        most=f.get("most", 50),
    ),
    "joint_not_ready": lambda f: _("Still to be shortlisted: %(names)s.", names=_names(f)),
    "still_room": lambda f: _(
        "There is room on %(start)s – %(end)s, so these days can be offered now.",
        start=date(f.get("start")),
        end=date(f.get("end")),
    ),
    "hold_length": lambda f: ngettext(
        "An offer is held for at most %(num)s day.",
        "An offer is held for at most %(num)s days.",
        f.get("days", 1),
    ),
}

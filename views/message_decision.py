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


DECISION_MESSAGES = {
    "own_application": lambda _f: _("This is your own application. A colleague has to decide."),
    "city_decides": lambda _f: _(
        "Here the city’s coordinator makes the offer. Write a note to tell what you think."
    ),
    "joint_needs_all": lambda _f: _(
        "The applicant needs every place or none. Shortlist this part; "
        "all parts are offered together when each city has done so."
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

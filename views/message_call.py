"""Words for what stands in the way of a call, or of applying to one, by code."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from views.call_words import instant_words
from views.page import date


def _not_open(facts: dict[str, Any]) -> str:
    if "opens_at" not in facts:
        return _("The call for this testbed has not opened yet.")
    when = instant_words(facts["opens_at"], facts["zone"])
    return _("The call for this testbed opens on %(when)s. You can send it then.", when=when)


def _shortened(facts: dict[str, Any]) -> str:
    return ngettext(
        "%(num)s application has come, so the call stays open until %(when)s or longer.",
        "%(num)s applications have come, so the call stays open until %(when)s or longer.",
        facts["count"],
        when=instant_words(facts["closes_at"], facts["zone"], is_end=True),
    )


CALL_MESSAGES = {
    "call_not_open": _not_open,
    "no_open_call": lambda _f: _("No call is open for this testbed now."),
    "before_call_days": lambda f: _(
        "Experiments of this call begin on %(day)s at the earliest.", day=date(f["day"])
    ),
    "after_call_days": lambda f: _(
        "Experiments of this call are over by %(day)s.", day=date(f["day"])
    ),
    "call_title_needed": lambda _f: _("Give the call a title in at least one language."),
    "closes_before_opens": lambda _f: _("The call has to close after it opens."),
    "call_over": lambda _f: _("The closing time has passed. Choose a later one, then publish."),
    "call_language_needed": lambda _f: _("The city needs the title and the text in its languages."),
    "call_shortened": _shortened,
    "call_has_applications": _shortened,
    "call_begun": lambda f: ngettext(
        "%(num)s application has come, so this stays as it was read.",
        "%(num)s applications have come, so this stays as it was read.",
        f["count"],
    ),
    "call_testbed_kept": lambda _f: _("Somebody has applied to a testbed that you took off."),
    "call_not_open_now": lambda _f: _("The call is not open now."),
}

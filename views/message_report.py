"""Words for what stands in the way of indicators, reports, surveys and replications, by code."""

from flask_babel import gettext as _
from flask_babel import ngettext

from views.page import date

REPORT_MESSAGES = {
    "indicator_name_needed": lambda _f: _("Write what is counted, in at least one language."),
    "number_too_long": lambda _f: _("This number is too long. Choose a larger unit, or round it."),
    "web_address_needed": lambda _f: _(
        "Check the web address. It should look like https://example.fi."
    ),
    "too_many_indicators": lambda f: ngettext(
        "A pilot has at most %(num)s indicator.",
        "A pilot has at most %(num)s indicators. Change one of them instead.",
        f.get("most", 1),
    ),
    "too_many_days_kept": lambda f: ngettext(
        "An indicator holds at most %(num)s day.",
        "An indicator holds at most %(num)s days. Take some out first.",
        f.get("most", 1),
    ),
    "indicator_is_fixed": lambda _f: _(
        "The pilot has started, so its indicators stay. Leave the result empty if it could not "
        "be measured, and tell why in the report."
    ),
    "day_to_come": lambda _f: _("This day is still to come. Choose a day up to today."),
    "day_not_in_pilot": lambda f: _(
        "The pilot started on %(day)s. Write what was measured before as where it stood.",
        day=date(f.get("start")),
    ),
    "report_is_sent": lambda _f: _(
        "The report waits for approval, so it cannot be changed now. "
        "Ask the place or the city to send it back."
    ),
    "result_is_public": lambda _f: _("The pilot has ended, so this cannot be changed any more."),
    "report_incomplete": lambda _f: _(
        "The report is saved, but it cannot be sent yet. See above what is missing."
    ),
    "report_sent_anew": lambda _f: _(
        "The report has been sent anew since you read it. Read it once more."
    ),
    "side_has_answered": lambda _f: _("A colleague has answered already."),
    "own_report": lambda _f: _("You wrote or sent this report, so a colleague has to approve it."),
    "signs_once": lambda _f: _(
        "You have approved it already. The other side’s approval has to be somebody else’s."
    ),
    "sign_for_the_place": lambda _f: _(
        "You are the place’s only host, so approve it for the place. A colleague approves for "
        "the city."
    ),
    "survey_not_now": lambda _f: _(
        "The survey is asked while the pilot runs and until its result is public."
    ),
    "survey_closed": lambda _f: _("This survey is closed. Your answer was not kept."),
    "same_city": lambda _f: _("It was tried in this city already. Choose a place in another city."),
}

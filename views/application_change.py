"""Wish for other days after sending: the page, and the changes as both sides read them."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.forms.application_wish import WishForm, shown
from app.queries import application as query
from app.services.application_change import change_wish
from models.application import OPEN_FOR_DECISION, ApplicationPart, PartStatus
from models.application_change import WishRevision
from models.errors import DomainError, FieldError
from models.window import Hours
from views import navigation
from views.access import signed_in, viewer
from views.application_outlook import outlook
from views.application_step import mark_needed, version_of
from views.closure_words import hours_words
from views.desk_words import weekday_words
from views.errors import flash_refusal
from views.language import PREFIX
from views.messages import MESSAGES, message_for
from views.page import date, page

blueprint = Blueprint(
    "application_change", __name__, url_prefix=PREFIX + "/my/applications/parts/<int:part_id>"
)

OK, UNFIT = 200, 422


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a wish in words."""

    at: dt.datetime
    before: str
    after: str
    to_the_end: bool


@blueprint.route("/days", methods=["GET", "POST"])
@signed_in
def days(part_id: int) -> ResponseReturnValue:
    """Show the days wished of one place, and wish for others."""
    part = query.part_for_applicant(viewer(), part_id)
    home = url_for("application.show", application_id=part.application_id) + f"#part-{part.id}"
    form = WishForm(**shown(part)).at(part.testbed)
    mark_needed(form, ("earliest", "days"))
    if part.status not in OPEN_FOR_DECISION and not form.is_submitted():
        return redirect(home)
    if form.validate_on_submit():
        try:
            change_wish(viewer(), part_id, version_of(form), form.wish(part.preference))
        except FieldError as error:
            form.blame(error.field, message_for(error))
        except DomainError as error:
            if error.code != "incomplete":
                return flash_refusal(error, home)
            for gap in error.facts["gaps"]:
                form.blame(gap.field, str(MESSAGES[gap.code](gap.facts)))
        else:
            flash(_done(part_id), "success")
            return redirect(home, 303)
    part = query.part_for_applicant(viewer(), part_id)
    return page(
        "application/days.html",
        UNFIT if form.errors else OK,
        form=form,
        part=part,
        application=part.application,
        look=outlook(part, form, clock.today()),
        home=home,
        section_links=navigation.my_menu(viewer()),
    )


def _done(part_id: int) -> str:
    part = query.part_for_applicant(viewer(), part_id)
    if part.status is PartStatus.OFFERED:
        return str(_("Your days are free: they are offered to you now. Answer below."))
    return str(_("The days have been changed. The city has been told."))


def in_words(found: list[WishRevision]) -> list[Change]:
    """Return changes of a wish as both sides read them."""
    return [Change(one.at, wish_words(one.before), wish_words(one.after), one.to_the_end)
            for one in found]  # fmt: skip


def wish_words(wish: dict[str, Any]) -> str:
    """Return a wish in one line: how many days, from when, until when, on which days."""
    words = [
        ngettext("%(num)s day from %(day)s", "%(num)s days from %(day)s", wish["days"] or 0,
                 day=_day(wish["earliest"]))
    ]  # fmt: skip
    if wish["latest_end"]:
        words.append(_("over by %(day)s", day=_day(wish["latest_end"])))
    if weekdays := weekday_words(wish["weekdays"]):
        words.append(weekdays)
    if "from_hour" in wish and (hours := hours_words(Hours(wish["from_hour"], wish["to_hour"]))):
        words.append(hours)
    if wish["units"] > 1:
        words.append(_("%(count)s places at once", count=wish["units"]))
    return " · ".join(words)


def _day(text: str | None) -> str:
    return date(text) if text else "–"


def is_changeable(part: ApplicationPart) -> bool:
    """Say whether the wish of a part can still be changed."""
    return part.status in OPEN_FOR_DECISION

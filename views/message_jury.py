"""Words for what stands in the way in a jury, by code."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext


def _codes(facts: dict[str, Any]) -> str:
    return ", ".join(facts["codes"])


JURY_MESSAGES: dict[str, Callable[[dict[str, Any]], str]] = {
    # Putting it together
    "juror_known": lambda _f: _("This person has been invited already. Look in the list."),
    "juror_sees_names": lambda _f: _(
        "A coordinator of the city sees who has entered, and jurors judge without names. "
        "Invite somebody else."
    ),
    "jury_full": lambda f: _(
        "A jury has at most %(most)s people. Take somebody out first.", most=f["most"]
    ),
    "jury_fixed": lambda _f: _(
        "Judging has begun, so nobody new can join the jury. Only where entries lack readers can "
        "somebody more be invited."
    ),
    "jury_done": lambda _f: _("The jury has finished its work, so it cannot be changed any more."),
    # Beginning
    "jury_small": lambda f: _(
        "%(needed)s people read each entry, but only %(count)s have accepted. Invite more.",
        needed=f["needed"],
        count=f["count"],
    ),
    "entries_unscreened": lambda f: ngettext(
        "%(num)s entry has not been screened yet. Do that first.",
        "%(num)s entries have not been screened yet. Do that first.",
        f["count"],
    ),
    "entries_none": lambda _f: _("There is no entry to judge."),
    "nobody_may_read": lambda f: _(
        "Everybody in the jury is tied to %(codes)s. Invite somebody who is not.", codes=_codes(f)
    ),
    # Judging
    "round_over": lambda _f: _(
        "This round is over or being signed, or the entry was withdrawn. Nothing was changed."
    ),
    "mark_needed": lambda _f: _("Choose a level from 0 to 5."),
    "scores_submitted": lambda _f: _(
        "These scores are submitted. Open them for changes first, if you want to change them."
    ),
    "not_declared": lambda _f: _("Say first whether anything ties you to this entry."),
    "already_scored": lambda _f: _(
        "This juror has submitted scores for the entry. Ask them to stand back from it."
    ),
    "scores_final": lambda _f: _(
        "You have seen the scores of the others, so yours can no longer be changed."
    ),
    # Deciding
    "readings_open": lambda f: ngettext(
        "%(num)s reading is still open. Scores are shown when all are in.",
        "%(num)s readings are still open. Scores are shown when all are in.",
        f["count"],
    ),
    "entries_unread": lambda f: _(
        "Nobody has read %(codes)s. Invite a juror who may.", codes=_codes(f)
    ),
    "order_changed": lambda _f: _(
        "The order has changed since you looked at it: an entry has been withdrawn or scores have "
        "changed. Look at it again."
    ),
    "shortlist_empty": lambda _f: _("Choose at least one entry that goes on."),
    "departure_reason": lambda _f: _(
        "Those who go on are not exactly the first ones. Write why; it stands in the minutes."
    ),
    "tie_open": lambda _f: _("Put the equals in order: each of them in one place."),
    "tie_reason": lambda _f: _("Write why the jury put them in this order."),
    "first_signed": lambda _f: _("The first signature is there already."),
    "signs_alone": lambda _f: _(
        "You gave the first signature. Somebody else has to give the second."
    ),
    "own_concept": lambda _f: _(
        "You or your organisation have entered this challenge, so somebody else decides."
    ),
    "jury_conflicted": lambda _f: _(
        "You have a conflict of interest about one of the entries, so somebody else signs."
    ),
}

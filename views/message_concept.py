"""Words for what stands in the way of entering a challenge and of screening entries, by code."""

from collections.abc import Callable
from typing import Any

from flask_babel import format_datetime
from flask_babel import gettext as _


def _closed(facts: dict[str, Any]) -> str:
    closes = facts.get("closes_at")
    if closes is None:
        return str(_("The time to enter is over. Nothing was changed."))
    when = format_datetime(closes, "medium")
    words = _("The time to enter ended on %(when)s by the service’s clock.", when=when)
    return f"{words} {_('Nothing was changed.')}"


def _not_open(facts: dict[str, Any]) -> str:
    when = format_datetime(facts["opens_at"], "short")
    return str(_("One can enter from %(when)s on. Come back then.", when=when))


CONCEPT_MESSAGES: dict[str, Callable[[dict[str, Any]], str]] = {
    # The deadline
    "entries_closed": _closed,
    "entries_not_open": _not_open,
    "entries_stopped": lambda _f: _("This challenge takes no entries."),
    # Entering and writing
    "kind_not_welcome": lambda _f: _(
        "This challenge does not ask you as that. Choose one of these."
    ),
    "juror_enters_not": lambda _f: _(
        "You are a juror of this challenge, so you cannot be in a team that enters it."
    ),
    "poser_enters_not": lambda _f: _(
        "Your organisation poses this challenge, so you cannot be in a team that enters it."
    ),
    "entries_enough": lambda f: _(
        "You have %(most)s entries to this challenge already. Withdraw or throw away one first.",
        most=f["most"],
    ),
    "entry_was_submitted": lambda _f: _(
        "It has been submitted before, so it cannot be thrown away. Withdraw it instead."
    ),
    "entry_is_sent": lambda _f: _(
        "It has been submitted, so it cannot be changed like this. Take it back first."
    ),
    "entry_incomplete": lambda _f: _(
        "Something is still missing. It is listed above; nothing has been submitted yet."
    ),
    "terms_renewed": lambda _f: _(
        "The terms have changed since you opened this page. Read them again before you accept."
    ),
    "secret_reason_needed": lambda _f: _("Write why this is a trade secret."),
    "decided_already": lambda _f: _(
        "The jury has decided already, so the entry can no longer be withdrawn."
    ),
    # Files
    "only_pdf_and_pictures": lambda _f: _(
        "Only PDF files and pictures are taken, because other files tell who made them. "
        "Save it as PDF and add that."
    ),
    "pdf_locked": lambda _f: _(
        "This PDF is locked, so the names in it cannot be taken out. "
        "Save it again as a PDF without a password and add that."
    ),
    # The team
    "only_lead": lambda _f: _("Only the lead of the team can do this."),
    "already_in_team": lambda _f: _("This person is in the team already."),
    "team_full": lambda f: _(
        "A team has at most %(most)s people besides its lead.", most=f["most"]
    ),
    "lead_stays": lambda _f: _(
        "You lead this team. Make somebody else the lead first, or withdraw the entry."
    ),
    "not_in_team_yet": lambda _f: _("This person has not accepted the invitation yet."),
    # Screening
    "still_taking": lambda _f: _("The challenge still takes entries. Wait until it has closed."),
    "not_screening": lambda _f: _("The entries are not being screened now."),
    "own_entry": lambda _f: _(
        "You or your organisation are part of this entry, so a colleague has to screen it."
    ),
    "no_such_entry": lambda _f: _("This challenge has no entry with this code. Check the letters."),
    "same_entry": lambda _f: _("This is the code of the entry itself. Write the other one’s."),
    "entry_is_aside": lambda _f: _(
        "That entry has itself been set aside. Write the code of the one that goes on."
    ),
    "reason_short": lambda f: _(
        "Write a reason that others understand, in at least %(least)s letters.", least=f["least"]
    ),
}

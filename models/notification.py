"""The kinds of mail, and which of them somebody has switched off.

Each template of a mail belongs to one kind: the kind of its folder, unless it stands in
``SINGLE``.  Mail of a kind in ``DUTIES`` cannot be switched off: it answers what the reader did, or
tells what they must know in time.
"""

import enum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, choice


class MailKind(enum.StrEnum):
    """What a mail is about."""

    ACCOUNT = "account"
    MATTER = "matter"
    SAFETY = "safety"
    ROLE = "role"
    PILOT_NEWS = "pilot_news"
    REMINDER = "reminder"
    PEOPLE = "people"
    SEARCH = "search"
    FOLLOWING = "following"
    PARTICIPATION = "participation"
    FEEDBACK = "feedback"


_K = MailKind
DUTIES = frozenset({_K.ACCOUNT, _K.MATTER, _K.SAFETY, _K.ROLE})
BY_THEMSELVES = frozenset({_K.FOLLOWING, _K.PARTICIPATION, _K.FEEDBACK})
"""Kinds that are asked for one by one and ended there, by the link in each mail."""
CHOICES = tuple(kind for kind in MailKind if kind not in DUTIES | BY_THEMSELVES)

FOLDERS: dict[str, MailKind] = {
    "account": _K.ACCOUNT,
    "agreement": _K.MATTER,
    "application": _K.MATTER,
    "award": _K.MATTER,
    "booking": _K.MATTER,
    "concept": _K.MATTER,
    "challenge": _K.MATTER,
    "decision": _K.MATTER,
    "fault": _K.MATTER,
    "feedback": _K.FEEDBACK,
    "harm_report": _K.SAFETY,
    "jury": _K.MATTER,
    "lead": _K.MATTER,
    "offer": _K.MATTER,
    "organisation": _K.ROLE,
    "panel": _K.MATTER,
    "personal": _K.ACCOUNT,
    "pilot": _K.PILOT_NEWS,
    "place_request": _K.MATTER,
    "registration": _K.PARTICIPATION,
    "replication": _K.MATTER,
    "report": _K.MATTER,
    "saved_search": _K.SEARCH,
    "staff": _K.ROLE,
    "subscription": _K.FOLLOWING,
    "testbed": _K.MATTER,
    "token": _K.ACCOUNT,
    "volunteer": _K.PARTICIPATION,
    "webhook": _K.MATTER,
}
SINGLE: dict[str, MailKind] = {
    "organisation/joined": _K.PEOPLE,
    "staff/joined": _K.PEOPLE,
    "staff/declined": _K.PEOPLE,
    "jury/reminder": _K.REMINDER,
    "pilot/change_asked": _K.MATTER,
    "pilot/change_approved": _K.MATTER,
    "pilot/change_approved_city": _K.MATTER,
    "pilot/change_declined": _K.MATTER,
    "pilot/ends_soon": _K.REMINDER,
    "pilot/ends_soon_city": _K.REMINDER,
    "pilot/incident": _K.SAFETY,
    "pilot/incident_closed": _K.SAFETY,
    "pilot/midterm_due": _K.REMINDER,
    "pilot/midterm_overdue": _K.REMINDER,
    "pilot/paused": _K.SAFETY,
    "pilot/report_overdue": _K.REMINDER,
    "pilot/starts_soon": _K.REMINDER,
    "pilot/starts_soon_city": _K.REMINDER,
    "pilot/stopped": _K.SAFETY,
    "pilot/task_due": _K.REMINDER,
    "pilot/task_overdue": _K.REMINDER,
}


def kind_of(template: str) -> MailKind:
    """Return the kind of a template, as in "pilot/paused".

    Raises:
        KeyError: Neither the template nor its folder has one.
    """
    return SINGLE.get(template) or FOLDERS[template.partition("/")[0]]


class MailOff(Base):
    """One kind of mail that an account does not want."""

    __tablename__ = "mail_off"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    kind: Mapped[MailKind] = mapped_column(choice(MailKind, "mail_kind"), primary_key=True)

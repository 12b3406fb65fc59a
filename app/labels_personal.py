"""Words for what is known of people and why some of it stays; app/labels.py takes them in."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from models.personal import After, Ground, Kind

PERSONAL_PAIRS: list[tuple[StrEnum, Any]] = [
    (Kind.ACCOUNT, _l("Your account")),
    (Kind.ROLES, _l("Roles, organisations and invitations")),
    (Kind.FINDING, _l("Saved searches, lists and calendars")),
    (Kind.FOLLOWING, _l("What you follow")),
    (Kind.PARTICIPATION, _l("Taking part in experiments")),
    (Kind.FEEDBACK, _l("Feedback and reports")),
    (Kind.APPLICATIONS, _l("Applications and decisions")),
    (Kind.MESSAGES, _l("Messages")),
    (Kind.FILES, _l("Files")),
    (Kind.AGREEMENTS, _l("Agreements and accepted terms")),
    (Kind.REVIEWS, _l("Reviews and decisions you made")),
    (Kind.PILOTS, _l("What you did in experiments")),
    (Kind.PLACES, _l("What you did for places")),
    (Kind.MAIL, _l("Mail we sent you")),
    (Kind.TRAIL, _l("What you did, and when")),
    (Ground.DECISION, _l("It is part of a matter that a city handled and must be able to show.")),
    (Ground.AGREEMENT, _l("It is part of an agreement that binds two parties.")),
    (Ground.PUBLISHED, _l("It was told to everybody or to the city as part of an experiment.")),
    (Ground.ORGANISATION, _l("It belongs to the organisation that you wrote it for.")),
    (Ground.TRAIL, _l("It shows that somebody did it, with a number in place of the name.")),
    (After.MADE, _l("from when it was made")),
    (After.SENT, _l("from when it was sent")),
    (After.ENDED, _l("from when it ended")),
    (After.CHANGED, _l("from the latest change")),
]

"""The audit trail in plain words: challenges, entries, prizes, events and registrations.

What moves is told by its states beside the sentence, so that one sentence does for each thing.
Entries have no names here: the trail of a city is read while they are sealed.
"""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from models.challenge import ChallengeStatus
from models.event import EventStatus

CHALLENGE_KINDS: dict[str, Any] = {"challenge": _l("Challenge"), "event": _l("Event")}
CHALLENGE_STATES: dict[str, type[StrEnum]] = {"challenge": ChallengeStatus, "event": EventStatus}
CHALLENGE_OTHERWISE: dict[str, Any] = {
    "challenge": _l("%(who)s handled the challenge %(thing)s."),
    "challenge_question": _l("Something was asked or answered about a challenge."),
    "concept": _l("%(who)s handled an entry to a challenge."),
    "award": _l("%(who)s handled a prize of a challenge."),
    "event": _l("%(who)s handled the event %(thing)s."),
    "event_session": _l("%(who)s changed a session of an event."),
    "registration": _l("%(who)s handled registrations for an event."),
}

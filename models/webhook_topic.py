"""What a webhook can tell of: topics, the types of events, and where each type comes from.

Public topics come from the published features (``COLLECTIONS``), own ones from the audit trail
(``TRAIL``) and from what is said in conversations (``MESSAGE_SENT``).  A new kind of event is a
line here.
"""

import enum
from dataclasses import dataclass


class Topic(enum.StrEnum):
    """What the owner of a webhook chooses; each has one or several types of events."""

    TESTBED = "testbed"
    PILOT = "pilot"
    CHALLENGE = "challenge"
    EVENT = "event"
    RESULT = "result"
    APPLICATION = "application"
    DECISION = "decision"
    AGREEMENT = "agreement"
    BOOKING = "booking"
    MESSAGE = "message"
    OWN_PILOT = "own_pilot"


_T = Topic
PUBLIC_TOPICS = (_T.TESTBED, _T.PILOT, _T.CHALLENGE, _T.EVENT, _T.RESULT)
OWN_TOPICS = (
    _T.APPLICATION, _T.DECISION, _T.AGREEMENT, _T.BOOKING, _T.MESSAGE, _T.OWN_PILOT,
)  # fmt: skip
DEEDS = ("added", "changed", "removed")

COLLECTIONS: dict[str, Topic] = {
    "testbeds": _T.TESTBED,
    "pilots": _T.PILOT,
    "challenges": _T.CHALLENGE,
    "events": _T.EVENT,
}
"""The collection of published features whose changes a public topic tells of.

Results are pilots that have ended and reported; their changes are changes of pilots.
"""


@dataclass(frozen=True, slots=True)
class Source:
    """Lines of the audit trail: those of ``thing`` with one of ``deeds``, or every move of it."""

    thing: str
    topic: Topic
    type: str
    deeds: frozenset[str] = frozenset()

    def fits(self, thing: str, deed: str, *, moved: bool) -> bool:
        """Say whether a line is one of these; ``deed`` is what follows the colon of its action."""
        return thing == self.thing and (deed in self.deeds if self.deeds else moved)


def _source(thing: str, topic: Topic, kind: str, *deeds: str) -> Source:
    return Source(thing, topic, kind, frozenset(deeds))


TRAIL = (
    _source("application_part", _T.APPLICATION, "application.moved"),
    _source("place_request", _T.APPLICATION, "request.moved"),
    _source(
        *("application_part", _T.DECISION, "decision.made"),
        *("offer", "reject", "waitlist", "reopen", "cancel_by_city"),
    ),
    _source(
        *("application_part", _T.AGREEMENT, "agreement.changed"),
        *("draw_up", "renew", "sign"),
    ),
    _source("booking", _T.BOOKING, "booking.moved"),
    _source("booking", _T.BOOKING, "booking.held", "hold"),
    _source("booking", _T.BOOKING, "booking.days", "move"),
    _source("pilot", _T.OWN_PILOT, "pilot.moved"),
)
MESSAGE_SENT = Source("message", _T.MESSAGE, "message.sent")
TEST = "webhook.test"
THING = "webhook"  # what a test event is about: the webhook itself

TYPES: dict[Topic, tuple[str, ...]] = {
    **{one: tuple(f"{one}.{deed}" for deed in DEEDS) for one in PUBLIC_TOPICS},
    **{one: tuple(s.type for s in (*TRAIL, MESSAGE_SENT) if s.topic is one) for one in OWN_TOPICS},
}
"""Every type of event by its topic, for pages and documentation."""


def sources_of(thing: str, action: str, *, moved: bool) -> list[Source]:
    """Return what a line of the audit trail is told as; ``action`` as in "booking:hold"."""
    deed = action.partition(":")[2]
    return [one for one in TRAIL if one.fits(thing, deed, moved=moved)]

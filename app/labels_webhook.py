"""Words for the vocabularies of webhooks; app/labels.py gives them to everybody."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from models.webhook import DeliveryStatus, Trouble, WebhookAction, WebhookSide, WebhookStatus
from models.webhook_topic import Topic

WEBHOOK_PAIRS: list[tuple[StrEnum, Any]] = [
    (Topic.TESTBED, _l("Testbeds")),
    (Topic.PILOT, _l("Pilots")),
    (Topic.CHALLENGE, _l("Challenges")),
    (Topic.EVENT, _l("Events")),
    (Topic.RESULT, _l("Results")),
    (Topic.APPLICATION, _l("How far applications are")),
    (Topic.DECISION, _l("Decisions")),
    (Topic.AGREEMENT, _l("Agreements")),
    (Topic.BOOKING, _l("Bookings")),
    (Topic.MESSAGE, _l("Messages about applications")),
    (Topic.OWN_PILOT, _l("How far pilots are")),
    (WebhookSide.PERSON, _l("My own things")),
    (WebhookSide.ORGANISATION, _l("An organisation’s things")),
    (WebhookSide.CITY, _l("A city’s things")),
    (WebhookStatus.ACTIVE, _l("Sends")),
    (WebhookStatus.PAUSED, _l("Paused")),
    (WebhookStatus.STOPPED, _l("Stopped by itself")),
    (WebhookAction.PAUSE, _l("Pause")),
    (WebhookAction.RESUME, _l("Send again")),
    (WebhookAction.STOP, _l("Stop")),
    (DeliveryStatus.WAITING, _l("Waits")),
    (DeliveryStatus.DELIVERED, _l("Received")),
    (DeliveryStatus.DEAD, _l("Given up")),
    (DeliveryStatus.WITHHELD, _l("Not sent: you may no longer read this")),
    (Trouble.STATUS, _l("The receiver answered with an error")),
    (Trouble.REDIRECT, _l("The receiver pointed to another address; that is not followed")),
    (Trouble.REFUSED, _l("Nobody answers at the address")),
    (Trouble.TIMEOUT, _l("The answer took too long")),
    (Trouble.CLOSED, _l("The connection ended before there was an answer")),
    (Trouble.CERTIFICATE, _l("The receiver’s certificate is not valid for its name")),
    (Trouble.UNKNOWN_HOST, _l("The name of the receiver is not known")),
    (Trouble.FORBIDDEN_ADDRESS, _l("The name leads into a private network; nothing is sent there")),
    (Trouble.UNREADABLE, _l("What answered does not speak HTTP")),
    (Trouble.LOST, _l("We were interrupted")),
]

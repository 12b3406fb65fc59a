"""Words for the vocabularies of feedback and reports of harm; app/labels.py gives them on."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from models.feedback import FeedbackAction, FeedbackStatus, FlagReason, HideReason, HoldRule
from models.harm_report import HarmAction, HarmKind, HarmStatus

FEEDBACK_PAIRS: list[tuple[StrEnum, Any]] = [
    (FeedbackStatus.RECEIVED, _l("Not confirmed yet")),
    (FeedbackStatus.WAITING, _l("Waits for the city")),
    (FeedbackStatus.HELD, _l("Held back for a closer look")),
    (FeedbackStatus.PUBLISHED, _l("Shown to everybody")),
    (FeedbackStatus.UNREAD, _l("Not public, not read yet")),
    (FeedbackStatus.NOTED, _l("Not public, read")),
    (FeedbackStatus.SET_ASIDE, _l("Set aside")),
    (FeedbackStatus.HIDDEN, _l("Not shown")),
    (FeedbackStatus.APPEALED, _l("Appealed")),
    (FeedbackStatus.UPHELD, _l("Not shown, appeal answered")),
    (FeedbackAction.CONFIRM, _l("Confirm")),
    (FeedbackAction.HOLD, _l("Hold back")),
    (FeedbackAction.PUBLISH, _l("Show it to everybody")),
    (FeedbackAction.NOTE, _l("Pass it on")),
    (FeedbackAction.SET_ASIDE, _l("Set it aside")),
    (FeedbackAction.HIDE, _l("Do not show it")),
    (FeedbackAction.RESTORE, _l("Show it again")),
    (FeedbackAction.APPEAL, _l("Appeal")),
    (FeedbackAction.GRANT, _l("The writer is right, show it")),
    (FeedbackAction.UPHOLD, _l("Leave it hidden")),
    (HoldRule.LINKS, _l("It has more than two web addresses.")),
    (HoldRule.MANY, _l("A lot came from the same address or network at the same time.")),
    (HideReason.ABUSE, _l("It insults or threatens somebody")),
    (HideReason.PRIVACY, _l("It tells private things about somebody")),
    (HideReason.LAW, _l("The law forbids it")),
    (HideReason.OFF_TOPIC, _l("It is not about this experiment")),
    (HideReason.ADVERT, _l("It is an advertisement")),
    (HideReason.PICTURE, _l("The picture cannot be shown")),
    (HideReason.OTHER, _l("Another reason")),
    (FlagReason.ABUSE, _l("It insults or threatens somebody")),
    (FlagReason.PRIVACY, _l("It tells private things about somebody")),
    (FlagReason.UNTRUE, _l("It is not true")),
    (FlagReason.ADVERT, _l("It is an advertisement")),
    (FlagReason.OTHER, _l("Something else")),
    (HarmKind.INJURY, _l("Somebody was hurt")),
    (HarmKind.DANGER, _l("Something is dangerous")),
    (HarmKind.PRIVACY, _l("Somebody’s privacy is at risk")),
    (HarmKind.PROPERTY, _l("Something was damaged")),
    (HarmKind.OTHER, _l("Something else")),
    (HarmStatus.OPEN, _l("New")),
    (HarmStatus.ACKNOWLEDGED, _l("Being seen to")),
    (HarmStatus.HANDLED, _l("Handled")),
    (HarmAction.ACKNOWLEDGE, _l("I see to it")),
    (HarmAction.HANDLE, _l("Mark as handled")),
    (HarmAction.REOPEN, _l("Take it up again")),
]

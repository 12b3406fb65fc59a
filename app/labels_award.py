"""Words for the vocabularies of awards; app/labels.py gives them to everybody."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from models.award import AwardAction, AwardKind, AwardStatus
from models.challenge import EntrantKind

AWARD_PAIRS: list[tuple[StrEnum, Any]] = [
    (AwardKind.PRIZE, _l("Prize")),
    (AwardKind.MENTION, _l("Honourable mention")),
    (AwardStatus.OFFERED, _l("Waits for the winner’s answer")),
    (AwardStatus.ACCEPTED, _l("Accepted")),
    (AwardStatus.DECLINED, _l("Declined")),
    (AwardStatus.LAPSED, _l("Not answered in time")),
    (AwardStatus.STEPPED_BACK, _l("Stepped back")),
    (AwardStatus.MENTIONED, _l("Honourable mention")),
    (AwardAction.ACCEPT, _l("Accept")),
    (AwardAction.DECLINE, _l("Decline")),
    (AwardAction.LAPSE, _l("Let the time run out")),
    (AwardAction.STEP_BACK, _l("Step back")),
    (EntrantKind.STUDENT, _l("Students")),
    (EntrantKind.YOUNG_PROFESSIONAL, _l("Young professionals")),
    (EntrantKind.STARTUP, _l("Start-ups")),
    (EntrantKind.COMPANY, _l("Companies")),
    (EntrantKind.UNIVERSITY, _l("Universities and research institutes")),
    (EntrantKind.ASSOCIATION, _l("Associations")),
    (EntrantKind.RESIDENT, _l("Residents")),
]

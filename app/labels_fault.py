"""Words for the vocabularies of faults; app/labels.py gives them to everybody."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from models.fault import FaultAction, FaultKind, FaultStatus

FAULT_PAIRS: list[tuple[StrEnum, Any]] = [
    (FaultKind.ACCESSIBILITY, _l("Accessibility: I cannot see, hear, read or use something")),
    (FaultKind.OTHER, _l("Something else that does not work")),
    (FaultStatus.OPEN, _l("Waits for an answer")),
    (FaultStatus.ANSWERED, _l("Answered")),
    (FaultStatus.SET_ASIDE, _l("Set aside")),
    (FaultAction.ANSWER, _l("Answer")),
    (FaultAction.SET_ASIDE, _l("Set aside")),
    (FaultAction.REOPEN, _l("Open again")),
]

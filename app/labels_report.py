"""Words for the vocabularies of indicators, reports and surveys; app/labels.py takes them in."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from models.indicator import Direction
from models.report import ReportAction, ReportStatus, Side
from models.survey import GoOn, Part

REPORT_PAIRS: list[tuple[StrEnum, Any]] = [
    (Direction.HIGHER, _l("More is better")),
    (Direction.LOWER, _l("Less is better")),
    (ReportStatus.WRITING, _l("Being written")),
    (ReportStatus.SENT, _l("Waits for approval")),
    (ReportStatus.RETURNED, _l("To be mended")),
    (ReportStatus.APPROVED, _l("Approved")),
    (ReportAction.SEND, _l("Send for approval")),
    (ReportAction.SEND_BACK, _l("Send it back")),
    (ReportAction.APPROVE, _l("Approve")),
    (Side.PLACE, _l("The place")),
    (Side.CITY, _l("The city")),
    (Part.TESTER, _l("I tried it out")),
    (Part.STAFF, _l("I work at the place")),
    (Part.NEIGHBOUR, _l("I live or move nearby")),
    (GoOn.YES, _l("Yes")),
    (GoOn.MAYBE, _l("Perhaps, with changes")),
    (GoOn.NO, _l("No")),
]

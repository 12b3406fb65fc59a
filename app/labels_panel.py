"""Words for the vocabularies of taking part; app/labels.py gives them to everybody."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from models.guardian import GuardianPart
from models.panel import PanelAction, PanelDoor, PanelStatus, QuestionKind
from models.survey import Round
from models.volunteer import VolunteerAction, VolunteerStatus

PANEL_PAIRS: list[tuple[StrEnum, Any]] = [
    (PanelStatus.DRAFT, _l("Being written")),
    (PanelStatus.ASKED, _l("Waits for approval")),
    (PanelStatus.OPEN, _l("Approved")),
    (PanelStatus.CLOSED, _l("Closed")),
    (PanelAction.ASK, _l("Ask for approval")),
    (PanelAction.APPROVE, _l("Approve")),
    (PanelAction.SEND_BACK, _l("Send back")),
    (PanelAction.CHANGE, _l("Take back to change")),
    (PanelAction.CLOSE, _l("Close")),
    (PanelDoor.SOON, _l("Opens soon")),
    (PanelDoor.OPEN, _l("Open")),
    (PanelDoor.OVER, _l("Closed")),
    (QuestionKind.YES, _l("Yes or no; yes is needed")),
    (QuestionKind.NO, _l("Yes or no; no is needed")),
    (QuestionKind.EITHER, _l("Yes or no; asked only to know")),
    (QuestionKind.CHOICE, _l("One of its own answers")),
    (VolunteerStatus.ASKED, _l("Address not confirmed")),
    (VolunteerStatus.GUARDIAN, _l("Waits for a guardian")),
    (VolunteerStatus.WAITING, _l("In the queue")),
    (VolunteerStatus.OFFERED, _l("Has been offered a place")),
    (VolunteerStatus.PLACED, _l("Has a place")),
    (VolunteerStatus.TOOK_PART, _l("Took part")),
    (VolunteerStatus.LAPSED, _l("Did not answer in time")),
    (VolunteerStatus.REFUSED, _l("A guardian said no")),
    (VolunteerStatus.WITHDRAWN, _l("Withdrew")),
    (VolunteerAction.ASK_GUARDIAN, _l("Ask a guardian")),
    (VolunteerAction.TAKE, _l("Take the place")),
    (VolunteerAction.QUEUE, _l("Join the queue")),
    (VolunteerAction.OFFER, _l("Offer a place")),
    (VolunteerAction.LAPSE, _l("Lapse")),
    (VolunteerAction.REFUSE, _l("Say no")),
    (VolunteerAction.MARK, _l("Took part")),
    (VolunteerAction.UNMARK, _l("Did not take part")),
    (VolunteerAction.WITHDRAW, _l("Withdraw")),
    (GuardianPart.NONE, _l("No guardian is needed")),
    (GuardianPart.INFORMED, _l("A guardian is told")),
    (GuardianPart.PERMITS, _l("A guardian permits it in writing")),
    (GuardianPart.ANSWERS, _l("A guardian signs the child up")),
    (Round.START, _l("At the start")),
    (Round.MIDDLE, _l("In the middle")),
    (Round.END, _l("At the end")),
]

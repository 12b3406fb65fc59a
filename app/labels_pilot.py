"""Words for the vocabularies of pilots; app/labels.py gives them to everybody."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from models.pilot import LegalBasis, PilotAction, PilotStatus, PublicPhase
from models.pilot_change import ChangeAction, ChangeStatus
from models.pilot_event import EventKind
from models.pilot_incident import IncidentAction, IncidentStatus
from models.pilot_rule import Answer, Preparation
from models.pilot_task import CheckState, Side
from models.sign import PaperSize
from models.testbed_kind import Permit

PILOT_PAIRS: list[tuple[StrEnum, Any]] = [
    (PilotStatus.PREPARING, _l("Being prepared")),
    (PilotStatus.READY, _l("Ready to start")),
    (PilotStatus.RUNNING, _l("Running")),
    (PilotStatus.PAUSED, _l("Paused")),
    (PilotStatus.REPORTING, _l("Ended, being reported")),
    (PilotStatus.COMPLETED, _l("Completed")),
    (PilotStatus.STOPPED, _l("Stopped early")),
    (PilotStatus.CANCELLED, _l("Cancelled before it began")),
    (EventKind.ANNOUNCED, _l("New experiment")),
    (EventKind.BEGUN, _l("Has begun")),
    (EventKind.PAUSED, _l("Paused for now")),
    (EventKind.RESUMED, _l("Goes on after a pause")),
    (EventKind.NEWS, _l("News")),
    (EventKind.DATES, _l("Days changed")),
    (EventKind.ENDED, _l("Has ended")),
    (EventKind.STOPPED, _l("Stopped early")),
    (EventKind.RESULT, _l("Result")),
    (EventKind.CHALLENGE_OPEN, _l("New challenge")),
    (EventKind.CHALLENGE_TOLD, _l("Outcome of the challenge")),
    (EventKind.GATHERING, _l("New event")),
    (Preparation.PRACTICALITIES, _l("Practical matters agreed with the place")),
    (Preparation.INSURANCE, _l("Insurance")),
    (Preparation.IMPACT_ASSESSMENT, _l("Data-protection impact assessment")),
    (Preparation.CAMERA_NOTICE, _l("Notice about cameras on site")),
    (Preparation.AI_NOTICE, _l("People are told that AI is used")),
    (Answer.PERSONAL_DATA, _l("Personal data")),
    (Answer.MINORS, _l("Children or young people take part")),
    (Answer.PATIENTS, _l("Patients or clients of care take part")),
    (Answer.CAMERAS, _l("Cameras")),
    (Answer.AI, _l("Artificial intelligence")),
    (Answer.HEALTH, _l("Health and wellbeing")),
    (CheckState.OPEN, _l("Open")),
    (CheckState.IN_PROGRESS, _l("Under way")),
    (CheckState.DONE, _l("Done")),
    (CheckState.NOT_NEEDED, _l("Not needed")),
    (Side.APPLICANT, _l("The applicant")),
    (Side.HOST, _l("The place")),
    (Side.CITY, _l("The city")),
    (ChangeStatus.ASKED, _l("Waits for an answer")),
    (ChangeStatus.APPROVED, _l("Approved")),
    (ChangeStatus.DECLINED, _l("Declined")),
    (ChangeStatus.WITHDRAWN, _l("Taken back")),
    (ChangeStatus.LAPSED, _l("Lapsed")),
    (ChangeAction.APPROVE, _l("Approve")),
    (ChangeAction.DECLINE, _l("Decline")),
    (ChangeAction.WITHDRAW, _l("Take back")),
    (ChangeAction.LAPSE, _l("Lapse")),
    (IncidentStatus.OPEN, _l("Open")),
    (IncidentStatus.CLOSED, _l("Closed")),
    (IncidentAction.CLOSE, _l("Close")),
    (IncidentAction.REOPEN, _l("Open again")),
    (PilotAction.MAKE_READY, _l("Mark as ready")),
    (PilotAction.START, _l("Start")),
    (PilotAction.PAUSE, _l("Pause")),
    (PilotAction.RESUME, _l("Continue")),
    (PilotAction.END, _l("End")),
    (PilotAction.COMPLETE, _l("Complete")),
    (PilotAction.STOP, _l("Stop early")),
    (PublicPhase.RUNNING, _l("Running now")),
    (PublicPhase.SOON, _l("Starts soon")),
    (PublicPhase.PAUSED, _l("Paused")),
    (PublicPhase.ENDED, _l("Ended")),
    (LegalBasis.CONSENT, _l("Consent of those who take part")),
    (LegalBasis.CONTRACT, _l("A contract with those who take part")),
    (LegalBasis.LEGAL_OBLIGATION, _l("A duty laid down in law")),
    (LegalBasis.VITAL_INTERESTS, _l("Protecting somebody’s life or health")),
    (LegalBasis.PUBLIC_TASK, _l("A task of the city in the public interest")),
    (LegalBasis.LEGITIMATE_INTERESTS, _l("Legitimate interest")),
    (PaperSize.A4, _l("A4, for a door or a notice board")),
    (PaperSize.A3, _l("A3, for a pole or a wall outdoors")),
]

CHECKLIST: dict[str, Any] = {
    "practicalities": _l("Practical matters agreed with the place"),
    "camera_notice": _l("Signs that tell of the camera"),
    "ai_notice": _l("People are told that artificial intelligence is used"),
    Permit.RESEARCH.value: _l("Research permit"),
    Permit.STREET.value: _l("Street permit"),
    Permit.ETHICS.value: _l("Ethics review"),
    Permit.DATA_PROTECTION.value: _l("Data-protection note"),
    "impact_assessment": _l("Data-protection impact assessment"),
    "insurance": _l("Insurance"),
    Permit.GUARDIAN.value: _l("Guardians’ consent"),
    Permit.LANDOWNER.value: _l("Landowner’s permission"),
    Permit.TRAFFIC.value: _l("Traffic arrangement decision"),
}

# What each line asks for, for those who have not done it before.
CHECKLIST_HINTS: dict[str, Any] = {
    "practicalities": _l("Keys, power, working hours, whom to call, and how the place is left."),
    "camera_notice": _l("What is filmed, why, for how long it is kept, and whom to ask."),
    "ai_notice": _l("In plain words, before people meet it: what it decides and what it does not."),
    "insurance": _l("Liability insurance that covers the place, its people and passers-by."),
    "impact_assessment": _l(
        "Needed for personal data together with children, patients, cameras or artificial "
        "intelligence. It covers the data-protection note too."
    ),
    Permit.RESEARCH.value: _l(
        "Schools and early education need it for anonymous data, too. Pupils get no rewards."
    ),
    Permit.STREET.value: _l("For everything that stands, hangs or moves in a place outdoors."),
    Permit.ETHICS.value: _l("When patients, older people or health data are involved."),
    Permit.DATA_PROTECTION.value: _l("What is collected, why, who answers for it, when it goes."),
    Permit.GUARDIAN.value: _l("In writing, from a guardian of everybody under age who takes part."),
    Permit.LANDOWNER.value: _l("When the ground or the wall belongs to somebody else."),
    Permit.TRAFFIC.value: _l("When lanes, pavements or stops are closed or moved."),
}

SENSORS: dict[str, Any] = {
    "camera_blurred": _l("Camera, blurred at once"),
    "radar": _l("Movement (radar)"),
    "microphone": _l("Sound level"),
    "air_quality": _l("Air quality"),
    "temperature": _l("Temperature"),
    "counter": _l("Counting people or vehicles"),
    "position": _l("Position"),
    "questionnaire": _l("Questionnaire"),
    "none": _l("No sensors"),
}


def check_label(key: str) -> str:
    """Return what a line of the checklist is called, from its key, in the current language."""
    return str(CHECKLIST[key])

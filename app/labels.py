"""Words for the vocabularies, in the reader's language.

``label(member)`` is what a person reads for a value of any enumeration in models/.  Every member
has one, which tests/unit checks.
"""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from models.account import CityRole
from models.application import ApplicantForm, JointPolicy, PartAction, PartStatus, Stage
from models.booking import BookingStatus
from models.call import CallState
from models.decision import Outcome
from models.organisation import OrganisationKind, OrganisationRole, OrganisationSize
from models.pilot import CheckState, PilotAction, PilotStatus, Preparation, PublicPhase
from models.testbed import TestbedAction, TestbedStatus
from models.testbed_kind import (
    ApplicantKind,
    Approval,
    EntryMode,
    Environment,
    Infrastructure,
    Money,
    Permit,
    SlotUnit,
    TestbedKind,
    Theme,
)

_PAIRS: list[tuple[StrEnum, Any]] = [
    (TestbedKind.SCHOOL, _l("School")),
    (TestbedKind.HOSPITAL, _l("Hospital or clinic")),
    (TestbedKind.STREET, _l("Street")),
    (TestbedKind.NEIGHBOURHOOD, _l("Neighbourhood")),
    (TestbedKind.MALL, _l("Shopping centre")),
    (TestbedKind.ELDERLY_HOME, _l("Care home")),
    (TestbedKind.PARK, _l("Park or nature area")),
    (TestbedKind.HARBOUR, _l("Harbour")),
    (TestbedKind.LIBRARY, _l("Library")),
    (TestbedKind.CAMPUS, _l("Campus")),
    (TestbedKind.TRANSPORT, _l("Public transport")),
    (TestbedKind.INDOOR, _l("Indoor space")),
    (TestbedKind.VIRTUAL, _l("Virtual environment")),
    (Environment.AUTHENTIC, _l("Real everyday setting")),
    (Environment.SIMULATED, _l("Simulated setting")),
    (Environment.VIRTUAL, _l("Digital setting")),
    (Theme.MOBILITY, _l("Getting around")),
    (Theme.LOGISTICS, _l("Deliveries and logistics")),
    (Theme.HEALTH_WELLBEING, _l("Health and wellbeing")),
    (Theme.LEARNING, _l("Learning")),
    (Theme.ENERGY, _l("Energy")),
    (Theme.CIRCULAR_ECONOMY, _l("Circular economy")),
    (Theme.BUILT_ENVIRONMENT, _l("Buildings and streets")),
    (Theme.GREEN_NATURE, _l("Nature and green areas")),
    (Theme.LIGHTING, _l("Lighting")),
    (Theme.IOT_DATA, _l("Sensors and data")),
    (Theme.NETWORKS, _l("Networks (5G and 6G)")),
    (Theme.ROBOTICS, _l("Robots")),
    (Theme.FOOD, _l("Food")),
    (Theme.TOURISM_EVENTS, _l("Events and tourism")),
    (Theme.PARTICIPATION, _l("Taking part")),
    (ApplicantKind.COMPANIES, _l("Companies")),
    (ApplicantKind.UNIVERSITIES, _l("Universities and research")),
    (ApplicantKind.ASSOCIATIONS, _l("Associations")),
    (ApplicantKind.STUDENT_TEAMS, _l("Student teams")),
    (ApplicantKind.RESIDENTS, _l("Residents")),
    (SlotUnit.DAY, _l("By the day")),
    (SlotUnit.HOUR, _l("By the hour")),
    (Approval.HOST, _l("The place decides")),
    (Approval.HOST_CITY, _l("The city decides together with the place")),
    (Approval.AUTOMATIC, _l("Offered at once when there is room")),
    (EntryMode.ALWAYS, _l("Apply at any time")),
    (EntryMode.CALL, _l("Apply during a call")),
    (EntryMode.INVITATION, _l("By invitation")),
    (Money.PAID, _l("The city pays for pilots")),
    (Money.FREE, _l("No money either way")),
    (Money.FEE, _l("There is a fee")),
    (Infrastructure.POWER, _l("Electricity")),
    (Infrastructure.MOUNTING, _l("Places to mount devices")),
    (Infrastructure.NETWORK_5G, _l("5G network")),
    (Infrastructure.WIFI, _l("Wi-Fi")),
    (Infrastructure.LORAWAN, _l("LoRaWAN network")),
    (Infrastructure.DATA_FEED, _l("Data feeds")),
    (Infrastructure.STORAGE, _l("Storage room")),
    (Infrastructure.STAFF_SUPPORT, _l("Help from staff")),
    (Infrastructure.VEHICLE_ACCESS, _l("Access for vehicles")),
    (Infrastructure.WATER, _l("Water")),
    (Permit.RESEARCH, _l("Research permit")),
    (Permit.STREET, _l("Street permit")),
    (Permit.ETHICS, _l("Ethics review")),
    (Permit.DATA_PROTECTION, _l("Data-protection assessment")),
    (Permit.GUARDIAN, _l("Guardians’ consent")),
    (Permit.LANDOWNER, _l("Landowner’s permission")),
    (Permit.TRAFFIC, _l("Traffic arrangement decision")),
    (TestbedStatus.DRAFT, _l("Draft")),
    (TestbedStatus.PUBLISHED, _l("Open")),
    (TestbedStatus.PAUSED, _l("Paused")),
    (TestbedStatus.RETIRED, _l("Closed for good")),
    (TestbedAction.PUBLISH, _l("Publish")),
    (TestbedAction.PAUSE, _l("Pause")),
    (TestbedAction.RESUME, _l("Open again")),
    (TestbedAction.RETIRE, _l("Close for good")),
    (CityRole.EDITOR, _l("Editor")),
    (CityRole.REVIEWER, _l("Reviewer")),
    (CityRole.COORDINATOR, _l("Coordinator")),
    (OrganisationKind.COMPANY, _l("Company")),
    (OrganisationKind.UNIVERSITY, _l("University or research institute")),
    (OrganisationKind.ASSOCIATION, _l("Association")),
    (OrganisationKind.STUDENT_TEAM, _l("Student team")),
    (OrganisationKind.CITY_UNIT, _l("City unit")),
    (OrganisationSize.MICRO, _l("1–9 people")),
    (OrganisationSize.SMALL, _l("10–49 people")),
    (OrganisationSize.MEDIUM, _l("50–249 people")),
    (OrganisationSize.LARGE, _l("250 people or more")),
    (OrganisationRole.OWNER, _l("Owner")),
    (OrganisationRole.MEMBER, _l("Member")),
    (ApplicantForm.ORGANISATION, _l("An organisation")),
    (ApplicantForm.PERSON, _l("Myself, as a resident")),
    (ApplicantForm.RESIDENTS_GROUP, _l("A residents’ group")),
    (Stage.IDEA, _l("An idea")),
    (Stage.PROTOTYPE, _l("A prototype")),
    (Stage.PRE_MARKET, _l("Nearly on the market")),
    (Stage.ON_MARKET, _l("On the market")),
    (JointPolicy.ALL, _l("We need every place, or none")),
    (JointPolicy.ANY, _l("Any of these places helps us")),
    (PartStatus.DRAFT, _l("Draft")),
    (PartStatus.SUBMITTED, _l("Sent")),
    (PartStatus.IN_REVIEW, _l("Being read")),
    (PartStatus.NEEDS_INFO, _l("Waiting for your answer")),
    (PartStatus.SHORTLISTED, _l("Shortlisted")),
    (PartStatus.WAITLISTED, _l("On the waiting list")),
    (PartStatus.OFFERED, _l("Offered: answer needed")),
    (PartStatus.ACCEPTED, _l("Accepted and booked")),
    (PartStatus.EXPIRED, _l("Offer ran out")),
    (PartStatus.DECLINED, _l("Offer declined")),
    (PartStatus.REJECTED, _l("Not chosen")),
    (PartStatus.WITHDRAWN, _l("Withdrawn")),
    (PartStatus.CANCELLED_BY_CITY, _l("Cancelled by the city")),
    (PartStatus.CANCELLED_BY_APPLICANT, _l("Cancelled by the applicant")),
    (PartAction.SUBMIT, _l("Send")),
    (PartAction.TAKE_UP, _l("Start reading")),
    (PartAction.ASK, _l("Ask for more")),
    (PartAction.ANSWER, _l("Answer")),
    (PartAction.SHORTLIST, _l("Shortlist")),
    (PartAction.WAITLIST, _l("Put on the waiting list")),
    (PartAction.OFFER, _l("Offer the days")),
    (PartAction.ACCEPT, _l("Accept the offer")),
    (PartAction.DECLINE_OFFER, _l("Decline the offer")),
    (PartAction.EXPIRE, _l("Offer ran out")),
    (PartAction.REJECT, _l("Decline with a reason")),
    (PartAction.WITHDRAW, _l("Withdraw")),
    (PartAction.CANCEL_BY_CITY, _l("Cancel for the city")),
    (PartAction.CANCEL_BY_APPLICANT, _l("Cancel the booking")),
    (PartAction.REOPEN, _l("Reopen")),
    (BookingStatus.HELD, _l("Held")),
    (BookingStatus.CONFIRMED, _l("Confirmed")),
    (BookingStatus.RUNNING, _l("In use")),
    (BookingStatus.COMPLETED, _l("Done")),
    (BookingStatus.CANCELLED, _l("Cancelled")),
    (BookingStatus.EXPIRED, _l("Ran out")),
    (CallState.DRAFT, _l("Draft")),
    (CallState.PLANNED, _l("Coming")),
    (CallState.OPEN, _l("Open")),
    (CallState.CLOSED, _l("Closed")),
    (Outcome.OFFER, _l("Offered")),
    (Outcome.REJECT, _l("Not chosen")),
    (Outcome.WAITLIST, _l("Waiting list")),
    (Outcome.CANCEL, _l("Cancelled")),
    (PilotStatus.PREPARING, _l("Being prepared")),
    (PilotStatus.READY, _l("Ready to start")),
    (PilotStatus.RUNNING, _l("Running")),
    (PilotStatus.PAUSED, _l("Paused")),
    (PilotStatus.REPORTING, _l("Ended, report due")),
    (PilotStatus.COMPLETED, _l("Completed")),
    (PilotStatus.STOPPED, _l("Stopped early")),
    (PilotStatus.CANCELLED, _l("Cancelled before it began")),
    (Preparation.PRACTICALITIES, _l("Practical matters agreed with the place")),
    (Preparation.CAMERA_NOTICE, _l("Notice about cameras on site")),
    (Preparation.AI_NOTICE, _l("People are told that AI is used")),
    (CheckState.OPEN, _l("Still open")),
    (CheckState.DONE, _l("Done")),
    (CheckState.NOT_NEEDED, _l("Not needed")),
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
]

CHECKLIST: dict[str, Any] = {
    "practicalities": _l("Practical matters agreed with the place"),
    "camera_notice": _l("Signs that tell of the camera"),
    "ai_notice": _l("People are told that artificial intelligence is used"),
    Permit.RESEARCH.value: _l("Research permit"),
    Permit.STREET.value: _l("Street permit"),
    Permit.ETHICS.value: _l("Ethics review"),
    Permit.DATA_PROTECTION.value: _l("Data-protection assessment"),
    Permit.GUARDIAN.value: _l("Guardians’ consent"),
    Permit.LANDOWNER.value: _l("Landowner’s permission"),
    Permit.TRAFFIC.value: _l("Traffic arrangement decision"),
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


# A value of one enumeration can equal a value of another ("draft"), and string enumerations with
# equal values are equal keys; the class therefore belongs to the key.
_BY_MEMBER: dict[tuple[type[StrEnum], str], Any] = {
    (type(member), member.value): words for member, words in _PAIRS
}


def label(member: StrEnum) -> str:
    """Return what a person reads for a value of a vocabulary, in the current language."""
    return str(_BY_MEMBER[type(member), member.value])


def choices(kind: type[StrEnum]) -> list[tuple[str, str]]:
    """Return ``(value, label)`` for every member, in the order of the class."""
    return [(member.value, label(member)) for member in kind]

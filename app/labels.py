"""Words for the vocabularies, in the reader's language.

``label(member)`` is what a person reads for a value of any enumeration in models/.  Every member
has one, which tests/unit checks.
"""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from app.labels_administration import ADMINISTRATION_PAIRS
from app.labels_award import AWARD_PAIRS
from app.labels_challenge import CHALLENGE_PAIRS
from app.labels_concept import CONCEPT_PAIRS
from app.labels_event import EVENT_PAIRS
from app.labels_factor import FACTOR_PAIRS
from app.labels_fault import FAULT_PAIRS
from app.labels_feedback import FEEDBACK_PAIRS
from app.labels_panel import PANEL_PAIRS
from app.labels_personal import PERSONAL_PAIRS
from app.labels_pilot import CHECKLIST as CHECKLIST
from app.labels_pilot import CHECKLIST_HINTS as CHECKLIST_HINTS
from app.labels_pilot import PILOT_PAIRS
from app.labels_pilot import SENSORS as SENSORS
from app.labels_processing import PROCESSING_PAIRS
from app.labels_registration import REGISTRATION_PAIRS
from app.labels_report import REPORT_PAIRS
from app.labels_testbed import TESTBED_PAIRS
from app.labels_token import TOKEN_PAIRS
from app.labels_webhook import WEBHOOK_PAIRS
from models.account import CityRole
from models.agreement import SignedHow
from models.application import ApplicantForm, JointPolicy, PartAction, PartStatus, Stage
from models.booking import BookingStatus
from models.call import CallState
from models.decision import Outcome
from models.exchange import ImportAction, ImportStatus, RowOutcome
from models.exchange_field import FieldKind
from models.licence import OpenLicence
from models.organisation import OrganisationKind, OrganisationRole, OrganisationSize
from models.place import PlaceKind
from models.place_request import RequestStatus
from models.review_score import Criterion
from models.saved_search import AlertRhythm
from models.staff import StaffRole
from models.subscription import Rhythm, Target
from models.testbed import TestbedAction, TestbedStatus
from models.testbed_fit import PeopleWish
from models.testbed_media import FileKind, Licence

_PAIRS: list[tuple[StrEnum, Any]] = [
    *ADMINISTRATION_PAIRS,
    *CONCEPT_PAIRS,
    *CHALLENGE_PAIRS,
    *AWARD_PAIRS,
    *FACTOR_PAIRS,
    *FAULT_PAIRS,
    *EVENT_PAIRS,
    *PANEL_PAIRS,
    *REGISTRATION_PAIRS,
    *PERSONAL_PAIRS,
    *PROCESSING_PAIRS,
    *PILOT_PAIRS,
    *FEEDBACK_PAIRS,
    *TESTBED_PAIRS,
    *WEBHOOK_PAIRS,
    *TOKEN_PAIRS,
    (Rhythm.AT_ONCE, _l("At once")),
    (Rhythm.DAILY, _l("At most once a day")),
    (Rhythm.WEEKLY, _l("At most once a week")),
    (Target.PLACE, _l("A place and what is around it")),
    (Target.AREA, _l("An area")),
    (Target.VIEW, _l("A choice of experiments")),
    (Target.TESTBED, _l("A testbed")),
    (Target.PILOT, _l("An experiment")),
    (AlertRhythm.NEVER, _l("Never")),
    (AlertRhythm.DAILY, _l("At most once a day")),
    (AlertRhythm.WEEKLY, _l("At most once a week")),
    (PeopleWish.USERS, _l("People who can try it out")),
    (PeopleWish.NO_MINORS, _l("No minors present")),
    (PeopleWish.NO_PATIENTS, _l("No patients present")),
    (TestbedStatus.DRAFT, _l("Draft")),
    (TestbedStatus.PUBLISHED, _l("Open")),
    (TestbedStatus.PAUSED, _l("Paused")),
    (TestbedStatus.RETIRED, _l("Closed for good")),
    (TestbedAction.PUBLISH, _l("Publish")),
    (TestbedAction.PAUSE, _l("Pause")),
    (TestbedAction.RESUME, _l("Open again")),
    (TestbedAction.RETIRE, _l("Close for good")),
    (TestbedAction.BRING_BACK, _l("Bring back from the archive")),
    (CityRole.EDITOR, _l("Editor")),
    (CityRole.REVIEWER, _l("Reviewer")),
    (CityRole.COORDINATOR, _l("Coordinator")),
    (StaffRole.EDITOR, _l("Editor")),
    (StaffRole.REVIEWER, _l("Reviewer")),
    (StaffRole.COORDINATOR, _l("Coordinator")),
    (StaffRole.HOST, _l("Host")),
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
    (PartStatus.AGREED, _l("Agreed and booked")),
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
    (PartAction.SIGN, _l("Sign the agreement")),
    (SignedHow.BY_NAME, _l("Signed by name in the service")),
    (SignedHow.STANDING, _l("Signed once for all low-risk experiments at this place")),
    (SignedHow.MOVE, _l("Signed by agreeing to moved days")),
    (PartAction.DECLINE_OFFER, _l("Decline the offer")),
    (PartAction.EXPIRE, _l("Offer ran out")),
    (PartAction.RELEASE, _l("Let the offer go")),
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
    (Criterion.USER_VALUE, _l("Value to users")),
    (Criterion.NOVELTY, _l("Novelty")),
    (Criterion.FEASIBILITY, _l("Feasibility at the site")),
    (Criterion.IMPACT, _l("Impact and fit with the city’s goals")),
    (Criterion.LEARNING, _l("Learning plan")),
    (Criterion.PRICE, _l("Price")),
    (Outcome.OFFER, _l("Offered")),
    (Outcome.REJECT, _l("Not chosen")),
    (Outcome.WAITLIST, _l("Waiting list")),
    (Outcome.CANCEL, _l("Cancelled")),
    (ImportStatus.MAPPING, _l("Columns to choose")),
    (ImportStatus.CHECKING, _l("Being checked")),
    (ImportStatus.CHECKED, _l("Checked, not written")),
    (ImportStatus.WRITING, _l("Being written")),
    (ImportStatus.STOPPED, _l("Stopped")),
    (ImportStatus.DONE, _l("Written")),
    (ImportAction.CHECK, _l("Check")),
    (ImportAction.FINISH_CHECK, _l("Checked")),
    (ImportAction.WRITE, _l("Write")),
    (ImportAction.FINISH, _l("Written")),
    (ImportAction.STOP, _l("Stopped")),
    (ImportAction.REMAP, _l("Choose the columns again")),
    (RowOutcome.NEW, _l("New")),
    (RowOutcome.CHANGED, _l("Changed")),
    (RowOutcome.UNCHANGED, _l("As it is")),
    (RowOutcome.WRONG, _l("Wrong")),
    (FieldKind.LINE, _l("A line of text")),
    (FieldKind.TEXT, _l("Text")),
    (FieldKind.NUMBER, _l("A whole number")),
    (FieldKind.MARK, _l("yes or no")),
    (FieldKind.CHOICE, _l("One of these")),
    (FieldKind.CHOICES, _l("Any of these, with a semicolon between")),
    (FieldKind.EMAIL, _l("An e-mail address")),
    (FieldKind.WEB, _l("A web address")),
    (FieldKind.GROUPS, _l("One group a line: number | in Finnish | in Swedish | in English")),
    (FieldKind.KEY, _l("Letters and digits")),
    (Licence.CITY, _l("The city’s own picture")),
    (Licence.CC_BY, "CC BY 4.0"),
    (Licence.CC_BY_SA, "CC BY-SA 4.0"),
    (Licence.CC0, _l("CC0, free for everybody")),
    (Licence.PERMISSION, _l("Shown here by permission")),
    (OpenLicence.CC0, "CC0 1.0"),
    (OpenLicence.CC_BY, "CC BY 4.0"),
    (OpenLicence.CC_BY_SA, "CC BY-SA 4.0"),
    (RequestStatus.OPEN, _l("The city is looking for a place")),
    (RequestStatus.PROPOSED, _l("The city proposed a place")),
    (RequestStatus.DECLINED, _l("The city has no place")),
    (RequestStatus.WITHDRAWN, _l("Withdrawn")),
    (FileKind.PDF, "PDF"),
    (FileKind.DOCX, "DOCX"),
    (FileKind.XLSX, "XLSX"),
    (FileKind.PPTX, "PPTX"),
    (FileKind.ODT, "ODT"),
    (FileKind.ODS, "ODS"),
    (FileKind.ODP, "ODP"),
    (PlaceKind.CITY, _l("City or town")),
    (PlaceKind.DISTRICT, _l("District")),
    (PlaceKind.TESTBED, _l("Testbed")),
    (PlaceKind.ADDRESS, _l("Address")),
    *REPORT_PAIRS,
]

# A value of one enumeration can equal a value of another ("draft"), and string enumerations with
# equal values are equal keys; the class therefore belongs to the key.
_BY_MEMBER: dict[tuple[type[StrEnum], str], Any] = {
    (type(member), member.value): words for member, words in _PAIRS
}


def label(member: StrEnum) -> str:
    """Return what a person reads for a value of a vocabulary, in the current language."""
    return str(_BY_MEMBER[type(member), member.value])


def has_label(member: StrEnum) -> bool:
    """Say whether people have a word for a value; what only machines read has none."""
    return (type(member), member.value) in _BY_MEMBER


def choices(kind: type[StrEnum]) -> list[tuple[str, str]]:
    """Return ``(value, label)`` for every member, in the order of the class."""
    return [(member.value, label(member)) for member in kind]

"""States of applications: who applies, how far it is, where one part of it stands.

``PART_WORKFLOW`` is the one table of moves of a part; docs/states.md is made from it.
"""

import enum
from collections.abc import Iterable

from models.workflow import Workflow


class ApplicantForm(enum.StrEnum):
    """Who applies; decides which questions are asked."""

    ORGANISATION = "organisation"
    PERSON = "person"
    RESIDENTS_GROUP = "residents_group"


class Stage(enum.StrEnum):
    """How far the solution is."""

    IDEA = "idea"
    PROTOTYPE = "prototype"
    PRE_MARKET = "pre_market"
    ON_MARKET = "on_market"


class JointPolicy(enum.StrEnum):
    """Whether the applicant needs every part or is glad of any."""

    ALL = "all"
    ANY = "any"


class PartStatus(enum.StrEnum):
    """Where one part of an application stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    NEEDS_INFO = "needs_info"
    SHORTLISTED = "shortlisted"
    WAITLISTED = "waitlisted"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    AGREED = "agreed"
    EXPIRED = "expired"
    DECLINED = "declined"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    CANCELLED_BY_CITY = "cancelled_by_city"
    CANCELLED_BY_APPLICANT = "cancelled_by_applicant"


class PartAction(enum.StrEnum):
    """Moves of a part."""

    SUBMIT = "submit"
    TAKE_UP = "take_up"
    ASK = "ask"
    ANSWER = "answer"
    SHORTLIST = "shortlist"
    WAITLIST = "waitlist"
    OFFER = "offer"
    ACCEPT = "accept"
    SIGN = "sign"
    DECLINE_OFFER = "decline_offer"
    EXPIRE = "expire"
    RELEASE = "release"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    CANCEL_BY_CITY = "cancel_by_city"
    CANCEL_BY_APPLICANT = "cancel_by_applicant"
    REOPEN = "reopen"


_S, _A = PartStatus, PartAction
PART_WORKFLOW: Workflow[PartStatus, PartAction] = Workflow(
    "application_part",
    {
        (_S.DRAFT, _A.SUBMIT): _S.SUBMITTED,
        (_S.DRAFT, _A.WITHDRAW): _S.WITHDRAWN,
        (_S.SUBMITTED, _A.TAKE_UP): _S.IN_REVIEW,
        (_S.SUBMITTED, _A.ASK): _S.NEEDS_INFO,
        (_S.SUBMITTED, _A.OFFER): _S.OFFERED,
        (_S.SUBMITTED, _A.REJECT): _S.REJECTED,
        (_S.SUBMITTED, _A.WITHDRAW): _S.WITHDRAWN,
        (_S.IN_REVIEW, _A.ASK): _S.NEEDS_INFO,
        (_S.IN_REVIEW, _A.SHORTLIST): _S.SHORTLISTED,
        (_S.IN_REVIEW, _A.WAITLIST): _S.WAITLISTED,
        (_S.IN_REVIEW, _A.OFFER): _S.OFFERED,
        (_S.IN_REVIEW, _A.REJECT): _S.REJECTED,
        (_S.IN_REVIEW, _A.WITHDRAW): _S.WITHDRAWN,
        (_S.NEEDS_INFO, _A.ANSWER): _S.SUBMITTED,
        (_S.NEEDS_INFO, _A.REJECT): _S.REJECTED,
        (_S.NEEDS_INFO, _A.WITHDRAW): _S.WITHDRAWN,
        (_S.SHORTLISTED, _A.WAITLIST): _S.WAITLISTED,
        (_S.SHORTLISTED, _A.OFFER): _S.OFFERED,
        (_S.SHORTLISTED, _A.REJECT): _S.REJECTED,
        (_S.SHORTLISTED, _A.WITHDRAW): _S.WITHDRAWN,
        (_S.WAITLISTED, _A.OFFER): _S.OFFERED,
        (_S.WAITLISTED, _A.REJECT): _S.REJECTED,
        (_S.WAITLISTED, _A.WITHDRAW): _S.WITHDRAWN,
        (_S.OFFERED, _A.ACCEPT): _S.ACCEPTED,
        (_S.OFFERED, _A.DECLINE_OFFER): _S.DECLINED,
        (_S.OFFERED, _A.EXPIRE): _S.EXPIRED,
        (_S.OFFERED, _A.RELEASE): _S.SHORTLISTED,  # another place of a joint offer was lost
        (_S.OFFERED, _A.WITHDRAW): _S.WITHDRAWN,
        (_S.OFFERED, _A.CANCEL_BY_CITY): _S.CANCELLED_BY_CITY,
        (_S.ACCEPTED, _A.SIGN): _S.AGREED,
        (_S.ACCEPTED, _A.CANCEL_BY_CITY): _S.CANCELLED_BY_CITY,
        (_S.ACCEPTED, _A.CANCEL_BY_APPLICANT): _S.CANCELLED_BY_APPLICANT,
        (_S.AGREED, _A.CANCEL_BY_CITY): _S.CANCELLED_BY_CITY,
        (_S.AGREED, _A.CANCEL_BY_APPLICANT): _S.CANCELLED_BY_APPLICANT,
        (_S.REJECTED, _A.REOPEN): _S.IN_REVIEW,
        (_S.EXPIRED, _A.REOPEN): _S.IN_REVIEW,
        (_S.DECLINED, _A.REOPEN): _S.IN_REVIEW,
        (_S.WITHDRAWN, _A.REOPEN): _S.IN_REVIEW,
    },
)
READY_TO_OFFER = (_S.SHORTLISTED, _S.WAITLISTED)
OPEN_FOR_DECISION = (_S.SUBMITTED, _S.IN_REVIEW, _S.NEEDS_INFO, _S.SHORTLISTED, _S.WAITLISTED)
# The days are booked; in the first of the two the city has still to sign.
BOOKED = (_S.ACCEPTED, _S.AGREED)


def overall(statuses: Iterable[PartStatus]) -> PartStatus:
    """Return the one state that tells an applicant most about an application of several parts.

    The furthest live state wins; when no part lives, the most hopeful ended one.
    """
    order = [
        _S.OFFERED, _S.NEEDS_INFO, _S.AGREED, _S.ACCEPTED, _S.SHORTLISTED, _S.IN_REVIEW,
        _S.SUBMITTED, _S.WAITLISTED, _S.DRAFT, _S.CANCELLED_BY_CITY, _S.CANCELLED_BY_APPLICANT,
        _S.EXPIRED, _S.DECLINED, _S.REJECTED, _S.WITHDRAWN,
    ]  # fmt: skip
    present = set(statuses)
    return next((status for status in order if status in present), _S.DRAFT)

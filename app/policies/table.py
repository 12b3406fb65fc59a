"""The one table of permissions: which relation to a thing lets somebody take which action.

Services ask ``authorise``; pages ask ``may`` to decide which buttons to show; docs/permissions.md
and the matrix test are made from ``PERMISSIONS``.  States are not here: they are in the tables of
moves in models/.
"""

from enum import StrEnum

from app.policies.actor import Actor
from app.policies.relation import NOTHING as NOTHING
from app.policies.relation import Relation as Relation
from app.policies.relation import Subject as Subject
from app.policies.relation import relations as relations
from models.errors import ForbiddenError


class Action(StrEnum):
    """Everything that is not public reading, as ``thing:verb``."""

    TESTBED_CREATE = "testbed:create"
    TESTBED_READ = "testbed:read"
    TESTBED_EDIT = "testbed:edit"
    TESTBED_CLOSE_DAYS = "testbed:close_days"
    TESTBED_CHECK = "testbed:check"
    FILTER_SHARE = "filter:share"
    SEARCH_KEEP = "saved_search:keep"
    SEARCH_MANAGE = "saved_search:manage"
    TESTBED_PUBLISH = "testbed:publish"
    CALL_READ = "call:read"
    CALL_EDIT = "call:edit"
    CALL_PUBLISH = "call:publish"
    TESTBED_IMPORT = "testbed:import"
    APPLICATION_START = "application:start"
    APPLICATION_READ = "application:read"
    APPLICATION_EDIT = "application:edit"
    APPLICATION_ANSWER = "application:answer"
    APPLICATION_CHANGE_DAYS = "application:change_days"
    APPLICATION_WITHDRAW = "application:withdraw"
    REQUEST_READ = "request:read"
    REQUEST_PROPOSE = "request:propose"
    REQUEST_DECLINE = "request:decline"
    OFFER_ANSWER = "offer:answer"
    AGREEMENT_READ = "agreement:read"
    AGREEMENT_SIGN = "agreement:sign"
    PART_READ = "part:read"
    PART_REVIEW = "part:review"
    PART_ASK = "part:ask"
    PART_SCORE = "part:score"
    PART_DECIDE = "part:decide"
    PART_REOPEN = "part:reopen"
    APPLICATION_LEAD = "application:lead"
    NOTE_WRITE = "note:write"
    BOOKING_MOVE = "booking:move"
    BOOKING_CANCEL = "booking:cancel"
    PILOT_READ = "pilot:read"
    PILOT_EDIT = "pilot:edit"
    PILOT_RUN = "pilot:run"
    PILOT_DECIDE = "pilot:decide"
    PILOT_REPORT = "pilot:report"
    PILOT_ASK = "pilot:ask"
    PILOT_CLOSE_INCIDENT = "pilot:close_incident"
    FEEDBACK_READ = "feedback:read"
    FEEDBACK_MODERATE = "feedback:moderate"
    FEEDBACK_ANSWER = "feedback:answer"
    HARM_READ = "harm_report:read"
    HARM_HANDLE = "harm_report:handle"
    INDICATOR_EDIT = "indicator:edit"
    SURVEY_OPEN = "survey:open"
    PANEL_EDIT = "panel:edit"
    PANEL_APPROVE = "panel:approve"
    VOLUNTEER_READ = "volunteer:read"
    VOLUNTEER_MANAGE = "volunteer:manage"
    REPORT_SEND = "report:send"
    REPORT_PLACE = "report:approve_place"
    REPORT_CITY = "report:approve_city"
    ORGANISATION_CREATE = "organisation:create"
    ORGANISATION_READ = "organisation:read"
    ORGANISATION_MANAGE = "organisation:manage"
    CITY_STAFF = "city:staff"
    CITY_WEIGHTS = "city:weights"
    CITY_BOUNDARY = "city:boundary"
    CITY_LICENCE = "city:licence"
    AUDIT_READ = "audit:read"
    FAULT_READ = "fault:read"
    FAULT_ANSWER = "fault:answer"
    PERSONAL_READ = "personal:read"
    PERSONAL_CHANGE = "personal:change"
    PERSONAL_ERASE = "personal:erase"
    RETENTION_READ = "retention:read"
    # The installation
    INSTALLATION_READ = "installation:read"
    ACCOUNT_MANAGE = "account:manage"
    OUTBOX_MANAGE = "outbox:manage"
    LOOKS_READ = "looks:read"
    # Challenges
    CHALLENGE_READ = "challenge:read"
    CHALLENGE_EDIT = "challenge:edit"
    CHALLENGE_SUBMIT = "challenge:submit"
    CHALLENGE_APPROVE = "challenge:approve"
    CHALLENGE_ANSWER = "challenge:answer"
    CHALLENGE_ASK = "challenge:ask"
    CHALLENGE_RUN = "challenge:run"
    CHALLENGE_CANCEL = "challenge:cancel"
    # Concepts
    CONCEPT_START = "concept:start"
    CONCEPT_EDIT = "concept:edit"
    CONCEPT_LEAD = "concept:lead"
    CONCEPT_SCREEN = "concept:screen"
    SEAL_BREAK = "seal:break"
    # Juries
    JURY_MANAGE = "jury:manage"
    JURY_SCORE = "jury:score"
    JURY_DECIDE = "jury:decide"
    # Awards
    AWARD_PREPARE = "award:prepare"
    AWARD_ANNOUNCE = "award:announce"
    AWARD_ANSWER = "award:answer"
    AWARD_PAY = "award:pay"
    # Events
    EVENT_READ = "event:read"
    EVENT_EDIT = "event:edit"
    EVENT_PUBLISH = "event:publish"
    REGISTRATION_READ = "registration:read"
    REGISTRATION_MANAGE = "registration:manage"
    # Webhooks
    WEBHOOK_KEEP = "webhook:keep"
    WEBHOOK_ORGANISATION = "webhook:tell_organisation"
    WEBHOOK_CITY = "webhook:tell_city"
    WEBHOOK_MANAGE = "webhook:manage"
    # Tokens of programs
    TOKEN_KEEP = "token:keep"  # noqa: S105 - the name of an action
    TOKEN_MAKE_FOR_CITY = "token:make_for_city"  # noqa: S105 - the name of an action
    TOKEN_WATCH = "token:watch"  # noqa: S105 - the name of an action
    # Second factors, and other accounts that one signs in with
    FACTOR_RESET = "factor:reset"
    IDENTITY_KEEP = "identity:keep"


_R = Relation
_CITY = frozenset({_R.EDITOR, _R.REVIEWER, _R.COORDINATOR, _R.HOST, _R.ADMIN})
_WRITERS = frozenset({_R.EDITOR, _R.COORDINATOR, _R.ADMIN})
_DECIDERS = frozenset({_R.HOST, _R.COORDINATOR, _R.ADMIN, _R.SYSTEM})

PERMISSIONS: dict[Action, frozenset[Relation]] = {
    Action.TESTBED_CREATE: _WRITERS | {_R.SYSTEM},
    Action.TESTBED_READ: _CITY,
    Action.TESTBED_EDIT: _WRITERS,
    Action.TESTBED_CLOSE_DAYS: _WRITERS | {_R.HOST},
    Action.TESTBED_CHECK: _WRITERS | {_R.HOST},
    Action.FILTER_SHARE: _WRITERS | {_R.REVIEWER},
    Action.SEARCH_KEEP: frozenset({_R.SIGNED_IN}),
    Action.SEARCH_MANAGE: frozenset({_R.APPLICANT}),  # its author
    Action.TESTBED_PUBLISH: frozenset({_R.COORDINATOR, _R.ADMIN, _R.SYSTEM}),
    Action.CALL_READ: _CITY - {_R.HOST},
    Action.CALL_EDIT: _WRITERS,
    Action.CALL_PUBLISH: frozenset({_R.COORDINATOR, _R.ADMIN}),
    Action.TESTBED_IMPORT: _WRITERS,
    Action.APPLICATION_START: frozenset({_R.SIGNED_IN}),
    Action.APPLICATION_READ: frozenset({_R.APPLICANT}),
    Action.APPLICATION_EDIT: frozenset({_R.APPLICANT}),
    Action.APPLICATION_ANSWER: frozenset({_R.APPLICANT}),
    Action.APPLICATION_CHANGE_DAYS: frozenset({_R.APPLICANT}),
    Action.APPLICATION_WITHDRAW: frozenset({_R.APPLICANT}),
    Action.REQUEST_READ: _CITY - {_R.HOST},
    Action.REQUEST_PROPOSE: frozenset({_R.REVIEWER, _R.COORDINATOR, _R.ADMIN}),
    Action.REQUEST_DECLINE: frozenset({_R.COORDINATOR, _R.ADMIN}),
    Action.OFFER_ANSWER: frozenset({_R.APPLICANT, _R.SYSTEM}),
    Action.AGREEMENT_READ: _CITY | {_R.APPLICANT},
    Action.AGREEMENT_SIGN: frozenset({_R.APPLICANT, _R.HOST, _R.COORDINATOR, _R.ADMIN}),
    Action.PART_READ: _CITY,
    Action.PART_REVIEW: _CITY | {_R.SYSTEM},
    Action.PART_ASK: frozenset({_R.HOST, _R.REVIEWER, _R.COORDINATOR, _R.ADMIN}),
    Action.PART_SCORE: frozenset({_R.HOST, _R.REVIEWER, _R.COORDINATOR, _R.ADMIN}),
    Action.PART_DECIDE: _DECIDERS,
    Action.PART_REOPEN: frozenset({_R.COORDINATOR, _R.ADMIN}),
    Action.APPLICATION_LEAD: frozenset({_R.COORDINATOR, _R.ADMIN}),
    Action.NOTE_WRITE: _CITY,
    Action.BOOKING_MOVE: frozenset({_R.HOST, _R.COORDINATOR, _R.ADMIN}),
    Action.BOOKING_CANCEL: frozenset({_R.APPLICANT, _R.COORDINATOR, _R.ADMIN}),
    Action.PILOT_READ: _CITY | {_R.APPLICANT},
    Action.PILOT_EDIT: _WRITERS | {_R.HOST, _R.APPLICANT},
    Action.PILOT_RUN: _DECIDERS,  # pause it, and look after it
    Action.PILOT_DECIDE: _DECIDERS,  # let it begin, go on and end
    Action.PILOT_REPORT: frozenset({_R.APPLICANT, _R.HOST, _R.COORDINATOR, _R.ADMIN}),
    Action.PILOT_ASK: frozenset({_R.APPLICANT}),
    Action.PILOT_CLOSE_INCIDENT: frozenset({_R.COORDINATOR, _R.ADMIN}),
    Action.FEEDBACK_READ: _CITY | {_R.APPLICANT},  # who may not moderate: what has been looked at
    Action.FEEDBACK_MODERATE: _WRITERS | {_R.HOST},
    Action.FEEDBACK_ANSWER: _WRITERS | {_R.HOST, _R.APPLICANT},
    Action.HARM_READ: frozenset({_R.APPLICANT, _R.HOST, _R.COORDINATOR, _R.ADMIN}),
    Action.HARM_HANDLE: frozenset({_R.HOST, _R.COORDINATOR, _R.ADMIN}),
    Action.INDICATOR_EDIT: _WRITERS | {_R.HOST, _R.APPLICANT},
    Action.SURVEY_OPEN: frozenset({_R.APPLICANT, _R.HOST, _R.COORDINATOR, _R.ADMIN}),
    Action.PANEL_EDIT: frozenset({_R.APPLICANT, _R.HOST, _R.COORDINATOR, _R.ADMIN}),
    Action.PANEL_APPROVE: frozenset({_R.HOST, _R.COORDINATOR, _R.ADMIN}),
    # Names and addresses are for those who meet the volunteers; the city reads counts.
    Action.VOLUNTEER_READ: frozenset({_R.APPLICANT, _R.HOST}),
    Action.VOLUNTEER_MANAGE: frozenset({_R.APPLICANT, _R.HOST}),
    Action.REPORT_SEND: frozenset({_R.APPLICANT, _R.COORDINATOR, _R.ADMIN}),
    Action.REPORT_PLACE: frozenset({_R.HOST}),
    Action.REPORT_CITY: frozenset({_R.COORDINATOR, _R.ADMIN}),
    Action.ORGANISATION_CREATE: frozenset({_R.SIGNED_IN}),
    Action.ORGANISATION_READ: frozenset({_R.MEMBER, _R.OWNER, _R.ADMIN}),
    Action.ORGANISATION_MANAGE: frozenset({_R.OWNER, _R.ADMIN}),
    Action.CITY_STAFF: frozenset({_R.COORDINATOR, _R.ADMIN}),
    Action.CITY_WEIGHTS: frozenset({_R.COORDINATOR, _R.ADMIN}),
    Action.CITY_BOUNDARY: frozenset({_R.SYSTEM}),
    Action.CITY_LICENCE: frozenset({_R.COORDINATOR, _R.ADMIN}),
    Action.AUDIT_READ: frozenset({_R.COORDINATOR, _R.ADMIN}),
    Action.FAULT_READ: frozenset({_R.ADMIN}),
    Action.FAULT_ANSWER: frozenset({_R.ADMIN}),
    Action.PERSONAL_READ: frozenset({_R.SIGNED_IN}),  # their own data, never another's
    Action.PERSONAL_CHANGE: frozenset({_R.SIGNED_IN}),
    Action.PERSONAL_ERASE: frozenset({_R.SIGNED_IN}),
    Action.RETENTION_READ: frozenset({_R.ADMIN}),
    Action.INSTALLATION_READ: frozenset({_R.ADMIN}),
    Action.ACCOUNT_MANAGE: frozenset({_R.ADMIN}),
    Action.OUTBOX_MANAGE: frozenset({_R.ADMIN}),
    Action.LOOKS_READ: frozenset({_R.ADMIN}),
    # Challenges: an organisation poses its own with the approval of the city.
    Action.CHALLENGE_READ: (_CITY - {_R.HOST}) | {_R.OWNER},
    Action.CHALLENGE_EDIT: _WRITERS | {_R.OWNER},
    Action.CHALLENGE_SUBMIT: _WRITERS | {_R.OWNER},
    Action.CHALLENGE_APPROVE: frozenset({_R.COORDINATOR, _R.ADMIN}),
    Action.CHALLENGE_ANSWER: _WRITERS | {_R.OWNER},
    Action.CHALLENGE_ASK: frozenset({_R.SIGNED_IN}),
    Action.CHALLENGE_RUN: frozenset({_R.COORDINATOR, _R.ADMIN, _R.SYSTEM}),
    Action.CHALLENGE_CANCEL: frozenset({_R.COORDINATOR, _R.ADMIN}),
    # Concepts: who reads one, and when, is in app/policies/seal.py.
    Action.CONCEPT_START: frozenset({_R.SIGNED_IN}),
    Action.CONCEPT_EDIT: frozenset({_R.ENTRANT}),
    Action.CONCEPT_LEAD: frozenset({_R.APPLICANT}),  # its lead
    Action.CONCEPT_SCREEN: frozenset({_R.COORDINATOR}),
    Action.SEAL_BREAK: frozenset({_R.ADMIN}),
    Action.JURY_MANAGE: frozenset({_R.COORDINATOR, _R.ADMIN}),
    Action.JURY_SCORE: frozenset({_R.JUROR}),
    Action.JURY_DECIDE: frozenset({_R.COORDINATOR, _R.ADMIN, _R.SYSTEM}),  # after two signatures
    # What is sealed administrators read only by breaking the seal, so they prepare nothing.
    Action.AWARD_PREPARE: frozenset({_R.COORDINATOR}),
    Action.AWARD_ANNOUNCE: frozenset({_R.COORDINATOR, _R.ADMIN}),
    Action.AWARD_ANSWER: frozenset({_R.APPLICANT, _R.SYSTEM}),  # its lead
    Action.AWARD_PAY: frozenset({_R.COORDINATOR, _R.ADMIN}),
    Action.EVENT_READ: _CITY - {_R.HOST},
    Action.EVENT_EDIT: _WRITERS,
    Action.EVENT_PUBLISH: frozenset({_R.COORDINATOR, _R.ADMIN}),
    Action.REGISTRATION_READ: _WRITERS,
    Action.REGISTRATION_MANAGE: _WRITERS,
    # Webhooks: each is its maker's, and tells what its maker may read.
    Action.WEBHOOK_KEEP: frozenset({_R.SIGNED_IN}),
    Action.WEBHOOK_ORGANISATION: frozenset({_R.MEMBER, _R.OWNER}),
    Action.WEBHOOK_CITY: _CITY - {_R.HOST},
    Action.WEBHOOK_MANAGE: frozenset({_R.APPLICANT, _R.SYSTEM}),  # its maker
    Action.TOKEN_KEEP: frozenset({_R.SIGNED_IN}),  # their own, never another's
    Action.TOKEN_MAKE_FOR_CITY: frozenset({_R.EDITOR, _R.REVIEWER, _R.COORDINATOR}),
    Action.TOKEN_WATCH: frozenset({_R.COORDINATOR, _R.OWNER, _R.ADMIN}),
    Action.FACTOR_RESET: frozenset({_R.ADMIN, _R.SYSTEM}),
    Action.IDENTITY_KEEP: frozenset({_R.SIGNED_IN}),  # their own, never another's
}


# Decisions, which nobody takes who applied or has declared a conflict of interest about the
# application (app/services/review.py: require_impartial), also when it has become a pilot.  Pausing
# is none of them: whoever sees danger stops it.
IMPARTIAL: frozenset[Action] = frozenset({
    Action.PART_REVIEW, Action.PART_ASK, Action.PART_DECIDE, Action.PART_REOPEN,
    Action.APPLICATION_LEAD, Action.AGREEMENT_SIGN, Action.BOOKING_MOVE, Action.PILOT_DECIDE,
    Action.REPORT_PLACE, Action.REPORT_CITY,
})  # fmt: skip


def may(actor: Actor, action: Action, subject: Subject = NOTHING) -> bool:
    """Say whether ``actor`` may take ``action`` on ``subject`` or on any of its parts.

    Whoever acts by a token may only what its scopes name, whatever their relations allow.
    """
    if actor.bounds is not None and action not in actor.bounds.actions:
        return False
    allowed = PERMISSIONS[action]
    if allowed & relations(actor, subject):
        return True
    return any(allowed & relations(actor, part) for part in subject.parts)


def authorise(actor: Actor, action: Action, subject: Subject = NOTHING) -> None:
    """Let the action pass, or raise.

    Raises:
        ForbiddenError: The table does not allow it.
    """
    if not may(actor, action, subject):
        raise ForbiddenError(action=action)

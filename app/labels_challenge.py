"""Words for the vocabularies of challenges; app/labels.py gives them on."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from models.challenge import (
    ChallengeAction,
    ChallengePhase,
    ChallengeStand,
    ChallengeStatus,
    EntrantKind,
    LegalForm,
)
from models.challenge_notice import NoticeKind

CHALLENGE_PAIRS: list[tuple[StrEnum, Any]] = [
    (ChallengeStatus.DRAFT, _l("Draft")),
    (ChallengeStatus.IN_REVIEW, _l("Waits for approval")),
    (ChallengeStatus.EDITS_REQUESTED, _l("Edits requested")),
    (ChallengeStatus.APPROVED, _l("Approved")),
    (ChallengeStatus.SCREENING, _l("Entries are checked")),
    (ChallengeStatus.JUDGING_1, _l("First round of judging")),
    (ChallengeStatus.SHORTLISTED, _l("Shortlist chosen")),
    (ChallengeStatus.JUDGING_2, _l("Final round of judging")),
    (ChallengeStatus.DECIDED, _l("Decided, not announced")),
    (ChallengeStatus.ANNOUNCED, _l("Result announced")),
    (ChallengeStatus.ARCHIVED, _l("Archived")),
    (ChallengeStatus.CANCELLED, _l("Called off")),
    (ChallengeAction.SUBMIT, _l("Ask for approval")),
    (ChallengeAction.REQUEST_EDITS, _l("Ask for edits")),
    (ChallengeAction.APPROVE, _l("Approve and publish")),
    (ChallengeAction.BEGIN_SCREENING, _l("Begin to check the entries")),
    (ChallengeAction.REOPEN, _l("Open again")),
    (ChallengeAction.BEGIN_JUDGING, _l("Begin the judging")),
    (ChallengeAction.SHORTLIST, _l("Fix the shortlist")),
    (ChallengeAction.BEGIN_FINAL, _l("Begin the final round")),
    (ChallengeAction.DECIDE, _l("Sign the decision")),
    (ChallengeAction.ANNOUNCE, _l("Announce the result")),
    (ChallengeAction.ARCHIVE, _l("Archive")),
    (ChallengeAction.CANCEL, _l("Call it off")),
    (ChallengePhase.COMING, _l("Coming")),
    (ChallengePhase.OPEN, _l("Open")),
    (ChallengePhase.CLOSED, _l("Closed")),
    (ChallengeStand.OPEN, _l("Open now")),
    (ChallengeStand.COMING, _l("Coming")),
    (ChallengeStand.JUDGED, _l("Being judged")),
    (ChallengeStand.DECIDED, _l("Decided")),
    (ChallengeStand.CANCELLED, _l("Called off")),
    (EntrantKind.STUDENT, _l("Students")),
    (EntrantKind.YOUNG_PROFESSIONAL, _l("Young professionals")),
    (EntrantKind.STARTUP, _l("Start-ups")),
    (EntrantKind.COMPANY, _l("Companies")),
    (EntrantKind.UNIVERSITY, _l("Universities and research institutes")),
    (EntrantKind.ASSOCIATION, _l("Associations")),
    (EntrantKind.RESIDENT, _l("Residents")),
    (LegalForm.IDEA_CONTEST, _l("Idea contest")),
    (LegalForm.DESIGN_CONTEST, _l("Design contest")),
    (LegalForm.SMALL_PURCHASE, _l("Small purchase")),
    (LegalForm.GRANT, _l("Grant")),
    (NoticeKind.EXTENDED, _l("More time to enter")),
    (NoticeKind.REOPENED, _l("Opened again")),
    (NoticeKind.CANCELLED, _l("Called off")),
]
LEGAL_SENTENCES: dict[LegalForm, Any] = {
    LegalForm.IDEA_CONTEST: _l(
        "The best ideas get a prize. The city does not promise to buy anything, and whoever wins "
        "is free to go on with the idea."
    ),
    LegalForm.DESIGN_CONTEST: _l(
        "A design contest under the law on public procurement: entries are judged without names, "
        "and the city may go on to buy the work from the winner."
    ),
    LegalForm.SMALL_PURCHASE: _l(
        "The city buys the experiment from the winner. The sum is the price of the purchase, "
        "below the limit from which public procurement has to be put out to tender nationally."
    ),
    LegalForm.GRANT: _l(
        "The winner gets a grant for carrying out the experiment and reports how it was used. "
        "The city buys nothing."
    ),
}
"""What each legal form means for somebody who enters."""

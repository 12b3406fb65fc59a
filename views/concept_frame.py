"""What an entry's own pages show beside it: where it stands, its receipt, how it ended."""

from dataclasses import dataclass

from flask_babel import gettext as _

from app.queries.concept import has_expired
from models.challenge import ChallengeStatus
from models.concept import Concept, ConceptStatus

JUDGED = (
    ConceptStatus.ELIGIBLE,
    ConceptStatus.SHORTLISTED,
    ConceptStatus.NOT_SHORTLISTED,
    ConceptStatus.DUPLICATE,
    ConceptStatus.MERGED,
    ConceptStatus.SUBMITTED,
)
OUTSIDE = (ConceptStatus.WITHDRAWN, ConceptStatus.INELIGIBLE)
AFTER = (ChallengeStatus.ANNOUNCED, ChallengeStatus.ARCHIVED)


@dataclass(frozen=True, slots=True)
class Standing:
    """A state as its team may know it now: kind of pill, its name, and a sentence."""

    pill: str
    words: str
    sentence: str


def standing(concept: Concept, *, is_open: bool) -> Standing:
    """Return where an entry stands, without what is told only with the outcome."""
    status, after = concept.status, concept.challenge.status in AFTER
    if concept.challenge.status is ChallengeStatus.CANCELLED:
        return Standing("ended", _("Cancelled"), _("The challenge was cancelled."))
    if status is ConceptStatus.DRAFT:
        return _draft(concept, is_open=is_open)
    if status in OUTSIDE:
        return _outside(status)
    if status is ConceptStatus.SUBMITTED and is_open:
        words = _("It is sealed: nobody but your team reads it before the deadline.")
        return Standing("running", _("Handed in"), words)
    if status in JUDGED and not after:
        words = _("You hear how it went when the outcome is announced, as everybody does.")
        return Standing("running", _("Taking part"), words)
    return _outcome(status)


def _outside(status: ConceptStatus) -> Standing:
    if status is ConceptStatus.WITHDRAWN:
        words = _("It takes no part. Nobody but your team reads it.")
        return Standing("ended", _("Withdrawn"), words)
    words = _("The city found that it may not take part.")
    return Standing("error", _("Not eligible"), words)


def _draft(concept: Concept, *, is_open: bool) -> Standing:
    if not is_open and has_expired(concept):
        words = _("It was not submitted by the deadline, so it takes no part. Only you read it.")
        return Standing("ended", _("Expired draft"), words)
    if concept.submitted_at is not None:
        words = _("You have taken it back. It takes part only if you submit it again.")
        return Standing("warning", _("Taken back"), words)
    words = _("Only your team sees it. It takes part once you submit it.")
    return Standing("draft", _("Draft"), words)


def _outcome(status: ConceptStatus) -> Standing:
    """Return how an entry ended, once that is announced."""
    told = {
        ConceptStatus.WINNER: ("running", _("Winner"), _("Congratulations! Your entry won.")),
        ConceptStatus.HONOURABLE: (
            "running", _("Honourable mention"), _("The jury wants to mention your entry."),
        ),
        ConceptStatus.STEPPED_BACK: (
            "ended", _("Stepped back"), _("You have left the prize to the next in rank."),
        ),
        ConceptStatus.DUPLICATE: (
            "ended", _("Same as another entry"), _("It was set aside in favour of another."),
        ),
        ConceptStatus.MERGED: (
            "ended", _("Judged with another"), _("It was judged together with another entry."),
        ),
    }  # fmt: skip
    plain = ("ended", _("Not chosen"), _("Thank you for taking part. This time others won."))
    return Standing(*told.get(status, plain))

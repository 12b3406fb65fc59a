"""What becomes of an entry whose lead leaves it while it is judged, or is erased.

Erasing never waits for a deadline: it is the person's right at any time.
"""

from sqlalchemy import delete, update

from app.database import db
from app.policies.actor import SYSTEM, Actor
from app.queries.concept import led_by
from app.services.audit import record
from app.services.concept_mail import tell_lead
from app.services.move import move
from models.attachment import stored_name
from models.award import Award
from models.challenge import ChallengeStatus
from models.concept import (
    BODY,
    CONCEPT_WORKFLOW,
    Concept,
    ConceptAction,
    ConceptMember,
    ConceptStatus,
    ConceptVersion,
)
from models.errors import ConflictError
from models.personal import NAMELESS

JUDGED = (
    ChallengeStatus.SCREENING,
    ChallengeStatus.JUDGING_1,
    ChallengeStatus.SHORTLISTED,
    ChallengeStatus.JUDGING_2,
)
DECIDED = (ChallengeStatus.DECIDED, ChallengeStatus.ANNOUNCED, ChallengeStatus.ARCHIVED)
STILL_OPEN = (
    ConceptStatus.DRAFT,
    ConceptStatus.SUBMITTED,
    ConceptStatus.ELIGIBLE,
    ConceptStatus.SHORTLISTED,
)


def is_judged(concept: Concept) -> bool:
    """Say whether an entry is being judged, so that its lead may withdraw it by itself."""
    going_on = concept.status in (ConceptStatus.ELIGIBLE, ConceptStatus.SHORTLISTED)
    return going_on and concept.challenge.status in JUDGED


def leave_competition(actor: Actor, concept: Concept) -> None:
    """Withdraw an entry that is being judged, before the decision is signed.

    Raises:
        ConflictError: ``decided_already``.
    """
    if concept.challenge.status not in JUDGED:
        raise ConflictError("decided_already")
    move(actor, concept, CONCEPT_WORKFLOW, ConceptAction.WITHDRAW)


def pass_on(concept: Concept, heir: ConceptMember) -> None:
    """Make an accepted member the lead; the lead's own row goes from the list of members."""
    concept.lead_id = heir.user_id
    concept.version += 1
    db.session.delete(heir)
    db.session.flush()
    db.session.refresh(concept)


def _goes_on(concept: Concept) -> bool:
    """Say whether an entry was submitted and is not decided."""
    is_decided = concept.challenge.status in DECIDED
    return concept.submitted_at is not None and concept.status in STILL_OPEN and not is_decided


def _forget(concept: Concept) -> list[str]:
    """Empty an entry that nobody will judge: its words, its files and its earlier submissions.

    Returns the names of its files in the store.
    """
    names = [stored_name(one.digest, one.kind) for one in concept.files]
    for name in BODY:
        setattr(concept, name, "")
    concept.secrets = {}
    concept.files = []
    db.session.execute(delete(ConceptVersion).where(ConceptVersion.concept_id == concept.id))
    return names


def _unname_awards(concept: Concept) -> None:
    """Take the name of a lead who leaves a team from the awards that were announced under it."""
    name = concept.lead.name if concept.lead is not None else ""
    its = (Award.concept_id == concept.id, Award.runner_name == name)
    db.session.execute(update(Award).where(*its).values(runner_name=NAMELESS))


def leave_all(user_id: int) -> list[str]:
    """Settle the entries that somebody leads who is being erased, in the caller's transaction.

    A team of others goes on: whoever joined first leads it, and is whom the city can reach.  What
    was submitted by one alone and is not decided is withdrawn and emptied.  Drafts that were never
    submitted go, and what was decided stays without the name: models/personal_concept.py says so.
    Returns names in the file store that may be orphans now.
    """
    files: list[str] = []
    for concept in led_by(user_id):
        others = [one for one in concept.members if one.accepted_at is not None and one.user_id]
        heir = min(others, key=lambda one: (one.accepted_at, one.id), default=None)
        if heir is not None and heir.user is not None:
            concept.contact_name, concept.contact_email = heir.user.name, heir.user.email
            concept.contact_phone = ""
            _unname_awards(concept)
            pass_on(concept, heir)
            record(SYSTEM, "concept:pass_on", concept)
            tell_lead(concept, "concept/leads_now", f"l{concept.version}")
        elif _goes_on(concept):
            move(SYSTEM, concept, CONCEPT_WORKFLOW, ConceptAction.WITHDRAW)
            files += _forget(concept)
    db.session.flush()
    return files

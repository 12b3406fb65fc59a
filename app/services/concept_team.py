"""The team of an entry: invite by mail, join with the invited address, leave, remove, hand over.

Every change passes the gate, so after the deadline a team is as it is; leaving is always open to
whoever is not the lead.  The token of an invitation is known here only by its SHA-256.
"""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select, update

from app.database import db, for_everybody, use_case
from app.policies.actor import Actor
from app.policies.seal import poses
from app.policies.table import Action
from app.queries import concept_clock
from app.queries.account import account_of, user_by_email
from app.queries.concept_team import member_of, pending
from app.services.audit import record
from app.services.concept_gate import CHANGING, own, touch, write
from app.services.concept_leave import pass_on
from app.services.concept_mail import tell_lead
from app.services.notification import tell_address
from models.concept import Concept, ConceptMember
from models.errors import ConflictError, FieldError, ForbiddenError, NotFoundError

INVITATION_LASTS = dt.timedelta(days=14)
MOST_MEMBERS = 10


@dataclass(frozen=True, slots=True)
class NewMember:
    """Whom to invite; ``path`` is the address that the mail leads to."""

    email: str
    token_sha256: str
    path: str
    language: str


@use_case
def invite(actor: Actor, concept_id: int, new: NewMember) -> int:
    """Invite somebody to the team, for its lead; an earlier invitation is replaced.

    Raises:
        FieldError: ``already_in_team`` or ``team_full`` (most) at ``email``.
        ConflictError: ``entries_closed`` and the like.
    """
    concept = own(actor, concept_id, Action.CONCEPT_LEAD)
    touch(concept, CHANGING)
    now = concept_clock.instant()
    user = user_by_email(new.email)
    known = next((one for one in concept.members if one.email == new.email), None)
    if (user is not None and user.id in concept.team) or (known and known.accepted_at):
        raise FieldError("already_in_team", field="email")
    if known is None:
        if len(concept.members) >= MOST_MEMBERS:
            raise FieldError("team_full", field="email", most=MOST_MEMBERS)
        known = ConceptMember(concept_id=concept.id, email=new.email)
        db.session.add(known)
    known.token_sha256, known.invited_at = new.token_sha256, now
    known.expires_at = now + INVITATION_LASTS
    db.session.flush()
    record(actor, "concept:invite", concept, member_id=known.id)
    language = user.language if user is not None else new.language
    tell_address(
        new.email,
        language,
        "concept/invitation",
        f"concept-invitation:{new.token_sha256[:32]}",
        challenge=concept.challenge.title.best(language)[0],
        inviter=actor.name,
        path=new.path,
        closes_at=_iso(concept.challenge.closes_at),
    )
    return known.id


def _iso(instant: dt.datetime | None) -> str:
    return instant.isoformat() if instant else ""


@use_case
def accept(actor: Actor, member_id: int) -> int:
    """Join a team by an invitation to one's own address; returns the entry's id.

    Raises:
        NotFoundError: ``invitation_old``: too old, taken back, or another's.
        ForbiddenError: ``juror_enters_not``, ``poser_enters_not``.
        ConflictError: ``entries_closed`` and the like.
    """
    user = account_of(actor.user_id)
    invitation = _mine(actor, member_id)
    concept = invitation.concept
    if invitation.accepted_at is not None:
        return concept.id
    if concept.challenge_id in actor.juries:
        raise ForbiddenError("juror_enters_not")
    if poses(actor, concept.challenge):
        raise ForbiddenError("poser_enters_not")
    touch(concept, CHANGING)
    if user.id in concept.team:
        raise ConflictError("already_in_team")
    taken = db.session.execute(
        update(ConceptMember)
        .where(ConceptMember.id == member_id, ConceptMember.accepted_at.is_(None))
        .values(accepted_at=concept_clock.StatementTime(), user_id=user.id)
        .execution_options(synchronize_session=False)
        .returning(ConceptMember.id)
    ).scalar()
    if taken is None:
        raise ConflictError
    db.session.refresh(concept)
    record(actor, "concept:join", concept, member_id=member_id)
    tell_lead(concept, "concept/joined", f"joined:{member_id}", person=user.name)
    return concept.id


@use_case
def decline(actor: Actor, member_id: int) -> None:
    """Say no to an invitation to one's own address; the lead is told."""
    invitation = _mine(actor, member_id)
    if invitation.accepted_at is not None:
        raise NotFoundError("invitation_old")
    concept = invitation.concept
    record(actor, "concept:decline", concept, member_id=member_id)
    with for_everybody("whoever has declined sees no more whom to tell"):
        db.session.delete(invitation)
        db.session.flush()
        tell_lead(concept, "concept/declined", f"declined:{member_id}", person=actor.name)


def _mine(actor: Actor, member_id: int) -> ConceptMember:
    """Return an invitation to the actor's own address that still works."""
    user = account_of(actor.user_id)
    invitation = db.session.get(ConceptMember, member_id, populate_existing=True)
    if invitation is None or invitation.email.lower() != user.email.lower():
        raise NotFoundError("invitation_old")  # numbers that others have tell nobody anything
    if not pending(invitation, concept_clock.instant(), user.id):
        raise NotFoundError("invitation_old")
    return invitation


@use_case
def remove(actor: Actor, concept_id: int, member_id: int) -> int:
    """Take somebody out of the team or take an invitation back, for the lead."""
    concept = own(actor, concept_id, Action.CONCEPT_LEAD)
    touch(concept, CHANGING)
    gone = member_of(concept, member_id)
    record(actor, "concept:remove_member", concept, member_id=member_id)
    db.session.delete(gone)
    db.session.flush()
    db.session.refresh(concept)
    return concept.id


@use_case
def leave(actor: Actor, concept_id: int) -> None:
    """Leave a team; the lead hands over first.  Nobody is held in a team by a deadline.

    Raises:
        ConflictError: ``lead_stays``.
    """
    concept = own(actor, concept_id)
    if concept.lead_id == actor.user_id:
        raise ConflictError("lead_stays")
    mine = db.session.scalars(
        select(ConceptMember).where(
            ConceptMember.concept_id == concept.id, ConceptMember.user_id == actor.user_id
        )
    ).one()
    member_id = mine.id
    record(actor, "concept:leave", concept, member_id=member_id)
    with for_everybody("whoever has left sees no more whom to tell"):
        db.session.delete(mine)
        db.session.flush()
        db.session.refresh(concept)
        tell_lead(concept, "concept/left", f"left:{member_id}", person=actor.name)


@use_case
def hand_over(actor: Actor, concept_id: int, member_id: int) -> int:
    """Make an accepted member the lead, before the deadline; who led it stays in the team.

    Raises:
        ConflictError: ``not_in_team_yet``, ``entries_closed`` and the like.
    """
    concept = own(actor, concept_id, Action.CONCEPT_LEAD)
    heir = member_of(concept, member_id)
    if heir.accepted_at is None or heir.user_id is None:
        raise ConflictError("not_in_team_yet")
    write(concept, {}, states=CHANGING)
    _stay(actor, concept, heir)
    record(actor, "concept:hand_over", concept, member_id=member_id)
    tell_lead(concept, "concept/leads_now", f"l{concept.version}")
    return concept.id


def _stay(actor: Actor, concept: Concept, heir: ConceptMember) -> None:
    """Make the heir lead, and the one who led an ordinary member in the heir's place."""
    user, now = account_of(actor.user_id), concept_clock.instant()
    stays = ConceptMember(
        concept_id=concept.id, email=user.email, user_id=user.id, invited_at=now, expires_at=now,
        accepted_at=now, token_sha256=_never(concept, user.id),
    )  # fmt: skip
    db.session.add(stays)  # first, so that nobody acts for an entry who is not in its team
    db.session.flush()
    pass_on(concept, heir)


def _never(concept: Concept, user_id: int) -> str:
    """Return what no token has as its SHA-256: it is no hex."""
    return f"lead:{concept.id}:{user_id}:{concept.version}"

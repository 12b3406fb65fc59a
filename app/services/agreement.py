"""Draw up agreements, sign them, put new ones in their place, and let them end.

An agreement is drawn up when an offer is accepted, which is the applicant's signature; the city
signs the same text afterwards, or has signed it once for all where the testbed decides by itself.
When booked days are moved, the agreement ends and one with the new days takes its place: asking
for the days and approving them are its signatures, and whoever did neither confirms it.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app import clock
from app.database import db, use_case
from app.policies.actor import SYSTEM, Actor
from app.policies.approval import decides_by_itself, may_promise
from app.policies.subject import of_part
from app.policies.table import Action, Relation, authorise, may, relations
from app.queries.agreement import agreement_for, live_of
from app.queries.agreement_text import Proposal, with_days
from app.queries.offer import latest_bookings
from app.queries.review import is_impartial
from app.services.audit import record
from app.services.correspondence import tell_applicant, tell_city
from app.services.ledger import take_turn
from app.services.review import require_impartial
from app.services.step import step
from models.agreement import Agreement, SignedHow
from models.application import BOOKED, ApplicationPart, PartAction, PartStatus
from models.errors import ConflictError, FieldError, ForbiddenError, IllegalMoveError
from models.text import tidy

LONGEST_NAME = 200
CITY_SIGNS_WITHIN = dt.timedelta(days=7)
# A reminder is not repeated although the outbox forgets what it sent some weeks ago.
REMINDED_UNTIL = dt.timedelta(days=20)


@dataclass(frozen=True, slots=True)
class Consent:
    """Who said yes to moved days, when: the person asking, or the one approving."""

    user_id: int | None
    name: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Consents:
    """What both sides have said to moved days: the applicant asked for them, the city approved."""

    asked: Consent | None = None
    approved: Consent | None = None


NOBODY = Consents()


def draw_up(actor: Actor, part: ApplicationPart, proposal: Proposal, name: str) -> Agreement:
    """Keep the text an applicant has just signed; where the place decides by itself, signed by all.

    Runs inside the acceptance of an offer, which asked for permission.
    """
    agreement = written(part, proposal)
    _applicant_signs(agreement, Consent(actor.user_id, name, clock.now()), SignedHow.BY_NAME)
    if decides_by_itself(part):
        city = part.testbed.city.name.best(agreement.language)[0]
        city_signs(agreement, Consent(None, city, clock.now()), SignedHow.STANDING)
    db.session.add(agreement)
    db.session.flush()
    record(actor, "agreement:draw_up", part, agreement=agreement.id, sha256=agreement.body_sha256)
    if agreement.is_signed:
        _take_effect(SYSTEM, part, agreement)
    return agreement


@use_case
def sign(actor: Actor, agreement_id: int, seen: str, name: str) -> int:
    """Sign for one's own side what one has read; ``seen`` is the hash of that text.

    Raises:
        ConflictError: ``agreement_changed`` (fact: agreement, the id of the one that counts now),
            ``already_signed``; IllegalMoveError when the days are no longer booked.
        ForbiddenError: ``city_decides``, ``own_application``, ``recused``.
        FieldError: ``signature_needed``.
    """
    agreement = agreement_for(actor, agreement_id)
    part = agreement.part
    for_applicant = signs_for_applicant(actor, agreement)
    if not for_applicant:
        _authorise_city(actor, part)
    take_turn([part.testbed_id])
    db.session.refresh(agreement, with_for_update=True)
    if not agreement.is_live or seen != agreement.body_sha256:
        current = live_of(part.id)
        raise ConflictError("agreement_changed", agreement=current.id if current else None)
    if part.status not in BOOKED:
        raise IllegalMoveError(state=part.status, action=PartAction.SIGN)
    signed_at = agreement.applicant_signed_at if for_applicant else agreement.city_signed_at
    if signed_at is not None:
        raise ConflictError("already_signed")
    consent = Consent(actor.user_id, _name(name), clock.now())
    (_applicant_signs if for_applicant else city_signs)(agreement, consent, SignedHow.BY_NAME)
    db.session.flush()
    record(actor, "agreement:sign", part, agreement=agreement.id, sha256=agreement.body_sha256)
    if agreement.is_signed:
        _take_effect(actor, part, agreement)
    return agreement.id


def signs_for_applicant(actor: Actor, agreement: Agreement) -> bool:
    """Say whether a signature of this person would be the applicant's."""
    return Relation.APPLICANT in relations(actor.whole, of_part(agreement.part))


def may_sign(actor: Actor, agreement: Agreement) -> bool:
    """Say whether a signature of this person is awaited."""
    part = agreement.part
    if not agreement.is_live or part.status not in BOOKED:
        return False
    if signs_for_applicant(actor, agreement):
        return agreement.applicant_signed_at is None
    return agreement.city_signed_at is None and _may_sign_for_city(actor, part)


def supersede(actor: Actor, part: ApplicationPart, said: Consents = NOBODY) -> Agreement | None:
    """Put an agreement with the part's new days in the place of the one that counts.

    Runs inside the use case that has moved the days, in its transaction.  ``said.asked`` is
    the applicant's wish for them and ``said.approved`` the city's yes: with both the new agreement
    is signed.  Without the second the actor's move is the city's signature if the actor may sign
    for it.  A side that has said nothing yet is told to confirm.  Returns the agreement that
    counts now, or None when the part never had one.
    """
    before, booking = live_of(part.id), latest_bookings([part]).get(part.id)
    if before is None or booking is None:
        return before
    proposal = with_days(before, booking)
    if proposal.sha256 == before.body_sha256:
        return before
    after = written(part, proposal)
    if said.asked is not None:
        _applicant_signs(after, said.asked, SignedHow.MOVE)
    approved = said.approved
    if approved is None and _may_sign_for_city(actor, part):
        approved = Consent(actor.user_id, actor.name, clock.now())
    if approved is not None:
        city_signs(after, approved, SignedHow.MOVE)
    before.ended_at = clock.now()
    db.session.flush()
    db.session.add(after)
    db.session.flush()
    before.superseded_by_id = after.id
    db.session.flush()
    record(actor, "agreement:renew", part, agreement=after.id, before=before.id)
    if after.is_signed:
        _take_effect(actor, part, after)
    else:
        _ask_for_the_rest(part, after)
    return after


def end(part: ApplicationPart) -> None:
    """Let the agreement of a part end with it, for those who cancel or withdraw."""
    agreement = live_of(part.id)
    if agreement is not None:
        agreement.ended_at = clock.now()
        db.session.flush()


@use_case
def remind_all() -> int:
    """Remind cities, once, of what the applicant signed a week ago; returns of how many."""
    now = clock.now()
    waiting = db.session.scalars(
        select(Agreement).where(
            Agreement.ended_at.is_(None),
            Agreement.city_signed_at.is_(None),
            Agreement.applicant_signed_at <= now - CITY_SIGNS_WITHIN,
            Agreement.applicant_signed_at > now - REMINDED_UNTIL,
        )
    ).all()
    for agreement in waiting:
        tell_city(
            agreement.part,
            "agreement/remind_city",
            once=f"a{agreement.id}",
            agreement_id=agreement.id,
        )
    return len(waiting)


def written(part: ApplicationPart, proposal: Proposal) -> Agreement:
    """Return an agreement that nobody has signed, not kept yet."""
    return Agreement(
        part_id=part.id,
        part=part,
        template_version=proposal.template_version,
        language=proposal.language,
        facts=proposal.facts,
        body=proposal.body,
        body_sha256=proposal.sha256,
        created_at=clock.now(),
    )


def _applicant_signs(agreement: Agreement, consent: Consent, how: SignedHow) -> None:
    agreement.applicant_signed_by_id = consent.user_id
    agreement.applicant_signed_name = consent.name
    agreement.applicant_signed_at = consent.at
    agreement.applicant_signed_how = how


def city_signs(agreement: Agreement, consent: Consent, how: SignedHow) -> None:
    """Write the city's signature."""
    agreement.city_signed_by_id = consent.user_id
    agreement.city_signed_name = consent.name
    agreement.city_signed_at = consent.at
    agreement.city_signed_how = how


def _take_effect(actor: Actor, part: ApplicationPart, agreement: Agreement) -> None:
    """Move the part when both have signed for the first time, and send both sides the link."""
    if part.status is PartStatus.ACCEPTED:
        step(actor, part, PartAction.SIGN)
    once = f"a{agreement.id}"
    days: dict[str, Any] = {name: agreement.facts[name] for name in ("start", "end")}
    tell_applicant(part, "agreement/signed", once=once, agreement_id=agreement.id, **days)
    tell_city(part, "agreement/signed_city", once=once, agreement_id=agreement.id, **days)


def _ask_for_the_rest(part: ApplicationPart, agreement: Agreement) -> None:
    once = f"a{agreement.id}"
    days: dict[str, Any] = {name: agreement.facts[name] for name in ("start", "end")}
    if agreement.applicant_signed_at is None:
        tell_applicant(part, "agreement/renewed", once=once, agreement_id=agreement.id, **days)
    if agreement.city_signed_at is None:
        tell_city(part, "agreement/renewed_city", once=once, agreement_id=agreement.id, **days)


def _authorise_city(actor: Actor, part: ApplicationPart) -> None:
    authorise(actor, Action.AGREEMENT_SIGN, of_part(part))
    require_impartial(actor, part)
    if not may_promise(actor, part):
        raise ForbiddenError("city_decides")


def _may_sign_for_city(actor: Actor, part: ApplicationPart) -> bool:
    allowed = may(actor, Action.AGREEMENT_SIGN, of_part(part)) and may_promise(actor, part)
    return allowed and is_impartial(actor, part)


def _name(written: str) -> str:
    kept = tidy(written)[:LONGEST_NAME]
    if not kept:
        raise FieldError("signature_needed", field="name")
    return kept

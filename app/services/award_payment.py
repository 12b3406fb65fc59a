"""Write down that prize money was paid.  Nothing is paid here, and of the payee nothing is kept."""

import datetime as dt
import re

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.table import Action
from app.queries.award import award_at_desk
from app.services.audit import record
from app.services.award import locked
from app.services.typed_value import text_up_to
from models.award import REFERENCE, Award, AwardPayment, AwardStatus
from models.errors import ConflictError, FieldError, NotFoundError

# The Finnish personal identity code, with each of its signs for the century.
# Source: Digital and Population Data Services Agency, reform of the code, 2023.
IDENTITY_CODE = re.compile(r"\b\d{6}[-+A-FU-Ya-fu-y]\d{3}[0-9A-Za-z]\b")


@use_case
def record_payment(
    actor: Actor, award_id: int, paid_on: dt.date | None, amount_eur: int | None, reference: str
) -> int:
    """Keep when how much was paid under which reference; returns the award's id.

    Raises:
        NotFoundError, ForbiddenError: As app/services/award.py: ``locked``.
        ConflictError: ``award_not_accepted``.
        FieldError: ``award_day_needed``, ``award_day_ahead``, ``award_amount_needed``,
            ``award_overpaid`` (left), ``award_reference_needed``, ``no_identity_code``,
            ``too_many_letters``.
    """
    award = _at_desk(actor, award_id)
    if award.status is not AwardStatus.ACCEPTED:
        raise ConflictError("award_not_accepted")
    if paid_on is None:
        raise FieldError("award_day_needed", field="paid_on")
    if paid_on > clock.today(award.challenge.city.time_zone):
        raise FieldError("award_day_ahead", field="paid_on")
    if not amount_eur:
        raise FieldError("award_amount_needed", field="amount_eur")
    left = unpaid(award)
    if amount_eur > left:
        raise FieldError("award_overpaid", field="amount_eur", left=left)
    said = " ".join(text_up_to(REFERENCE)("reference", reference).split())
    if not said:
        raise FieldError("award_reference_needed", field="reference")
    if IDENTITY_CODE.search(said):
        raise FieldError("no_identity_code", field="reference")
    made = AwardPayment(
        award_id=award.id, paid_on=paid_on, amount_eur=amount_eur, reference=said,
        recorded_by_id=actor.user_id, recorded_at=clock.now(),
    )  # fmt: skip
    award.payments.append(made)
    db.session.flush()
    record(actor, "award:pay", award, payment=made.id, amount_eur=amount_eur)
    return award.id


@use_case
def take_back_payment(actor: Actor, award_id: int, payment_id: int) -> int:
    """Take out a payment that was written down by mistake; returns the award's id."""
    award = _at_desk(actor, award_id)
    made = db.session.get(AwardPayment, payment_id)
    if made is None or made.award_id != award.id:
        raise NotFoundError
    record(actor, "award:unpay", award, payment=made.id, amount_eur=made.amount_eur)
    db.session.delete(made)
    db.session.flush()
    return award.id


def unpaid(award: Award) -> int:
    """Return how much of the prize money has not been written down as paid."""
    return (award.amount_eur or 0) - sum(one.amount_eur for one in award.payments)


def _at_desk(actor: Actor, award_id: int) -> Award:
    award = award_at_desk(actor, award_id)
    locked(actor, award.challenge_id, Action.AWARD_PAY)
    db.session.expire(award, ["payments"])
    return award

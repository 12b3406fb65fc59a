"""Oulu's challenges after their jury: one under embargo, one announced with a prize to answer."""

from collections.abc import Callable
from typing import Any

from app import clock
from app.database import db
from app.queries.award import announcement_of, awards_of
from models.account import User
from models.award import AwardPayment
from tests.factories import award as make


def outcomes(writer: User, city: str, planted: str, plant: Callable[..., None]) -> dict[str, Any]:
    """Return what stands for the names of awards in addresses; ``writer`` leads the first team."""
    secret = make.decided(2, slug=city, leads=(writer,))
    make.prepared(secret)
    first = make.entries_of(secret)[0]
    plant(first, announcement_of(secret.id))
    told = make.announced(make.decided(2, slug=city, leads=(writer,)))
    award = awards_of(told.id)[0]
    award.note = planted
    paid = AwardPayment(
        award_id=award.id, paid_on=clock.today(), amount_eur=1, reference=planted,
        recorded_at=clock.now(),
    )  # fmt: skip
    db.session.add(paid)
    db.session.commit()
    return {
        "award_desk.challenge_id": secret.id,
        "award_preview.challenge_id": secret.id,
        "award_preview.concept_id": first.id,
        "award_own.concept_id": award.concept_id,
        "award_id": award.id,
        "payment_id": paid.id,
    }

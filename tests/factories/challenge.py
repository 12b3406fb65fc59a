"""Challenges for tests, as rows in any state; their times are hours from now."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

from app import clock
from app.database import db
from models.base import Translated
from models.challenge import (
    Challenge,
    ChallengeCriterion,
    ChallengePrize,
    ChallengeStatus,
    ChallengeTerms,
    EntrantKind,
    LegalForm,
)
from tests.factories import keep
from tests.factories.city import city

HOUR = dt.timedelta(hours=1)
POINT = "SRID=4326;POINT(24.94 60.17)"
LEVELS = ["Ei mitään", "Vähän", "Jonkin verran", "Hyvä", "Oikein hyvä", "Erinomainen"]


def terms(version: str = "test-1") -> ChallengeTerms:
    """Return a version of the terms, made on first use."""
    known = db.session.query(ChallengeTerms).filter_by(version=version).one_or_none()
    if known is not None:
        return known
    made = ChallengeTerms(
        version=version,
        name=Translated("Oikeudet jäävät sinulle", "Rättigheterna är dina", "Yours"),
        body=Translated("Oikeudet jäävät tekijälle.", "Du behåller dem.", "You keep your rights."),
        created_at=clock.now(),
    )
    db.session.add(made)
    keep()
    return made


def criterion(position: int, weight: str = "1", minimum: str | None = None) -> ChallengeCriterion:
    """Return a criterion that is not yet of any challenge."""
    return ChallengeCriterion(
        position=position,
        name=Translated(f"Arvo {position}", f"Värde {position}", f"Value {position}"),
        words=Translated("Mitä saadaan", "Vad man får", "What is gained"),
        weight=Decimal(weight),
        minimum=None if minimum is None else Decimal(minimum),
        levels={"fi": LEVELS, "sv": LEVELS, "en": LEVELS},
    )


def challenge(
    status: ChallengeStatus = ChallengeStatus.APPROVED,
    *,
    slug: str = "helsinki",
    opens: float = -24,
    closes: float = 24,
    weights: tuple[str, ...] = ("3", "2", "1"),
    **values: Any,
) -> Challenge:
    """Return a challenge of a city; by default approved, and open for another day.

    ``opens`` and ``closes`` are hours from now; questions close an hour before.
    """
    now = clock.now()
    given: dict[str, Any] = {
        "slug": f"haaste-{uuid.uuid4().hex[:8]}",
        "city_id": city(slug).id,
        "status": status,
        "title": Translated("Puhtaampi katu", "En renare gata", "A cleaner street"),
        "summary": Translated("Pöly pois.", "Bort med dammet.", "Less dust."),
        "brief": Translated("Katupöly vaivaa.", "Gatudamm stör.", "Street dust bothers people."),
        "expected": Translated("Idea ja suunnitelma", "Idé och plan", "An idea and a plan"),
        "themes": ["built_environment"],
        "entrants": [kind.value for kind in EntrantKind],
        "legal_form": LegalForm.IDEA_CONTEST,
        "terms_id": terms().id,
        "opens_at": now + opens * HOUR,
        "closes_at": now + closes * HOUR,
        "questions_close_at": now + (closes - 1) * HOUR,
        "was_public": status not in _UNSEEN,
        "created_at": now,
        "updated_at": now,
    }
    made = Challenge(**given | values)
    made.criteria = [criterion(n, weight) for n, weight in enumerate(weights, 1)]
    made.prizes = [
        ChallengePrize(place=1, amount_eur=5000),
        ChallengePrize(place=2, amount_eur=2000),
    ]
    db.session.add(made)
    keep()
    return made


def closed(status: ChallengeStatus = ChallengeStatus.APPROVED, **values: Any) -> Challenge:
    """Return a challenge whose time to enter is over."""
    return challenge(status, **{"opens": -48, "closes": -1} | values)


def whole(status: ChallengeStatus = ChallengeStatus.DRAFT, **values: Any) -> Challenge:
    """Return a challenge that is still to open and lacks nothing for its approval."""
    made = challenge(status, **{"opens": 24, "closes": 48, "geom": POINT} | values)
    made.decision_by = (made.closes_at or clock.now()).date() + dt.timedelta(days=30)
    keep()
    return made


_UNSEEN = (ChallengeStatus.DRAFT, ChallengeStatus.IN_REVIEW, ChallengeStatus.EDITS_REQUESTED)

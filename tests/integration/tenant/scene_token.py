"""A token that acts for Oulu, and the identifier by which Oulu's own system calls a testbed."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from app.database import db
from models.account import User
from models.testbed import Testbed
from models.token import AccessToken
from tests.factories.application import day
from tests.factories.token import token_of

EXTERNAL_ID = "OULU-7"


def token_things(chief: User, hidden: Testbed, plant: Callable[..., None]) -> dict[str, Any]:
    """Leave a token of the city's; return its names in addresses, and those of its register."""
    hidden.external_id = EXTERNAL_ID
    db.session.commit()
    token_of(chief, city_id=hidden.city_id)
    made = db.session.scalars(select(AccessToken).order_by(AccessToken.id.desc())).first()
    assert made is not None
    kept = made.token_sha256, made.hint
    plant(made)
    made.token_sha256, made.hint = kept
    db.session.commit()
    return {
        "token_id": made.id,
        "external_id": EXTERNAL_ID,
        "day": day(0).isoformat(),
    }

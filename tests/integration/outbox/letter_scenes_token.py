"""The use cases that send mail about tokens of programs."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from app.database import db
from app.services import token as service
from models.account import CityRole
from models.token import AccessToken
from tests.factories.account import acting, person, staff
from tests.factories.city import city
from tests.factories.token import token_of

Deed = Callable[[], Any]


def _make(*, for_city: bool) -> Deed:
    user, home = (staff() if for_city else person()), city().id
    return lambda: token_of(user, city_id=home if for_city else None)


def _revoke() -> Deed:
    token_of(staff(CityRole.EDITOR), city_id=city().id)
    chief, made = acting(staff()), db.session.scalars(select(AccessToken)).one()
    return lambda: service.revoke(chief, made.id)


SCENES: dict[str, Callable[[], Deed]] = {
    "token/made": lambda: _make(for_city=False),
    "token/made_city": lambda: _make(for_city=True),
    "token/revoked": _revoke,
}

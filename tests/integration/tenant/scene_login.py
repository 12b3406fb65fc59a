"""A browser and a passkey of somebody of Oulu, and an authenticator app of a colleague."""

from typing import Any

from app.database import db
from models.account import User
from tests.factories.factor import app_of, passkey_of
from tests.factories.identity import identity_of
from tests.factories.login import row_of


def login_things(chief: User, worker: User) -> dict[str, Any]:
    """Leave them; return their names in addresses."""
    app_of(worker)
    login, passkey = row_of(chief), passkey_of(chief)
    login.browser = passkey.name = "xqzsalaisuus"
    db.session.commit()
    identity = identity_of(chief, subject="xqzsalaisuus")
    names = {"identity_id": identity.id, "provider": "tosi"}
    return {"login_id": login.id, "passkey_id": passkey.id, **names}

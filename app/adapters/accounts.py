"""The sign-in library (Flask-Security) behind a few plain functions.

It gives the session and its loading, the hash of passwords (argon2id) and the signed, ageing
tokens in links.  Pages, mail and transactions are ours: the library's own pages commit after the
response is made, hash under the writers' lock and mail without a commit.
"""

import functools
import secrets
import unicodedata
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from flask import Flask, g, session
from flask_security import Security, SQLAlchemyUserDatastore, confirmable, recoverable, utils

from app.database import db
from models.account import Role, User
from models.login import SECRET_BYTES

COOKIE_KEY = "_user_id"  # where the library's session keeps what its loader of accounts is given

# The library's own types ask for models made from its mixins, and half of it has none.
_Store: Any = SQLAlchemyUserDatastore
_library: Any = utils
_confirmable: Any = confirmable
_recoverable: Any = recoverable


def datastore() -> Any:
    """Return the store that the sign-in library reads accounts through."""
    return _Store(db, User, Role)


def start(app: Flask, load: Callable[[str], User | None]) -> None:
    """Give the app the library, without its pages; ``load`` finds the account of a secret."""
    Security(app, datastore(), register_blueprint=False)
    manager: Any = app.extensions["security"].login_manager
    manager.user_loader(load)


def new_secret() -> str:
    """Return the secret that the cookie of a new login holds."""
    return secrets.token_urlsafe(SECRET_BYTES)


def normal(password: str) -> str:
    """Return the password in the one form that is hashed, however the keyboard composed it."""
    return unicodedata.normalize("NFKD", password)


def hashed(password: str) -> str:
    """Return what is stored of a password.  It takes long: call it outside use cases."""
    return str(_library.hash_password(normal(password)))


@functools.cache
def _nobody() -> str:
    return hashed("nobody has this password")


def matches(password: str, stored: str | None) -> bool:
    """Say whether the password is the stored one; takes as long when nothing is stored."""
    right = _library.verify_password(normal(password), stored or _nobody())
    return bool(right and stored)


def confirmation_token(uniquifier: str, email: str) -> str:
    """Return the token that confirms this address of the account with this ``fs_uniquifier``."""
    account = SimpleNamespace(fs_uniquifier=uniquifier, email=email)
    return str(_confirmable.generate_confirmation_token(account))


def confirmed_by(token: str) -> User | None:
    """Return the account whose address the token confirms; None when it is old or false."""
    expired, invalid, user = _confirmable.confirm_email_token_status(token)
    return None if expired or invalid else user


def reset_token(user: User) -> str:
    """Return the token with which the account gets a new password, once."""
    return str(_recoverable.generate_reset_password_token(user))


def reset_by(token: str) -> User | None:
    """Return the account whose password the token resets; None when it is old, used or false."""
    expired, invalid, user = _recoverable.reset_password_token_status(token)
    return None if expired or invalid else user


def open_session(user: User, secret: str, *, remember: bool) -> None:
    """Begin a new session: nothing of the one before is kept, its CSRF token least of all.

    ``secret`` is what the cookie of the login holds, see models/login.py.
    """
    session.clear()
    for name in ("csrf_token", "viewer", "login"):
        g.pop(name, None)
    _library.login_user(user, remember=remember, authn_via=["password"])
    session[COOKIE_KEY] = secret


def close_session() -> None:
    """End the session, and with it what the browser remembers of it."""
    _library.logout_user()
    for key in [key for key in session if key != "_remember"]:
        session.pop(key)
    for name in ("viewer", "login"):
        g.pop(name, None)

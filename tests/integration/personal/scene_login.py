"""Somebody of the personal walk who is signed in, with every way of doing so."""

from models.account import User
from tests.factories.factor import app_of, codes_of, passkey_of
from tests.factories.identity import identity_of
from tests.factories.login import row_of


def signs_in(made: User) -> None:
    """Let somebody have a browser, an app, a passkey, recovery codes and another account."""
    row_of(made)
    app_of(made)
    passkey_of(made)
    codes_of(made)
    identity_of(made)

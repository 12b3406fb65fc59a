"""Words for what stands in the way of signing in with a second factor, by code."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _

FACTOR_MESSAGES: dict[str, Callable[[dict[str, Any]], str]] = {
    "code_needed": lambda _f: _("Write the code, or show your passkey."),
    "code_wrong": lambda _f: _(
        "The code is not right. Look at the newest one in the app, or use a recovery code that you "
        "have not used before."
    ),
    "app_code_wrong": lambda _f: _(
        "The code is not right. Write the newest one that the app shows for Koepaikka. If it is, "
        "see that the phone’s clock is right."
    ),
    "code_used": lambda _f: _(
        "This code has been used. Each code works once: wait until the app shows the next one."
    ),
    "passkey_wrong": lambda _f: _(
        "The passkey was not recognised here, or the page had been open for long. Try once more."
    ),
    "passkey_not_made": lambda _f: _(
        "The browser made no passkey, or the page had been open for long. Try once more."
    ),
    "too_many_passkeys": lambda f: _(
        "You have %(most)s passkeys. Remove one that you no longer use.", most=f["most"]
    ),
    "app_known": lambda _f: _(
        "An authenticator app is in use already. Its recovery codes were shown once."
    ),
    "proof_needed": lambda _f: _("Show first that it is you: your password and second factor."),
    "factor_missing": lambda _f: _("This account is signed in to with a second factor."),
    "factor_needed": lambda _f: _(
        "What your role lets you do opens when you have set up a second factor. You find it on the "
        "page of your account."
    ),
    "password_wrong": lambda _f: _("This is not the password you use now."),
    "password_none": lambda _f: _(
        "Your account has no password. Get a link by mail to choose one: on the page for signing "
        "in, under the words about a forgotten password."
    ),
}

"""Words for what stands in the way of signing in with another account, by code.

Facts hold ``provider``, what people call it, where one is on the way.
"""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _

IDENTITY_MESSAGES: dict[str, Callable[[dict[str, Any]], str]] = {
    "provider_silent": lambda f: _(
        "%(provider)s does not answer right now. Try again in a few minutes, or sign in with "
        "e-mail and password.",
        provider=f["provider"],
    ),
    "provider_wrong": lambda f: _(
        "What %(provider)s sent could not be trusted, so nobody was signed in. Try again. If it "
        "happens again, tell us.",
        provider=f["provider"],
    ),
    "provider_cancelled": lambda f: _(
        "You came back from %(provider)s without signing in. Try again, or choose another way.",
        provider=f["provider"],
    ),
    "code_refused": lambda f: _(
        "%(provider)s did not confirm who you are; perhaps too much time had passed. Try again.",
        provider=f["provider"],
    ),
    "return_old": lambda f: _(
        "This way back from %(provider)s was used already, began in another browser or took too "
        "long. Begin again.",
        provider=f.get("provider", ""),
    ),
    "identity_taken": lambda _f: _(
        "Another account here is signed in to with this already. Sign in to that account and "
        "remove it there first."
    ),
    "identity_other": lambda _f: _(
        "You showed another account than the one that is linked to yours here. Try again with the "
        "right one."
    ),
    "not_shown_anew": lambda f: _(
        "%(provider)s did not ask you again. Show your password instead.",
        provider=f.get("provider", ""),
    ),
    "password_too": lambda _f: _(
        "Your account has a second factor of its own. Show your password and the code instead; "
        "without a password, choose one by mail first."
    ),
    "no_sign_up": lambda _f: _(
        "New accounts are not made this way. If a city has invited you, open the link in its mail "
        "and sign in from there."
    ),
    "identity_off": lambda _f: _(
        "Your account here has been switched off. Ask your city’s coordinator, or tell us."
    ),
    "last_way_in": lambda _f: _(
        "This is the only way into your account. Choose a password or add another way first."
    ),
    "too_many_identities": lambda f: _(
        "You have linked %(most)s accounts. Remove one that you no longer use.", most=f["most"]
    ),
}

"""Words for what stands in the way of changing or erasing one's own data, by code."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

PERSONAL_MESSAGES: dict[str, Callable[[dict[str, Any]], str]] = {
    "same_address": lambda _f: _("This is the address you have now. Write another one."),
    "address_taken": lambda _f: _(
        "This address has an account of its own by now. Sign in with it, or choose another address."
    ),
    "duties_left": lambda facts: ngettext(
        "%(num)s thing must be handed over or ended before the account can be erased.",
        "%(num)s things must be handed over or ended before the account can be erased.",
        int(facts["count"]),
    ),
    "reader_has_account": lambda _f: _(
        "This address has an account. Sign in, and erase it under “My data”."
    ),
}

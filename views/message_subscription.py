"""Words for what stands in the way of following something, by code."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

SUBSCRIPTION_MESSAGES: dict[str, Callable[[dict[str, Any]], str]] = {
    "too_many_subscriptions": lambda facts: ngettext(
        "You follow %(num)s thing already. Stop following one first.",
        "You follow %(num)s things already. Stop following one first.",
        int(facts["most"]),
    ),
    "place_unknown": lambda _f: _(
        "We do not know this place. Try the district or the city, or point on a map."
    ),
    "place_unclear": lambda facts: _(
        "Which one do you mean? Write it in full: %(places)s.",
        places="; ".join(facts["places"]),
    ),
}

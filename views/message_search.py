"""Words for what stands in the way of a saved search, by code."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

SEARCH_MESSAGES: dict[str, Callable[[dict[str, Any]], str]] = {
    "search_name_needed": lambda _f: _("Give the search a name."),
    "search_name_taken": lambda _f: _("You have a search of this name already. Choose another."),
    "search_is_empty": lambda _f: _(
        "This search asks for nothing yet. Choose a filter or free days first."
    ),
    "too_many_searches": lambda facts: ngettext(
        "You have %(num)s saved search already. Delete one first.",
        "You have %(num)s saved searches already. Delete one first.",
        int(facts["most"]),
    ),
}

"""Words for what stands in the way of telling of a fault or answering it, by code."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _

FAULT_MESSAGES: dict[str, Callable[[dict[str, Any]], str]] = {
    "fault_text_needed": lambda _f: _("Tell what does not work."),
    "fault_answer_needed": lambda _f: _("Write the answer."),
    "too_many_faults": lambda _f: _(
        "We have had very many notes today. What you wrote is still here: send it again tomorrow, "
        "or write to us by e-mail."
    ),
}

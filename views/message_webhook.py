"""Words for what stands in the way of a webhook, by code."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _

WEBHOOK_MESSAGES: dict[str, Callable[[dict[str, Any]], str]] = {
    "webhook_name_needed": lambda _f: _("Give the webhook a name."),
    "webhook_topics_needed": lambda _f: _("Choose at least one thing to be told of."),
    "too_many_webhooks": lambda f: _(
        "You have %(most)s webhooks already. Remove one that you do not need.", most=f["most"]
    ),
    "webhook_not_active": lambda _f: _("It does not send at present. Let it send again first."),
    "webhook_still_waiting": lambda _f: _("This message is just being sent. Look again shortly."),
    "too_many_tests": lambda _f: _("Several test messages wait already. Look how they fare first."),
    "url_unreadable": lambda _f: _(
        "Check the address. It should look like https://example.fi/koepaikka."
    ),
    "url_not_https": lambda _f: _("The address has to begin with https://."),
    "url_with_password": lambda _f: _(
        "Leave the user name and password out of the address. The signature shows who sends."
    ),
    "url_port": lambda _f: _("This port cannot be used. Leave it out: https uses port 443."),
    "url_inside": lambda _f: _(
        "This address leads into a private network. Give one that anybody can reach."
    ),
}

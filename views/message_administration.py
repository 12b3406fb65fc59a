"""Words for what stands in the way of an administrator, by code."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _

ADMINISTRATION_MESSAGES: dict[str, Callable[[dict[str, Any]], str]] = {
    "own_account": lambda _f: _("This is your own account. Ask another administrator."),
    "account_off": lambda _f: _("The account is switched off already."),
    "account_on": lambda _f: _("The account is in use already."),
    "account_erased": lambda _f: _(
        "The person had this account erased. Nothing is left that could be switched on."
    ),
    "last_administrator": lambda _f: _(
        "Nobody else could administer the service then. Make somebody else an administrator first."
    ),
    "mail_not_dead": lambda _f: _(
        "Only mail that failed can be tried again. Look at the list: this one has moved on."
    ),
    "mail_gone": lambda _f: _("The mail has been sent or given up meanwhile."),
    "mail_leaving": lambda _f: _("The mail is being sent at this moment. Look again in a minute."),
}

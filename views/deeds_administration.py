"""Sentences of the audit trail about what administrators did."""

from typing import Any

from flask_babel import lazy_gettext as _l

ADMINISTRATION_SENTENCES: dict[str, Any] = {
    "account:create": _l("The operator made an account for %(thing)s."),
    "account:set_password": _l("The operator gave %(thing)s a new password."),
    "account:make_admin": _l("The operator made %(thing)s an administrator."),
    "account:switch_off": _l("%(who)s switched off the account of %(thing)s."),
    "account:switch_on": _l("%(who)s switched the account of %(thing)s on again."),
    "account:sign_out": _l("%(who)s ended the sign-ins of %(thing)s."),
    "outbox:retry": _l("%(who)s let a mail be tried again."),
    "outbox:drop": _l("%(who)s gave up a mail that could not be sent."),
}

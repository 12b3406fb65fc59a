"""Words for ways to sign in and second factors; app/labels.py takes them in."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from models.factor import FactorKind
from models.login import Way

FACTOR_PAIRS: list[tuple[StrEnum, Any]] = [
    (FactorKind.APP, _l("Authenticator app")),
    (FactorKind.PASSKEY, _l("Passkey")),
    (FactorKind.RECOVERY, _l("Recovery code")),
    (Way.PASSWORD, _l("Password")),
    (Way.PASSKEY, _l("Passkey")),
    (Way.PROVIDER, _l("Another account")),
]

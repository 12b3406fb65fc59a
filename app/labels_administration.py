"""Words for why administrators do something; app/labels.py gives them to everybody."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from models.administration import DropReason, SwitchReason

ADMINISTRATION_PAIRS: list[tuple[StrEnum, Any]] = [
    (SwitchReason.LEFT, _l("The person does this work no longer, or does it again")),
    (SwitchReason.MISUSE, _l("It was misused, or that is settled")),
    (SwitchReason.STOLEN, _l("Somebody else got hold of it, or that is mended")),
    (SwitchReason.DOUBLE, _l("The person has another account")),
    (SwitchReason.ASKED, _l("The person asked for it")),
    (SwitchReason.MISTAKE, _l("It was done by mistake")),
    (DropReason.TOLD, _l("The person was told in another way")),
    (DropReason.OUT_OF_DATE, _l("What it tells is no longer so")),
    (DropReason.NO_ADDRESS, _l("Nobody is at this address")),
    (DropReason.FAULTY, _l("It cannot be written or sent")),
]

"""Words for the vocabularies of registering; app/labels.py gives them to everybody."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from models.registration import RegistrationAction, RegistrationStatus
from models.registration_question import AskedKind

REGISTRATION_PAIRS: list[tuple[StrEnum, Any]] = [
    (RegistrationStatus.APPLIED, _l("Address not confirmed")),
    (RegistrationStatus.WAITING, _l("In the queue")),
    (RegistrationStatus.OFFERED, _l("Has been offered a place")),
    (RegistrationStatus.CONFIRMED, _l("Has a place")),
    (RegistrationStatus.ATTENDED, _l("Came")),
    (RegistrationStatus.NO_SHOW, _l("Did not come")),
    (RegistrationStatus.LAPSED, _l("Did not answer in time")),
    (RegistrationStatus.CANCELLED, _l("Cancelled")),
    (RegistrationAction.CONFIRM, _l("Confirm")),
    (RegistrationAction.QUEUE, _l("Join the queue")),
    (RegistrationAction.OFFER, _l("Offer a place")),
    (RegistrationAction.ACCEPT, _l("Take the place")),
    (RegistrationAction.LAPSE, _l("Lapse")),
    (RegistrationAction.CANCEL, _l("Cancel")),
    (RegistrationAction.CHECK_IN, _l("Check in")),
    (RegistrationAction.UNDO, _l("Undo")),
    (RegistrationAction.MISS, _l("Did not come")),
    (AskedKind.TEXT, _l("In their own words")),
    (AskedKind.CHOICE, _l("One of a few answers")),
    (AskedKind.YES_NO, _l("Yes or no")),
    (AskedKind.FOOD, _l("What they eat, with their consent")),
    (AskedKind.ACCESS, _l("What they need to be able to come, with their consent")),
]

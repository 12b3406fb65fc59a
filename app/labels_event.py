"""Words for the vocabularies of events; app/labels.py gives them to everybody."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from models.event import EventAction, EventKind, EventPhase, EventStatus, SpokenLanguage
from models.event_clash import ClashKind

EVENT_PAIRS: list[tuple[StrEnum, Any]] = [
    (EventKind.WORKSHOP, _l("Workshop")),
    (EventKind.SITE_VISIT, _l("Site visit")),
    (EventKind.PITCH_DAY, _l("Pitch day")),
    (EventKind.SEMINAR, _l("Seminar")),
    (EventKind.PROGRAMME, _l("Whole programme")),
    (EventStatus.DRAFT, _l("Draft")),
    (EventStatus.PUBLISHED, _l("Published")),
    (EventStatus.CANCELLED, _l("Cancelled")),
    (EventStatus.CLOSED, _l("Held")),
    (EventAction.PUBLISH, _l("Publish")),
    (EventAction.CANCEL, _l("Cancel the event")),
    (EventAction.CLOSE, _l("Tell what came of it")),
    (EventPhase.DRAFT, _l("Draft")),
    (EventPhase.COMING, _l("Coming")),
    (EventPhase.ON, _l("Going on now")),
    (EventPhase.HELD, _l("Held")),
    (EventPhase.CANCELLED, _l("Cancelled")),
    (SpokenLanguage.FI, _l("Finnish")),
    (SpokenLanguage.SV, _l("Swedish")),
    (SpokenLanguage.EN, _l("English")),
    (SpokenLanguage.SIGN, _l("Sign language")),
    (ClashKind.ROOM, _l("The same room")),
    (ClashKind.SPEAKER, _l("The same speaker")),
    (ClashKind.VISITOR, _l("At the same time")),
]

"""What every page of an event at the desk shows: its name, its state, its pages, its deeds."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app import clock
from app.labels import label
from app.policies.subject import of_city
from app.policies.table import Action, may
from models.event import EVENT_WORKFLOW, Event, EventAction, EventPhase
from models.event_clash import all_clashes
from views import language, navigation
from views.access import viewer
from views.event_about import about
from views.event_agenda import agenda, shown_sessions
from views.event_card import picture_of
from views.event_words import PILLS, place_words, spoken_words, when_words
from views.filter_link import Option
from views.testbed_gallery import plain_picture

TEXTS = ("title", "summary", "description", "access", "note", "outcome", "ideas")


def frame(event: Event, here: str = "event_desk.show") -> dict[str, Any]:
    """Return what the frame of a page shows; ``here`` is the endpoint of the page."""
    lang, now, actor = language.current(), clock.now(), viewer()
    phase, subject = event.phase(now), of_city(event.city_id)
    may_edit, may_publish = (
        may(actor, action, subject) for action in (Action.EVENT_EDIT, Action.EVENT_PUBLISH)
    )
    picture = picture_of(event)
    return {
        "event": event,
        "texts": {name: getattr(event, name).best(lang) for name in TEXTS},
        "phase": phase,
        "pill": PILLS[phase],
        "kind": label(event.kind),
        "city": event.city.name.best(lang)[0],
        "when": when_words(event),
        "place": place_words(event),
        "spoken": spoken_words(event),
        "about": about(event),
        "days": agenda(event) if event.is_programme else [],
        "sessions": shown_sessions(event.sessions),
        "clashes": _clashes(event),
        "picture": plain_picture(picture) if picture else None,
        "can": {
            "edit": may_edit and phase in OPEN,
            "publish": may_publish and EVENT_WORKFLOW.allows(event.status, EventAction.PUBLISH),
            "cancel": may_publish and phase in (EventPhase.COMING, EventPhase.ON),
            "tell": may_publish and event.is_public and phase is EventPhase.HELD,
            "copy": may_edit,
            "discard": may_edit and phase is EventPhase.DRAFT,
        },
        "tabs": _tabs(event, here),
        "section_links": navigation.desk_menu(),
    }


OPEN = (EventPhase.DRAFT, EventPhase.COMING, EventPhase.ON)


def _clashes(event: Event) -> list[tuple[str, str, str]]:
    """Return (what is needed twice, one session, the other) of everything that clashes."""
    lang = language.current()
    names = {one.id: one.name.best(lang)[0] for one in event.sessions}
    found = all_clashes([one.slot for one in event.live_sessions])
    return [(clash.name, names[clash.one], names[clash.other]) for clash in found]


def _tabs(event: Event, here: str) -> list[Option]:
    pages = [("event_desk.show", _("The event"))]
    if event.is_programme:
        pages.append(("event_desk_session.index", _("Sessions")))
        pages.append(("event_desk_session.tracks", _("Tracks")))
    pages.append(("event_desk_extra.picture", _("Picture")))
    if may(viewer(), Action.REGISTRATION_READ, of_city(event.city_id)):
        pages.append(("registration_desk.index", _("Registrations")))
        pages.append(("registration_question.index", _("Questions")))
    return [
        Option("", name, words, 0, name == here, url_for(name, event_id=event.id))
        for name, words in pages
    ]

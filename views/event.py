"""Events as everybody reads them: what is coming, by day, and the page of one."""

from collections import Counter
from typing import Any

from flask import Blueprint, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app import clock
from app.forms.event_filter import event_filter, picked_sessions
from app.labels import choices, label
from app.policies.subject import of_city
from app.policies.table import Action, may
from app.queries import event as query
from app.queries.city import city_names
from app.queries.event import EventFilter
from models.event import Event, EventKind, EventPhase
from models.testbed_kind import Theme
from views import filter_link, language
from views.access import public, viewer
from views.event_about import about
from views.event_agenda import agenda, shown_session, track_names
from views.event_card import by_day, picture_of
from views.event_data import described
from views.event_map import map_of
from views.event_words import PILLS, place_words, spoken_words, when_words
from views.feed_words import prepare
from views.language import PREFIX
from views.page import page
from views.registration_words import registering
from views.testbed_gallery import plain_picture

blueprint = Blueprint("event", __name__, url_prefix=PREFIX + "/events")
blueprint.record(prepare)

TEXTS = ("title", "summary", "description", "access", "note", "outcome", "ideas")


@blueprint.get("")
@public
def index() -> ResponseReturnValue:
    """List the events that are coming, or those that were, by their days, with filters."""
    wanted, now = event_filter(request.args), clock.now()
    found = query.public_events(wanted, now)
    groups = _groups(wanted, query.public_events(EventFilter(is_past=wanted.is_past), now))
    return page(
        "event/index.html",
        days=by_day(found, is_past=wanted.is_past),
        total=len(found),
        wanted=wanted,
        groups=groups,
        chosen=[option for one in groups for option in one.chosen],
        tabs=_tabs(wanted),
        clear_url=url_for("event.index", when="past" if wanted.is_past else None),
        feeds={kind: _feed(kind) for kind in ("calendar", "atom")},
    )


@blueprint.get("/<slug>")
@public
def show(slug: str) -> ResponseReturnValue:
    """Show one event to everybody; a draft to those who write it."""
    event = query.event_of(viewer(), slug)
    return page("event/show.html", **values_of(event))


def values_of(event: Event) -> dict[str, Any]:
    """Return everything that the page of an event shows."""
    lang, now = language.current(), clock.now()
    phase = event.phase(now)
    texts = {name: getattr(event, name).best(lang) for name in TEXTS}
    main = None if event.is_programme else next(iter(event.sessions), None)
    picked = picked_sessions(request.args)
    return {
        "event": event,
        "texts": texts,
        "phase": phase,
        "pill": PILLS[phase],
        "city": event.city.name.best(lang)[0],
        "when": when_words(event),
        "place": place_words(event),
        "spoken": spoken_words(event),
        "kind": label(event.kind),
        "themes": ", ".join(label(Theme(one)) for one in event.themes),
        "contact": event.contact_email or event.city.role_mailbox,
        "event_session": shown_session(main).row if main else None,
        "registering": registering(event),
        "days": agenda(event, picked) if event.is_programme else [],
        "as_list": request.args.get("view") == "list",
        "tracks": track_names(event),
        "picture": plain_picture(shown) if (shown := picture_of(event)) else None,
        "map": map_of(event, texts["title"][0]),
        "about": about(event),
        "is_coming": phase in (EventPhase.COMING, EventPhase.ON),
        "structured": described(event) if event.is_public else None,
        "desk_url": url_for("event_desk.show", event_id=event.id)
        if may(viewer(), Action.EVENT_READ, of_city(event.city_id))
        else None,
    }


def _tabs(wanted: EventFilter) -> list[filter_link.Option]:
    """Return the two lists: what is coming and what has been, with the other filters kept."""
    kept = MultiDict((k, v) for k, v in request.args.items(multi=True) if k != "when")
    past = kept.copy()
    past.setlist("when", ["past"])
    rows = (("", _("Coming"), kept), ("past", _("Past"), past))
    return [
        filter_link.Option(
            "when", value, words, 0, wanted.is_past == bool(value), filter_link.here(args)
        )
        for value, words, args in rows
    ]


def _groups(wanted: EventFilter, every: list[Event]) -> list[filter_link.Group]:
    lang = language.current()
    cities = [(slug, name.best(lang)[0]) for slug, name in city_names().items()]
    counts = (
        Counter(one.city.slug for one in every),
        Counter(one.kind.value for one in every),
        Counter(theme for one in every for theme in one.themes),
    )
    rows = (
        ("city", _("City"), cities, wanted.cities),
        ("kind", _("Kind of event"), choices(EventKind), wanted.kinds),
        ("theme", _("Theme"), choices(Theme), wanted.themes),
    )
    return [
        filter_link.group(name, words, offered, dict(count), on)
        for (name, words, offered, on), count in zip(rows, counts, strict=True)
    ]


def _feed(kind: str) -> str:
    """Return the whole address of this list as a feed, for calendars and readers to follow."""
    kept = ("city", "kind", "theme")
    args = MultiDict((k, v) for k, v in request.args.items(multi=True) if k in kept)
    address = filter_link.at(f"event_feed.{kind}", args)
    mark = "&" if "?" in address else "?"
    return f"{g.public_url}{address}{mark}lang={language.current()}"

"""Events to take along: one, a session, one's own programme, or everything of a filter."""

import datetime as dt
from dataclasses import replace

from flask import Blueprint, Response, abort, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from app import clock
from app.adapters.calendar_file import MIMETYPE as CALENDAR
from app.adapters.calendar_file import calendar_file
from app.extensions import LOCALES, limiter
from app.forms.event_filter import event_filter, picked_sessions
from app.labels import label
from app.policies.actor import VISITOR
from app.queries import event as query
from app.serializers.atom_file import MIMETYPE as ATOM
from app.serializers.atom_file import AtomEntry, AtomHead, atom_file
from models.event import Event, EventSession, EventStatus
from models.testbed_kind import Theme
from views import filter_link
from views.access import public
from views.event_entry import timed, whole
from views.event_words import place_words, when_words
from views.feed_words import head, prepare
from views.subscription_feed import EVERYBODY, answered, asked_language, tag

blueprint = Blueprint("event_feed", __name__, url_prefix="/feeds")
blueprint.record(prepare)

MOST_ENTRIES = 100
REMEMBERED = dt.timedelta(days=90)  # how long a calendar still has what is over


@blueprint.get("/events.ics")
@public
@limiter.limit("120/minute")
def calendar() -> ResponseReturnValue:
    """Give everybody the events of a filter: those that come and those of the last months."""
    lang = asked_language()
    wanted = event_filter(request.args)
    found = query.public_events(replace(wanted, is_past=False), clock.now() - REMEMBERED)
    return _calendar(lang, _("Koepaikka: events"), [one for each in found for one in whole(each)])


@blueprint.get("/events.atom")
@public
@limiter.limit("120/minute")
def atom() -> ResponseReturnValue:
    """Tell everybody which events of a filter are published, changed and cancelled."""
    lang = asked_language()
    g.lang = lang
    wanted = replace(event_filter(request.args), is_past=False)
    found = query.public_events(wanted, clock.now() - REMEMBERED)
    with force_locale(LOCALES[lang]):
        entries = [_entry(one, lang) for one in found]
        entries.sort(key=lambda one: (one.updated, one.uid), reverse=True)
        address = filter_link.at("event.index", request.args)
        top = AtomHead(
            uid=tag(f"events/{lang}?{address.partition('?')[2]}"),
            title=_("Koepaikka: events"),
            language=lang,
            url=g.public_url + address,
            self_url=g.public_url + request.full_path.rstrip("?"),
        )
        body = atom_file(top, entries[:MOST_ENTRIES])
    return answered(body, ATOM, lang, EVERYBODY)


@blueprint.get("/events/<slug>.ics")
@public
@limiter.limit("120/minute")
def one(slug: str) -> ResponseReturnValue:
    """Give an event with all its sessions, or with those that the address picks."""
    event = _public(slug)
    picked = picked_sessions(request.args)
    rows = [each for each in event.sessions if not picked or each.id in picked]
    lang = asked_language()
    return _calendar(lang, event.title.best(lang)[0], rows)


@blueprint.get("/events/<slug>/<int:session_id>.ics")
@public
@limiter.limit("120/minute")
def session(slug: str, session_id: int) -> ResponseReturnValue:
    """Give one session of an event."""
    event = _public(slug)
    rows = [each for each in event.sessions if each.id == session_id]
    if not rows:
        abort(404)
    lang = asked_language()
    return _calendar(lang, rows[0].name.best(lang)[0], rows)


def _public(slug: str) -> Event:
    """Return an event that everybody may read: a file is never given of a draft."""
    return query.event_of(VISITOR, slug)


def _calendar(
    lang: str, name: str, rows: list[EventSession] | list[EventSession | Event]
) -> Response:
    g.lang = lang
    with force_locale(LOCALES[lang]):
        events = [made for row in rows if (made := timed(row, lang)) is not None]
        body = calendar_file(head(name), events)
    answer = answered(body, CALENDAR, lang, EVERYBODY)
    answer.headers["Content-Disposition"] = 'inline; filename="koepaikka.ics"'
    return answer


def _entry(event: Event, lang: str) -> AtomEntry:
    title = event.title.best(lang)[0]
    off = event.status is EventStatus.CANCELLED
    summary = f"{when_words(event)}. {place_words(event)}. {event.summary.best(lang)[0]}"
    return AtomEntry(
        uid=tag(f"gathering/{event.id}"),
        title=_("Cancelled: %(title)s", title=title) if off else title,
        url=g.public_url + url_for("event.show", lang=lang, slug=event.slug),
        summary=event.note.best(lang)[0] if off else summary,
        published=event.published_at or event.created_at,
        updated=event.updated_at,
        categories=(event.city.name.best(lang)[0], *(label(Theme(t)) for t in event.themes)),
    )

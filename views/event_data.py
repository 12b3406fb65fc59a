"""An event as search engines read it: schema.org in JSON-LD, public facts only.

Source: https://schema.org/Event.  The link for taking part is no public fact, so an online event
is said to be at its own page.
"""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from flask import g, url_for

from models.event import Event, EventSession, EventStatus
from views import language

LONGEST = 500
CONTEXT = "https://schema.org"


def described(event: Event) -> dict[str, Any] | None:
    """Return the description of a public event, or None when it has no time."""
    if event.starts_at is None or event.ends_at is None:
        return None
    lang = language.current()
    url = g.public_url + url_for("event.show", slug=event.slug)
    text = event.summary.best(lang)[0]
    found: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "Event",
        "name": event.title.best(lang)[0],
        "description": text[:LONGEST],
        "url": url,
        "startDate": _local(event.starts_at, event),
        "endDate": _local(event.ends_at, event),
        "eventStatus": f"{CONTEXT}/{_status(event)}",
        "eventAttendanceMode": f"{CONTEXT}/{_mode(event)}",
        "location": _location(event, url),
        "organizer": {"@type": "Organization", "name": event.city.name.best(lang)[0]},
        "isAccessibleForFree": True,
    }
    spoken = [one for one in event.languages if one != "sign"]
    if spoken:
        found["inLanguage"] = spoken
    if event.is_programme:
        found["subEvent"] = [_session(one) for one in event.live_sessions]
    return found


def _session(one: EventSession) -> dict[str, Any]:
    event = one.event
    path = url_for("event_session.show", slug=event.slug, session_id=one.id)
    found: dict[str, Any] = {
        "@type": "Event",
        "name": one.title.best(language.current())[0],
        "startDate": _local(one.starts_at, event),
        "endDate": _local(one.ends_at, event),
        "url": g.public_url + path,
        "location": _location(event, g.public_url + path),
    }
    if one.speakers:
        found["performer"] = [{"@type": "Person", "name": n} for n in one.speakers.splitlines()]
    return found


def _local(instant: dt.datetime, event: Event) -> str:
    return instant.astimezone(ZoneInfo(event.city.time_zone)).isoformat()


def _status(event: Event) -> str:
    if event.status is EventStatus.CANCELLED:
        return "EventCancelled"
    return "EventRescheduled" if event.moved_at else "EventScheduled"


def _mode(event: Event) -> str:
    if not event.online_url:
        return "OfflineEventAttendanceMode"
    return "MixedEventAttendanceMode" if event.is_somewhere else "OnlineEventAttendanceMode"


def _location(event: Event, url: str) -> Any:
    virtual = {"@type": "VirtualLocation", "url": url}
    if not event.is_somewhere:
        return virtual
    lang = language.current()
    city = event.city.name.best(lang)[0]
    name = event.testbed.name.best(lang)[0] if event.testbed else event.street or city
    address = {"@type": "PostalAddress", "addressLocality": city, "addressCountry": "FI"}
    if event.street:
        address["streetAddress"] = event.street
    place = {"@type": "Place", "name": name, "address": address}
    return [place, virtual] if event.online_url else place

"""What the page of an event tells beyond its feature, as JSON: its sessions."""

from app.serializers.api_pilot import Json, texts
from models.base import Translated
from models.event import Event, EventSession


def session(one: EventSession, base: str) -> Json:
    """Return one session; ``base`` is the address of this installation."""
    return {
        "id": one.id,
        **texts("title", one.name),
        **texts("description", one.description),
        **texts("track", one.track.name if one.track else Translated()),
        "starts_at": one.starts_at.isoformat(),
        "ends_at": one.ends_at.isoformat(),
        "room": one.room or None,
        "speakers": one.speakers.splitlines(),
        "capacity": one.capacity,
        "free": None if one.capacity is None else one.capacity - one.taken,
        "is_cancelled": one.cancelled_at is not None,
        "page": f"{base}/fi{_path(one.event, one)}",
    }


def _path(event: Event, one: EventSession) -> str:
    """Return the address of its page; a single event and its session have the same."""
    end = f"/sessions/{one.id}" if event.is_programme else ""
    return f"/events/{event.slug}{end}"

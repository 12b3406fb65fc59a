"""The one place from which those who have registered are told of changes to an event.

Each is called once a change, in the transaction that writes it, with the rows as they are after it.
"""

from app.services import registration_news
from app.services.registration_place import refill
from models.event import Event, EventSession


def tell_changed(event: Event, session: EventSession | None = None) -> None:
    """Tell of new times or a new place: of the whole event, or of one session alone."""
    registration_news.tell_changed(event, session)


def tell_cancelled(event: Event, session: EventSession | None = None) -> None:
    """Tell that the event, or one session of it, will not be held."""
    registration_news.tell_cancelled(event, session)


def tell_outcome(event: Event) -> None:
    """Thank those who came and tell them what came of it; each is told once."""
    registration_news.thank(event)


def offer_room(event: Event) -> None:
    """Offer the places that an event has more of than before to those who wait."""
    refill(event)

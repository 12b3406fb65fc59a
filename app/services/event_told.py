"""The one place from which those who have registered are told of changes to an event.

Each is called once a change, in the transaction that writes it, with the rows as they are after it.
"""

from models.event import Event, EventSession


def tell_changed(_event: Event, _session: EventSession | None = None) -> None:
    """Tell of new times or a new place: of the whole event, or of one session alone."""


def tell_cancelled(_event: Event, _session: EventSession | None = None) -> None:
    """Tell that the event, or one session of it, will not be held."""

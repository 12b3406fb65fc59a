"""Read what a reader asked of the list of events from the address; odd values ask for nothing."""

from werkzeug.datastructures import MultiDict

from app.forms.experiment import CITIES
from app.forms.ident import ident
from app.queries.event import EventFilter
from models.event import EventKind
from models.testbed_kind import Theme

MOST_PICKED = 60


def event_filter(args: MultiDict[str, str]) -> EventFilter:
    """Return the filter that an address asks for: city, kind, theme, and when=past."""
    return EventFilter(
        cities=frozenset(args.getlist("city")) & CITIES,
        kinds=frozenset(args.getlist("kind")) & frozenset(one.value for one in EventKind),
        themes=frozenset(args.getlist("theme")) & frozenset(one.value for one in Theme),
        is_past=args.get("when") == "past",
    )


def picked_sessions(args: MultiDict[str, str]) -> tuple[int, ...]:
    """Return the sessions of somebody's own programme, which an address carries as ``s``."""
    found = (ident(one) for one in args.getlist("s")[:MOST_PICKED])
    return tuple(dict.fromkeys(one for one in found if one))

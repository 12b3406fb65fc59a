"""What is followed, in words: the name that a reader knows it by from then on."""

from collections.abc import Iterator, Mapping, Sequence

from flask import request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.forms.subscription import radius_words
from app.labels import label
from app.queries.city import city_names
from models.testbed_kind import TestbedKind, Theme
from views import filter_link, language

Args = Mapping[str, Sequence[str]]


def place_name(place: str, radius_m: int) -> str:
    """Return the name of a circle around a place."""
    return _("%(place)s, %(radius)s around", place=place, radius=radius_words(radius_m))


def point_name(lon: float, lat: float) -> str:
    """Return how a point is called that has no name."""
    return f"{lat:.3f}, {lon:.3f}"


def view_name(args: Args) -> str:
    """Return the name of a view of the front page."""
    return ", ".join(view_words(args)) or _("All experiments")


def follow_urls() -> dict[str, str]:
    """Return where what the front page shows can be followed: as mail, feed and calendar."""
    asked = MultiDict(request.args)
    return {
        "place": filter_link.at("subscription.place", asked),
        "view": filter_link.at("subscription.view", asked),
        "atom": _spoken(filter_link.at("subscription_feed.atom", asked)),
        "calendar": _spoken(filter_link.at("subscription_feed.calendar", asked)),
    }


def _spoken(address: str) -> str:
    """Return the address of a feed in the reader's language."""
    return f"{address}{'&' if '?' in address else '?'}lang={language.current()}"


def view_words(args: Args) -> Iterator[str]:
    """Say what a view of the front page asks for, piece by piece."""
    lang, names = language.current(), city_names()
    yield from (f"“{one}”" for one in args.get("q", ()))
    yield from (names[slug].best(lang)[0] for slug in args.get("city", ()) if slug in names)
    yield from (label(Theme(one)) for one in args.get("theme", ()))
    yield from (label(TestbedKind(one)) for one in args.get("kind", ()))
    personal = {"no": _("Collects no personal data"), "yes": _("Collects personal data"),
                "unknown": _("Personal data: not known")}  # fmt: skip
    yield from (personal[one] for one in args.get("personal_data", ()))

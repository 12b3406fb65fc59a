"""The parts into which the documentation of the interface for machines is divided."""

from dataclasses import dataclass
from typing import Final

from flask_babel import lazy_gettext as _l

from views.api.wording import Words


@dataclass(frozen=True, slots=True)
class Tag:
    """One part: its name in addresses and programs, its heading, what is in it."""

    name: str
    title: Words
    words: Words


TESTBEDS: Final = Tag(
    "testbeds", _l("Testbeds"), _l("The places that are open for trials, and when they are free.")
)
PILOTS: Final = Tag(
    "pilots", _l("Experiments"), _l("What is tried out, how it goes on, what was measured.")
)
RESULTS: Final = Tag("results", _l("Results"), _l("What came of experiments that have ended."))
CHALLENGES: Final = Tag("challenges", _l("Challenges"), _l("Problems that look for an answer."))
EVENTS: Final = Tag("events", _l("Events"), _l("Workshops, site visits, pitch days and seminars."))
CITIES: Final = Tag("cities", _l("Cities"), _l("The cities and their areas."))
SEARCH: Final = Tag("search", _l("Search"), _l("One question to everything that is public."))
CHANGES: Final = Tag("changes", _l("Changes"), _l("What was added, changed and removed since."))
APPLICATIONS: Final = Tag(
    "applications", _l("Applications"), _l("Applications to testbeds, and bookings.")
)
WEBHOOKS: Final = Tag(
    "webhooks", _l("Webhooks"), _l("Addresses of yours that we tell when something changes.")
)
RESERVATIONS: Final = Tag(
    "six-cities-reservation",
    _l("The six cities’ reservation interface"),
    _l(
        "The resource reservation interface that the six cities wrote together: programs made for "
        "it read testbeds as resources. Reading only."
    ),
)
DESCRIPTION: Final = Tag("description", _l("Description"), _l("The interface described by itself."))

TAGS: Final = (
    TESTBEDS, PILOTS, RESULTS, CHALLENGES, EVENTS, CITIES, SEARCH, CHANGES, APPLICATIONS, WEBHOOKS,
    RESERVATIONS, DESCRIPTION,
)  # fmt: skip

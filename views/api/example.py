"""Examples of the documentation name a thing that is there to be asked for."""

from typing import Final

from app.queries import open_list
from models.open_collection import COLLECTIONS
from models.pilot import TOLD_STATES
from views.api.operation import Operation

V1: Final = "/api/v1/"
RESULTS: Final = "results"


def example_of(one: Operation) -> dict[str, str]:
    """Return the values of an operation's example.

    Where what its path names is not public here, the first thing of the collection takes its
    place; where there is none, the example stays as it was written.
    """
    given = dict(one.example)
    part, _slash, rest = one.path.removeprefix(V1).partition("/")
    if rest == "{city}/testbeds/{slug}":
        return given | _address(given)
    name = "pilots" if part == RESULTS else part
    if not rest.startswith("{id}") or name not in COLLECTIONS:
        return given
    states = tuple(TOLD_STATES) if part == RESULTS else ()
    ident = given.get("id", "")
    found = open_list.named(name, int(ident) if ident.isdecimal() else ident, states)
    return given | ({"id": ident if found.is_named else str(found.key)} if found else {})


def _address(given: dict[str, str]) -> dict[str, str]:
    if open_list.testbed_at(given["city"], given["slug"]) is not None:
        return {}
    found = open_list.named("testbeds", "")
    return {"city": found.city, "slug": found.slug} if found else {}

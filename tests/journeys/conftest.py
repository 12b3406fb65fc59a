"""Running servers on both engines, one browser, and people in three languages at two widths."""

import zlib
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.conftest import SERVER, NewDatabases
from tests.journeys.person import Person, Session
from tests.journeys.server import Server, running
from tests.patience import PATIENCE_MS

expect.set_options(timeout=PATIENCE_MS)
WIDTHS = {"wide": (1440, 900), "phone": (390, 844)}
# A journey walks two ways, which together are both engines and both widths; a third of the journeys
# walks each pair, so that together they walk every pair of language and width and of language and
# engine.  What is marked ``phone`` walks the three on the phone.  ``--all-ways`` walks all six with
# every journey.  What is marked ``long`` walks two of its own.
PAIRS = [
    [("sqlite", "fi", "wide"), ("postgresql", "en", "phone")],
    [("sqlite", "en", "wide"), ("postgresql", "fi", "phone")],
    [("sqlite", "sv", "phone"), ("postgresql", "sv", "wide")],
]
WAYS = [way for pair in PAIRS for way in pair]
LONG = [PAIRS[0][0], ("postgresql", "sv", "phone")]


def ways_of(metafunc: pytest.Metafunc) -> list[tuple[str, str, str]]:
    """Return the ways that a journey walks, always the same for its name."""
    if metafunc.definition.get_closest_marker("phone"):
        return [way for way in WAYS if way[2] == "phone"]
    if metafunc.definition.get_closest_marker("long"):
        return LONG
    if metafunc.config.getoption("--all-ways"):
        return WAYS
    return PAIRS[zlib.crc32(metafunc.function.__name__.encode()) % len(PAIRS)]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "way" in metafunc.fixturenames:
        # All journeys on one engine go to one worker, which keeps one server for them.
        ways = [
            pytest.param(way, id="-".join(way), marks=pytest.mark.xdist_group(way[0]))
            for way in ways_of(metafunc)
            if SERVER or way[0] == "sqlite"
        ]
        metafunc.parametrize("way", ways, scope="session")


@pytest.fixture(scope="session")
def servers(
    databases: NewDatabases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Server]]:
    """Keeps one running installation an engine."""
    kept: dict[str, tuple[object, Server]] = {}

    def of(kind: str) -> Server:
        if kind not in kept:
            folder = tmp_path_factory.mktemp(f"server-{kind}")
            manager = running(kind, databases.url(kind), folder)
            kept[kind] = (manager, manager.__enter__())
        return kept[kind][1]

    yield of
    for manager, _server in kept.values():
        manager.__exit__(None, None, None)


@pytest.fixture(scope="session")
def looked_at() -> set[tuple[str, ...]]:
    """The pages that the checkers have seen, so that each kind of page is checked once a way."""
    return set()


@pytest.fixture(scope="session")
def sessions() -> dict[tuple[str, ...], Session]:
    """Who has signed in, so that nobody has to again in the same language."""
    return {}


@pytest.fixture
def people(
    way: tuple[str, str, str],
    servers: Callable[[str], Server],
    browser: Browser,
    looked_at: set[tuple[str, ...]],
    sessions: dict[tuple[str, ...], Session],
) -> Iterator[Callable[[], Person]]:
    """Makes people, each with a browser of their own; at the end nothing may have gone wrong."""
    kind, lang, width = way
    server = servers(kind)
    made: list[Person] = []

    def someone() -> Person:
        across, down = WIDTHS[width]
        context = browser.new_context(
            viewport={"width": across, "height": down},
            locale={"fi": "fi-FI", "sv": "sv-FI", "en": "en-GB"}[lang],
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        person = Person(server, context, page, lang, width == "wide", looked_at, sessions)
        made.append(person)
        return person

    yield someone
    for person in made:
        person.context.close()
    for person in made:
        person.done()

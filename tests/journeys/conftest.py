"""Running servers on both engines, one browser, and people in three languages at two widths."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from tests.conftest import SERVER, NewDatabases
from tests.journeys.person import Person
from tests.journeys.server import Server, running

WIDTHS = {"wide": (1440, 900), "phone": (390, 844)}
# A journey for one width alone names it as its module's WIDTH.
# Each language is walked at both widths and on both engines, without walking all twelve ways.
WAYS = [
    ("sqlite", "fi", "wide"),
    ("sqlite", "sv", "phone"),
    ("sqlite", "en", "wide"),
    ("postgresql", "fi", "phone"),
    ("postgresql", "sv", "wide"),
    ("postgresql", "en", "phone"),
]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "way" in metafunc.fixturenames:
        # All journeys on one engine go to one worker, which keeps one server for them.
        ways = [
            pytest.param(way, id="-".join(way), marks=pytest.mark.xdist_group(way[0]))
            for way in WAYS
            if (SERVER or way[0] == "sqlite")
            and way[2] == getattr(metafunc.module, "WIDTH", way[2])
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


@pytest.fixture
def people(
    way: tuple[str, str, str],
    servers: Callable[[str], Server],
    browser: Browser,
    looked_at: set[tuple[str, ...]],
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
        context.set_default_timeout(15_000)
        person = Person(server, context, context.new_page(), lang, width == "wide", looked_at)
        made.append(person)
        return person

    yield someone
    for person in made:
        person.context.close()
    for person in made:
        person.done()

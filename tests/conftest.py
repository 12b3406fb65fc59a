"""Fixtures shared by every test: an application on each engine, sessions rolled back, clients.

``pytest --database=sqlite`` or ``postgresql`` picks one engine; without it both are used when
TEST_POSTGRES_URL names a server, else SpatiaLite alone.
"""

import app.sqlite_binding  # noqa: I001 - first, so that one SQLite library serves the process

import gc
import os
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import hypothesis
import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from flask_migrate import upgrade
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session, scoped_session, sessionmaker

from app import row_scope
from app.database import db
from app.factory import create_app
from config import Settings
from models.factor import FactorKind
from tests.factories.login import login_of
from tests.kept_pages import keep_answers
from tests.page import read_page
from tests.shuffled_rows import shuffle_rows

# How long an example takes is no test: a busy machine must not turn one red.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")

SERVER = os.environ.get("TEST_POSTGRES_URL", "")
ROLE = "koepaikka_test_bound"
BOUND = "integration/row_security/"
CHROMIUM_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
]  # fmt: skip


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("sqlite", "postgresql", "both"), default=None)
    parser.addoption("--shuffled", action="store_true", help="Give unordered rows in any order.")
    parser.addoption("--bound", action="store_true", help="Bind all tests by row security.")
    parser.addoption("--all-ways", action="store_true", help="Walk every journey in all six ways.")


def engines(config: pytest.Config) -> list[str]:
    asked = config.getoption("--database") or ("both" if SERVER else "sqlite")
    if asked != "sqlite" and not SERVER:
        raise pytest.UsageError("TEST_POSTGRES_URL names no server for the PostgreSQL tests.")
    return ["sqlite", "postgresql"] if asked == "both" else [asked]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine_kind" in metafunc.fixturenames:
        metafunc.parametrize("engine_kind", engines(metafunc.config), scope="session")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--shuffled"):
        shuffle_rows()


def pytest_collection_finish() -> None:
    """Look no more for garbage among ten thousand tests: they stay until the end anyway."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def settings_for(url: str, folder: Path, **changes: object) -> Settings:
    """Return settings of a test application that keeps everything in ``folder``."""
    plain = Settings(
        database_url=url,
        secret_key="test-" + "k" * 40,
        instance=folder,
        testing=True,
        public_url="http://localhost",
    )
    return replace(plain, **changes)


class NewDatabases:
    """Makes migrated databases, and on PostgreSQL drops them again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.made: list[str] = []

    def url(self, kind: str) -> str:
        """Return the address of a new, empty database."""
        name = f"koepaikka_{uuid.uuid4().hex[:12]}"
        if kind == "sqlite":
            return f"sqlite:///{self.folder / name}.sqlite"
        self._on_server(f'CREATE DATABASE "{name}"')
        self.made.append(name)
        return make_url(SERVER).set(database=name).render_as_string(hide_password=False)

    def _on_server(self, statement: str) -> None:
        engine = create_engine(SERVER, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()

    def application(self, kind: str, **changes: object) -> Flask:
        """Return an application on a new, migrated database."""
        made = create_app(settings_for(self.url(kind), self.folder, **changes))
        keep_answers(made)
        with made.app_context():
            upgrade()
        return made

    def drop_all(self) -> None:
        for name in self.made:
            self._on_server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NewDatabases]:
    """Makes databases for tests that need one of their own (storms, migrations, servers)."""
    made = NewDatabases(tmp_path_factory.mktemp("databases"))
    yield made
    made.drop_all()


@pytest.fixture(scope="session")
def applications(databases: NewDatabases) -> Iterator[Callable[[str], Flask]]:
    """Keeps one application an engine for the whole run."""
    kept: dict[str, Flask] = {}

    def of(kind: str) -> Flask:
        if kind not in kept:
            role = {"database_role": ROLE} if kind == "postgresql" else {}
            kept[kind] = databases.application(kind, **role)
        return kept[kind]

    yield of
    for made in kept.values():
        with made.app_context():
            db.engine.dispose()


@pytest.fixture(autouse=True)
def _row_scope(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let tests see all rows, unless these are what they are about, or ``--bound`` is asked."""
    if BOUND in request.node.nodeid or request.config.getoption("--bound"):
        yield
        return
    with row_scope.as_system("a test of other things"):
        yield


@pytest.fixture
def app(engine_kind: str, applications: Callable[[str], Flask]) -> Flask:
    """The application, on the engine of this test."""
    return applications(engine_kind)


@pytest.fixture
def session(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[scoped_session[Session]]:
    """A session inside one outer transaction that is always rolled back.

    Commits inside become savepoints, so services work as in production and leave nothing behind.
    """
    with app.app_context(), db.engine.connect() as connection:
        outer = connection.begin()
        factory = sessionmaker(
            bind=connection, join_transaction_mode="create_savepoint", expire_on_commit=True
        )
        scoped = scoped_session(factory)
        monkeypatch.setattr(db, "session", scoped)
        yield scoped
        scoped.remove()
        outer.rollback()


class RollbackClient(FlaskClient):
    """After each request, forgets what the view did not commit, and checks the house rules."""

    def open(self, *args: object, **kwargs: object) -> object:
        for name in list(g):  # requests share the test's app context, but must not share its g
            g.pop(name)
        try:
            response = super().open(*args, **kwargs)
        finally:
            db.session.rollback()
        return response

    def page(self, url: str, status: int = 200, **kwargs: object) -> object:
        """GET a page, check the house rules of every page, and return it parsed."""
        response = self.get(url, **kwargs)
        assert response.status_code == status, (response.status_code, response.location, url)
        return read_page(response)


@pytest.fixture
def client(app: Flask, session: scoped_session[Session]) -> FlaskClient:
    """A browser without scripts; CSRF is checked as in production unless a test turns it off."""
    app.test_client_class = RollbackClient
    app.config["WTF_CSRF_ENABLED"] = False
    yield app.test_client()
    app.config["WTF_CSRF_ENABLED"] = True


@pytest.fixture
def sign_in(client: FlaskClient) -> Callable[..., FlaskClient]:
    """Signs a user in without the login page: ``sign_in(user)``."""

    def do(user: object, factor: FactorKind | None = None) -> FlaskClient:
        with client.session_transaction() as cookie:
            cookie["_user_id"] = login_of(user, factor)
            cookie["_fresh"] = True
            cookie["fs_cc"] = "set"
            cookie["identity.id"] = user.fs_uniquifier
        return client

    return do


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Keep one Chromium for all tests that look at pages; each opens a context of its own."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=CHROMIUM_FLAGS
        )
        yield opened
        opened.close()

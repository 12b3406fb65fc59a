"""Where a measurement runs: its own database, its own folder, its own port."""

import os
import secrets
import socket
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

ROOT = Path(__file__).resolve().parents[1]
_NOTHING_COMPILED = "PYTHONDONTWRITEBYTECODE"


@contextmanager
def new_database(kind: str, folder: Path) -> Iterator[str]:
    """Give the address of an empty database of this kind, removed afterwards."""
    url = make_database(kind, folder)
    try:
        yield url
    finally:
        drop_database(url)


def make_database(kind: str, folder: Path, like: str = "") -> str:
    """Return the address of a new database: empty, or on PostgreSQL like the one at an address.

    One on SpatiaLite is a file in ``folder``, and whoever wants it like another copies that.
    """
    if kind == "sqlite":
        return f"sqlite:///{folder / 'bench.sqlite'}"
    name = f"bench_{uuid.uuid4().hex[:10]}"
    template = f' TEMPLATE "{make_url(like).database}"' if like else ""
    _on_server(f'CREATE DATABASE "{name}"{template}')
    server = make_url(os.environ["TEST_POSTGRES_URL"])
    return server.set(database=name).render_as_string(hide_password=False)


def drop_database(url: str) -> None:
    """Remove a database of PostgreSQL; a file goes with its folder."""
    if not url.startswith("sqlite"):
        _on_server(f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)')


def _on_server(statement: str) -> None:
    engine = create_engine(os.environ["TEST_POSTGRES_URL"], isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def settings(url: str, folder: Path) -> dict[str, str]:
    """Return the environment of a server that keeps everything in ``folder``.

    It keeps what Python has compiled, as an installation does, whatever this shell says.
    """
    inherited = {name: value for name, value in os.environ.items() if name != _NOTHING_COMPILED}
    return {
        **inherited,
        "DATABASE_URL": url,
        "INSTANCE_DIR": str(folder),
        "SECRET_KEY": secrets.token_hex(32),
        "PYTHONPATH": str(ROOT),
        "LOG_FORMAT": "off",  # a line a request would stand between the figures
    }


def free_port() -> int:
    """Return a port on loopback that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port

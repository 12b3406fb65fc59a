"""A whole running Koepaikka for journeys: database, demonstration data, web server, mail."""

import app.sqlite_binding  # noqa: F401, I001 - first, so that one SQLite library serves the process

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cached_property
from pathlib import Path
from urllib.request import urlopen

from flask import Flask
from sqlalchemy import text

from app.cli.users import DEMO_PASSWORD
from app.database import db, writing
from app.factory import create_app
from app.jobs.schedule import SCHEDULE
from config import Settings

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 30


@dataclass(frozen=True)
class Server:
    """One running installation.  ``kind`` is sqlite or postgresql."""

    kind: str
    address: str
    folder: Path
    environment: dict[str, str]
    password: str = DEMO_PASSWORD

    @cached_property
    def inside(self) -> Flask:
        """The same installation in this process, for what would else start a new one each time."""
        return create_app(Settings.from_env(self.environment))

    def command(self, *arguments: str) -> None:
        """Run a command of this installation in a process of its own."""
        subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", *arguments],
            cwd=ROOT, env=self.environment, check=True, capture_output=True,
        )  # fmt: skip

    def flask(self, *arguments: str) -> str:
        """Run a command of this installation and return what it printed."""
        runner = self.inside.test_cli_runner()
        done = runner.invoke(args=arguments, catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.output

    def statement(self, sql: str, **values: str) -> None:
        """Change rows from outside, where a journey would have to wait for days."""
        with self.inside.app_context(), writing():
            db.session.execute(text(sql), values)
            db.session.commit()

    def run_jobs(self, *names: str) -> None:
        """Do what happens by itself, by the names of the schedule, in their order."""
        work = {one.name: one.work for one in SCHEDULE}
        with self.inside.app_context():
            for name in names:
                work[name]()

    def module(self, name: str, *arguments: str) -> None:
        """Run a module of the tests with this installation's database."""
        subprocess.run(
            [sys.executable, "-m", name, *arguments], cwd=ROOT, env=self.environment, check=True
        )

    def mails_to(self, address: str) -> list[EmailMessage]:
        """Send what waits in the outbox and return every mail to this address, oldest first."""
        self.flask("outbox", "run", "--once")
        found = []
        for path in sorted((self.folder / "mail").glob("*.eml"), key=lambda p: p.stat().st_mtime):
            mail = message_from_bytes(path.read_bytes(), policy=policy.default)
            if address in str(mail["To"]):
                found.append(mail)
        return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(kind: str, url: str, folder: Path) -> Iterator[Server]:
    """Migrate and seed a database, serve it, and stop the server afterwards."""
    server = installation(kind, url, folder)
    server.command("db", "upgrade")
    server.command("seed", "demo")
    with serving(server):
        yield server


def installation(kind: str, url: str, folder: Path) -> Server:
    """Return an installation on this database, at a free port, that is not served yet."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "INSTANCE_DIR": str(folder),
        "SECRET_KEY": secrets.token_hex(32),
        "PUBLIC_URL": address,
        "WEBHOOK_LOOPBACK": "1",  # receivers of the tests are on this machine
    }
    return Server(kind, address, folder, environment)


@contextmanager
def serving(
    server: Server, module: str = "wsgi:app", patience: int = PATIENCE_S
) -> Iterator[subprocess.Popen[bytes]]:
    """Serve an installation, and stop its server afterwards; ``module`` is what is served."""
    log = (server.folder / "server.log").open("ab")
    process = subprocess.Popen(
        [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1",
         "--port", server.address.rpartition(":")[2], "--blocking-threads", "4", module],
        cwd=ROOT, env=server.environment, stdout=log, stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        _wait_for(server.address, process, patience)
        yield process
    finally:
        _stop(process)
        log.close()


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End a server, kindly at first."""
    process.terminate()
    try:
        process.wait(PATIENCE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(PATIENCE_S)


def _wait_for(address: str, process: subprocess.Popen[bytes], patience: int) -> None:
    end = time.monotonic() + patience
    while time.monotonic() < end:
        assert process.poll() is None, "the server ended before it answered"
        try:
            with urlopen(f"{address}/healthz", timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not answer")

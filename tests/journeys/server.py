"""A whole running Koepaikka for journeys: database, demonstration data, web server, mail."""

import json
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
from pathlib import Path
from urllib.request import urlopen

from app.cli.users import DEMO_PASSWORD

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

    def flask(self, *arguments: str) -> str:
        """Run a command of this installation and return what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", *arguments],
            cwd=ROOT, env=self.environment, check=True, capture_output=True, text=True,
        )  # fmt: skip
        return done.stdout

    def statement(self, sql: str, **values: str) -> None:
        """Change rows from outside, where a journey would have to wait for days."""
        program = (
            "import json, sys; from sqlalchemy import text\n"
            "from app.database import db, writing; from wsgi import app\n"
            "with app.app_context(), writing():\n"
            "    db.session.execute(text(sys.argv[1]), json.loads(sys.argv[2]))\n"
            "    db.session.commit()"
        )
        subprocess.run(
            [sys.executable, "-c", program, sql, json.dumps(values)],
            cwd=ROOT, env=self.environment, check=True,
        )  # fmt: skip

    def run_jobs(self, *names: str) -> None:
        """Do what happens by itself, by the names of the schedule, in their order."""
        program = (
            "import sys; from app.jobs.schedule import SCHEDULE; from wsgi import app\n"
            "work = {one.name: one.work for one in SCHEDULE}\n"
            "with app.app_context():\n"
            "    for name in sys.argv[1:]:\n"
            "        work[name]()"
        )
        subprocess.run(
            [sys.executable, "-c", program, *names], cwd=ROOT, env=self.environment, check=True
        )

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
    server.flask("db", "upgrade")
    server.flask("seed", "demo")
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
def serving(server: Server) -> Iterator[subprocess.Popen[bytes]]:
    """Serve an installation, and stop its server afterwards."""
    log = (server.folder / "server.log").open("ab")
    process = subprocess.Popen(
        [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1",
         "--port", server.address.rpartition(":")[2], "--blocking-threads", "4", "wsgi:app"],
        cwd=ROOT, env=server.environment, stdout=log, stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        _wait_for(server.address, process)
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


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        assert process.poll() is None, "the server ended before it answered"
        try:
            with urlopen(f"{address}/healthz", timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not answer")

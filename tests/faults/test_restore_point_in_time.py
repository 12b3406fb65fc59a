"""PostgreSQL goes back to the moment before an accident, by the commands of docs/operations.md.

The settings and commands are read from the guide, with our folders and moment in place of its own.
"""

import os
import re
import secrets
import shlex
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import psycopg
import pytest

from app.database import db
from app.factory import create_app
from config import ROOT
from tests.conftest import settings_for
from tests.faults.conftest import Row
from tests.faults.drill import is_sound, kept_keys, load_on
from tools import postgres, system

GUIDE = (ROOT / "docs/operations.md").read_text("utf-8")
THERE = "/var/backups/koepaikka"
PATIENCE_S = 300
MORE = 60  # writes before and after the moment


def setting(name: str) -> str:
    """Return the value of a setting of PostgreSQL as the guide writes it."""
    found = re.search(rf"^    {name} = '?(.*?)'?$", GUIDE, re.MULTILINE)
    assert found, f"docs/operations.md does not set {name}"
    return found.group(1)


def command(program: str) -> list[str]:
    found = re.search(rf"^    ({program} .*)$", GUIDE, re.MULTILINE)
    assert found, f"docs/operations.md does not call {program}"
    return shlex.split(found.group(1))


class Server:
    """A cluster of our own that archives its log."""

    def __init__(self, home: Path) -> None:
        self.home, self.programs = home, postgres.ensure_installed()
        self.password, self.process = secrets.token_urlsafe(16), None
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]

    @property
    def address(self) -> str:
        return f"postgresql://postgres:{self.password}@127.0.0.1:{self.port}/postgres"

    def here(self, text: str) -> str:
        return text.replace(THERE, str(self.home))

    def as_server(self, *arguments: str) -> list[str]:
        """Return a command under the account that runs servers."""
        guard = ["setpriv", "--pdeathsig", "INT", "--"]
        if system.is_root():
            guard[1:1] = ["--reuid", "postgres", "--regid", "postgres", "--init-groups"]
        return [*guard, *arguments]

    def create(self) -> None:
        for name in ("wal", "run"):
            (self.home / name).mkdir()
        secret = self.home / "password"
        secret.write_text(self.password)
        self.give()
        self.call(
            "initdb", "-D", str(self.home / "data"), "-U", "postgres", "--encoding", "UTF8",
            "--locale", "C.UTF-8", "--auth", "scram-sha-256", "--pwfile", str(secret),
        )  # fmt: skip

    def give(self) -> None:
        """Let everything belong to the account of the server."""
        if system.is_root():
            for path in (self.home, *self.home.rglob("*")):
                shutil.chown(path, "postgres", "postgres")

    def call(self, program: str, *arguments: str) -> None:
        subprocess.run(
            self.as_server(str(self.programs / program), *arguments), cwd=self.home, check=True,
            capture_output=True, env=os.environ | {"PGPASSWORD": self.password},
        )  # fmt: skip

    def start(self, folder: str, **settings: str) -> None:
        """Start on one of our folders, and return when it takes writes."""
        told = {"listen_addresses": "127.0.0.1", "log_min_messages": "fatal", **settings}
        options = [f"--{name}={value}" for name, value in told.items()]
        self.process = subprocess.Popen(
            self.as_server(
                str(self.programs / "postgres"), "-D", str(self.home / folder), "-p",
                str(self.port), "-k", str(self.home / "run"), *options,
            ),
            cwd=self.home, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, process_group=0,
        )  # fmt: skip
        until(lambda: self.ask("SELECT NOT pg_is_in_recovery()") is True)

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(2)  # fast: who is connected is cut
            self.process.wait(PATIENCE_S)
            self.process = None

    def ask(self, statement: str):
        """Return one value, or None while the server does not answer."""
        try:
            with psycopg.connect(self.address, autocommit=True) as connection:
                asked = connection.execute(statement)
                return asked.fetchone()[0] if asked.description else None
        except psycopg.OperationalError:
            return None


def until(is_so) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < deadline, "it did not come so far in time"
        threading.Event().wait(0.1)


@pytest.fixture
def server():
    # Not the folder of the test: the account that runs the server may be unable to enter it.
    made = Server(Path(tempfile.mkdtemp(prefix="koepaikka-drill-", dir="/tmp")))
    made.create()
    yield made
    made.stop()
    shutil.rmtree(made.home, ignore_errors=True)


def recover(server: Server, moment) -> None:
    """Start the base backup, told to recover to a moment."""
    base = server.home / "base"
    lines = [f"restore_command = '{server.here(setting('restore_command'))}'",
             f"recovery_target_time = '{moment.isoformat()}'",
             f"recovery_target_action = '{setting('recovery_target_action')}'"]  # fmt: skip
    with (base / "postgresql.auto.conf").open("a") as settings:
        settings.write("\n".join(lines) + "\n")
    (base / command("touch")[1].rpartition("/")[2]).touch()
    server.give()
    server.start("base", archive_mode="off")


def judged(load, kept, moment, report):
    """Return the keys of writes: before a moment, lost of them, after it, there all the same."""
    told = load.told()
    before = [one.key for one in told if one.done < moment.timestamp()]
    after = [one.key for one in told if one.begun > moment.timestamp()]
    lost, later = [one for one in before if one not in kept], [one for one in after if one in kept]
    what = f"back to a moment before an accident: {len(after)} later writes are not there"
    report(Row(what, "postgresql", len(before), len(lost), len(later)))
    return before, lost, after, later


def test_a_database_goes_back_to_the_moment_before_an_accident(server, tmp_path, report):
    archiving = {name: server.here(setting(name)) for name in ("archive_mode", "archive_command")}
    server.start("data", wal_level=setting("wal_level"), **archiving)
    url = server.address.replace("postgresql:", "postgresql+psycopg:")
    app = create_app(settings_for(url, tmp_path))
    app.test_cli_runner().invoke(args=["db", "upgrade"], catch_exceptions=False)
    with load_on(app, tmp_path / "said", tmp_path) as load:
        place = ["--host=127.0.0.1", f"--port={server.port}", "--username=postgres"]
        program, *arguments = map(server.here, command("pg_basebackup"))
        server.call(program, *place, *arguments)
        load.wait_for(MORE)
        moment = server.ask("SELECT clock_timestamp()")
        load.wait_for(MORE)
        server.ask("DELETE FROM receipt")
        server.ask("DELETE FROM booking")
    last = server.ask("SELECT pg_walfile_name(pg_switch_wal())")
    until((server.home / "wal" / last).exists)
    with app.app_context():
        db.engine.dispose()
    server.stop()

    recover(server, moment)
    before, lost, after, later = judged(load, kept_keys(app), moment, report)

    assert len(before) >= MORE
    assert len(after) >= MORE // 2
    assert lost == []
    assert later == []
    assert is_sound(app)
    with app.app_context():
        db.engine.dispose()

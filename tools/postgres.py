"""A private PostgreSQL with PostGIS for checks and measurements, gone when they end."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools import system
from tools.console import Stop, output_of, progress

_INSTALLED = Path("/usr/lib/postgresql")
_EXTENSIONS = Path("/usr/share/postgresql")
_ACCOUNT = "postgres"
_SECONDS_TO_START = 60.0
_ATTEMPTS = 3

_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "jit": "off",
    "timezone": "UTC",
    "log_min_messages": "fatal",
}
# Tests create and drop databases all the time, and nobody will miss what is in them.
_FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Server:
    """A running private server.

    ``url`` is the SQLAlchemy address of its maintenance database as superuser; ``programs`` is the
    folder of its client programs (pgbench, psql).
    """

    url: str
    programs: Path

    @property
    def environment(self) -> dict[str, str]:
        """What tells tests and measurements where the server is."""
        return {"TEST_POSTGRES_URL": self.url, "POSTGRES_PROGRAMS": str(self.programs)}


def ensure_installed() -> Path:
    """Find PostgreSQL with PostGIS, installing it when we may; the folder of its programs.

    Raises:
        Stop: It is missing and we may not or could not install it.
    """
    found = _find()
    if found is None:
        packages = _packages_to_install()
        with _no_system_cluster():
            system.install(packages, "the tests against PostgreSQL")
        found = _find()
    if found is None:
        message = f"PostgreSQL with PostGIS was installed, but is not in {_INSTALLED}."
        raise Stop(message)
    return found


@contextmanager
def private_server(*, durable: bool = False) -> Iterator[Server]:
    """Run a server of our own in a temporary folder on a free loopback port.

    Args:
        durable: Keep PostgreSQL's own guarantees, for measurements; otherwise speed comes first.

    Raises:
        Stop: PostgreSQL is missing or did not start.
    """
    programs = ensure_installed()
    # Not TMPDIR: the account that runs the server may be unable to enter it.
    home = Path(tempfile.mkdtemp(prefix="koepaikka-pg-", dir="/tmp"))  # nosec B108 - a new folder, of its own name
    try:
        password = secrets.token_urlsafe(16)
        with progress("PostgreSQL of our own"):
            make_cluster(programs, home, password)
            server, port = _start(programs, home, durable=durable)
        try:
            yield Server(
                url=f"postgresql+psycopg://{_ACCOUNT}:{password}@127.0.0.1:{port}/postgres",
                programs=programs,
            )
        finally:
            stop(server)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _find() -> Path | None:
    """The programs of the newest installed version that has PostGIS."""
    versions = [int(folder.name) for folder in _INSTALLED.glob("*") if folder.name.isdigit()]
    for version in sorted(versions, reverse=True):
        programs = _INSTALLED / str(version) / "bin"
        extension = _EXTENSIONS / str(version) / "extension" / "postgis.control"
        if (programs / "initdb").exists() and extension.exists():
            return programs
    return None


def _packages_to_install() -> list[str]:
    """The packages of the newest version for which this system offers PostGIS."""
    if system.is_root() and shutil.which("apt-get"):
        with progress("Package lists"):
            system.refresh_lists()
    pattern = "^postgresql-[0-9]+-postgis-3$"
    listed = output_of(["apt-cache", "search", "--names-only", pattern]) or ""
    versions = sorted(map(int, re.findall(r"^postgresql-(\d+)-postgis-3\b", listed, re.MULTILINE)))
    if not versions:
        return ["postgresql", "postgresql-postgis"]
    newest = versions[-1]
    return [f"postgresql-{newest}", f"postgresql-{newest}-postgis-3"]


@contextmanager
def _no_system_cluster() -> Iterator[None]:
    """Keep Debian's packages from setting up and starting a server that nobody asked for."""
    settings = Path("/etc/postgresql-common/createcluster.d/koepaikka-setup.conf")
    if not system.is_root() or shutil.which("pg_createcluster"):
        yield
        return
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text("create_main_cluster = false\n", encoding="ascii")
    try:
        yield
    finally:
        settings.unlink(missing_ok=True)


def as_account(command: list[str]) -> list[str]:
    """The command under an account that PostgreSQL accepts, ended when this process is ended."""
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        if system.is_root():
            raise Stop("Running PostgreSQL as root needs setpriv from the package util-linux.")
        return command
    account = (
        ["--reuid", _ACCOUNT, "--regid", _ACCOUNT, "--init-groups"] if system.is_root() else []
    )
    return [setpriv, *account, "--pdeathsig", "INT", "--", *command]


def make_cluster(programs: Path, home: Path, password: str) -> None:
    """Make an empty cluster in ``home/data``.

    Raises:
        Stop: initdb failed.
    """
    secret = home / "password"
    secret.write_text(password, encoding="ascii")
    if system.is_root():
        for path in (home, secret):
            shutil.chown(path, _ACCOUNT, _ACCOUNT)
    command = [
        *(str(programs / "initdb"), "--pgdata", str(home / "data"), "--username", _ACCOUNT),
        *("--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"),
        *("--auth", "scram-sha-256", "--pwfile", str(secret)),
    ]
    done = subprocess.run(
        as_account(command), check=False, capture_output=True, text=True, cwd=home
    )
    secret.unlink()
    if done.returncode != 0:
        message = f"PostgreSQL's initdb failed: {done.stderr.strip()}"
        raise Stop(message)


def _start(programs: Path, home: Path, *, durable: bool) -> tuple[subprocess.Popen[bytes], int]:
    settings = _SETTINGS | ({} if durable else _FORGETFUL)
    options = [f"--{name}={value}" for name, value in settings.items()]
    log = home / "server.log"
    for _ in range(_ATTEMPTS):  # another program may take the port between finding and using it
        port = free_port()
        command = [
            *(str(programs / "postgres"), "-D", str(home / "data"), "-p", str(port)),
            *("-k", str(home), *options),
        ]
        with log.open("wb") as output:
            server = subprocess.Popen(
                as_account(command),
                cwd=home,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                process_group=0,  # Ctrl-C ends the tests first; they still need their server
            )
        try:
            if answers(programs, port, server):
                return server, port
        except BaseException:
            stop(server)
            raise
        stop(server)
    message = f"PostgreSQL did not start: {log.read_text(encoding='utf-8', errors='replace')}"
    raise Stop(message)


def answers(programs: Path, port: int, server: subprocess.Popen[bytes]) -> bool:
    """Whether the server answers, once it does; False when it ended or takes too long."""
    deadline = time.monotonic() + _SECONDS_TO_START
    command = [str(programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
    while server.poll() is None and time.monotonic() < deadline:
        if subprocess.run(command, check=False).returncode == 0:
            return True
        time.sleep(0.1)
    return False


def stop(server: subprocess.Popen[bytes]) -> None:
    """End a server; connections that are open are cut."""
    if server.poll() is None:
        os.kill(server.pid, signal.SIGINT)  # fast shutdown
    try:
        server.wait(timeout=20)
    except subprocess.TimeoutExpired:
        os.kill(server.pid, signal.SIGQUIT)
        server.wait()


def free_port() -> int:
    """A loopback port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port

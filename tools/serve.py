"""Sets up what is missing, then serves Koepaikka and sends its mail until told to stop."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from config import Settings
from tools import console, database, setup
from tools.address import Address
from tools.console import Stop, environment, output_of, say
from tools.places import PYTHON, ROOT

# Beyond twice the cores more threads only wait for each other.
_THREADS = min(8, 2 * (os.cpu_count() or 1) + 1)
_SECONDS_TO_START = 60.0
_SECONDS_TO_END = 15.0
_SECONDS_BETWEEN_MAIL_RESTARTS = 10.0


@dataclass
class Children:
    """The processes that serve: the web server, and the sender of mail that is started again."""

    address: Address
    web: subprocess.Popen[bytes] = field(init=False)
    mail: subprocess.Popen[bytes] = field(init=False)

    def __post_init__(self) -> None:
        self.web = _start(_web_server(self.address))
        self.mail = _start(_MAIL)
        self._mail_begun = time.monotonic()

    def wait_until_serving(self) -> None:
        """Return when the web server answers.

        Raises:
            Stop: It ended, or did not answer in time.
        """
        deadline = time.monotonic() + _SECONDS_TO_START
        while self.web.poll() is None and time.monotonic() < deadline:
            if self.address.answers():
                return
            time.sleep(0.1)
        raise Stop("Koepaikka did not start. Its last words are above.")

    def watch(self) -> int:
        """Keep the sender of mail going until the web server ends; its exit code."""
        while self.web.poll() is None:
            time.sleep(0.5)
            due = time.monotonic() - self._mail_begun > _SECONDS_BETWEEN_MAIL_RESTARTS
            if self.mail.poll() is not None and due:
                say("The sender of mail ended and is started again.")
                self.mail = _start(_MAIL)
                self._mail_begun = time.monotonic()
        return self.web.returncode

    def end(self) -> None:
        """End both, first kindly, then surely."""
        running = [child for child in (self.web, self.mail) if child.poll() is None]
        for child in running:
            child.terminate()
        deadline = time.monotonic() + _SECONDS_TO_END
        for child in running:
            try:
                child.wait(timeout=max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(child.pid, signal.SIGKILL)
                child.wait()


def serve() -> int:
    """Set up, serve, and end in good order on Ctrl-C; the exit code."""
    address = Address.from_env()
    address.check_free()
    setup.prepare()
    settings = Settings.from_env()
    database.prepare(settings)
    address.check_free()
    accounts = _Accounts(settings)
    children = Children(address)
    try:
        children.wait_until_serving()
        say(f"\nKoepaikka is at {address.url}")
        say(accounts.text())
        say("Ctrl-C ends it.")
        return children.watch()
    except (KeyboardInterrupt, SystemExit):
        say("\nEnding …")
        return 0
    finally:
        children.end()


class _Accounts(threading.Thread):
    """Asks for the demonstration accounts while the server starts."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(daemon=True)
        self._answer = ""
        self._wanted = settings.demo
        self.start()

    def run(self) -> None:
        if self._wanted:
            command = [str(PYTHON), "-m", "flask", "users", "demo"]
            self._answer = output_of(command, env=environment(FLASK_APP="wsgi")) or ""

    def text(self) -> str:
        self.join()
        return self._answer.rstrip()


def _web_server(address: Address) -> list[str]:
    return [
        *("-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "warning"),
        *("--host", address.host, "--port", str(address.port)),
        *("--workers", os.environ.get("WEB_WORKERS") or "1"),
        *("--blocking-threads", str(_THREADS), "--respawn-failed-workers"),
        "wsgi:app",
    ]


_MAIL = ["-m", "flask", "outbox", "run", "--loop"]


def _start(arguments: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start a Python program of ours in a group of its own, so that Ctrl-C reaches only us.

    Where the system can, it is also ended when we are ended without warning.
    """
    setpriv = shutil.which("setpriv")
    guard = [setpriv, "--pdeathsig", "TERM", "--"] if setpriv else []
    return subprocess.Popen(
        [*guard, str(PYTHON), *arguments],
        cwd=ROOT,
        env=environment(FLASK_APP="wsgi", PYTHONUNBUFFERED="1"),
        stdin=subprocess.DEVNULL,
        process_group=0,
    )


if __name__ == "__main__":
    console.main(serve)

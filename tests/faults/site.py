"""An installation as it is deployed, whose processes are killed and started again."""

import secrets
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from config import ROOT
from tests.faults.cluster import children_of, kill
from tests.journeys.server import free_port

PATIENCE_S = 300
WEB_PROCESSES, DISPATCHERS = 2, 2
FEWEST, BETWEEN = 6, 4  # faults in all, and answers between two of them
PAUSE_S = (0.5, 1.5)  # between two faults


class Site:
    """Web server and dispatchers on one database; ``cluster`` is its PostgreSQL, if it has one.

    ``module`` is what the web server serves.  Faults are counted in ``faults`` by their kind.
    """

    def __init__(self, url, folder, smtp_url, *, cluster=None, module="wsgi:app"):
        self.folder, self.cluster, self.module = folder, cluster, module
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.environment = {
            "PATH": "/usr/bin:/bin", "DATABASE_URL": url, "INSTANCE_DIR": str(folder),
            "SECRET_KEY": secrets.token_hex(32), "PUBLIC_URL": self.address, "SMTP_URL": smtp_url,
            "PYTHONUNBUFFERED": "1",
        }  # fmt: skip
        self.web, self.mail, self.faults = None, [None] * DISPATCHERS, {}
        self.code = ROOT  # where what is started next lies

    def __enter__(self):
        self._logs = ExitStack()
        self._log = self._logs.enter_context((self.folder / "site.log").open("ab"))
        try:
            self.wait_until_it_answers()
        except BaseException:
            self.end()
            raise
        return self

    def __exit__(self, *_given):
        self.end()

    def end(self):
        """End every process, kindly at first."""
        running = [one for one in self.processes() if one is not None]
        for one in running:
            one.send_signal(signal.SIGTERM)
        for one in running:
            with suppress(subprocess.TimeoutExpired):
                one.wait(15)
            kill(*children_of(one.pid), one.pid)
            one.wait(PATIENCE_S)
        self._logs.close()

    def processes(self):
        return [self.web, *self.mail]

    def tend(self):
        """Start what does not run, as the system's own watchman does."""
        self.tend_web()
        for number, one in enumerate(self.mail):
            if one is None or one.poll() is not None:
                self.mail[number] = self._started(
                    "flask", "--app", "wsgi", "outbox", "run", "--loop"
                )

    def tend_web(self):
        if self.web is None or self.web.poll() is not None:
            self.web = self.web_server(self.port, WEB_PROCESSES)

    def web_server(self, port, processes):
        return self._started(
            "granian", "--interface", "wsgi", "--no-ws", "--log-level", "error", "--host",
            "127.0.0.1", "--port", str(port), "--workers", str(processes),
            "--blocking-threads", "4", "--respawn-failed-workers", self.module,
        )  # fmt: skip

    def _started(self, *arguments):
        return subprocess.Popen(
            [sys.executable, "-m", *arguments], cwd=self.code, env=self.environment,
            stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log, process_group=0,
        )  # fmt: skip

    def wait_until_it_answers(self):
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            self.tend()
            with suppress(OSError, URLError), urlopen(f"{self.address}/healthz", timeout=5):
                return
            time.sleep(0.1)
        raise AssertionError((self.folder / "site.log").read_text(errors="replace")[-3000:])

    def strike(self, kind, chance):
        """Let one fault happen: web, all_web, mail or database; or nothing."""
        self.faults[kind] = self.faults.get(kind, 0) + 1
        if kind == "nothing":
            return
        if kind == "database":
            self.cluster.kill()
        elif kind == "mail":
            kill(chance.choice(self.mail).pid)
        elif kind == "web":
            if workers := self.workers():
                kill(chance.choice(workers))
        else:
            kill(*self.workers(), self.web.pid, *children_of(self.web.pid))
            self.web.wait(PATIENCE_S)
        self.tend()

    def workers(self):
        """Return the web processes that answer requests, without the helpers of Python's own."""
        found = []
        for pid in children_of(self.web.pid):
            with suppress(OSError), Path(f"/proc/{pid}/cmdline").open("rb") as line:
                if b"tracker" not in line.read():
                    found.append(pid)
        return found

    def rage(self, seconds, chance, kinds, progress):
        """Strike again and again; between two faults some work is done, as ``progress()`` counts.

        However slow the machine is, there are a few faults, but it never takes many times as long.
        """
        begun = time.monotonic()
        end, utmost = begun + seconds, begun + 6 * seconds + 60
        while time.monotonic() < (end if sum(self.faults.values()) >= FEWEST else utmost):
            time.sleep(chance.uniform(*PAUSE_S))
            before = progress()
            self.strike(chance.choices(list(kinds), list(kinds.values()))[0], chance)
            while progress() < before + BETWEEN and time.monotonic() < utmost:
                time.sleep(0.05)
                self.tend()

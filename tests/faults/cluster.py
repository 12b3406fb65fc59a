"""A PostgreSQL that keeps all its promises, to be killed with everything it started."""

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from tools import postgres

PATIENCE_S = 60
SETTINGS = {
    "listen_addresses": "127.0.0.1", "max_connections": "100", "jit": "off", "timezone": "UTC",
    "log_min_messages": "fatal",
}  # fmt: skip


def children_of(pid):
    """Return the processes that a process has started and that still run."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it ended meanwhile
            after_name = path.read_text().rpartition(")")[2].split()
            if int(after_name[1]) == pid:
                found.append(int(path.parent.name))
    return sorted(found)


def kill(*pids):
    """End processes as the machine's power would."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


class Cluster:
    """A cluster of our own with checksums; ``settings`` are added to PostgreSQL's usual ones."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        self.settings = SETTINGS | dict(settings)
        self.programs = postgres.ensure_installed()
        # Not TMPDIR: the account that runs the server may be unable to enter it.
        self.home = Path(tempfile.mkdtemp(prefix="koepaikka-fault-", dir="/tmp"))
        self.port, self.password = postgres.free_port(), secrets.token_urlsafe(16)
        self.process, self.is_writer_stopped = None, False

    @property
    def url(self):
        return f"postgresql+psycopg://postgres:{self.password}@127.0.0.1:{self.port}/postgres"

    def create(self):
        postgres.make_cluster(self.programs, self.home, self.password)
        checksums = [str(self.programs / "pg_checksums"), "--enable", "-D", str(self.home / "data")]
        subprocess.run(
            postgres.as_account(checksums), check=True, cwd=self.home, stdout=subprocess.DEVNULL
        )
        self.start()

    def start(self):
        """Start, or start again: what is left of the killed one has to end first."""
        options = [f"--{name}={value}" for name, value in self.settings.items()]
        command = [
            str(self.programs / "postgres"), "-D", str(self.home / "data"), "-p", str(self.port),
            "-k", str(self.home), *options,
        ]  # fmt: skip
        end = time.monotonic() + PATIENCE_S
        while True:
            with (self.home / "server.log").open("ab") as log:
                self.process = subprocess.Popen(
                    postgres.as_account(command), cwd=self.home, stdin=subprocess.DEVNULL,
                    stdout=log, stderr=log, process_group=0,
                )  # fmt: skip
            if postgres.answers(self.programs, self.port, self.process):
                return
            log = (self.home / "server.log").read_text(errors="replace")
            assert time.monotonic() < end, log[-2000:]
            time.sleep(0.1)

    def kill(self):
        """Kill the postmaster with all its children, and start it again.

        Where ``is_writer_stopped``, who writes the log of commits nobody waits for then rests: on a
        slow machine it would otherwise be done with them before the next kill.
        """
        self._end()
        self.start()
        if self.is_writer_stopped:
            for pid in children_of(self.process.pid):
                with suppress(OSError):  # it ended meanwhile
                    if b"walwriter" in Path(f"/proc/{pid}/cmdline").read_bytes():
                        os.kill(pid, signal.SIGSTOP)

    def _end(self):
        kill(self.process.pid, *children_of(self.process.pid))
        self.process.wait(PATIENCE_S)

    def damage(self):
        """Return what pg_amcheck finds wrong with tables and indexes; nothing when all is well."""
        done = subprocess.run(
            [str(self.programs / "pg_amcheck"), "-h", "127.0.0.1", "-p", str(self.port), "-U",
             "postgres", "--install-missing", "--heapallindexed", "postgres"],
            env={**os.environ, "PGPASSWORD": self.password}, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        return "" if done.returncode == 0 else (done.stdout + done.stderr)[:2000]

    def remove(self):
        if self.process is not None and self.is_writer_stopped:
            self._end()  # it would wait for the one that rests
        elif self.process is not None:
            postgres.stop(self.process)
        shutil.rmtree(self.home, ignore_errors=True)

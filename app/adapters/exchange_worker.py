"""Start a worker for an import: a process of its own, so that no page waits and memory is freed."""

import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Protocol

ROOT = Path(__file__).resolve().parents[2]


class WorkerSettings(Protocol):
    """The part of the settings that a worker has to share with its web process."""

    @property
    def database_url(self) -> str: ...
    @property
    def secret_key(self) -> str: ...
    @property
    def instance(self) -> Path: ...
    @property
    def testing(self) -> bool: ...


def start(settings: WorkerSettings, job_id: int, run: str) -> None:
    """Start ``flask geodata work`` and do not wait for it; tests run the work themselves."""
    if settings.testing:
        return
    environment = {
        **os.environ,
        "DATABASE_URL": settings.database_url,
        "SECRET_KEY": settings.secret_key,
        "INSTANCE_DIR": str(settings.instance),
    }
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "geodata", "work", str(job_id), run]
    child = subprocess.Popen(  # noqa: S603 - our own program with values that we made
        command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        start_new_session=True, close_fds=True,
    )  # fmt: skip
    threading.Thread(target=child.wait, daemon=True).start()

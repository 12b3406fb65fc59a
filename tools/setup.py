"""Sets up this working copy: each step is skipped when its result is there for the same inputs."""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from tools import browser, console, packages, spatialite
from tools.console import environment, progress, run_logged, say
from tools.places import INSTANCE, LOG, TRANSLATIONS, program
from tools.stamps import Stamp, digest


def prepare(*, development: bool = False) -> None:
    """Do everything that needs no database: packages, browser files, translations, secret.

    Args:
        development: Also install what the checks need.

    Raises:
        Stop: A step cannot be done; the text says what to do.
    """
    INSTANCE.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone():
        LOG.write_bytes(b"")
        packages.make_environment()
        packages.install(packages.RUNTIME, "Python packages")
        if development:
            packages.install(packages.DEVELOPMENT, "Python packages for the checks")
        browser.install_files()
        browser.build_outline()
        compile_translations()
        if development or uses_embedded_database():
            spatialite.ensure()
        make_secret_key()


def uses_embedded_database() -> bool:
    """Whether the data lives in a SpatiaLite file rather than on a PostgreSQL server."""
    return not os.environ.get("DATABASE_URL") or os.environ["DATABASE_URL"].startswith("sqlite")


def compile_translations() -> None:
    """Compile the catalogues, whose binary form is not kept in the repository."""
    catalogues = sorted(TRANSLATIONS.glob("*/LC_MESSAGES/*.po"))
    stamp = Stamp("translations", digest(*catalogues))
    compiled = all(catalogue.with_suffix(".mo").exists() for catalogue in catalogues)
    if not catalogues or (stamp.holds() and compiled):
        return
    with progress("Translations"):
        run_logged(
            [program("pybabel"), "-q", "compile", "-d", TRANSLATIONS],
            env=environment(),
            failure="The translations could not be compiled.",
        )
    stamp.put()


def make_secret_key() -> None:
    """Make the key that signs sessions, once, readable by its owner only."""
    path = INSTANCE / "secret_key"
    if os.environ.get("SECRET_KEY") or path.exists():
        return
    # Written aside and linked into place, so that a key is never half there.
    aside = path.with_name(f".secret_key-{os.getpid()}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32))
    aside.replace(path)


@contextmanager
def _alone() -> Iterator[None]:
    """Let one set-up of this working copy run at a time."""
    with (INSTANCE / "setup.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another set-up of this folder is running; waiting for it to end.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _program() -> int:
    prepare()
    return 0


if __name__ == "__main__":
    console.main(_program)

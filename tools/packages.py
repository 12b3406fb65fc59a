"""The virtual environment and the Python packages in it, from lock files with hashes."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path

from tools import system
from tools.console import environment, output_of, progress, run_logged
from tools.places import PYTHON, ROOT, VENV
from tools.stamps import Stamp, digest

RUNTIME = "requirements.lock"
DEVELOPMENT = "requirements-dev.lock"
NODE = "requirements-node.lock"

# Wheels only, so that nothing is compiled and no package runs its own set-up program. The one
# package without a wheel is pure Python.
PIP_OPTIONS = (
    *("install", "-q", "--no-input", "--disable-pip-version-check", "--require-hashes"),
    *("--only-binary", ":all:", "--no-binary", "flask-principal"),
)


def make_environment() -> None:
    """Make ``.venv`` unless a working one is there.

    Raises:
        Stop: Python's own venv parts are missing and we may not install them.
    """
    if _works():
        return
    if importlib.util.find_spec("ensurepip") is None:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        system.install([f"python{version}-venv"], "its virtual environment")
    with progress("Virtual environment"):
        shutil.rmtree(VENV, ignore_errors=True)
        run_logged(
            [sys.executable, "-m", "venv", VENV],
            env=environment(),
            failure="The virtual environment could not be made.",
        )


def install(lock: str, title: str, *options: str) -> None:
    """Install what a lock file names into ``.venv``; skipped when that was done before.

    Args:
        lock: The lock file's name.
        title: What the person at the terminal sees.
        options: More options for pip.

    Raises:
        Stop: A package could not be fetched or its hash differs.
    """
    stamp = Stamp(lock, digest(ROOT / lock, *PIP_OPTIONS, *options))
    if stamp.holds():
        return
    with progress(title):
        run_logged(
            [PYTHON, "-I", "-m", "pip", *PIP_OPTIONS, *options, "-r", ROOT / lock],
            env=environment(),
            failure="The Python packages could not be installed. Is there a network connection?",
        )
    stamp.put()


def install_apart(folder: Path, lock: str, title: str, *options: str) -> str:
    """Install what a lock file names into an environment of its own; the path of its Python.

    For programs that want other versions of what we use ourselves.  Skipped when that was done
    before; an environment of another lock is made anew.

    Raises:
        Stop: A package could not be fetched or its hash differs.
    """
    python = folder / "bin" / "python"
    stamp = Stamp(folder.name, digest(ROOT / lock, *PIP_OPTIONS, *options))
    if stamp.holds() and python.exists():
        return str(python)
    with progress(title):
        shutil.rmtree(folder, ignore_errors=True)
        run_logged(
            [PYTHON, "-m", "venv", folder],
            env=environment(),
            failure=f"The environment could not be made: {title}.",
        )
        run_logged(
            [python, "-I", "-m", "pip", *PIP_OPTIONS, *options, "-r", ROOT / lock],
            env=environment(),
            failure=f"Could not be installed: {title}. Is there a network connection?",
        )
    stamp.put()
    return str(python)


def _works() -> bool:
    wanted = "import pip, sys; sys.exit(sys.version_info < (3, 11))"
    return PYTHON.exists() and output_of([PYTHON, "-I", "-c", wanted]) is not None

"""Finds or installs the Chromium that the journeys run in."""

from __future__ import annotations

import shutil
from pathlib import Path

from tools import system
from tools.console import Stop, environment, output_of, progress, run_logged
from tools.places import PYTHON, VENV

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_BROWSERS = VENV / "browsers"


def ensure_installed() -> str:
    """The path of a Chromium that starts, installed when it is missing and we may.

    Raises:
        Stop: There is none and it could not be installed.
    """
    if output_of([PYTHON, "-m", "playwright", "--version"]) is None:
        # The one library that Playwright's own driver expects of the system.
        system.install(["libatomic1"], "the program that drives the browser")
    found = _find()
    if found is None:
        if _is_debian():
            system.install(["chromium"], "the journeys in a browser")
        else:
            _download()
        found = _find()
    if found is None:
        message = "Chromium was installed, but does not start. Try: chromium --version"
        raise Stop(message)
    return found


def _find() -> str | None:
    downloaded = sorted(_BROWSERS.glob("chromium-*/chrome-linux*/chrome"), reverse=True)
    candidates = [path for name in _NAMES if (path := shutil.which(name))]
    for path in [*candidates, *map(str, downloaded)]:
        # Ubuntu's chromium-browser may be only a pointer to a snap that is not there.
        if output_of([path, "--version"]):
            return path
    return None


def _is_debian() -> bool:
    """Whether apt has a real Chromium: Ubuntu's package only points to a snap."""
    path = Path("/etc/os-release")
    return path.exists() and "ID=debian" in path.read_text(encoding="utf-8").splitlines()


def _download() -> None:
    """Let Playwright fetch its own build, with the system libraries it needs when we may."""
    libraries = ["--with-deps"] if system.is_root() else []
    with progress("Chromium"):
        run_logged(
            [PYTHON, "-m", "playwright", "install", *libraries, "chromium"],
            env=environment(PLAYWRIGHT_BROWSERS_PATH=str(_BROWSERS)),
            failure="Chromium could not be installed. Install it as this system does, or run the "
            "other stages by themselves: make lint, make unit, make integration.",
        )

"""The checkers that come as npm packages: Nu HTML checker, Lighthouse, Redocly; for checks only.

They are pinned in ``tools/checkers/`` apart from the browser files, which every installation gets,
and live in the virtual environment, so that nothing of theirs is among our own files.
"""

from __future__ import annotations

import shutil

from tools import browser, system
from tools.console import Stop, output_of, progress, run_logged
from tools.places import CHECKERS, NU_CHECKER, REDOCLY, ROOT
from tools.stamps import Stamp, digest

_PINNED = ROOT / "tools" / "checkers"
_FILES = ("package.json", "package-lock.json", ".npmrc")


def install() -> None:
    """Install the pinned checkers and what runs them; skipped when that was done before.

    Raises:
        Stop: A package could not be fetched, its hash differs, or Java is missing.
    """
    if output_of(["java", "-version"]) is None:
        system.install(["default-jre-headless"], "the Nu HTML checker")
    stamp = Stamp("checkers", digest(*(_PINNED / name for name in _FILES)))
    if stamp.holds() and NU_CHECKER.exists() and REDOCLY.exists():
        return
    npm = browser.npm_command()
    with progress("Checkers of pages"):
        shutil.rmtree(CHECKERS, ignore_errors=True)
        CHECKERS.mkdir(parents=True)
        for name in _FILES:
            shutil.copy(_PINNED / name, CHECKERS / name)
        run_logged(
            [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
            env=browser.npm_environment(npm) | {"PUPPETEER_SKIP_DOWNLOAD": "1"},
            cwd=CHECKERS,
            failure="The checkers of pages could not be fetched. Is there a network connection?",
        )
    stamp.put()


def node() -> str:
    """The program that runs Lighthouse.

    Raises:
        Stop: npm is there, but its Node is not.
    """
    first = browser.npm_command()[0]
    found = shutil.which("node") if first == "npm" else first
    if found is None:
        raise Stop("Node.js was not found after it was installed; run make clean, then try again.")
    return found

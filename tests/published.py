"""Where what others publish lies: in an environment that set-up for ``make test`` makes.

``PUBLISHED`` names its Python (tools/published.py).
"""

import os
import subprocess
from pathlib import Path

import pytest

PYTHON = os.environ.get("PUBLISHED", "")
needed = pytest.mark.skipif(not PYTHON, reason="`make test` sets it up; PUBLISHED names its Python")


def folder_of(package):
    """Return the folder of a package there, without running anything of it."""
    told = subprocess.run(
        [PYTHON, "-I", "-c", f"import importlib.util as u; print(u.find_spec('{package}').origin)"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return Path(told.stdout.strip()).parent

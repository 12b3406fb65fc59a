"""Redocly's recommended rules over the OpenAPI document, in every language; warnings count too.

The integration tests keep the document (tests/kept_pages.py) in the folder that KEPT_PAGES names.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from tools import console, node_checkers
from tools.console import Stop, say
from tools.places import REDOCLY


def check() -> int:
    """Lint the kept documents and print what is wrong; 0 when nothing is.

    Raises:
        Stop: There are no documents.
    """
    folder = Path(os.environ.get("KEPT_PAGES", ""))
    kept = sorted(folder.glob("openapi-*.json")) if folder.name else []
    if not kept:
        raise Stop("No document was kept: the integration tests do it. Run make integration.")
    done = subprocess.run(
        [
            node_checkers.node(), str(REDOCLY), "lint", "--extends=recommended-strict",
            *(one.name for one in kept),
        ],
        cwd=folder, check=False, capture_output=True, text=True,
        env=os.environ | {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"},
    )  # fmt: skip
    if done.returncode:
        say(done.stdout.strip())
        say(done.stderr.strip())
    say(f"{len(kept)} documents: {'something is wrong' if done.returncode else 'nothing is wrong'}")
    return 1 if done.returncode else 0


if __name__ == "__main__":
    console.main(check)

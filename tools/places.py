"""Where set-up finds and puts things in this working copy."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NODE = VENV / "node"
CHECKERS = VENV / "checkers"
NU_CHECKER = CHECKERS / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
LIGHTHOUSE = CHECKERS / "node_modules" / "lighthouse" / "cli" / "index.js"
REDOCLY = CHECKERS / "node_modules" / "@redocly" / "cli" / "bin" / "cli.js"
PUBLISHED = VENV / "published"
ATTACKS = VENV / "attacks"
JUDGES = VENV / "judges"
STAMPS = VENV / "stamps"
NPM_PACKAGES = ROOT / "node_modules"
VENDOR = ROOT / "static" / "vendor"
TRANSLATIONS = ROOT / "translations"
INSTANCE = Path(os.environ.get("INSTANCE_DIR") or ROOT / "instance")
LOG = INSTANCE / "setup.log"


def program(name: str) -> str:
    """The path of a program that a Python package put in the virtual environment."""
    return str(VENV / "bin" / name)


def shown(path: Path) -> str:
    """A path as a person in the working copy would type it."""
    return str(path.relative_to(ROOT) if path.is_relative_to(ROOT) else path)

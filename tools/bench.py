"""Runs the project's measurements with a private PostgreSQL that keeps its usual guarantees."""

from __future__ import annotations

import subprocess
import sys

from tools import chromium, console, node_checkers, postgres, setup
from tools.console import environment
from tools.places import PYTHON, ROOT


def measure(arguments: list[str]) -> int:
    """Set up what is missing and run ``flask bench`` with the arguments; its exit code."""
    setup.prepare(development=True)
    browser = chromium.ensure_installed()
    node_checkers.install()
    with postgres.private_server(durable=True) as server:
        command = [str(PYTHON), "-m", "flask", "bench", *arguments]
        env = environment(
            FLASK_APP="wsgi", CHROMIUM=browser, NODE=node_checkers.node(), **server.environment
        )
        return subprocess.run(command, check=False, cwd=ROOT, env=env).returncode


if __name__ == "__main__":
    console.main(lambda: measure(sys.argv[1:]))

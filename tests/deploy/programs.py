"""Finds and runs the programs that judge deploy/; a test is skipped where one is missing."""

import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
PATHS = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"])


def program(name: str, package: str) -> str:
    """Return the path of a program, or skip the test with the package that brings it."""
    found = shutil.which(name, path=PATHS)
    if found is None:
        pytest.skip(f"{name} is not here: apt-get install {package}")
    return found


def run(*command: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
    """Run a program to its end and return what it said; never raises for its exit code."""
    settings: dict[str, object] = {"capture_output": True, "text": True, "timeout": 120}
    return subprocess.run([str(word) for word in command], check=False, **(settings | options))  # type: ignore[call-overload, no-any-return]


def said(done: subprocess.CompletedProcess[str]) -> str:
    return f"{done.stdout}\n{done.stderr}".strip()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def as_nobody() -> list[str]:
    """Return what goes before a command that refuses to be run by root."""
    if os.geteuid() != 0:
        return []
    return [program("setpriv", "util-linux"), "--reuid=65534", "--regid=65534", "--clear-groups"]

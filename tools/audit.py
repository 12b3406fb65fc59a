"""Asks a source of known flaws about every package that the lock files pin.

``make audit``.  AUDIT_SOURCE names a copy of a public database (a folder or a ZIP archive of
records of OSV, as its site offers them for each ecosystem): nothing leaves the machine then.
Without it the sources that are online are asked: PyPI's and OSV's by pip-audit, npm's by npm.

Ends with 1 when a flaw is known, with 2 when a source did not answer: then nothing is known.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tools import attacks, browser, console, setup
from tools.console import Stop, environment, say
from tools.pinned import NPM_LOCKS, PYTHON_LOCKS
from tools.places import ROOT

FLAWED, UNKNOWN = 1, 2
_PATIENCE_S = 120
_SERVICES = ("pypi", "osv")  # in this order, until one answers


@dataclass
class Outcome:
    """What was found, what was asked, and what could not be asked."""

    flaws: list[dict[str, Any]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)

    @property
    def code(self) -> int:
        """The exit code."""
        if self.flaws:
            return FLAWED
        return UNKNOWN if self.silent else 0


def audit() -> int:
    """Ask, print a table, and return the exit code."""
    setup.prepare(development=True)
    python = attacks.install()
    source = os.environ.get("AUDIT_SOURCE", "")
    found = _from_copy(python, Path(source)) if source else _online(python)
    for one in found.flaws:
        fixed = ", ".join(one["fixed"]) or "no version yet"
        say(f"{one['package']} {one['version']}  {one['ident']}  fixed in {fixed}  {one['words']}")
    for name in found.asked:
        say(f"asked: {name}")
    for name in found.silent:
        say(f"did not answer, nothing is known: {name}")
    say(f"{len(found.flaws)} known flaws.")
    return found.code


def _from_copy(python: str, source: Path) -> Outcome:
    """Ask a copy on this machine.

    Raises:
        Stop: It cannot be read.
    """
    told = _run([python, "-m", "tools.advisories", str(source.resolve())])
    if told.returncode != 0:
        last = told.stderr.strip().rpartition("\n")[2]
        message = f"AUDIT_SOURCE={source} cannot be read: {last}"
        raise Stop(message)
    return Outcome(json.loads(told.stdout), [f"{source}, about every lock file"])


def _online(python: str) -> Outcome:
    found = Outcome()
    for lock in PYTHON_LOCKS:
        answers = (_of_pip_audit(python, lock, service) for service in _SERVICES)
        _note(found, lock, answers)
    for lock in NPM_LOCKS:
        _note(found, lock, iter([_of_npm(lock)]))
    return found


def _note(found: Outcome, lock: str, answers: Iterator[list[dict[str, Any]] | None]) -> None:
    """Keep the first answer about a lock file, or that there was none."""
    told = next((one for one in answers if one is not None), None)
    if told is None:
        found.silent.append(lock)
        return
    found.asked.append(lock)
    found.flaws += told


def _of_pip_audit(python: str, lock: str, service: str) -> list[dict[str, Any]] | None:
    command = [
        *(python, "-m", "pip_audit", "--requirement", lock, "--disable-pip", "--no-deps"),
        *("--vulnerability-service", service, "--format", "json", "--progress-spinner", "off"),
    ]
    told = _json_of(_run(command))
    if told is None or any("skip_reason" in one for one in told["dependencies"]):
        return None  # a package that was not asked about is not one without flaws
    return [
        {
            "package": one["name"], "version": one["version"], "ident": flaw["id"],
            "fixed": flaw["fix_versions"], "words": flaw["description"].split("\n")[0][:100],
        }
        for one in told["dependencies"]
        for flaw in one["vulns"]
    ]  # fmt: skip


def _of_npm(lock: str) -> list[dict[str, Any]] | None:
    npm = browser.npm_command()
    command = [*npm, "audit", "--package-lock-only", "--json"]
    told = _json_of(_run(command, browser.npm_environment(npm), ROOT / Path(lock).parent))
    if told is None or "vulnerabilities" not in told:
        return None
    return [
        {
            "package": name, "version": one["range"], "ident": one["severity"], "fixed": [],
            "words": ", ".join(str(via["title"]) for via in one["via"] if "title" in via),
        }
        for name, one in told["vulnerabilities"].items()
    ]  # fmt: skip


def _run(
    command: list[str], env: dict[str, str] | None = None, cwd: Path = ROOT
) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            command, check=False, capture_output=True, text=True, cwd=cwd,
            env=env or environment(), timeout=_PATIENCE_S, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(command, UNKNOWN, "", "took too long")


def _json_of(told: subprocess.CompletedProcess[str]) -> Any:
    try:
        return json.loads(told.stdout)
    except ValueError:
        return None


if __name__ == "__main__":
    console.main(audit)

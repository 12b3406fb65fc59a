"""Runs bandit over our code and prints what stands.

bandit and ruff number the same rules alike (B608 is S608), so a line that says ``noqa: S608 - why``
has answered both, and so has a folder that ruff's settings in pyproject.toml leave a rule out for.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from tools.console import say
from tools.places import ROOT, program

CODE = ("app", "bench", "geodata", "migrations", "models", "tools", "views", "config.py", "wsgi.py")
_ANSWERED = re.compile(r"# noqa: ([A-Z]+\d+(?:, ?[A-Z]+\d+)*)")


@dataclass(frozen=True)
class Insecure:
    """One finding: the rule, the place as file:line, the words, and whether a line answers it."""

    rule: str
    place: str
    words: str
    is_answered: bool


def findings(paths: tuple[str, ...] = CODE) -> list[Insecure]:
    """What bandit finds in these files and folders of the working copy.

    Raises:
        ValueError: bandit gave no report, or could not read a file.
    """
    command = [program("bandit"), "-q", "-r", "-c", "pyproject.toml", "-f", "json", *paths]
    told = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT)
    report, left_out = json.loads(told.stdout), _left_out()
    if report["errors"]:
        raise ValueError(report["errors"])
    return [
        Insecure(
            one["test_id"],
            f"{one['filename'].removeprefix('./')}:{one['line_number']}",
            one["issue_text"],
            _is_left_out(left_out, one["filename"], one["test_id"])
            or _is_answered(ROOT / one["filename"], one["test_id"], one["line_range"]),
        )
        for one in report["results"]
    ]


def _left_out() -> dict[str, list[str]]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["ruff"]["lint"]
    found: dict[str, list[str]] = settings["per-file-ignores"]
    return found


def _is_left_out(left_out: dict[str, list[str]], name: str, rule: str) -> bool:
    plain = name.removeprefix("./")
    return any(fnmatch(plain, one) and f"S{rule[1:]}" in left_out[one] for one in left_out)


def _is_answered(path: Path, rule: str, lines: list[int]) -> bool:
    text = path.read_text("utf-8").splitlines()
    found = (_ANSWERED.search(text[number - 1]) for number in range(lines[0], lines[-1] + 1))
    return any(one and f"S{rule[1:]}" in re.split(", ?", one[1]) for one in found)


def _program(paths: list[str]) -> int:
    found = findings(tuple(paths) or CODE)
    standing = [one for one in found if not one.is_answered]
    for one in standing:
        say(f"{one.place}: {one.rule} {one.words}")
    say(f"{len(found)} findings, {len(found) - len(standing)} of them answered where they are.")
    return 1 if standing else 0


if __name__ == "__main__":
    sys.exit(_program(sys.argv[1:]))

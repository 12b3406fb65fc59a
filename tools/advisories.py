"""Known flaws of what is pinned, from a copy of a public database of them (records of OSV).

``python -m tools.advisories SOURCE`` prints them as JSON; SOURCE is a folder or a ZIP archive of
records in JSON.  Run by tools/audit.py where ``packaging`` is installed.

Source: https://ossf.github.io/osv-schema/
"""

from __future__ import annotations

import json
import re
import sys
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from packaging.version import InvalidVersion, Version

from tools.pinned import NPM, PYPI, Package, pinned

_SEMVER = re.compile(r"(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?")
_ORDERED = {"ECOSYSTEM", "SEMVER"}  # ranges by versions; those of GIT name commits


@dataclass(frozen=True)
class Flaw:
    """One known flaw of a pinned package.  ``fixed`` are versions without it, if any are known."""

    package: str
    version: str
    ident: str
    words: str
    fixed: tuple[str, ...]
    locks: tuple[str, ...]


def records(source: Path) -> Iterator[dict[str, Any]]:
    """Every record of a folder or an archive.

    Raises:
        OSError: The source is not there.
        ValueError: A record is no JSON.
    """
    if source.is_dir():
        for path in sorted(source.rglob("*.json")):
            yield json.loads(path.read_text("utf-8"))
        return
    with zipfile.ZipFile(source) as archive:
        for name in sorted(archive.namelist()):
            if name.endswith(".json"):
                yield json.loads(archive.read(name))


def flaws(packages: Iterable[Package], known: Iterable[dict[str, Any]]) -> Iterator[Flaw]:
    """Which of these packages are known to be flawed; withdrawn records count for nothing."""
    by_name: dict[tuple[str, str], list[Package]] = {}
    for one in packages:
        by_name.setdefault((one.ecosystem, _plain(one.ecosystem, one.name)), []).append(one)
    for record in known:
        if record.get("withdrawn"):
            continue
        for affected in record.get("affected", ()):
            told = affected.get("package", {})
            kind = str(told.get("ecosystem", ""))
            for one in by_name.get((kind, _plain(kind, str(told.get("name", "")))), ()):
                if _is_affected(one, affected):
                    yield Flaw(
                        one.name, one.version, record["id"], _words(record), _fixed(affected),
                        one.locks,
                    )  # fmt: skip


def _words(record: dict[str, Any]) -> str:
    return str(record.get("summary") or record.get("details", "")).strip().split("\n")[0]


def _plain(ecosystem: str, name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower() if ecosystem == PYPI else name


def _is_affected(one: Package, affected: dict[str, Any]) -> bool:
    if one.version in affected.get("versions", ()):
        return True
    ranges = [each for each in affected.get("ranges", ()) if each.get("type") in _ORDERED]
    return any(_is_within(one, each.get("events", ())) for each in ranges)


def _is_within(one: Package, events: Iterable[dict[str, str]]) -> bool:
    """Whether a version lies in a range; a version that cannot be read is told rather than not."""
    try:
        mine = _order(one.ecosystem, one.version)
        found = False
        for event in _in_order(one.ecosystem, events):
            (kind, at), *_ = event.items()
            bound = _order(one.ecosystem, at)
            if kind == "introduced":
                found = found or mine >= bound
            elif (kind == "fixed" and mine >= bound) or (kind == "last_affected" and mine > bound):
                found = False
    except (InvalidVersion, ValueError):
        return True
    return found


def _in_order(ecosystem: str, events: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    known = [one for one in events if {"introduced", "fixed", "last_affected"} & one.keys()]
    return sorted(known, key=lambda one: _order(ecosystem, next(iter(one.values()))))


def _order(ecosystem: str, version: str) -> Any:
    """What versions of an ecosystem are compared by."""
    if ecosystem != NPM:
        return Version(version)
    if version == "0":
        return ((0, 0, 0), False, ())
    found = _SEMVER.match(version)
    if found is None:
        raise ValueError(version)
    parts = tuple(
        (0, int(part), "") if part.isdigit() else (1, 0, part)
        for part in (found[4] or "").split(".")
        if part
    )
    return (tuple(map(int, found.groups()[:3])), not parts, parts)


def _fixed(affected: dict[str, Any]) -> tuple[str, ...]:
    events = [event for one in affected.get("ranges", ()) for event in one.get("events", ())]
    return tuple(dict.fromkeys(one["fixed"] for one in events if "fixed" in one))


if __name__ == "__main__":
    told = [asdict(one) for one in flaws(pinned(), records(Path(sys.argv[1])))]
    json.dump(told, sys.stdout)

"""What the lock files pin: packages of Python and npm, with their hashes and who asks for them."""

from __future__ import annotations

import base64
import json
import re
import tomllib
from dataclasses import dataclass, replace

from tools.places import ROOT

PYPI, NPM = "PyPI", "npm"
SERVING = "requirements.lock"  # of what serves; the others are of checks and of building
PYTHON_LOCKS = (
    SERVING, "requirements-dev.lock", "requirements-node.lock", "requirements-published.lock",
    "requirements-attacks.lock", "requirements-deploy.lock",
)  # fmt: skip
BROWSER_LOCK = "package-lock.json"
NPM_LOCKS = (BROWSER_LOCK, "tools/checkers/package-lock.json")

_BLOCK = re.compile(r"^([\w.-]+)(?:\[[\w.,-]+\])?==([^\s;\\]+)", re.MULTILINE)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_ASKER = re.compile(r"^ {4}#(?: via| {2}) ([A-Za-z0-9][\w.-]*)$", re.MULTILINE)


@dataclass(frozen=True)
class Package:
    """One version of one package.

    ``hashes`` are pairs of algorithm and hexadecimal digest, one a file of it; ``askers`` are names
    of packages that want it; ``locks`` are the files that pin it; ``licence`` is what npm says.
    """

    ecosystem: str
    name: str
    version: str
    hashes: tuple[tuple[str, str], ...] = ()
    askers: frozenset[str] = frozenset()
    locks: tuple[str, ...] = ()
    licence: str = ""

    @property
    def purl(self) -> str:
        """Its address in the form of https://github.com/package-url."""
        if self.ecosystem == NPM:
            return f"pkg:npm/{self.name.replace('@', '%40')}@{self.version}"
        return f"pkg:pypi/{self.name}@{self.version}"


def pinned() -> list[Package]:
    """Every package of every lock file, each version once, in the order of their addresses."""
    found: dict[str, Package] = {}
    for lock in PYTHON_LOCKS:
        for one in of_python((ROOT / lock).read_text("utf-8"), lock):
            _add(found, one)
    for lock in NPM_LOCKS:
        for one in of_npm((ROOT / lock).read_text("utf-8"), lock):
            _add(found, one)
    return [found[key] for key in sorted(found)]


def of_python(text: str, lock: str) -> list[Package]:
    """The packages of a lock file with hashes."""
    found = []
    marks = list(_BLOCK.finditer(text))
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        block = text[mark.end() : following.start() if following else len(text)]
        found.append(
            Package(
                PYPI,
                _plain(mark[1]),
                mark[2],
                hashes=tuple(("SHA-256", one) for one in _HASH.findall(block)),
                askers=frozenset(map(_plain, _ASKER.findall(block))),
                locks=(lock,),
            )
        )
    return found


def of_npm(text: str, lock: str) -> list[Package]:
    """The packages of a lock file of npm, third version."""
    entries = {path: entry for path, entry in json.loads(text)["packages"].items() if path}
    asked: dict[str, set[str]] = {}
    for path, entry in entries.items():
        for wanted in entry.get("dependencies", {}):
            asked.setdefault(wanted, set()).add(_npm_name(path))
    return [
        Package(
            NPM,
            _npm_name(path),
            entry["version"],
            hashes=(("SHA-512", _hexadecimal(entry["integrity"])),),
            askers=frozenset(asked.get(_npm_name(path), ())),
            locks=(lock,),
            licence=entry.get("license", ""),
        )
        for path, entry in entries.items()
    ]


def digest_of_locks() -> bytes:
    """All that the lock files say, for a name that changes when they do."""
    return b"\0".join((ROOT / lock).read_bytes() for lock in (*PYTHON_LOCKS, *NPM_LOCKS))


def _add(found: dict[str, Package], one: Package) -> None:
    known = found.get(one.purl)
    if known is None:
        found[one.purl] = one
    else:
        found[one.purl] = replace(
            known,
            hashes=tuple(dict.fromkeys((*known.hashes, *one.hashes))),
            askers=known.askers | one.askers,
            locks=tuple(dict.fromkeys((*known.locks, *one.locks))),
        )


def _plain(name: str) -> str:
    """A name as indexes compare them (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _npm_name(path: str) -> str:
    return path.rpartition("node_modules/")[2]


def _hexadecimal(integrity: str) -> str:
    return base64.b64decode(integrity.removeprefix("sha512-")).hex()


def asset_files() -> dict[str, list[str]]:
    """Which files of npm packages reach readers' browsers, by package (assets.toml)."""
    listed = tomllib.loads((ROOT / "assets.toml").read_text("utf-8"))["package"]
    return {one["name"]: [file["source"] for file in one["files"]] for one in listed}

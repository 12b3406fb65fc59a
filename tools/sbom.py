"""The bill of materials: every package that the lock files pin, as CycloneDX 1.6 in JSON.

``python -m tools.sbom [FILE]``.  The same lock files give the same bytes.  What serves readers is
``required``; what checks and builds is ``excluded``.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
import uuid
from pathlib import Path
from typing import Any

from tools import console
from tools.console import say
from tools.pinned import (
    BROWSER_LOCK,
    NPM,
    SERVING,
    Package,
    asset_files,
    digest_of_locks,
    pinned,
)
from tools.places import ROOT, shown

FILE = ROOT / "sbom.cdx.json"
_NAMESPACE = uuid.UUID("6f2a1f0e-8d0c-5b63-9f0e-6b0f6f5a7c11")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]*")
_NO_SPDX = {"BSD-0-Clause": "0BSD"}  # what a package says, and what the list of SPDX calls it


def bill() -> dict[str, Any]:
    """The document."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    packages, assets = pinned(), asset_files()
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(_NAMESPACE, digest_of_locks().hex())}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": project["name"],
                "name": project["name"],
                "version": project["version"],
                "description": project["description"],
                "licenses": [{"license": {"id": project["license"]}}],
            }
        },
        "components": [_component(one, assets) for one in packages],
        "dependencies": _dependencies(project["name"], packages),
    }


def _component(one: Package, assets: dict[str, list[str]]) -> dict[str, Any]:
    group, _slash, name = one.name.rpartition("/")
    made: dict[str, Any] = {
        "type": "library",
        "bom-ref": one.purl,
        "name": name,
        "version": one.version,
        "scope": "required" if _serves(one) else "excluded",
        "purl": one.purl,
        "hashes": [{"alg": kind, "content": digest} for kind, digest in one.hashes],
        "properties": [{"name": "koepaikka:lock", "value": lock} for lock in one.locks],
    }
    if group:
        made["group"] = group
    if one.licence:
        made["licenses"] = [_licence(_NO_SPDX.get(one.licence, one.licence))]
    if one.ecosystem == NPM and BROWSER_LOCK in one.locks:
        files = assets.get(one.name, ())
        made["properties"] += [{"name": "koepaikka:served", "value": file} for file in files]
    return made


def _serves(one: Package) -> bool:
    return bool({SERVING, BROWSER_LOCK} & set(one.locks))


def _licence(said: str) -> dict[str, Any]:
    """A licence by its name in the list of SPDX, or an expression of several."""
    return {"license": {"id": said}} if _ID.fullmatch(said) else {"expression": said}


def _dependencies(root: str, packages: list[Package]) -> list[dict[str, Any]]:
    """Who wants whom; what no package wants is wanted by the project itself."""
    versions: dict[tuple[str, str], list[str]] = {}
    for one in packages:
        versions.setdefault((one.ecosystem, one.name), []).append(one.purl)
    wants: dict[str, set[str]] = {root: set(), **{one.purl: set() for one in packages}}
    for one in packages:
        askers = [purl for name in one.askers for purl in versions.get((one.ecosystem, name), ())]
        for asker in askers or [root]:
            wants[asker].add(one.purl)
    return [{"ref": ref, "dependsOn": sorted(wanted)} for ref, wanted in wants.items()]


def write(path: Path = FILE) -> int:
    """Write the document and say what is in it; the exit code."""
    made = bill()
    path.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    serving = sum(one["scope"] == "required" for one in made["components"])
    say(f"{shown(path)}: {len(made['components'])} packages, {serving} of them serve readers.")
    return 0


if __name__ == "__main__":
    console.main(lambda: write(*map(Path, sys.argv[1:2])))

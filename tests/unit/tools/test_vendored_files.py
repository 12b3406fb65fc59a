"""Copying the browser files: whole, described truthfully, or not at all."""

import base64
import hashlib
import json
from pathlib import Path

import pytest

from tools.assets import AssetError, vendor


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    """A node_modules folder with one scoped package."""
    package = tmp_path / "node_modules" / "@letters" / "plain"
    (package / "files").mkdir(parents=True)
    (package / "package.json").write_text('{"version": "2.1.0"}')
    (package / "files" / "a.woff2").write_bytes(b"letters")
    return tmp_path / "node_modules"


def specification(folder: Path, source: str) -> Path:
    path = folder / "assets.toml"
    path.write_text(
        '[[package]]\nname = "@letters/plain"\n'
        f'files = [{{ source = "{source}", key = "plain" }}]\n'
    )
    return path


def test_a_file_is_copied_under_its_version_with_its_hash(packages: Path, tmp_path: Path):
    target = tmp_path / "vendor"

    vendor(specification(tmp_path, "files/a.woff2"), packages, target)

    asset = json.loads((target / "manifest.json").read_text())["plain"]
    assert asset == {
        "path": "letters-plain-2.1.0/files/a.woff2",
        "integrity": "sha384-" + base64.b64encode(hashlib.sha384(b"letters").digest()).decode(),
        "bytes": 7,
    }
    assert (target / asset["path"]).read_bytes() == b"letters"


def test_a_missing_file_is_named_and_the_old_folder_stays(packages: Path, tmp_path: Path):
    target = tmp_path / "vendor"
    vendor(specification(tmp_path, "files/a.woff2"), packages, target)

    with pytest.raises(AssetError, match=r"@letters/plain 2\.1\.0 has no files/b\.woff2"):
        vendor(specification(tmp_path, "files/b.woff2"), packages, target)

    assert (target / "letters-plain-2.1.0" / "files" / "a.woff2").exists()


def test_what_is_no_longer_named_is_gone(packages: Path, tmp_path: Path):
    target = tmp_path / "vendor"
    target.mkdir()
    (target / "old.js").write_text("old")

    vendor(specification(tmp_path, "files/a.woff2"), packages, target)

    assert not (target / "old.js").exists()

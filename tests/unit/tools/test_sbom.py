"""The bill of materials names all that is pinned, and is what CycloneDX says it is."""

import json

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from tests.unit.tools.test_setup_inputs import PYTHON_LOCKS, pinned
from tools.pinned import PYTHON_LOCKS as KNOWN
from tools.places import ROOT
from tools.sbom import bill


def test_it_is_valid_and_names_everything_that_is_pinned_once():
    text = json.dumps(bill())
    made = json.loads(text)
    by_ref = {one["bom-ref"]: one for one in made["components"]}

    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    assert len(by_ref) == len(made["components"])
    for lock in KNOWN:
        for one in pinned(lock):
            name, _, version = one.partition("==")
            assert f"pkg:pypi/{name.partition('[')[0]}@{version}" in by_ref, (lock, one)
    for folder in (".", "tools/checkers"):
        listed = json.loads((ROOT / folder / "package-lock.json").read_text())["packages"]
        for path in filter(None, listed):
            name = path.rpartition("node_modules/")[2].replace("@", "%40")
            assert f"pkg:npm/{name}@{listed[path]['version']}" in by_ref, path
    assert set(PYTHON_LOCKS) <= set(KNOWN)
    assert {lock.name for lock in ROOT.glob("requirements*.lock")} == set(KNOWN)
    assert all(one["hashes"] for one in by_ref.values())
    assert bill() == made, "the same lock files give the same document"


def test_it_tells_what_serves_from_what_checks_and_who_wants_what():
    made = bill()
    scopes = {one["purl"].partition("@")[0]: one["scope"] for one in made["components"]}
    assert {scopes[f"pkg:{name}"] for name in ("pypi/flask", "npm/leaflet")} == {"required"}
    assert {scopes[f"pkg:{name}"] for name in ("pypi/ruff", "pypi/sqlmap", "npm/vnu-jar")} == {
        "excluded"
    }
    (leaflet,) = [one for one in made["components"] if one["name"] == "leaflet"]
    served = [one["value"] for one in leaflet["properties"] if one["name"] == "koepaikka:served"]
    assert "dist/leaflet.js" in served

    refs = {"koepaikka", *(one["bom-ref"] for one in made["components"])}
    wants = {one["ref"]: set(one["dependsOn"]) for one in made["dependencies"]}
    assert wants.keys() == refs
    assert set().union(*wants.values()) == refs - {"koepaikka"}
    flask = next(ref for ref in refs if ref.startswith("pkg:pypi/flask@"))
    assert any(ref.startswith("pkg:pypi/werkzeug@") for ref in wants[flask])
    assert not any(ref.startswith("pkg:pypi/werkzeug@") for ref in wants["pkg:npm/leaflet@1.9.4"])

"""Known flaws are found by versions and by ranges, and what was not asked is not called good."""

import json
import zipfile

import pytest

from tools.advisories import flaws, records
from tools.audit import FLAWED, UNKNOWN, Outcome
from tools.pinned import NPM, PYPI, Package

PINNED = [
    Package(PYPI, "ruma-kirjasto", "1.10.0", locks=("a.lock",)),
    Package(NPM, "@a/b", "4.0.0-beta.2"),
    Package(NPM, "leaflet", "1.9.4"),
]


def record(name, ecosystem=PYPI, **affected):
    told = {"package": {"ecosystem": ecosystem, "name": name}, **affected}
    return {"id": "X-1", "summary": "Words", "affected": [told]}


def ranged(*events, kind="ECOSYSTEM"):
    return [{"type": kind, "events": [dict([one]) for one in events]}]


CASES = [
    (record("Ruma_Kirjasto", versions=["1.9", "1.10.0"]), "ruma-kirjasto"),
    (record("ruma-kirjasto", versions=["1.1.0"]), None),
    (record("ruma", versions=["1.10.0"]), None),
    (record("ruma-kirjasto", ranges=ranged(("introduced", "0"), ("fixed", "1.9.1"))), None),
    (record("ruma-kirjasto", ranges=ranged(("introduced", "0"), ("fixed", "1.10.1"))),
     "ruma-kirjasto"),
    (record("ruma-kirjasto", ranges=ranged(("introduced", "1.11"))), None),
    (record("ruma-kirjasto", ranges=ranged(("introduced", "0"), ("last_affected", "1.10.0"))),
     "ruma-kirjasto"),
    (record("ruma-kirjasto", ranges=ranged(("introduced", "0"), ("last_affected", "1.9"))), None),
    (record("ruma-kirjasto", ranges=ranged(
        ("introduced", "0"), ("fixed", "1.2"), ("introduced", "1.10.0a1"), ("fixed", "1.11"))),
     "ruma-kirjasto"),
    (record("ruma-kirjasto", ranges=ranged(("introduced", "0"), kind="GIT")), None),
    (record("ruma-kirjasto", ranges=ranged(("introduced", "not a version"))), "ruma-kirjasto"),
    (record("ruma-kirjasto", NPM, versions=["1.10.0"]), None),
    (record("leaflet", NPM, ranges=ranged(("introduced", "1.0.0"), ("fixed", "1.9.10"),
                                          kind="SEMVER")), "leaflet"),
    (record("leaflet", NPM, ranges=ranged(("introduced", "0"), ("fixed", "1.9.4"), kind="SEMVER")),
     None),
    (record("@a/b", NPM, ranges=ranged(("introduced", "0"), ("fixed", "4.0.0"), kind="SEMVER")),
     "@a/b"),
    (record("@a/b", NPM, ranges=ranged(("introduced", "4.0.0"), kind="SEMVER")), None),
    ({**record("leaflet", NPM, versions=["1.9.4"]), "withdrawn": "2026-01-01T00:00:00Z"}, None),
]  # fmt: skip


@pytest.mark.parametrize(("known", "found"), CASES)
def test_a_flaw_is_told_of_the_versions_that_have_it_and_of_no_other(known, found):
    told = [one.package for one in flaws(PINNED, [known])]
    assert told == ([found] if found else [])


def test_a_copy_is_read_from_a_folder_and_from_an_archive(tmp_path):
    known = record("ruma-kirjasto", ranges=ranged(("introduced", "0"), ("fixed", "2")))
    folder, archive = tmp_path / "known", tmp_path / "all.zip"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep" / "X-1.json").write_text(json.dumps(known))
    (folder / "README.md").write_text("no record")
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("X-1.json", json.dumps(known))
    for source in (folder, archive):
        (flaw,) = flaws(PINNED, records(source))
        assert (flaw.ident, flaw.words, flaw.fixed, flaw.locks) == (
            "X-1", "Words", ("2",), ("a.lock",),
        )  # fmt: skip
    with pytest.raises(OSError, match="nowhere"):
        list(records(tmp_path / "nowhere"))


def test_what_could_not_be_asked_is_no_good_news():
    assert Outcome(asked=["a"]).code == 0
    assert Outcome(asked=["a"], silent=["b"]).code == UNKNOWN
    assert Outcome(flaws=[{}], silent=["b"]).code == FLAWED

"""Every guard of the database is broken once, and a test sees it."""

import json
import subprocess
import sys

import pytest

from config import ROOT
from tests.faults.conftest import Row

PASSED, FAILED = 0, 1


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_broken_guard_is_seen(kind, report, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.mutate", kind, str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    told = [json.loads(line) for line in done.stdout.splitlines()]
    alive = [one["mutant"] for one in told if one["code"] == PASSED and not one["why"]]
    equal = [one["mutant"] for one in told if one["code"] == PASSED and one["why"]]
    odd = [one for one in told if one["code"] not in {PASSED, FAILED}]
    killed = len(told) - len(alive) - len(equal) - len(odd)
    what = f"mutants: {killed} of {len(told)} seen, {len(equal)} named equivalent"
    report(Row(what, kind, check="ok" if not alive and not odd else f"{len(alive)} ALIVE"))
    assert odd == []
    assert alive == []
    assert killed > 20

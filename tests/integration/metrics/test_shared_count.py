"""Several processes count together, and what one that has ended counted is not lost."""

import os
import subprocess
import sys

from app.adapters.shared_count import SharedCounts
from config import ROOT

PROGRAM = """
import sys
from pathlib import Path
from app.adapters.shared_count import SharedCounts
counts = SharedCounts(Path(sys.argv[1]), 2)
for _time in range(5):
    counts.add("GET|200|a", [1, 0.5])
"""


def test_sums_are_over_all_processes_and_never_go_back(tmp_path):
    for _process in range(2):
        subprocess.run([sys.executable, "-c", PROGRAM, str(tmp_path)], cwd=ROOT, check=True)
    mine, other = SharedCounts(tmp_path, 2), SharedCounts(tmp_path, 2)
    mine.add("GET|200|a", [1, 1])
    other.add("GET|404|b", [1, 0])
    other.flush()
    expected = {"GET|200|a": [11, 6], "GET|404|b": [1, 0]}

    assert mine.sums() == other.sums() == expected
    assert mine.sums() == expected  # what has ended is added up once
    names = sorted(path.name.partition("-")[0] for path in tmp_path.glob("*.json"))
    assert names == sorted(["ended.json", str(os.getpid()), str(os.getpid())])


def test_a_child_counts_from_nothing(tmp_path):
    counts = SharedCounts(tmp_path, 1)
    counts.add("a", [1])
    child = os.fork()
    if child == 0:
        counts.add("a", [1])
        counts.flush()
        os._exit(0)
    os.waitpid(child, 0)

    assert counts.sums() == {"a": [2]}
    counts.flush()

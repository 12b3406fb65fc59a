"""The demo's files as they lie in ``geodata/demo``, for the tests that look at them."""

import json
from pathlib import Path

from models.testbed_kind import Theme

DEMO = Path(__file__).parents[2] / "geodata" / "demo"
CITIES = {"helsinki", "espoo", "vantaa", "tampere", "turku", "oulu"}
LANGUAGES = ["fi", "sv", "en"]
THEMES = {theme.value for theme in Theme}


def read(name):
    """Return what ``name``.json holds: a list of records."""
    return json.loads((DEMO / f"{name}.json").read_text(encoding="utf-8"))


def parts():
    """Return (application, part) for every part of every demo application."""
    return [(row, part) for row in read("applications") for part in row["parts"]]


def testbeds_by_source_name():
    """Return the demo's testbeds by the name their source gives them."""
    rows = [row for file in sorted(DEMO.glob("testbeds_*.json")) for row in read(file.stem)]
    return {row["source_name"]: row for row in rows}

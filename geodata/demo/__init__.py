"""The demonstration's content, in our own words.

Facts of real places and past pilots carry their source; people, companies and everything that
runs now are invented.  Days of invented things are offsets from the day of seeding.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
CITIES = ("helsinki", "espoo", "vantaa", "tampere", "turku", "oulu")


@cache
def records(name: str) -> list[dict[str, Any]]:
    """Return the records of ``geodata/demo/<name>.json``, in their order."""
    found: list[dict[str, Any]] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return found


def testbeds() -> list[dict[str, Any]]:
    """Return the testbeds of all cities that have any, city by city."""
    return [
        record
        for city in CITIES
        if (FOLDER / f"testbeds_{city}.json").exists()
        for record in records(f"testbeds_{city}")
    ]

"""The table in which long trials (tests/faults, tests/cluster) say what was seen."""

from collections.abc import Sequence
from dataclasses import astuple
from typing import Any


def print_table(reporter: Any, title: str, headings: Sequence[str], rows: Sequence[Any]) -> None:
    """Print rows, each a dataclass with a field a heading; None: no meaning for this trial."""
    if not rows:
        return
    lines = [headings, *(["" if one is None else str(one) for one in astuple(row)] for row in rows)]
    widths = [max(len(line[n]) for line in lines) for n in range(len(headings))]
    reporter.section(title)
    for line in lines:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        reporter.write_line("  ".join(cells).rstrip())

"""A day of a programme as a table: tracks are columns, rows begin when sessions begin.

Sessions of a track that overlap stand together in one cell.  What belongs to no track is a row of
its own across all columns when nothing else goes on then, else it stands in a last column.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Block:
    """What the grid knows of a session: its track's id (None for none) and its half-open times."""

    key: int
    track: int | None
    start: dt.datetime
    end: dt.datetime


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: the sessions in it by their keys, none for an empty one; spans count from 1."""

    keys: tuple[int, ...]
    track: int | None
    rowspan: int = 1
    colspan: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """What begins at one time."""

    start: dt.datetime
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """The columns by their tracks' ids, at last None where something has no track, and the rows."""

    columns: tuple[int | None, ...]
    rows: tuple[Row, ...]


@dataclass(slots=True)
class _Group:
    """Sessions of one column that overlap one after another."""

    start: dt.datetime
    end: dt.datetime
    keys: list[int] = field(default_factory=list)


def grid_of(blocks: Sequence[Block], tracks: Sequence[int]) -> Grid:
    """Return the table of one day; ``tracks`` are the ids of the programme's tracks in order."""
    common = [one for one in blocks if one.track is None]
    others = [one for one in blocks if one.track is not None]
    alone = {one.key for one in common if not any(_meet(one, other) for other in blocks)}
    used = {one.track for one in others}
    columns: list[int | None] = [track for track in tracks if track in used]
    if len(alone) < len(common) or not columns:
        columns.append(None)
    starts = sorted({one.start for one in blocks})
    groups = {
        column: _grouped(b for b in blocks if b.track == column and b.key not in alone)
        for column in columns
    }
    across = {one.start: one for one in common if one.key in alone}
    rows = []
    for number, start in enumerate(starts):
        if start in across:
            one = across[start]
            rows.append(Row(start, (Cell((one.key,), None, 1, len(columns)),)))
            continue
        cells = [
            cell
            for column in columns
            if (cell := _cell(groups[column], column, starts, number)) is not None
        ]
        rows.append(Row(start, tuple(cells)))
    return Grid(tuple(columns), tuple(rows))


def _meet(one: Block, other: Block) -> bool:
    return one.key != other.key and one.start < other.end and other.start < one.end


def _grouped(blocks: Iterable[Block]) -> list[_Group]:
    groups: list[_Group] = []
    for one in sorted(blocks, key=lambda block: (block.start, block.end, block.key)):
        if groups and one.start < groups[-1].end:
            groups[-1].keys.append(one.key)
            groups[-1].end = max(groups[-1].end, one.end)
        else:
            groups.append(_Group(one.start, one.end, [one.key]))
    return groups


def _cell(
    groups: Sequence[_Group], column: int | None, starts: Sequence[dt.datetime], number: int
) -> Cell | None:
    """Return the cell that begins in this row, or None where one from above reaches into it."""
    start = starts[number]
    for group in groups:
        if group.start == start:
            span = sum(group.start <= one < group.end for one in starts)
            return Cell(tuple(group.keys), column, span)
        if group.start < start < group.end:
            return None
    return Cell((), column)

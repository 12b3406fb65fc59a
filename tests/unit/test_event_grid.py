"""A programme as a table: every session stands in it once, and no row is wider than the others."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from views.event_grid import Block, grid_of

NINE = dt.datetime(2026, 12, 3, 9, tzinfo=dt.UTC)
TRACKS = (10, 20, 30)


def at(quarters):
    return NINE + quarters * dt.timedelta(minutes=15)


@st.composite
def blocks(draw):
    found = []
    for key in range(1, draw(st.integers(0, 10)) + 1):
        start = draw(st.integers(0, 12))
        length = draw(st.integers(1, 6))
        track = draw(st.sampled_from((None, *TRACKS)))
        found.append(Block(key, track, at(start), at(start + length)))
    return found


@given(blocks())
def test_every_session_stands_in_the_table_once(every):
    grid = grid_of(every, TRACKS)
    keys = [key for row in grid.rows for cell in row.cells for key in cell.keys]
    assert sorted(keys) == [one.key for one in every]


@given(blocks())
def test_every_row_is_as_wide_as_the_columns(every):
    grid = grid_of(every, TRACKS)
    reach = [0] * len(grid.rows)
    for number, row in enumerate(grid.rows):
        for cell in row.cells:
            assert number + cell.rowspan <= len(grid.rows)
            for below in range(number, number + cell.rowspan):
                reach[below] += cell.colspan
    assert set(reach) <= {len(grid.columns)}


@given(blocks())
def test_a_session_begins_in_the_row_of_its_time_and_the_column_of_its_track(every):
    grid, by_key = grid_of(every, TRACKS), {one.key: one for one in every}
    for row in grid.rows:
        for cell in row.cells:
            assert all(by_key[key].track == cell.track for key in cell.keys)
            if cell.keys:
                assert min(by_key[key].start for key in cell.keys) == row.start

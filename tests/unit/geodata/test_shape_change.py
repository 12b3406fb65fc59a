"""What a change did to a shape is told in metres of the ground, not in degrees."""

import pytest

from geodata.shape_change import compare

POINT = '{"type":"Point","coordinates":[24.94,60.17]}'


def square(west, south, side=0.001):
    east, north = west + side, south + side
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return f'{{"type":"Polygon","coordinates":[{ring}]}}'


def test_a_point_that_moved_a_thousandth_of_a_degree_east_moved_fifty_five_metres():
    change = compare(POINT, '{"type":"Point","coordinates":[24.941,60.17]}')
    assert change.moved_m == pytest.approx(55.5, abs=0.3)
    assert change.box == (24.94, 60.17, 24.941, 60.17)


def test_less_than_half_a_metre_is_no_move():
    assert compare(POINT, '{"type":"Point","coordinates":[24.940001,60.17]}').moved_m == 0


def test_an_area_knows_its_size_before_and_after():
    change = compare(square(24.94, 60.17), square(24.94, 60.17, 0.002))
    assert change.before.kind == change.after.kind == "area"
    assert change.before.area_m2 == pytest.approx(6_190, rel=0.02)
    assert change.after.area_m2 == pytest.approx(4 * change.before.area_m2, rel=0.01)


def test_a_line_has_a_length_and_a_shape_may_come_or_go():
    line = '{"type":"LineString","coordinates":[[24.94,60.17],[24.96,60.17]]}'
    change = compare(None, line)
    assert (change.before, change.moved_m) == (None, None)
    assert change.after.length_m == pytest.approx(1_110, rel=0.01)
    assert compare(line, None).after is None

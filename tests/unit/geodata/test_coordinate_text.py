"""What people type into a coordinates field, and what it means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.coordinate_text import POINT_LIMIT, read_pairs
from geodata.crs import SYSTEMS
from geodata.shape_error import ShapeCode, ShapeError

DEGREES, TM35FIN, HELSINKI = SYSTEMS[4326], SYSTEMS[3067], SYSTEMS[3879]


@pytest.mark.parametrize(
    "text",
    [
        "60.17, 24.94",
        "60.17,24.94",
        "60.17 24.94",
        "60.17;24.94",
        "60.17\t24.94",
        "60,17 24,94",
        "60,17; 24,94",
        "60,17, 24,94",
        "60,17,24,94",
        "  60.17 ,  24.94  ",
        "60.17\u00a024.94",
        "60.17° 24.94°",
        "60.17° N, 24.94° E",
        "60.17N,24.94E",
        "60.17 N 24.94 E",
        "60°10'12\"N 24°56'24\"E",
        "60°10′12″ N, 24°56′24″ E",
        "60° 10,2' N 24° 56,4' E",
        "+60.17, +24.94",
    ],
)
def test_a_pair_is_read_however_it_is_written(text):
    ((lon, lat),) = read_pairs(text, DEGREES)

    assert (lon, lat) == pytest.approx((24.94, 60.17))


@pytest.mark.parametrize(
    "text",
    ["6672126.7, 385700.4", "385700.4 6672126.7", "6672126,7;385700,4", "6 672 126,7 385 700,4"],
)
def test_a_plane_is_read_in_either_order(text):
    assert read_pairs(text, TM35FIN) == [(385_700.4, 6_672_126.7)]


def test_the_plane_of_a_city_is_read_with_its_zone_number():
    assert read_pairs("6673014, 25496669", HELSINKI) == [(25_496_669, 6_673_014)]


def test_empty_lines_do_not_count_as_points_but_as_lines():
    with pytest.raises(ShapeError) as refused:
        read_pairs("60.17, 24.94\n\n\nhere", DEGREES)

    assert refused.value.code is ShapeCode.NOT_NUMBERS
    assert refused.value.facts == {"line": 4}


@pytest.mark.parametrize(
    "text",
    ["here", "60.17", "60,17", "60.17, 24.94, 12", "60.17, NaN", "6e1, 24", "1,2,3", "--60, 24",
     "60.17, 24.94" + " " * 10 + "x" * 200, "<script>alert(1)</script>", "٦٠ x"],
)  # fmt: skip
def test_what_is_no_pair_is_said_to_be_none(text):
    with pytest.raises(ShapeError) as refused:
        read_pairs(text, DEGREES)

    assert refused.value.code is ShapeCode.NOT_NUMBERS


@pytest.mark.parametrize(
    ("text", "crs", "code", "facts"),
    [
        ("24.94, 60.17", DEGREES, "swapped", {"line": 1}),
        ("60.17, 24.94\n24.95, 60.18", DEGREES, "swapped", {"line": 2}),
        ("52.52, 13.40", DEGREES, "outside_finland", {"line": 1}),
        ("-60.17, 24.94", DEGREES, "outside_finland", {"line": 1}),
        ("60.17S, 24.94E", DEGREES, "outside_finland", {"line": 1}),
        ("60.17, 24.94", TM35FIN, "other_crs", {"line": 1, "epsg": 4326}),
        ("6672126, 385700", DEGREES, "other_crs", {"line": 1, "epsg": 3067}),
        ("25496669, 6673014", TM35FIN, "other_crs", {"line": 1, "epsg": 3879}),
        ("1000, 1000", TM35FIN, "outside_finland", {"line": 1}),
    ],
)
def test_numbers_that_do_not_fit_say_why(text, crs, code, facts):
    with pytest.raises(ShapeError) as refused:
        read_pairs(text, crs)

    assert (refused.value.code, refused.value.facts) == (code, facts)


def test_one_line_more_than_the_limit_is_left_for_a_closing_corner():
    assert len(read_pairs("60.1, 24.9\n" * (POINT_LIMIT + 1), DEGREES)) == POINT_LIMIT + 1
    with pytest.raises(ShapeError) as refused:
        read_pairs("60.1, 24.9\n" * (POINT_LIMIT + 2), DEGREES)
    assert refused.value.facts == {"limit": POINT_LIMIT, "given": POINT_LIMIT + 2}


@given(
    st.floats(59.4, 70.1).map(lambda lat: round(lat, 6)),
    st.floats(19.1, 31.6).map(lambda lon: round(lon, 6)),
    st.sampled_from([", ", " ", ";", "\t", "; ", " ; "]),
    st.booleans(),
)
def test_every_separator_works_with_points_and_with_decimal_commas(lat, lon, between, commas):
    numbers = [f"{value:.6f}" for value in (lat, lon)]
    if commas:
        numbers = [number.replace(".", ",") for number in numbers]

    assert read_pairs(between.join(numbers), DEGREES) == [(lon, lat)]


@given(st.text(max_size=200))
def test_any_text_at_all_gives_points_or_a_reason(text):
    try:
        pairs = read_pairs(text, DEGREES)
    except ShapeError:
        return

    assert all(DEGREES.holds(*pair) for pair in pairs)

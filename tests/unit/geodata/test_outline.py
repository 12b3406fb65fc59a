"""The outline is cut from TopoJSON, small and sound."""

import json
from itertools import accumulate

import pytest
import shapely

from geodata.outline import SCALE, main, outline, stepped

# A square country of 10 degrees, an islet that quantising has flattened, and one far away.  Two
# arcs make the square; the second is used backwards.
TOPOLOGY = {
    "type": "Topology",
    "transform": {"scale": [0.5, 0.5], "translate": [20, 60]},
    "arcs": [
        [[0, 0], [20, 0], [0, 20]],
        [[0, 0], [0, 20], [20, 0]],
        [[2, 2], [0, 0], [0, 0]],
        [[200, -120], [2, 0], [0, 2], [-2, -2]],
    ],
    "objects": {
        "countries": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "MultiPolygon", "arcs": [[[0, -2]], [[2]]],
                 "properties": {"name": "Näkki"}},
                {"type": "Polygon", "arcs": [[3]], "properties": {"name": "Far away"}},
                {"type": None, "properties": {"name": "Nowhere"}},
            ],
        }
    },
}  # fmt: skip


def positions(steps, scale):
    """Read the steps of a ring back."""
    places = zip(accumulate(steps[0::2]), accumulate(steps[1::2]), strict=True)
    return [(x / scale, y / scale) for x, y in places]


def test_arcs_are_joined_and_clipped():
    (land,) = outline(TOPOLOGY, 0.01)

    assert land.equals(shapely.box(20, 60, 30, 70))


def test_what_lies_outside_the_window_is_left_out():
    wide = {**TOPOLOGY, "transform": {"scale": [0.5, 0.5], "translate": [38, 60]}}

    (land,) = outline(wide, 0.01)

    assert land.bounds == (38, 60, 43, 70)


def test_steps_lead_along_every_ring_to_within_a_step():
    lake = shapely.box(24.12349, 60.2, 24.5, 60.3)
    land = shapely.MultiPolygon(
        [shapely.box(24, 60, 25.00001, 61).difference(lake), shapely.box(-3.5, 62, -3, 63)]
    )

    polygons = stepped(land)

    read = [shapely.Polygon(*_rings(one)) for one in polygons]
    assert [len(one) for one in polygons] == [2, 1]
    assert shapely.hausdorff_distance(shapely.MultiPolygon(read), land) <= 0.001


def test_positions_that_fall_together_are_written_once():
    near = shapely.Polygon([(24, 60), (24.0001, 60.0001), (25, 60), (25, 61)])

    ((steps,),) = stepped(near)

    assert positions(steps, SCALE) == [(24, 60), (25, 60), (25, 61), (24, 60)]


def _rings(polygon):
    outer, *holes = (positions(steps, SCALE) for steps in polygon)
    return outer, holes


def test_a_file_is_written_without_spaces(tmp_path):
    source, target = tmp_path / "countries-50m.json", tmp_path / "out.json"
    source.write_text(json.dumps(TOPOLOGY), "utf-8")

    assert main([str(source), str(target)]) == 0
    assert main([str(source), str(target), "0.5"]) == 0

    text = target.read_text("utf-8")
    assert " " not in text
    ((((steps),),),) = json.loads(text)["lands"]
    assert set(positions(steps, SCALE)) == {(20, 60), (30, 60), (30, 70), (20, 70)}


def test_the_folder_of_the_package_gives_both_files(tmp_path):
    for name in ("countries-50m.json", "countries-10m.json"):
        (tmp_path / name).write_text(json.dumps(TOPOLOGY), "utf-8")

    assert main([str(tmp_path), str(tmp_path)]) == 0

    assert {path.name for path in tmp_path.glob("outline-*")} == {
        "outline-low.json", "outline-high.json",
    }  # fmt: skip


@pytest.mark.parametrize("arguments", [[], ["one"], ["a", "b", "0.1", "d"]])
def test_wrong_arguments_show_the_usage(arguments, capsys):
    assert main(arguments) == 2
    assert "Usage" in capsys.readouterr().err

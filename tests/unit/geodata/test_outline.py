"""The outline is cut from TopoJSON, small and sound."""

import json

import pytest
import shapely

from geodata.outline import main, outline

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


def test_arcs_are_joined_clipped_and_named():
    (feature,) = outline(TOPOLOGY, 0.01)["features"]

    land = shapely.from_geojson(json.dumps(feature["geometry"]))
    assert feature["properties"] == {"name": "Näkki"}
    assert land.equals(shapely.box(20, 60, 30, 70))


def test_what_lies_outside_the_window_is_left_out():
    wide = {**TOPOLOGY, "transform": {"scale": [0.5, 0.5], "translate": [38, 60]}}

    (feature,) = outline(wide, 0.01)["features"]

    assert shapely.from_geojson(json.dumps(feature["geometry"])).bounds == (38, 60, 43, 70)


def test_a_file_is_written_without_spaces(tmp_path):
    source, target = tmp_path / "countries-50m.json", tmp_path / "out.json"
    source.write_text(json.dumps(TOPOLOGY), "utf-8")

    assert main([str(source), str(target)]) == 0
    assert main([str(source), str(target), "0.5"]) == 0

    text = target.read_text("utf-8")
    assert ", " not in text
    assert "Näkki" in text


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

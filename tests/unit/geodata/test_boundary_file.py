"""Boundaries are read from any common file, and hostile ones are refused by what they are."""

import json
import zipfile
from pathlib import Path

import pytest
import shapely

from config import ROOT
from geodata import boundary_file
from geodata.boundary_file import BoundaryFileError, Municipality, read_boundaries
from geodata.crs import TM35FIN, WGS84
from geodata.municipalities import MUNICIPALITY_CODES
from tests.factories.boundary import HELSINKI, TAMPERE, geojson, other_format, rows, zipped

WANTED = [
    Municipality("helsinki", "091", ("Helsinki", "Helsingfors")),
    Municipality("tampere", "837", ("Tampere", "Tammerfors")),
    Municipality("oulu", "564", ("Oulu", "Uleåborg")),
]
OFFICIAL = ROOT.parent / "shared" / "data" / "boundaries.geojson"


def refusal(path):
    with pytest.raises(BoundaryFileError) as refused:
        read_boundaries(path, WANTED)
    return str(refused.value)


def is_both(found, metres=0.01):
    assert sorted(found) == ["helsinki", "tampere"]
    for slug, shape in (("helsinki", HELSINKI), ("tampere", TAMPERE)):
        assert found[slug].shape.geom_type == "MultiPolygon"
        assert shapely.hausdorff_distance(found[slug].shape, shape) < metres / 50_000
    return True


@pytest.mark.parametrize("epsg", [WGS84, TM35FIN, 3879])
def test_geojson_is_read_in_any_system_by_code_or_name(tmp_path, epsg):
    found = read_boundaries(geojson(tmp_path / "b.geojson", epsg), WANTED)

    assert is_both(found)
    assert found["helsinki"].vertices == 5


@pytest.mark.parametrize("epsg", [WGS84, TM35FIN, 3857])
def test_geopackage_and_shapefile_are_read_plain_and_zipped(tmp_path, epsg):
    package = other_format(tmp_path / "b.gpkg", "GPKG", epsg)
    shapefile = other_format(tmp_path / "b.shp", "ESRI Shapefile", epsg)
    archive = zipped(tmp_path / "b.zip", tmp_path)

    for path in (package, shapefile, archive):
        assert is_both(read_boundaries(path, WANTED), 0.1), path
    assert is_both(read_boundaries(package.rename(tmp_path / "name.tells.nothing"), WANTED), 0.1)


@pytest.mark.parametrize("field", ["natcode", "KUNTA", "municipality_code"])
@pytest.mark.parametrize("code", ["091", 91, 91.0])
def test_codes_are_known_under_their_usual_names_and_without_their_zero(tmp_path, field, code):
    path = geojson(tmp_path / "b.geojson", features=[{field: code, "shape": HELSINKI}])

    assert list(read_boundaries(path, WANTED)) == ["helsinki"]


def test_the_parts_of_a_city_are_joined_and_crossing_rings_mended(tmp_path):
    bow = shapely.Polygon([(24.8, 60.0), (25.2, 60.3), (25.2, 60.0), (24.8, 60.3)])
    island = shapely.box(25.3, 60.0, 25.4, 60.1)
    features = [{"kunta": "091", "shape": shape} for shape in (bow, island)]

    found = read_boundaries(geojson(tmp_path / "b.geojson", features=features), WANTED)["helsinki"]

    assert found.was_mended
    assert found.shape.is_valid
    assert found.shape.intersects(island)
    assert len(found.shape.geoms) == 3


def test_mixed_up_axes_are_noticed(tmp_path):
    turned = shapely.transform(HELSINKI, lambda places: places[:, ::-1])
    path = geojson(tmp_path / "b.geojson", features=[{"kunta": "091", "shape": turned}])

    assert "outside Finland" in refusal(path)


VRT = (
    '<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>/etc/passwd</SrcDataSource>'
    "</OGRVRTLayer></OGRVRTDataSource>"
)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.geojson", VRT, "no GeoJSON"),
        ("a.gpkg", "", "no GeoJSON"),
        ("a.shp", "/vsicurl/http://127.0.0.1/x", "no GeoJSON"),
        ("a.geojson", "{ this is not JSON", "cannot be read"),
        ("a.geojson", '{"type": "FeatureCollection", "features": []}', "no polygon of the six"),
        ("a.geojson", "{" * 100_000, "cannot be read"),
        ("a.gpkg", "SQLite format 3\0" + "x" * 4_000, "cannot be read"),
        ("a.shp", "\0\0\x27\n" + "x" * 200, "cannot be read"),
        ("a.zip", "PK\x03\x04 broken", "cannot be unpacked"),
    ],
)
def test_what_is_no_file_of_boundaries_is_refused_in_words(tmp_path, name, content, words):
    path = tmp_path / name
    path.write_text(content, "latin-1")

    assert words in refusal(path)


def test_a_missing_file_a_folder_and_a_huge_one_are_refused(tmp_path, monkeypatch):
    assert "no such file" in refusal(tmp_path / "none.geojson")
    assert "no such file" in refusal(tmp_path)
    monkeypatch.setattr(boundary_file, "MOST_BYTES", 10)
    assert "larger than" in refusal(geojson(tmp_path / "b.geojson"))


def test_hostile_archives_are_refused_and_leave_nothing(tmp_path, monkeypatch):
    other_format(tmp_path / "b.shp", "ESRI Shapefile", TM35FIN)
    outside = tmp_path / "evil.dbf"
    climbing = zipped(tmp_path / "climb.zip", tmp_path, prefix="../../")
    with zipfile.ZipFile(climbing, "a") as archive:
        archive.writestr(f"../../{outside.name}", "x")
    two = tmp_path / "two.zip"
    with zipfile.ZipFile(two, "w") as archive:
        archive.writestr("a.shp", "x")
        archive.writestr("b.shp", "x")

    assert sorted(read_boundaries(climbing, WANTED)) == ["helsinki", "tampere"]
    assert not list((tmp_path / "..").resolve().glob("evil*"))
    assert "2 Shapefiles" in refusal(two)
    monkeypatch.setattr(boundary_file, "MOST_UNPACKED", 100)
    assert "unpacks to more" in refusal(climbing)


def test_only_the_driver_of_what_the_file_is_may_open_it(tmp_path, monkeypatch):
    asked = []
    run = boundary_file._run

    def seen(question, environment):
        asked.append(environment)
        return run(question, environment)

    monkeypatch.setattr(boundary_file, "_run", seen)
    read_boundaries(geojson(tmp_path / "b.geojson"), WANTED)
    skipped = asked[1]["OGR_SKIP"].split(",")
    assert "GeoJSON" not in skipped
    assert {"OGR_VRT", "GPKG", "ESRI Shapefile", "SQLite", "WFS"} & set(skipped) >= {
        "OGR_VRT",
        "GPKG",
    }


def test_a_reader_that_takes_too_long_or_too_much_is_stopped(tmp_path, monkeypatch):
    path = geojson(tmp_path / "b.geojson")
    slow = tmp_path / "slow.py"
    slow.write_text("import time; time.sleep(60)")
    monkeypatch.setattr(boundary_file, "CHILD", slow)
    monkeypatch.setattr(boundary_file, "PATIENCE_S", 0.5)
    assert "longer than" in refusal(path)
    slow.write_text("import os; os.abort()")
    monkeypatch.setattr(boundary_file, "PATIENCE_S", 30)
    assert "ended early" in refusal(path)


def test_a_file_without_a_system_is_refused(tmp_path):
    other_format(tmp_path / "b.shp", "ESRI Shapefile", TM35FIN)
    (tmp_path / "b.prj").unlink()

    assert "coordinate system" in refusal(tmp_path / "b.shp")


@pytest.mark.skipif(not OFFICIAL.is_file(), reason="the official boundaries are not beside us")
def test_the_official_boundaries_of_all_six_are_read():
    wanted = [Municipality(slug, code, ()) for slug, code in MUNICIPALITY_CODES.items()]

    found = read_boundaries(Path(OFFICIAL), wanted)

    assert sorted(found) == sorted(MUNICIPALITY_CODES)
    facts = {
        one["properties"]["municipality_code"]: one["properties"]["vertices"]
        for one in json.loads(OFFICIAL.read_text("utf-8"))["features"]
    }
    for slug, one in found.items():
        assert one.shape.is_valid
        assert one.vertices == facts[MUNICIPALITY_CODES[slug]]


def test_the_made_up_file_is_what_it_says():
    assert [row["kunta"] for row in rows()] == ["091", "", "753"]

"""Programs that people use connect by the address alone and read what the database holds."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import shapely
from owslib.ogcapi.features import Features
from sqlalchemy import select

from app.database import db
from geodata.crs import to_web_mercator
from models.open_collection import COLLECTIONS
from models.open_feature import OpenFeature
from tests import published
from tests.integration.ogc.server import running

# GDAL brings a SQLite library of its own, so it reads in a process of its own.
GDAL = """
import json, sys, pyogrio.raw as raw
address, layer, asked = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
asked = {name: tuple(one) if isinstance(one, list) else one for name, one in asked.items()}
meta, fids, shapes, values = raw.read("OAPIF:" + address, layer=layer, return_fids=True, **asked)
rows = {str(int(fid)): [None if shape is None else shape.hex(),
        {name: str(one[at]) for name, one in zip(meta["fields"], values)}]
        for at, (fid, shape) in enumerate(zip(fids, shapes))}
print(json.dumps([meta["geometry_type"], rows]))
"""


@pytest.fixture(scope="module")
def served(databases, engine_kind):
    with running(databases, engine_kind) as server:
        yield server


def gdal(address, layer, **asked):
    done = subprocess.run(
        [sys.executable, "-c", GDAL, f"{address}/ogc", layer, json.dumps(asked)],
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)[1]


def kept(server, name):
    """Return the features of a collection as the database has them, by id."""
    with server.app.app_context():
        rows = db.session.scalars(select(OpenFeature.feature).where(OpenFeature.collection == name))
        return {one["id"]: one for one in map(json.loads, rows)}


@pytest.mark.parametrize("name", [one for one in COLLECTIONS if one != "cities"])
def test_gdal_reads_each_feature_its_place_and_what_it_says(served, name):
    right = kept(served, name)

    found = gdal(served.address, name, PAGE_SIZE="10")

    assert {int(fid) for fid in found} == set(right)
    for fid, (shape, said) in found.items():
        one = right[int(fid)]
        read = shapely.from_wkb(bytes.fromhex(shape))
        if one["geometry"] is None:
            assert read.is_empty
        else:
            assert shapely.equals_exact(read, shapely.geometry.shape(one["geometry"]), 1e-9)
        for field in COLLECTIONS[name].fields:
            value = one["properties"][field.name]
            if isinstance(value, str) and value and field.type == "string":
                assert said[field.name] == value


def test_gdal_asks_the_server_for_boxes_and_filters(served):
    right = kept(served, "testbeds")

    inside = gdal(served.address, "testbeds", bbox=[24.99, 60.19, 25.1, 60.3])
    large = gdal(served.address, "testbeds", where="capacity > 2")
    later = gdal(served.address, "pilots", where="starts_on > '2000-01-01'")

    assert len(inside) == 1
    assert {int(fid) for fid in large} == {
        fid for fid, one in right.items() if one["properties"]["capacity"] > 2
    }
    assert len(later) == 25


def test_owslib_finds_its_way(served):
    api = Features(f"{served.address}/ogc/")

    assert set(api.feature_collections()) == set(COLLECTIONS)
    assert (
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core"
        in (api.conformance()["conformsTo"])
    )
    page = api.collection_items("pilots", limit=3)
    assert page["numberReturned"] == 3
    asked = api.collection_items("testbeds", bbox=[24.99, 60.19, 25.1, 60.3])
    assert len(asked["features"]) == 1
    one = api.collection_item("pilots", page["features"][0]["id"])
    assert one["properties"] == page["features"][0]["properties"]
    assert "title_fi" in api.collection_queryables("pilots")["properties"]


@published.needed
def test_the_published_test_suite_passes_whole(served):
    folder = published.folder_of("ogctests")
    done = subprocess.run(
        [published.PYTHON, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull,
         "--rootdir", str(folder), "--confcutdir", str(folder), str(folder / "features" / "core")],
        env={**os.environ, "INSTANCE_URL": f"{served.address}/ogc"},
        check=False, capture_output=True, text=True, cwd=folder,
    )  # fmt: skip

    assert "29 passed" in done.stdout, done.stdout


QGIS = """
import json, os, sys
from urllib.parse import quote
from qgis.PyQt.QtCore import QSize
from qgis.core import *
app = QgsApplication([], False); app.initQgis()
root, names, box = sys.argv[1], json.loads(sys.argv[2]), json.loads(sys.argv[3])
found = {}
for name in names:
    layer = QgsVectorLayer("url='" + root + "' typename='" + name + "'", name, "OAPIF")
    said = [field.name() for field in layer.fields()]
    found[name] = [layer.isValid(), {
        one.attribute("city") + "/" + one.attribute("slug"): [
            one.geometry().asWkt(9) if one.hasGeometry() else "",
            {key: str(one.attribute(key)) for key in said}]
        for one in layer.getFeatures()}]
address = root + "/collections/testbeds/tiles/WebMercatorQuad/{z}/{y}/{x}"
tiles = QgsVectorTileLayer("type=xyz&url=" + quote(address) + "&zmin=0&zmax=18", "tiles")
tiles.renderer().setStyles(QgsVectorTileBasicRenderer.simpleStyleWithRandomColors())
drawn = QgsMapSettings()
drawn.setLayers([tiles])
drawn.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
drawn.setExtent(QgsRectangle(*box))
drawn.setOutputSize(QSize(2400, 2400))
job = QgsMapRendererSequentialJob(drawn)
job.start()
job.waitForFinished()
image = job.renderedImage()
colours = {image.pixel(x, y) for x in range(0, 2400, 5) for y in range(0, 2400, 5)}
found["tile"] = [tiles.isValid(), len(colours)]
print(json.dumps(found))
sys.stdout.flush(); os._exit(0)  # taking QGIS down ends in a fault of its own
"""


def test_qgis_reads_layers_and_tiles_by_the_address_alone(served):
    python = Path("/usr/bin/python3")
    wanted = ["testbeds", "pilots", "events"]
    probe = subprocess.run([python, "-c", "import qgis.core"], check=False, capture_output=True)
    if probe.returncode:
        pytest.skip("QGIS is not here: apt-get install --no-install-recommends python3-qgis")
    west, south = to_web_mercator(24.89, 60.09)
    east, north = to_web_mercator(25.01, 60.21)
    done = subprocess.run(
        [python, "-c", QGIS, f"{served.address}/ogc", json.dumps(wanted),
         json.dumps([west, south, east, north])],
        check=False, capture_output=True, text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])

    is_valid, colours = found.pop("tile")
    assert is_valid
    assert colours > 1, "nothing was drawn"
    for name, (is_valid, read) in found.items():
        right = {f"{one['properties']['city']}/{one['properties']['slug']}": one
                 for one in kept(served, name).values()}  # fmt: skip
        assert is_valid
        assert set(read) == set(right)
        for key, (shape, said) in read.items():
            one = right[key]
            if one["geometry"] is None:
                assert not shape or "EMPTY" in shape
            else:
                drawn = shapely.from_wkt(shape)
                assert shapely.equals_exact(drawn, shapely.geometry.shape(one["geometry"]), 1e-8)
            for text in ("slug", "city", "title_fi", "licence"):
                assert said[text] == one["properties"][text]

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
from models.open_collection import COLLECTIONS
from models.open_feature import OpenFeature
from tests.integration.ogc.server import running

SUITE = os.environ.get("OGCTESTS", "")  # the Python of an environment that has ogctests

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


@pytest.mark.skipif(not SUITE, reason="OGCTESTS names no Python that has ogctests")
def test_the_published_test_suite_passes_whole(served):
    where = subprocess.run(
        [SUITE, "-c", "import importlib.util as u; print(u.find_spec('ogctests').origin)"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    folder = Path(where.stdout.strip()).parent
    done = subprocess.run(
        [SUITE, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(folder),
         "--confcutdir", str(folder), str(folder / "features" / "core")],
        env={**os.environ, "INSTANCE_URL": f"{served.address}/ogc"},
        check=False, capture_output=True, text=True, cwd=folder,
    )  # fmt: skip

    assert "29 passed" in done.stdout, done.stdout


def test_qgis_reads_a_layer(served):
    python = Path("/usr/bin/python3")
    probe = subprocess.run([python, "-c", "import qgis.core"], check=False, capture_output=True)
    if probe.returncode:
        pytest.skip("QGIS is not installed for the system's Python")
    program = (
        "import sys; from qgis.core import QgsApplication, QgsVectorLayer\n"
        "app = QgsApplication([], False); app.initQgis()\n"
        "layer = QgsVectorLayer(f\"url='{sys.argv[1]}' typename='pilots'\", 'p', 'OAPIF')\n"
        "print(layer.isValid(), sum(1 for one in layer.getFeatures()))"
    )
    done = subprocess.run(
        [python, "-c", program, f"{served.address}/ogc"], check=True, capture_output=True,
        text=True, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip

    assert done.stdout.split() == ["True", "25"]

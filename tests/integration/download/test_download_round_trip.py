"""What is taken away comes back the same, in every format and on both engines."""

import json
import math

import pytest
import shapely
from geoalchemy2 import WKTElement

from app.database import db
from app.queries import open_feature
from app.queries.download import PAGE
from app.queries.open_feature import Wanted
from app.serializers.open_feature import with_base
from geodata.crs import TM35FIN, WGS84, reproject
from models.base import Translated
from models.download import TABLES
from models.pilot import PilotStatus
from tests.factories.challenge import challenge
from tests.factories.download import KINDS, expected, features_of, layer_of, rows_of
from tests.factories.event import event
from tests.factories.hostile import CODE, TURNED
from tests.factories.pilot import pilot
from tests.factories.testbed import testbed

AREA = "POLYGON((24.9 60.1,25.0 60.1,25.0 60.2,24.9 60.1))"
ROUTE = "LINESTRING(24.9 60.1,25.0 60.15,25.1 60.2)"
NASTY = ("=HYPERLINK(1)", "+358", "-1", "@x", "'apostrophe", "\ttab", "a\nb", 'say "x", y; z', CODE,
         TURNED, "a\x01b\x1fc", "å" * 190, " =1", "｛＝x")  # fmt: skip


def shaped(wkt):
    """Return the columns of a testbed that lies there."""
    shape = shapely.from_wkt(wkt)
    point = shape.representative_point()
    return {
        "geom": WKTElement(wkt, srid=4326),
        "shape_json": shapely.to_geojson(shape),
        "anchor_x": point.x * 111319.49,
        "anchor_y": 8_400_000.0,
    }


@pytest.fixture
def filled(session):
    """Fill the collections with shapes of each sort, none, and texts that programs trip over."""
    for number, name in enumerate(NASTY):
        where = {} if number % 4 else shaped(AREA if number % 8 else ROUTE)
        testbed(name=Translated(name, "", name), operator=name, blur=number == 1, **where)
    nowhere = {"geom": None, "shape_json": None, "anchor_x": None, "anchor_y": None}
    testbed("tampere", kind="virtual", **nowhere)
    pilot(PilotStatus.COMPLETED, -20, -5, testers=12, learned=Translated("=1", "2", "3"))
    pilot(PilotStatus.RUNNING, -5, 5)
    challenge()
    event()
    db.session.commit()


def stored(name):
    """Return the features of a table as they are kept, with whole addresses."""
    table = TABLES[name]
    found = open_feature.page(table.collection.name, Wanted(), 10_000).features
    features = [json.loads(with_base(one, "http://localhost", "fi")) for one in found]
    return [one for one in features
            if not table.states or one["properties"]["status"] in table.states]  # fmt: skip


def the_same(found, wanted, epsg=WGS84):
    assert len(found) == len(wanted)
    for one, other in zip(
        sorted(found, key=lambda row: row["id"]), sorted(wanted, key=lambda row: row["id"]),
        strict=True,
    ):  # fmt: skip
        shape, place = one.pop("shape"), other.pop("shape")
        assert one == other
        if place is None:
            assert shape is None
        else:
            assert shape.geom_type == place.geom_type
            close = 1e-8 if epsg == WGS84 else 0.01
            assert math.isclose(shape.hausdorff_distance(place), 0, abs_tol=close)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["testbeds", "pilots", "cities"])
def test_every_format_comes_back_the_same(filled, client, tmp_path, name, kind):
    table = TABLES[name]
    features = stored(name)
    assert features

    answer = client.get(f"/data/{name}.{kind}")

    assert answer.status_code == 200
    if kind in {"geojson", "geojsons", "ndjson"}:
        assert features_of(kind, answer.data) == features
    the_same(rows_of(kind, answer.data, table, tmp_path), expected(table, features))


@pytest.mark.parametrize("name", ["challenges", "events"])
def test_collections_with_instants_come_back_the_same(filled, client, tmp_path, name):
    for kind in ("csv", "xlsx", "gpkg", "fgb"):
        answer = client.get(f"/data/{name}.{kind}")
        found = rows_of(kind, answer.data, TABLES[name], tmp_path)
        the_same(found, expected(TABLES[name], stored(name)))


@pytest.mark.parametrize("kind", ["csv", "xlsx", "gpkg", "fgb"])
def test_planes_move_every_shape_and_nothing_else(filled, client, tmp_path, kind):
    table = TABLES["testbeds"]
    wanted = expected(table, stored("testbeds"))
    for row in wanted:
        row["shape"] = row["shape"] and reproject(row["shape"], WGS84, TM35FIN)

    answer = client.get(f"/data/testbeds.{kind}?crs=http://www.opengis.net/def/crs/EPSG/0/3067")

    the_same(rows_of(kind, answer.data, table, tmp_path), wanted, TM35FIN)
    if kind in {"gpkg", "fgb"}:
        assert layer_of(kind, answer.data, tmp_path)["crs"] == "EPSG:3067"


def test_results_are_the_pilots_that_have_told_theirs(filled, client, tmp_path):
    (done,) = stored("results")
    for kind in ("csv", "xlsx"):
        (row,) = rows_of(
            kind, client.get(f"/data/results.{kind}").data, TABLES["results"], tmp_path
        )
        assert (row["id"], row["testers"], row["learned_fi"]) == (done["id"], 12, "=1")
    (line,) = [json.loads(one) for one in client.get("/data/results.ndjson").text.splitlines()]
    assert line["learned_sv"] == "2"
    assert client.get("/data/results.geojson").status_code == 404


@pytest.mark.parametrize("kind", ["gpkg", "fgb", "xlsx", "geojson"])
def test_licence_and_source_stand_in_the_file_itself(filled, client, tmp_path, kind):
    answer = client.get(f"/data/testbeds.{kind}")

    if kind in {"gpkg", "fgb"}:
        about = layer_of(kind, answer.data, tmp_path)["about"]
        assert about["licence"] == "https://creativecommons.org/licenses/by/4.0/"
        assert "Helsinki" in about["attribution"]
    elif kind == "geojson":
        assert answer.json["license"] == "https://creativecommons.org/licenses/by/4.0/"
        assert "Helsinki" in answer.json["attribution"]
    else:
        (book,) = [one for one in (tmp_path / "a.xlsx",) if one.write_bytes(answer.data)]
        from openpyxl import load_workbook  # noqa: PLC0415 - here alone

        cells = {str(cell) for row in load_workbook(book)["about"].values for cell in row}
        assert "https://creativecommons.org/licenses/by/4.0/" in cells


def test_a_flatgeobuf_has_its_index_where_everything_has_a_place(filled, client, tmp_path):
    helsinki = client.get("/data/testbeds.fgb?city=helsinki").data
    everywhere = client.get("/data/testbeds.fgb").data

    assert layer_of("fgb", helsinki, tmp_path)["index"]
    assert not layer_of("fgb", everywhere, tmp_path)["index"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_collection_without_features_is_a_whole_file(session, client, tmp_path, kind):
    answer = client.get(f"/data/challenges.{kind}")

    assert answer.status_code == 200
    assert rows_of(kind, answer.data, TABLES["challenges"], tmp_path) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_collection_of_more_than_a_page_is_whole(session, client, tmp_path, kind, monkeypatch):
    monkeypatch.setattr("app.queries.download.PAGE", 3)
    assert PAGE == 500
    for _number in range(8):
        testbed()

    found = rows_of(kind, client.get(f"/data/testbeds.{kind}").data, TABLES["testbeds"], tmp_path)

    the_same(found, expected(TABLES["testbeds"], stored("testbeds")))


@pytest.mark.parametrize("kind", ["xlsx", "gpkg", "fgb", "csv"])
def test_the_same_revision_gives_the_same_bytes_however_often_it_is_made(filled, client, app, kind):
    kept = app.extensions["settings"].instance / "downloads" / "kept"
    first = client.get(f"/data/testbeds.{kind}").data
    for path in kept.glob(f"testbeds-*.{kind}"):
        path.unlink()

    assert client.get(f"/data/testbeds.{kind}").data == first

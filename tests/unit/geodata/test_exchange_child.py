"""The child that reads files: hostile ones are refused in little memory, sound ones are read."""

import json
import re
from pathlib import Path

import pytest

from geodata.exchange import sandbox
from geodata.exchange.refusal import RefusedError
from tests.factories.exchange_file import archive, book, corpus, feature, geojson, table
from views.messages import MESSAGES

ROOT = Path(__file__).resolve().parents[3]
MOST_KIB = 300 * 1024
BY_NAME = [one for one in corpus() if one.code != "file_type_unknown"]
KML = """<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder><Placemark><name>Ranta</name>
<ExtendedData><Data name="kind"><value>harbour</value></Data></ExtendedData>
<LineString><coordinates>24.94,60.17,0 24.95,60.18,0</coordinates></LineString>
</Placemark></Folder></Document></kml>"""


def read(folder, content, ending, layer=""):
    (folder / "upload").write_bytes(content)
    facts = sandbox.read(folder, "upload", ending, layer)
    lines = (folder / "rows.ndjson").read_text("utf-8").splitlines()
    return sandbox.FileFacts.of(facts), [json.loads(line) for line in lines]


@pytest.mark.parametrize(
    "one", [one for one in BY_NAME if one.name.count(".") == 1 and one.name.isascii()
            and one.name.isprintable()], ids=lambda one: one.what,
)  # fmt: skip
def test_a_hostile_file_is_refused_in_bounded_memory(tmp_path, one):
    (tmp_path / "upload").write_bytes(one.make())

    with pytest.raises(RefusedError) as refused:
        sandbox.read(tmp_path, "upload", one.name.rpartition(".")[2])

    assert refused.value.code == one.code
    assert int((tmp_path / "peak_kib").read_text()) < MOST_KIB


def test_every_refusal_has_words():
    source = "".join(path.read_text() for path in (ROOT / "geodata" / "exchange").glob("*.py"))
    codes = set(re.findall(r'(?:RefusedError\(\s*|code = |"code": )"([a-z_0-9]+)"', source))
    codes |= set(re.findall(r'RefusedError\("([a-z_0-9]+)" if', source)) | {"zip_file_type"}

    assert len(codes) > 30
    assert codes <= set(MESSAGES)


def test_the_child_gets_none_of_our_settings(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "sqlite:///secret")
    monkeypatch.setenv("SECRET_KEY", "secret")

    environment = sandbox._environment(tmp_path)

    assert "secret" not in str(environment)
    assert {"OGR_VRT", "SQLite", "HTTP", "WFS"} <= set(environment["OGR_SKIP"].split(","))
    assert not {"GPKG", "ESRI Shapefile"} & set(environment["OGR_SKIP"].split(","))


def test_a_child_that_takes_too_long_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(sandbox, "MOST_WAIT_S", 0.01)
    (tmp_path / "upload").write_bytes(geojson(feature("x")))

    with pytest.raises(RefusedError) as refused:
        sandbox.read(tmp_path, "upload", "geojson")

    assert refused.value.code == "took_too_long"


def test_geojson_is_read_feature_by_feature_with_its_old_crs(tmp_path):
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3879"}}
    facts, rows = read(tmp_path, geojson(feature("Ä"), feature("Ö", kind="park"), crs=crs), "json")

    assert (facts.rows, facts.shapes, facts.epsg) == (2, 2, 3879)
    assert [row["v"]["name_fi"] for row in rows] == ["Ä", "Ö"]
    assert {column.name: column.filled for column in facts.columns} == {"name_fi": 2, "kind": 1}


def test_a_crs_after_the_features_counts_too(tmp_path):
    whole = geojson(feature("x")).decode().removesuffix("}")
    late = f'{whole}, "crs": {{"properties": {{"name": "EPSG:3067"}}}}}}'

    assert read(tmp_path, late.encode(), "geojson")[0].epsg == 3067


@pytest.mark.parametrize("ending", ["kml", "kmz"])
def test_kml_is_read_with_its_data(tmp_path, ending):
    content = KML.encode() if ending == "kml" else archive(("doc.kml", KML.encode()))
    facts, (row,) = read(tmp_path, content, ending)

    assert row["v"] == {"name": "Ranta", "kind": "harbour"}
    assert row["g"]["coordinates"] == [[24.94, 60.17], [24.95, 60.18]]
    assert facts.epsg == 4326


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_table_is_read_with_any_separator(tmp_path, separator):
    rows = [separator.join(cells) for cells in (["name_fi", "note"], ['"a"', "'=1"], ["=2", ""])]
    _facts, (first, second) = read(tmp_path, b"\xef\xbb\xbf" + table(*rows), "csv")

    assert first["v"] == {"name_fi": "a", "note": "=1"}
    assert second["v"] == {"name_fi": {"formula": True}}


def test_a_workbook_is_read_by_sheet_and_its_formulas_are_told(tmp_path):
    facts, rows = read(tmp_path, book(["name_fi", "n"], ["x", 3.0], ["y", "=1+1"]), "xlsx")

    assert facts.layers == ("Sheet",)
    assert [row["v"] for row in rows] == [
        {"name_fi": "x", "n": 3},
        {"name_fi": "y", "n": {"formula": True}},
    ]

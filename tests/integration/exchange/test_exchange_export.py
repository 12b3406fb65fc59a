"""What is taken away: filters kept, formulas harmless, and the public part only for the public."""

import csv
import io
import json
import re
import zipfile

import pytest
from geoalchemy2 import WKTElement

from models.account import CityRole
from models.base import Translated
from models.testbed import TestbedStatus
from tests.factories.account import staff
from tests.factories.testbed import draft, testbed

KINDS = ("csv", "geojson", "gpkg", "xlsx")


def rows(answer):
    return list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"))))


@pytest.mark.parametrize("kind", KINDS)
def test_every_format_is_a_file_with_city_and_date(session, client, sign_in, kind):
    testbed("helsinki")
    sign_in(staff(CityRole.EDITOR, "helsinki"))

    answer = client.get(f"/en/desk/testbeds/export.{kind}?city=helsinki")

    assert answer.status_code == 200
    name = answer.headers["Content-Disposition"]
    assert re.search(rf"koepaikka-testbeds-helsinki-\d{{4}}-\d\d-\d\d\.{kind}", name)
    starts = {"csv": b"\xef\xbb\xbfcity,slug", "geojson": b'{"type"', "gpkg": b"SQLite format 3",
              "xlsx": b"PK"}  # fmt: skip
    assert answer.get_data().startswith(starts[kind])


def test_the_filters_of_the_desk_are_kept(session, client, sign_in):
    one = draft("helsinki", name=Translated(fi="Kirsikkapuisto"))
    testbed("helsinki")
    sign_in(staff(CityRole.EDITOR, "helsinki"))

    page = client.page("/en/desk/testbeds?status=draft")
    (link,) = [a.get("href") for a in page.all("a") if "export.csv" in (a.get("href") or "")]

    assert [row["slug"] for row in rows(client.get(link))] == [one.slug]


def test_formulas_are_harmless_in_csv_and_workbook(session, client, sign_in):
    testbed("helsinki", name=Translated(fi="=HYPERLINK(1)", sv="+1", en="@x"), operator="'-1")
    sign_in(staff(CityRole.EDITOR, "helsinki"))

    (row,) = rows(client.get("/en/desk/testbeds/export.csv"))
    book = zipfile.ZipFile(io.BytesIO(client.get("/en/desk/testbeds/export.xlsx").get_data()))

    assert [row["name_fi"], row["name_sv"], row["name_en"]] == ["'=HYPERLINK(1)", "'+1", "'@x"]
    assert row["operator"] == "''-1"
    assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def test_the_public_gets_published_places_blurred_and_no_identifiers(session, client):
    shown = testbed(
        "helsinki", blur=True, address="Salakatu 1", external_id="H-1",
        shape_json='{"type":"Point","coordinates":[24.9,60.1]}',
        geom=WKTElement("POINT(24.987654 60.187654)", srid=4326),
    )  # fmt: skip
    draft("helsinki", name=Translated(fi="Luonnospaikka"))
    testbed("helsinki", TestbedStatus.RETIRED, name=Translated(fi="Vanhapaikka"))

    body = client.get("/en/testbeds/export.geojson").get_data(as_text=True)

    (one,) = json.loads(body)["features"]
    assert one["properties"]["slug"] == shown.slug
    assert one["geometry"]["coordinates"] == [24.9, 60.1]
    for secret in ("24.98765", "Salakatu", "H-1", "external_id", "Luonnospaikka", "Vanhapaikka"):
        assert secret not in body


def test_the_public_filters_are_kept(session, client):
    here, _there = testbed("helsinki"), testbed("tampere")

    answer = client.get("/en/testbeds/export.csv?city=helsinki")

    assert [row["slug"] for row in rows(answer)] == [here.slug]
    assert "helsinki" in answer.headers["Content-Disposition"]


def test_the_templates_name_every_column_in_three_languages(session, client, sign_in):
    testbed("helsinki")
    sign_in(staff(CityRole.EDITOR, "helsinki"))

    table = client.get("/fi/desk/testbeds/import/template.csv").get_data().decode("utf-8-sig")
    content = client.get("/fi/desk/testbeds/import/template.xlsx").get_data()

    from openpyxl import load_workbook  # noqa: PLC0415 - beside its only use

    book = load_workbook(io.BytesIO(content))
    heads = [cell.value for cell in next(book["testbeds"].iter_rows())]
    words = {row[0].value: [cell.value for cell in row[1:4]] for row in book["columns"].iter_rows()}
    assert set(table.strip().split(",")) <= set(heads)
    assert words["kind"] == ["Paikan tyyppi", "Typ av plats", "Kind of place"] or all(words["kind"])
    assert len({*words["capacity"]}) == 3

"""Nothing unpublished or personal is in any file, and no text does anything to its reader."""

import csv
import io
import zipfile

import pytest
from geoalchemy2 import WKTElement

from app.database import db
from models.base import Translated
from models.challenge import ChallengeStatus
from models.download import FORMATS, TABLES
from models.event import EventStatus
from models.pilot import PilotStatus
from models.testbed import TestbedStatus
from tests.factories.challenge import challenge
from tests.factories.event import event
from tests.factories.hostile import CODE, LONG, NUL, TURNED
from tests.factories.pilot import pilot
from tests.factories.testbed import testbed

MARKER = "xqsalainen"


@pytest.fixture
def planted(session):
    """Plant markers in all that is not public, beside one public thing of each sort."""
    words, mail = Translated(MARKER, MARKER, MARKER), f"{MARKER}@koepaikka.example"
    for status in (TestbedStatus.DRAFT, TestbedStatus.RETIRED):
        testbed(status=status, name=words, operator=MARKER)
    blurred = testbed(
        blur=True, address=f"{MARKER} 1", contact_email=mail,
        geom=WKTElement("POINT(24.912345 60.187654)", srid=4326),
        shape_json='{"type":"Point","coordinates":[24.91,60.19]}',
    )  # fmt: skip
    for state in (PilotStatus.PREPARING, PilotStatus.CANCELLED):
        pilot(state, -5, 5, title=words, contact_email=mail)
    pilot(PilotStatus.RUNNING, -5, 5, learned=words, contact_email=mail)
    challenge(ChallengeStatus.DRAFT, title=words)
    event(status=EventStatus.DRAFT, title=words)
    db.session.commit()
    return blurred


def unpacked(kind, content):
    """Return all that a file says, as bytes."""
    if kind != "xlsx":
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return b"".join(book.read(name) for name in book.namelist())


@pytest.mark.parametrize("kind", list(FORMATS))
def test_what_is_not_public_is_in_no_file(planted, client, kind):
    for name, table in TABLES.items():
        if FORMATS[kind] not in table.formats:
            continue
        answer = client.get(f"/data/{name}.{kind}")
        said = unpacked(kind, answer.data)

        assert answer.status_code == 200
        assert MARKER.encode() not in said, name
        assert b"24.912345" not in said, name


def test_a_blurred_place_is_where_everybody_sees_it(planted, client):
    (feature,) = client.get("/data/testbeds.geojson").json["features"]
    text = client.get("/data/testbeds.csv").data.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))

    assert feature["geometry"] == {"type": "Point", "coordinates": [24.91, 60.19]}
    assert (feature["properties"]["address"], feature["properties"]["is_blurred"]) == ("", True)
    assert (row["lon"], row["lat"], row["wkt"]) == ("24.91", "60.19", "POINT (24.91 60.19)")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "＝1", "'x"])
def test_no_text_begins_a_formula(session, client, text):
    testbed(operator=text)

    table = client.get("/data/testbeds.csv").data.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(table, newline=""))
    book = unpacked("xlsx", client.get("/data/testbeds.xlsx").data).decode()

    assert row["operator"] == f"'{text}"
    assert "<f>" not in book


@pytest.mark.parametrize("text", [CODE, TURNED, LONG, "a\x0bb", 'x","=1', "]]>&amp;<![CDATA["])
@pytest.mark.parametrize("kind", ["csv", "xlsx", "gpkg", "fgb", "geojson"])
def test_odd_texts_break_no_file(session, client, kind, text):
    testbed(name=Translated(text))

    answer = client.get(f"/data/testbeds.{kind}")

    assert answer.status_code == 200
    if kind == "csv":
        assert len(list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))) == 2
    if kind == "geojson":
        assert answer.json["features"][0]["properties"]["title_fi"] == text


def test_a_nul_reaches_no_table(session, client, engine_kind):
    if engine_kind == "postgresql":
        pytest.skip("PostgreSQL keeps no NUL")
    testbed(operator=NUL)

    assert b"\0" not in client.get("/data/testbeds.csv").data
    assert "ennenjälkeen".encode() in unpacked("xlsx", client.get("/data/testbeds.xlsx").data)
    assert "ennenjälkeen".encode() in client.get("/data/testbeds.gpkg").data

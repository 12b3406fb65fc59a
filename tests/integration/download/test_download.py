"""Downloads as programs and browsers ask for them: addresses, filters, headers, refusals."""

import gzip

import pytest

from app.adapters.download_folder import DownloadFolder
from app.database import db
from app.jobs import download as making
from models.download import FORMATS
from models.pilot import PilotStatus
from tests.factories.download import KINDS
from tests.factories.pilot import pilot
from tests.factories.testbed import testbed

PACKED = {"Accept-Encoding": "gzip"}


@pytest.fixture
def folder(app):
    return DownloadFolder(app.extensions["settings"].instance)


def ids(answer):
    return {one["id"] for one in answer.json["features"]}


@pytest.mark.parametrize("kind", KINDS)
def test_each_format_has_its_type_its_name_and_its_licence(session, client, kind):
    testbed()

    answer = client.get(f"/data/testbeds.{kind}")

    assert answer.status_code == 200
    assert answer.mimetype == FORMATS[kind].mimetype
    day = answer.last_modified.date().isoformat()
    named = f'attachment; filename="koepaikka-testbeds-{day}.{kind}"'
    assert answer.headers["Content-Disposition"] == named
    links = answer.headers.getlist("Link")
    assert any('rel="license"' in link and "/licenses/by/4.0/" in link for link in links)
    assert any('rel="describedby"' in link for link in links)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("kind", KINDS)
def test_who_has_it_already_is_told_so_until_it_changes(session, client, kind):
    testbed()
    first = client.get(f"/data/testbeds.{kind}")
    has = {"If-None-Match": first.headers["ETag"]}
    since = {"If-Modified-Since": first.headers["Last-Modified"]}

    assert client.get(f"/data/testbeds.{kind}", headers=has).status_code == 304
    assert client.get(f"/data/testbeds.{kind}", headers=since).status_code == 304
    assert client.get("/data/testbeds.csv?city=oulu", headers=has).status_code != 304
    testbed()
    again = client.get(f"/data/testbeds.{kind}", headers=has)
    assert again.status_code == 200
    assert again.headers["ETag"] != first.headers["ETag"]


@pytest.mark.parametrize("kind", ["geojson", "csv", "gpkg"])
def test_head_gives_the_headers_and_nothing_else(session, client, kind):
    testbed()
    whole = client.get(f"/data/testbeds.{kind}")

    answer = client.head(f"/data/testbeds.{kind}")

    assert (answer.status_code, answer.data) == (200, b"")
    for name in ("ETag", "Last-Modified", "Content-Type", "Content-Length", "Content-Disposition"):
        assert answer.headers[name] == whole.headers[name]


def test_text_is_packed_on_its_way_and_has_a_validator_of_its_own(session, client):
    testbed()
    plain = client.get("/data/testbeds.csv")

    packed = client.get("/data/testbeds.csv", headers=PACKED)

    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert "Accept-Encoding" in packed.headers["Vary"]
    has = {**PACKED, "If-None-Match": packed.headers["ETag"]}
    assert client.get("/data/testbeds.csv", headers=has).status_code == 304
    assert "Content-Encoding" not in client.get("/data/testbeds.gpkg", headers=PACKED).headers


def test_a_part_of_a_file_may_be_asked_for(session, client):
    testbed()
    whole = client.get("/data/testbeds.fgb")

    part = client.get("/data/testbeds.fgb", headers={"Range": "bytes=0-7"})

    assert (part.status_code, part.data) == (206, whole.data[:8])
    assert part.headers["Content-Range"] == f"bytes 0-7/{len(whole.data)}"
    late = client.get("/data/testbeds.fgb", headers={"Range": "bytes=999999999-"})
    assert late.status_code == 416


def test_filters_leave_out_what_does_not_fit(session, client):
    one = testbed("helsinki", kind="school", themes=["energy"])
    two = testbed("tampere", kind="street", themes=["mobility", "food"])
    now, past = pilot(PilotStatus.RUNNING, -5, 5), pilot(PilotStatus.COMPLETED, -60, -50)
    db.session.commit()

    def asked(words, name="testbeds"):
        return ids(client.get(f"/data/{name}.geojson?{words}"))

    assert asked("city=tampere") == {two.id}
    assert asked("kind=school") == {one.id}
    assert asked("theme=food") == {two.id}
    assert asked("bbox=24,59,26,61") == {one.id}
    assert asked("bbox=170,-10,-170,10") == set()
    assert asked("city=helsinki&theme=food") == set()
    assert asked("datetime=2020-01-01/..") == {one.id, two.id}
    assert asked(f"datetime={now.start_day}", "pilots") == {now.id}
    assert asked(f"datetime=../{past.end_day}", "pilots") == {past.id}
    assert asked(f"datetime={now.start_day}T12:00:00Z/..", "pilots") == {now.id}


def test_the_name_of_a_part_says_that_it_is_one(session, client):
    testbed()

    def name(words):
        return client.get(f"/data/testbeds.csv?{words}").headers["Content-Disposition"]

    assert "koepaikka-testbeds-helsinki-2" in name("city=helsinki")
    assert "koepaikka-testbeds-helsinki-part-2" in name("city=helsinki&kind=street")
    assert "koepaikka-testbeds-3067-2" in name("crs=3067")


def test_addresses_in_a_file_are_whole_and_in_its_language(session, client, app):
    place = testbed()

    for lang in ("fi", "sv", "en"):
        headers = {"Host": "evil.example", "Accept-Language": "en", "Cookie": "lang=sv"}
        answer = client.get(f"/data/testbeds.geojson?lang={lang}", headers=headers)
        (feature,) = answer.json["features"]
        wanted = f"http://localhost/{lang}/testbeds/helsinki/{place.slug}"
        assert feature["properties"]["page"] == wanted


@pytest.mark.parametrize(
    ("address", "status", "code", "says"),
    [
        ("testbeds.shp", 404, "unknown_format", "geojson, geojsons, ndjson, csv, xlsx, gpkg, fgb"),
        ("results.gpkg", 404, "unknown_format", "ndjson, csv, xlsx"),
        ("secrets.csv", 404, "unknown_table", "testbeds, pilots, challenges, events, cities"),
        ("testbeds.csv?colour=red", 400, "bad_parameter", "city, kind, theme, bbox"),
        ("testbeds.csv?city=paris", 400, "bad_parameter", "helsinki"),
        ("testbeds.csv?city=", 400, "bad_parameter", "helsinki"),
        ("testbeds.csv?kind=castle", 400, "bad_parameter", "school"),
        ("testbeds.csv?theme=%00", 400, "bad_parameter", "mobility"),
        ("testbeds.csv?bbox=1,2,3", 400, "bad_parameter", "west, south, east and north"),
        ("testbeds.csv?bbox=1,2,nan,4", 400, "bad_parameter", "west, south, east and north"),
        ("testbeds.csv?bbox=1,9,3,4", 400, "bad_parameter", "west, south, east and north"),
        ("pilots.csv?datetime=yesterday", 400, "bad_parameter", "2026-01-01/2026-06-30"),
        ("pilots.csv?datetime=../..", 400, "bad_parameter", "2026-01-01/2026-06-30"),
        ("pilots.csv?datetime=0001-01-01T00:00:00%2B14:00", 400, "bad_parameter", "2026-01-01"),
        ("testbeds.csv?crs=9999", 400, "bad_parameter", "EPSG:3067"),
        ("testbeds.geojson?crs=3067", 400, "bad_parameter", "csv, xlsx, gpkg, fgb"),
        ("results.csv?crs=3067", 400, "bad_parameter", "no shapes"),
        ("testbeds.csv?lang=de", 400, "bad_parameter", "fi, sv, en"),
    ],
)
def test_refusals_are_problems_that_say_what_would_be_right(
    session, client, address, status, code, says
):
    testbed()
    has_language = "lang=" in address
    mark = "&" if "?" in address else "?"

    answer = client.get(f"/data/{address}" + ("" if has_language else f"{mark}lang=en"))

    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    assert answer.json["code"] == code
    assert says in answer.json["detail"]


def test_refusals_speak_the_language_of_the_address(session, client):
    assert "Valitse jokin näistä" in client.get("/data/testbeds.csv?kind=x").json["detail"]
    assert "Välj något" in client.get("/data/testbeds.csv?kind=x&lang=sv").json["detail"]


def test_an_unchanged_collection_is_not_made_twice(session, client, monkeypatch):
    testbed()
    client.get("/data/testbeds.gpkg")
    asked = []
    monkeypatch.setattr(making.sandbox, "make", lambda *given: asked.append(given))

    assert client.get("/data/testbeds.gpkg").status_code == 200
    assert asked == []


def test_what_belongs_to_an_earlier_revision_goes(session, client, folder):
    testbed()
    client.get("/data/testbeds.csv")
    testbed()
    client.get("/data/testbeds.csv")
    client.get("/data/testbeds.csv?city=helsinki")

    kept = [path.name.split("-")[1] for path in folder.kept.glob("testbeds-*")]
    assert len(set(kept)) == 1
    assert len(kept) == 2


def test_more_than_the_machine_makes_at_once_are_asked_to_come_back(
    session, client, folder, monkeypatch
):
    testbed()
    monkeypatch.setattr(making.made, "__kwdefaults__", {"patience_s": 0.0})
    with (
        folder.turn(is_heavy=True, patience_s=0.0) as one,
        folder.turn(is_heavy=True, patience_s=0.0) as two,
        folder.turn(is_heavy=True, patience_s=0.0) as three,
    ):
        assert (one, two, three) == (True, True, False)
        answer = client.get("/data/testbeds.fgb")
        text = client.get("/data/testbeds.csv")

    assert (answer.status_code, answer.json["code"]) == (429, "downloads_busy")
    assert answer.headers["Retry-After"] == "5"
    assert text.status_code == 200
    assert client.get("/data/testbeds.fgb").status_code == 200


def test_nothing_is_left_behind_by_what_was_made_or_refused(session, client, folder):
    testbed()
    client.get("/data/testbeds.gpkg")
    client.get("/data/testbeds.gpkg?city=tampere")

    assert list((folder.root / "making").iterdir()) == []


def test_a_change_while_it_is_read_makes_it_anew_and_what_never_settles_is_not_kept(
    session, client, monkeypatch
):
    testbed()
    real, changes = making.pages, iter(range(10))

    def disturbed(table, wanted):
        yield from real(table, wanted)
        if next(changes) < most:
            testbed()

    monkeypatch.setattr(making, "pages", disturbed)
    most = 1
    settled = client.get("/data/testbeds.geojson")
    most = 100
    torn = client.get("/data/testbeds.geojson?city=helsinki")

    assert len(settled.json["features"]) == 2
    assert "ETag" in settled.headers
    assert torn.headers["Cache-Control"] == "no-store"
    assert "ETag" not in torn.headers

"""``flask geodata boundaries``: the official boundary of each city, from a file or a service."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import shapely
from geoalchemy2.shape import to_shape
from sqlalchemy import select

from app.adapters import boundary_source
from app.policies.actor import VISITOR
from app.services.city_boundary import load_boundaries
from config import ROOT
from geodata.boundary_file import Boundary
from models.account import CityRole
from models.audit import AuditLine
from models.city import City
from models.errors import FieldError, ForbiddenError
from tests.factories.account import acting, admin, staff
from tests.factories.boundary import HELSINKI, TAMPERE, geojson, other_format
from tests.factories.city import city
from tests.factories.testbed import draft, testbed

OFFICIAL = ROOT.parent / "shared" / "data" / "boundaries.geojson"


@pytest.fixture
def run(app, session):
    """Runs ``flask geodata boundaries …``."""

    def do(*arguments):
        words = ["geodata", "boundaries", *(str(one) for one in arguments)]
        return app.test_cli_runner().invoke(args=words)

    return do


@pytest.fixture
def cities(session):
    return city("helsinki"), city("tampere"), city("oulu")


def kept(session, slug):
    boundary = session.scalar(select(City.boundary).where(City.slug == slug))
    return None if boundary is None else to_shape(boundary)


@pytest.mark.parametrize("driver", ["GeoJSON", "GPKG"])
def test_a_file_is_loaded_told_in_a_table_and_written_to_the_trail(
    run, session, cities, tmp_path, driver
):
    path = (
        geojson(tmp_path / "b.geojson", 3067)
        if driver == "GeoJSON"
        else other_format(tmp_path / "b.gpkg", "GPKG", 3067)
    )

    done = run(path)

    assert done.exit_code == 0, done.output
    lines = done.output.splitlines()
    assert lines[1].split() == ["Helsinki", "5", "742.65", "new"]
    assert lines[2].split()[0] == "Tampere"
    assert lines[3] == "Not in the file: oulu"
    assert shapely.hausdorff_distance(kept(session, "helsinki"), HELSINKI) < 1e-6
    assert kept(session, "helsinki").geom_type == "MultiPolygon"
    assert kept(session, "oulu") is None
    audited = session.scalars(select(AuditLine).where(AuditLine.action == "city:boundary")).all()
    assert sorted(line.city_id for line in audited) == sorted(one.id for one in cities[:2])
    assert audited[0].facts["vertices"] == 5


def test_the_same_file_twice_changes_nothing_and_another_says_what_changed(
    run, session, cities, tmp_path
):
    path = geojson(tmp_path / "b.geojson")
    run(path)
    again = run(path)
    assert again.output.splitlines()[1].split()[-2:] == ["as", "before"]
    audited = select(AuditLine).where(AuditLine.action == "city:boundary")
    assert len(session.scalars(audited).all()) == 2

    smaller = [{"kunta": "091", "shape": shapely.box(24.9, 60.05, 25.2, 60.3)}]
    changed = run(geojson(tmp_path / "b.geojson", features=smaller))

    assert changed.output.splitlines()[1].split() == [
        "Helsinki",
        "5",
        "463.81",
        "742.65",
        "changed",
    ]


def test_a_dry_run_says_the_same_and_writes_nothing(run, session, cities, tmp_path):
    done = run(geojson(tmp_path / "b.geojson"), "--dry-run")

    assert "new" in done.output
    assert done.output.splitlines()[-1] == "Nothing was written."
    assert kept(session, "helsinki") is None
    assert not session.scalars(select(AuditLine).where(AuditLine.action == "city:boundary")).all()


def test_testbeds_that_now_lie_outside_are_named_and_left_alone(run, session, cities, tmp_path):
    inside = testbed("helsinki", geom="SRID=4326;POINT(25.0 60.1)")
    crossing = draft("helsinki", geom="SRID=4326;LINESTRING(25.1 60.1, 25.5 60.1)")
    outside = testbed("helsinki", geom="SRID=4326;POINT(25.25 60.1)")
    draft("helsinki", geom=None)
    draft("tampere", geom="SRID=4326;POINT(25.25 60.1)")

    done = run(geojson(tmp_path / "b.geojson", features=[{"kunta": "091", "shape": HELSINKI}]))

    told = [line for line in done.output.splitlines() if line.startswith("Outside")]
    assert told == [f"Outside Helsinki now: testbed {outside.id}, {outside.name.fi}"]
    assert inside.version == crossing.version == outside.version == 1


def test_nothing_at_all_is_written_when_one_polygon_is_of_another_place(
    run, session, cities, tmp_path
):
    features = [{"kunta": "091", "shape": HELSINKI}, {"kunta": "837", "shape": HELSINKI}]

    done = run(geojson(tmp_path / "b.geojson", features=features))

    assert done.exit_code == 1
    assert "does not hold the middle of Tampere. Nothing was written." in done.output
    assert kept(session, "helsinki") is None


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "Name a FILE, or use --from-wfs."),
        (("x.geojson", "--from-wfs"), "Name a FILE, or use --from-wfs."),
        (("none.geojson",), "none.geojson: there is no such file. Nothing was written."),
        (("--from-wfs", "--url", "http://example.com/x"), "must begin with https://"),
        (("--from-wfs", "--url", "file:///etc/passwd"), "must begin with https://"),
        (("--from-wfs", "--url", "http://127.0.0.1:1/wfs"), "cannot be reached"),
    ],
)
def test_what_cannot_be_done_is_said_in_plain_words(run, cities, arguments, words):
    done = run(*arguments)

    assert done.exit_code != 0
    assert words in done.output
    assert "Traceback" not in done.output


def test_without_cities_the_way_on_is_told(run, session, tmp_path):
    assert "flask seed cities" in run(geojson(tmp_path / "b.geojson")).output


def test_only_the_system_loads_boundaries(session, cities):
    found = {"helsinki": Boundary("helsinki", shapely.MultiPolygon([HELSINKI]), was_mended=False)}
    for reader in (acting(admin()), acting(staff(CityRole.COORDINATOR, "helsinki")), VISITOR):
        with pytest.raises(ForbiddenError):
            load_boundaries(reader, found)
    assert kept(session, "helsinki") is None


def test_the_service_itself_refuses_a_boundary_of_elsewhere(session, cities):
    from app.policies.actor import SYSTEM  # noqa: PLC0415 - beside the one line that uses it

    found = {"helsinki": Boundary("helsinki", shapely.MultiPolygon([TAMPERE]), was_mended=False)}
    with pytest.raises(FieldError) as refused:
        load_boundaries(SYSTEM, found)
    assert refused.value.code == "boundary_elsewhere"


class Service(BaseHTTPRequestHandler):
    """A small WFS that answers with a file, an exception or too much."""

    def do_GET(self) -> None:
        kind, body, status = self.server.answers[self.path.partition("?")[0]]
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if status == 302:
            self.send_header("Location", "/good")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Keep quiet."""


@pytest.fixture
def service(tmp_path, monkeypatch):
    """Yields the address of a service of our own on this machine."""
    monkeypatch.setattr(boundary_source, "MOST_BYTES", 20_000)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    report = b"<ows:ExceptionReport>No such layer</ows:ExceptionReport>"
    server.answers = {
        "/good": ("application/json", geojson(tmp_path / "w.geojson", 3067).read_bytes(), 200),
        "/report": ("text/xml", report, 200),
        "/away": ("text/plain", b"", 503),
        "/moved": ("text/plain", b"", 302),
        "/large": ("application/json", b" " * 30_000, 200),
    }
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_service_of_statistics_finland_is_asked(run, session, cities, service):
    done = run("--from-wfs", "--url", f"{service}/good?typeNames=tilastointialueet:kunta1000k")

    assert done.exit_code == 0, done.output
    assert shapely.hausdorff_distance(kept(session, "tampere"), TAMPERE) < 1e-6


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("report", "it answered text/xml instead of GeoJSON: <ows:ExceptionReport>No such layer"),
        ("away", "answered 503"),
        ("moved", "answered 302"),
        ("large", "sent more than"),
    ],
)
def test_a_service_that_answers_otherwise_is_not_believed(
    run, session, cities, service, path, words
):
    done = run("--from-wfs", "--url", f"{service}/{path}")

    assert done.exit_code == 1
    assert words in done.output
    assert "Nothing was written." in done.output
    assert kept(session, "helsinki") is None


def test_the_address_of_the_official_service_asks_for_a_plane_by_https():
    assert boundary_source.SERVICE.startswith("https://geo.stat.fi/")
    assert "tilastointialueet%3Akunta1000k" in boundary_source.SERVICE
    assert "srsName=EPSG%3A3067" in boundary_source.SERVICE


@pytest.mark.skipif(not OFFICIAL.is_file(), reason="the official boundaries are not beside us")
def test_the_demonstration_lies_within_the_official_boundaries(run, session):
    from app.services.demo_people import cities as six  # noqa: PLC0415 - for this test alone

    six()
    session.commit()
    done = run(OFFICIAL)

    assert done.exit_code == 0, done.output
    assert len([line for line in done.output.splitlines() if line.endswith("new")]) == 6

"""The short way gives what the long one does, and leaves to it whatever is not common."""

import gzip
import json
import re
from wsgiref.util import setup_testing_defaults

import brotli
import pytest

from app.database import db
from app.queries.open_fresh import FreshStates
from geodata.crs import to_web_mercator
from geodata.tile_grid import tile_at
from models.base import Translated
from models.testbed import Testbed
from tests.integration.ogc.server import running
from views.ogc_items import BEGIN
from views.ogc_lane import Lane

PAGE = "/ogc/collections/testbeds/items"
TILES = "/ogc/collections/testbeds/tiles/WebMercatorQuad"
NONCE = re.compile(r"nonce-[^']+")


class Road:
    """A lane before an application, and how many requests went the long way."""

    def __init__(self, app):
        self.app, self.long, self.counted = app, 0, []
        with app.app_context():
            self.states = FreshStates(max_age_s=3600)
        self.lane = Lane(self._app, app, self.states, self._note)
        self.get()  # the first one goes the long way, and shows which headers all bear
        self.long = 0

    def _note(self, environ, status):
        self.counted.append((environ["REQUEST_METHOD"], status))
        return "X-Request-ID", "r" * 32

    def _app(self, environ, start_response):
        self.long += 1
        return self.app.wsgi_app(environ, start_response)

    def get(self, path=PAGE, query="", method="GET", *, is_long=False, **headers):
        environ = {"PATH_INFO": path, "QUERY_STRING": query, "REQUEST_METHOD": method}
        environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        setup_testing_defaults(environ)
        said = {}

        def start(status, headers, _problem=None):
            said.update({name.lower(): value for name, value in headers}, status=status[:3])
            assert len(said) == len(headers) + 1, "a header twice"

        body = b"".join((self._app if is_long else self.lane)(environ, start))
        return said, body


@pytest.fixture(scope="module")
def served(databases, engine_kind):
    with running(databases, engine_kind) as server:
        yield server


@pytest.fixture(scope="module")
def road(served):
    return Road(served.app)


def untimed(said, body):
    """Return an answer without what differs from one asking to the next."""
    if body and said.get("content-encoding") == "gzip":
        body = gzip.decompress(body)
    elif body and said.get("content-encoding") == "br":
        body = brotli.decompress(body)
    said = {name: one for name, one in said.items() if name not in {"date", "x-request-id"}}
    if body.startswith(BEGIN):
        body = body[len(BEGIN) + 27 :]
        said.pop("content-length", None)
    said["content-security-policy"] = NONCE.sub("", said["content-security-policy"])
    return said, body


def near(zoom):
    tile = tile_at(*to_web_mercator(24.94, 60.17), zoom)
    return f"{TILES}/{tile.z}/{tile.row}/{tile.column}"


SHORT = [
    {},
    {"query": "limit=2"},
    {"query": "bbox=24.9,60.1,25,60.2&limit=1"},
    {"query": "city=helsinki&kind=street"},
    {"query": "f=json&lang=sv"},
    {"query": "filter=city%20%3D%20%27oulu%27&crs=http://www.opengis.net/def/crs/EPSG/0/3067"},
    {"query": "properties=city,title_fi&sortby=-title_fi"},
    {"accept_language": "en-GB,en;q=0.9,fi;q=0.8"},
    {"accept": "application/geo+json"},
    {"accept": "*/*", "accept_encoding": "gzip, deflate"},
    {"accept_encoding": "gzip;q=0.5, br"},
    {"accept_encoding": "identity"},
    {"method": "HEAD"},
    {"path": "/ogc/collections/pilots/items", "query": "limit=3&after=2"},
    {"path": "/ogc/collections/cities/items"},
    {"path": f"{PAGE}/1"},
    {"path": f"{PAGE}/1", "query": "lang=sv&f=json"},
    {"path": f"{PAGE}/1", "method": "HEAD", "accept_encoding": "br"},
    {"path": near(14)},
    {"path": near(14), "accept_encoding": "gzip, br"},
    {"path": near(13), "method": "HEAD"},
    {"path": near(3)},
    {"path": f"{TILES}/18/75786/149220"},
]
LONG = [
    {"query": "f=html"},
    {"accept": "text/html,application/xhtml+xml"},
    {"query": "f"},
    {"query": "f=xml"},
    {"query": "limit=x"},
    {"query": "lang=de"},
    {"query": "kolor=red"},
    {"query": "%66=html"},
    {"path": f"{PAGE}/999999"},
    {"path": f"{PAGE}/01"},
    {"path": "/ogc/collections/nothing/items"},
    {"path": f"{TILES}/14/1/1"},
    {"path": near(14), "query": "f=mvt"},
    {"path": near(14), "query": "f=png"},
    {"if_modified_since": "Thu, 01 Jan 2026 00:00:00 GMT"},
    {"method": "POST"},
    {"method": "OPTIONS"},
]


def test_the_short_way_says_what_the_long_one_does(road):
    for asked in SHORT:
        before = road.long
        for _turn in ("made", "kept"):
            short = untimed(*road.get(**asked))
            assert road.long == before, asked
        long = untimed(*road.get(**asked, is_long=True))
        assert short == long, asked
        tag = long[0]["etag"]

        same = road.get(**asked, if_none_match=f'"x", {tag}')

        assert (same[0]["status"], same[1], road.long) == ("304", b"", before + 1), asked
        assert untimed(*same) == untimed(*road.get(**asked, if_none_match=tag, is_long=True))


def test_everything_else_goes_the_long_way(road):
    for asked in LONG:
        before = road.long
        short = untimed(*road.get(**asked))
        assert road.long == before + 1, asked
        assert short[0]["status"] == road.get(**asked, is_long=True)[0]["status"]


def test_answers_are_counted_and_pages_say_when_they_were_made(road):
    road.counted.clear()
    first, again = (json.loads(road.get()[1])["timeStamp"] for _ in range(2))
    road.get(if_none_match="*"), road.get(f"{TILES}/18/75786/149220", method="HEAD")

    assert again > first
    assert road.counted == [("GET", 200), ("GET", 200), ("GET", 304), ("HEAD", 204)]


def test_who_has_it_is_told_so_until_something_changes(road):
    asked = [{}, {"path": near(14)}]
    tags = [road.get(**one)[0]["etag"] for one in asked]
    told = [road.get(**one, if_none_match=tag) for one, tag in zip(asked, tags, strict=True)]
    assert [one[0]["status"] for one in told] == ["304", "304"]

    with road.app.app_context():
        place = db.session.query(Testbed).first()
        place.name = Translated(f"{place.name.fi} taas", "Igen", "Again")
        db.session.commit()

    told = [road.get(**one, if_none_match=tag) for one, tag in zip(asked, tags, strict=True)]
    assert [one[0]["status"] for one in told] == ["200", "200"]
    assert b" taas" in told[0][1]


def test_states_are_read_again_when_they_are_old(served):
    clock = iter([0.0, 0.0, 0.5, 1.6, 1.6, 1.7, 1.8])
    with served.app.app_context():
        states = FreshStates(max_age_s=1, now=lambda: next(clock))
    first = states.of("testbeds")

    assert states.of("testbeds") is first
    assert states.of("testbeds") is not first
    assert states.of("testbeds") == first
    assert states.of("nothing") is None

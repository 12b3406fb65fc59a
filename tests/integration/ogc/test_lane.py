"""The short way gives what the long one does, for as long as nothing has changed."""

import gzip
import json
from wsgiref.util import setup_testing_defaults

import pytest

from app.database import db
from app.queries.open_fresh import FreshStates
from geodata.crs import to_web_mercator
from geodata.tile_grid import tile_at
from models.base import Translated
from models.testbed import Testbed
from tests.integration.ogc.server import running
from views.ogc_lane import Lane

PAGE = "/ogc/collections/testbeds/items"


class Road:
    """A lane before an application, and how many requests went the long way."""

    def __init__(self, app):
        self.app, self.long, self.counted = app, 0, []
        with app.app_context():
            self.states = FreshStates(max_age_s=3600)
        self.lane = Lane(self._app, self.states, lambda *one: self.counted.append(one), 10**6)

    def _app(self, environ, start_response):
        self.long += 1
        return self.app.wsgi_app(environ, start_response)

    def get(self, path=PAGE, query="", method="GET", **headers):
        environ = {"PATH_INFO": path, "QUERY_STRING": query, "REQUEST_METHOD": method}
        environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        setup_testing_defaults(environ)
        said = {}

        def start(status, headers, _problem=None):
            said.update({name.lower(): value for name, value in headers}, status=status[:3])

        body = b"".join(self.lane(environ, start))
        return said, body


@pytest.fixture(scope="module")
def served(databases, engine_kind):
    with running(databases, engine_kind) as server:
        yield server


@pytest.fixture
def road(served):
    return Road(served.app)


def untimed(body):
    return {name: one for name, one in json.loads(body).items() if name != "timeStamp"}


def test_the_second_answer_is_the_first_with_the_time_of_now(road):
    first, body = road.get()
    second, again = road.get()

    assert (road.long, road.counted) == (1, [("GET", 200)])
    assert untimed(again) == untimed(body)
    assert json.loads(again)["timeStamp"] > json.loads(body)["timeStamp"]
    assert second["content-length"] == str(len(again))
    kept = ("etag", "content-type", "content-crs", "access-control-allow-origin", "vary")
    assert [second[name] for name in kept] == [first[name] for name in kept]


def test_one_feature_and_head_are_answered_the_short_way(road):
    path = f"{PAGE}/{json.loads(road.get()[1])['features'][0]['id']}"
    body = road.get(path)[1]

    assert road.get(path)[1] == body
    said, nothing = road.get(path, method="HEAD")
    assert (said["content-length"], nothing) == (str(len(body)), b"")
    assert road.long == 2


def test_who_has_it_is_told_so_until_something_changes(road):
    tag = road.get()[0]["etag"]
    same, nothing = road.get(if_none_match=tag)
    assert (same["status"], nothing, road.long) == ("304", b"", 1)

    with road.app.app_context():
        place = db.session.query(Testbed).first()
        place.name = Translated(f"{place.name.fi} taas", "Igen", "Again")
        db.session.commit()

    changed, body = road.get(if_none_match=tag)
    assert (changed["status"], road.long) == ("200", 2)
    assert " taas" in body.decode()


def test_another_language_format_or_question_is_another_answer(road):
    road.get()

    assert road.get(accept_language="sv")[0]["content-language"] == "sv"
    assert road.get(accept="text/html")[0]["content-type"].startswith("text/html")
    assert road.get(query="limit=1")[1] != road.get()[1]
    assert road.long == 4


def test_refusals_and_pages_are_never_remembered(road):
    for asked in ({"query": "limit=x"}, {"query": "f=html"}, {"path": f"{PAGE}/999999"}):
        road.get(**asked), road.get(**asked)

    assert road.long == 6


def test_a_tile_goes_the_short_way_as_it_was_packed_until_something_changes(road):
    tile = tile_at(*to_web_mercator(24.95, 60.17), 12)
    path = f"/ogc/collections/testbeds/tiles/WebMercatorQuad/12/{tile.row}/{tile.column}"
    first, packed = road.get(path, accept_encoding="gzip")
    second, again = road.get(path, accept_encoding="gzip", accept_language="sv")

    assert (road.long, road.counted, again) == (1, [("GET", 200)], packed)
    assert {**second, "content-length": first["content-length"]} == first
    told, nothing = road.get(path, accept_encoding="gzip", if_none_match=first["etag"])
    assert (told["status"], nothing, road.long) == ("304", b"", 1)
    plain, body = road.get(path)
    assert (plain.get("content-encoding"), road.long) == (None, 2)
    assert body == (gzip.decompress(packed) if "content-encoding" in first else packed)

    with road.app.app_context():
        place = db.session.query(Testbed).first()
        place.name = Translated(f"{place.name.fi} vielä", "Ännu", "Still")
        db.session.commit()
    assert road.get(path, accept_encoding="gzip")[0]["etag"] != first["etag"]
    assert road.long == 3


def test_an_empty_tile_is_remembered_too_and_no_other_address_below_tiles(road):
    for path in ("tiles/WebMercatorQuad/18/70000/149000", "tiles/WebMercatorQuad", "tiles"):
        answers = [road.get(f"/ogc/collections/testbeds/{path}")[0] for _time in range(2)]
        assert answers[0]["status"] == answers[1]["status"]

    assert road.counted == [("GET", 204)]
    assert road.long == 5


def test_who_takes_packed_answers_gets_them_from_the_long_way(road):
    road.get()
    packed = road.get(accept_encoding="gzip")[0]
    told = road.get(accept_encoding="gzip", if_none_match=packed["etag"])[0]

    assert (packed["content-encoding"], told["status"], road.long) == ("gzip", "304", 2)


def test_states_are_read_again_when_they_are_old(served):
    clock = iter([0.0, 0.0, 0.5, 1.6, 1.6, 1.7, 1.8])
    with served.app.app_context():
        states = FreshStates(max_age_s=1, now=lambda: next(clock))
    first = states.of("testbeds")

    assert states.of("testbeds") is first
    assert states.of("testbeds") is not first
    assert states.of("testbeds") == first
    assert states.of("nothing") is None

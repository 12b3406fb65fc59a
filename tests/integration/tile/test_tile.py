"""Base map tiles come through our own origin, from a real upstream of the test's own."""

import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from app.adapters.tile_source import TileError, TileSource
from app.factory import create_app
from tests.conftest import settings_for

PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 40


class Upstream(BaseHTTPRequestHandler):
    """A tile server: ``/{z}/{x}/{y}.png``; zoom 3 redirects, 4 is a page, 5 is broken."""

    seen: list = []

    def do_GET(self):
        type(self).seen.append((self.path, dict(self.headers)))
        zoom = self.path.split("/")[1]
        status, kind = {
            "3": (302, "image/png"),
            "4": (200, "text/html"),
            "5": (500, "image/png"),
        }.get(zoom, (200, "image/png"))
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Cache-Control", "public, max-age=600")
        if status == 302:
            self.send_header("Location", "http://127.0.0.1:1/elsewhere.png")
        self.end_headers()
        self.wfile.write(PNG)

    def log_message(self, *_given):
        """Say nothing."""


@pytest.fixture
def upstream(socket_enabled):
    Upstream.seen = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Upstream)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/{{z}}/{{x}}/{{y}}.png"
    server.shutdown()
    server.server_close()


def client_of(folder, **changes):
    settings = settings_for(f"sqlite:///{folder / 'none.sqlite'}", folder)
    return create_app(replace(settings, **changes)).test_client()


def test_a_tile_is_fetched_once_and_then_kept_as_long_as_its_headers_allow(tmp_path, upstream):
    client = client_of(tmp_path, tiles_url=upstream)

    first = client.get("/tiles/base/6/36/18.png", headers={"Cookie": "koepaikka=secret"})
    again = client.get("/tiles/base/6/36/18.png")

    assert first.data == again.data == PNG
    assert "max-age=600" in first.headers["Cache-Control"]
    assert len(Upstream.seen) == 1
    assert "Cookie" not in Upstream.seen[0][1], "nothing of the reader reaches the upstream"
    assert "Koepaikka" in Upstream.seen[0][1]["User-Agent"]


@pytest.mark.parametrize("zoom", [3, 4, 5])
def test_what_is_no_tile_answers_502_and_is_not_kept(tmp_path, upstream, zoom):
    answer = client_of(tmp_path, tiles_url=upstream).get(f"/tiles/base/{zoom}/1/1.png")

    assert answer.status_code == 502
    assert answer.headers["Cache-Control"] == "no-store"
    assert not list(tmp_path.rglob("*.tile"))


@pytest.mark.parametrize("path", ["21/0/0", "2/4/0", "2/0/4", "2/-1/0", "a/b/c"])
def test_numbers_that_are_no_tile_never_reach_the_upstream(tmp_path, upstream, path):
    answer = client_of(tmp_path, tiles_url=upstream).get(f"/tiles/base/{path}.png")

    assert answer.status_code == 404
    assert Upstream.seen == []


def test_without_an_upstream_there_are_no_tiles(tmp_path):
    assert client_of(tmp_path).get("/tiles/base/6/36/18.png").status_code == 404


def test_only_web_addresses_are_upstreams(tmp_path):
    with pytest.raises(ValueError, match="https"):
        TileSource("file:///etc/passwd", tmp_path, "x")
    with pytest.raises(TileError):
        TileSource("http://127.0.0.1:1/{z}/{x}/{y}.png", tmp_path, "x").get(1, 0, 0)

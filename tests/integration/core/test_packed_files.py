"""Files that never change come compressed as well as can be, to those who read brotli."""

import brotli
import pytest


@pytest.fixture
def leaflet(app):
    """The address of an installed script."""
    return "/static/vendor/" + app.extensions["files"].manifest["leaflet"]["path"]


def sheet(client):
    return client.page("/fi/").all("link", rel="stylesheet")[0].get("href")


def asked(client, address, **more):
    return client.get(address, headers={"Accept-Encoding": "gzip, br"} | more)


@pytest.mark.parametrize("which", ["script", "sheet"])
def test_a_file_comes_whole_and_smaller_than_a_quick_compression(client, leaflet, which):
    address = leaflet if which == "script" else sheet(client)
    plain = client.get(address).data
    answer = asked(client, address)
    assert answer.headers["Content-Encoding"] == "br"
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert "immutable" in answer.headers["Cache-Control"]
    assert brotli.decompress(answer.data) == plain
    assert len(answer.data) < len(brotli.compress(plain, quality=6))
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert asked(client, address).data == answer.data


def test_a_browser_that_has_it_is_told_so(client, leaflet):
    etag = asked(client, leaflet).headers["ETag"]
    assert asked(client, leaflet, **{"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize("accepted", ["identity", "gzip"])
def test_others_get_it_in_another_way(client, leaflet, accepted):
    answer = client.get(leaflet, headers={"Accept-Encoding": accepted})
    assert answer.headers.get("Content-Encoding") != "br"
    assert answer.status_code == 200


def test_a_part_of_a_file_is_that_part(client, leaflet):
    answer = asked(client, leaflet, Range="bytes=0-9")
    assert answer.status_code == 206
    assert answer.data == client.get(leaflet).data[:10]


def test_what_may_change_is_not_kept(client, app):
    for address in ("/fi/", "/static/css/base.css"):
        assert asked(client, address).status_code == 200
        assert "immutable" not in asked(client, address).headers["Cache-Control"]

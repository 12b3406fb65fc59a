"""Tiles come through our own origin: from the set upstream only, kept as long as it says."""

import datetime as dt
import socket
import time

import pytest
import time_machine

from app import clock
from app.adapters import fuse, tile_source
from app.factory import create_app
from tests.conftest import settings_for
from tests.factories.account import person
from tests.factories.login import login_of
from tests.integration.tile.upstream import PNG, Upstream

HELSINKI = "/tiles/base/10/583/296.png"


@pytest.fixture
def upstream(socket_enabled):
    made = Upstream()
    yield made
    made.stop()


@pytest.fixture
def tiles(upstream, tmp_path):
    return browser_for(tmp_path, tiles_url=upstream.template)


def browser_for(folder, **changes):
    """Return a client of an installation with these settings; tiles need no database."""
    url = f"sqlite:///{folder / 'none.sqlite'}"
    return create_app(settings_for(url, folder, **changes)).test_client()


def later(**span):
    return time_machine.travel(clock.now() + dt.timedelta(**span), tick=False)


def test_a_tile_is_passed_on_with_a_lifetime_and_nothing_of_the_reader(tiles, upstream):
    upstream.headers |= {"Cache-Control": "max-age=600"}
    tiles.set_cookie("koepaikka", "secret")
    answer = tiles.get(HELSINKI, headers={"Accept-Language": "sv", "Referer": "http://x.example"})

    assert (answer.status_code, answer.data, answer.mimetype) == (200, PNG, "image/png")
    assert 590 <= answer.cache_control.max_age <= 600
    assert answer.cache_control.public
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in answer.headers
    path, headers = upstream.asked[0]
    assert path == "/10/583/296.png"
    assert headers["User-Agent"] == "Koepaikka/0.1 (+http://localhost)"
    assert not {"Cookie", "Referer", "Accept-Language", "X-Forwarded-For"} & set(headers)


def test_a_good_tile_is_asked_for_once_and_then_given_from_the_disk(tiles, upstream):
    upstream.headers |= {"Cache-Control": "max-age=600", "Age": "100"}
    tiles.get(HELSINKI)
    with later(seconds=490):
        assert tiles.get(HELSINKI).data == PNG
        assert len(upstream.asked) == 1
    with later(seconds=510):
        tiles.get(HELSINKI)
    assert len(upstream.asked) == 2


def test_a_browser_that_has_the_tile_gets_304(tiles, upstream):
    upstream.headers |= {"Last-Modified": "Mon, 02 Nov 2026 10:00:00 GMT"}
    first = tiles.get(HELSINKI)
    by_tag = tiles.get(HELSINKI, headers={"If-None-Match": first.headers["ETag"]})
    by_date = tiles.get(HELSINKI, headers={"If-Modified-Since": first.headers["Last-Modified"]})

    assert (by_tag.status_code, by_tag.data) == (304, b"")
    assert by_date.status_code == 304


def test_an_old_tile_is_asked_about_with_what_the_upstream_called_it(tiles, upstream):
    named = {"ETag": '"v1"', "Last-Modified": "Mon, 02 Nov 2026 10:00:00 GMT"}
    upstream.headers |= {"Cache-Control": "max-age=60", **named}
    tiles.get(HELSINKI)
    upstream.status = 304
    with later(minutes=5):
        assert tiles.get(HELSINKI).data == PNG
        assert tiles.get(HELSINKI).data == PNG, "good again for as long as the upstream says"

    assert len(upstream.asked) == 2
    headers = upstream.asked[1][1]
    assert headers["If-None-Match"] == '"v1"'
    assert headers["If-Modified-Since"] == named["Last-Modified"]


def test_what_may_not_be_kept_is_not_kept(tiles, upstream, tmp_path):
    upstream.headers |= {"Cache-Control": "no-store"}
    answer = tiles.get(HELSINKI)
    tiles.get(HELSINKI)

    assert answer.cache_control.max_age == 0
    assert len(upstream.asked) == 2
    assert not list((tmp_path / "tiles").rglob("*.tile"))


@pytest.mark.parametrize(
    "place",
    ["21/1166/592", "2/4/0", "2/0/4", "10/0/0", "10/583/800", "10/700/296", "12/99999999/1"],
)
def test_places_outside_of_the_map_are_not_asked_for(tiles, upstream, place):
    assert tiles.get(f"/tiles/base/{place}.png").status_code == 404
    assert upstream.asked == []


@pytest.mark.parametrize("place", ["-1/0/0", "1/-1/0", "a/1/1", "1/1/1.5", "10/583/296/x"])
def test_what_is_no_place_is_not_found(tiles, upstream, place):
    assert tiles.get(f"/tiles/base/{place}.png").status_code == 404
    assert upstream.asked == []


@pytest.mark.parametrize("place", ["0/0/0", "5/18/9", "20/597000/303600", "20/592000/250000"])
def test_the_region_is_reachable_at_every_zoom(tiles, place):
    assert tiles.get(f"/tiles/base/{place}.png").status_code == 200


def test_without_an_upstream_there_are_no_tiles(tmp_path):
    assert browser_for(tmp_path).get(HELSINKI).status_code == 404


def test_a_tile_that_the_upstream_lacks_is_not_found_and_is_no_failure(tiles, upstream):
    upstream.status = 404
    for _try in range(fuse.FAILURES_BEFORE_REST + 1):
        assert tiles.get(HELSINKI).status_code == 404
    assert len(upstream.asked) == fuse.FAILURES_BEFORE_REST + 1


def assert_bad_gateway(answer):
    assert (answer.status_code, answer.data) == (502, b"")
    assert answer.cache_control.no_store


@pytest.mark.parametrize("status", [301, 302, 307, 401, 403, 429, 500, 503])
def test_a_redirect_is_not_followed_and_an_error_is_not_passed_on(tiles, upstream, status):
    with Upstream() as elsewhere:
        upstream.status = status
        upstream.headers |= {"Location": elsewhere.template}
        assert_bad_gateway(tiles.get(HELSINKI))
        assert elsewhere.asked == []


@pytest.mark.parametrize("kind", ["text/html", "image/svg+xml", "application/json", ""])
def test_what_is_no_picture_is_refused(tiles, upstream, kind):
    upstream.headers["Content-Type"] = kind
    assert_bad_gateway(tiles.get(HELSINKI))


def test_a_tile_beyond_a_megabyte_is_refused_whether_announced_or_not(tiles, upstream):
    upstream.body = b"x" * (tile_source.MOST_BYTES + 1)
    assert_bad_gateway(tiles.get(HELSINKI))
    upstream.body = b"x" * tile_source.MOST_BYTES
    assert tiles.get(HELSINKI).status_code == 200


def test_a_tile_cut_short_is_refused(tiles, upstream):
    upstream.says_length = len(PNG) + 10
    assert_bad_gateway(tiles.get(HELSINKI))


def test_an_upstream_that_drips_is_given_up_in_time(tiles, upstream, monkeypatch):
    monkeypatch.setattr(tile_source, "TOTAL_S", 0.4)
    upstream.pause_s, upstream.pieces = 0.2, 100
    begun = time.monotonic()
    assert_bad_gateway(tiles.get(HELSINKI))
    assert time.monotonic() - begun < 10


def test_an_upstream_that_is_away_is_left_alone_for_a_while(socket_enabled, tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    tiles = browser_for(tmp_path, tiles_url=f"http://127.0.0.1:{port}/{{z}}/{{x}}/{{y}}.png")
    for _try in range(5):
        assert_bad_gateway(tiles.get(HELSINKI))


def test_after_failures_in_a_row_nobody_asks_until_the_rest_is_over(tiles, upstream, monkeypatch):
    upstream.status = 500
    for _try in range(10):
        assert_bad_gateway(tiles.get(HELSINKI))
    assert len(upstream.asked) == fuse.FAILURES_BEFORE_REST

    upstream.status = 200
    now = time.monotonic()
    monkeypatch.setattr(fuse.time, "monotonic", lambda: now + fuse.REST_S + 1)
    assert tiles.get(HELSINKI).status_code == 200


def test_an_old_picture_is_shown_while_the_upstream_is_down(tiles, upstream):
    upstream.headers |= {"Cache-Control": "max-age=60"}
    tiles.get(HELSINKI)
    upstream.status = 503
    with later(days=2):
        answer = tiles.get(HELSINKI)
        assert (answer.status_code, answer.data) == (200, PNG)
        assert answer.cache_control.max_age <= 60
    with later(days=40):
        assert_bad_gateway(tiles.get(HELSINKI))


def test_a_kept_connection_that_the_upstream_closed_is_opened_again(tiles, upstream):
    upstream.close_silently = True
    for x in (583, 584, 585):
        assert tiles.get(f"/tiles/base/10/{x}/296.png").status_code == 200


def test_a_damaged_file_is_fetched_again(tiles, upstream, tmp_path):
    tiles.get(HELSINKI)
    (kept,) = (tmp_path / "tiles").rglob("*.tile")
    kept.write_bytes(b"not json\n" + PNG)

    assert tiles.get(HELSINKI).data == PNG
    assert len(upstream.asked) == 2


def test_a_tile_for_somebody_signed_in_sets_no_cookie(databases, upstream):
    app = databases.application("sqlite", tiles_url=upstream.template)
    tiles = app.test_client()
    with app.app_context():
        user = person()
        with tiles.session_transaction() as cookie:
            cookie["_user_id"] = login_of(user)
    answer = tiles.get(HELSINKI)

    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.vary

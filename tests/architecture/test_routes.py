"""Every door says who may pass it, and reading never writes."""

import re
from pathlib import Path

import pytest

from app.factory import create_app
from tests.conftest import settings_for
from views.access import BEARER, PUBLIC, SIGNED_IN, STAFF, door_of


@pytest.fixture(scope="module")
def routes(tmp_path_factory):
    folder: Path = tmp_path_factory.mktemp("routes")
    app = create_app(settings_for(f"sqlite:///{folder / 'none.sqlite'}", folder))
    return app, list(app.url_map.iter_rules())


def test_every_route_is_marked_public_signed_in_staff_or_bearer(routes):
    app, rules = routes
    marks = {PUBLIC, SIGNED_IN, STAFF, BEARER}
    unmarked = {r.endpoint for r in rules if door_of(app, r.endpoint) not in marks}

    assert not unmarked


def test_what_is_ones_own_at_the_machines_door_is_for_tokens_and_nothing_else_is(routes):
    app, rules = routes
    own = {r.endpoint for r in rules if r.rule.startswith("/api/v1/own")}
    assert own
    assert {r.endpoint for r in rules if door_of(app, r.endpoint) == BEARER} == own


def test_everything_under_the_desk_is_for_staff_and_under_my_for_the_signed_in(routes):
    app, rules = routes
    for rule in rules:
        if "/desk" in rule.rule:
            assert door_of(app, rule.endpoint) == STAFF, rule
        if "/my" in rule.rule.split(">")[-1].split("/")[1:2]:
            assert door_of(app, rule.endpoint) in {SIGNED_IN, STAFF}, rule


def test_pages_live_under_their_language(routes):
    _app, rules = routes
    machines = (
        "/static",
        "/healthz",
        "/readyz",
        "/metrics",
        "/tiles",
        "/files",
        "/api",
        "/ogc",
        "/oembed",
        "/feeds",
        "/dcat",
        "/sitemap",
        "/robots.txt",
        "/.well-known",
        "/data",
        "/p/",  # printed on signs: short, and in no language yet
        "/login/with/<provider>/return",  # providers know one address, and lead on from it
    )
    for rule in rules:
        assert rule.rule == "/" or rule.rule.startswith(("/<any(fi,sv,en):lang>", *machines)), rule


def test_menus_lead_to_routes_that_exist(routes):
    app, _rules = routes
    from views import navigation  # noqa: PLC0415 - needs the package to be registered first

    source = Path(navigation.__file__).read_text()
    named = [part.split('"')[0] for part in source.split('"') if "." in part and " " not in part]
    known = set(app.view_functions)
    for endpoint in (name for name in named if name.count(".") == 1 and not name.endswith(".")):
        if endpoint.replace(".", "").replace("_", "").isalpha():
            assert endpoint in known or any(k.startswith(endpoint) for k in known), endpoint


LED_TO = re.compile(r"""url_for\(\s*['"](\w+\.\w+)['"]""")


def test_links_of_pages_lead_to_routes_that_exist(routes):
    app, _rules = routes
    root = Path(__file__).resolve().parents[2]
    sources = [*(root / "templates").rglob("*.html"), *(root / "views").rglob("*.py")]
    led_to = {
        (path.relative_to(root).as_posix(), endpoint)
        for path in sources
        for endpoint in LED_TO.findall(path.read_text("utf-8"))
    }
    assert len(led_to) > 300
    assert {one for one in led_to if one[1] not in app.view_functions} == set()

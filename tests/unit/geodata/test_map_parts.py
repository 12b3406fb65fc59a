"""Parts of a map page: known files only, our own origin only, nothing that runs from a name."""

import folium
import pytest
from branca.element import CssLink, Element, Figure, JavascriptLink, MacroElement
from jinja2 import Template

from geodata.map_parts import (
    MapParts,
    RemoteAddressError,
    UnknownAssetError,
    UnsafeMarkupError,
    same_origin,
)

HASH = "sha384-" + "A" * 64
LEAFLET = "leaflet-1.9.4/dist/leaflet.js"
MANIFEST = {
    "leaflet": {"path": LEAFLET, "integrity": HASH, "bytes": 1},
    "own": {"url": "/static/js/map.js?v=1"},
    "leaflet_css": {"path": "leaflet-1.9.4/dist/leaflet.css", "integrity": HASH},
}


def figure_with(html="", script="", **links):
    figure = Figure()
    for key, kind in links.items():
        figure.header.add_child(kind("https://cdn.example/x"), name=key)
    if html:
        figure.html.add_child(Element(html), name="html")
    if script:
        figure.script.add_child(Element(script), name="script")
    return figure


def vendor(path):
    return f"/static/vendor/{path}"


def test_links_are_looked_up_by_key_and_never_by_address():
    parts = MapParts.from_figure(
        figure_with("<p>x</p>", "go();", leaflet=JavascriptLink, own=JavascriptLink,
                    leaflet_css=CssLink), MANIFEST,
    )  # fmt: skip

    assert parts.head("n0", vendor) == (
        '<link rel="stylesheet" href="/static/vendor/leaflet-1.9.4/dist/leaflet.css" '
        f'integrity="{HASH}" nonce="n0">'
    )
    assert parts.scripts("n0", vendor).split("\n") == [
        f'<script defer src="/static/vendor/{LEAFLET}" integrity="{HASH}" nonce="n0"></script>',
        '<script defer src="/static/js/map.js?v=1" nonce="n0"></script>',
        '<script type="module" nonce="n0">',
        "go();",
        "</script>",
    ]
    assert parts.html == "<p>x</p>"


def test_an_unknown_file_is_refused():
    with pytest.raises(UnknownAssetError):
        MapParts.from_figure(figure_with(jquery=JavascriptLink), MANIFEST)


def test_a_plain_folium_map_is_refused_because_it_asks_a_cdn():
    with pytest.raises(UnknownAssetError):
        MapParts.from_figure(folium.Map(tiles=None).get_root(), MANIFEST)


@pytest.mark.parametrize(
    ("entry", "error"),
    [
        ({"url": "https://cdn.example/leaflet.js"}, RemoteAddressError),
        ({"url": "//cdn.example/leaflet.js"}, RemoteAddressError),
        ({"url": "leaflet.js"}, RemoteAddressError),
        ({"path": "https://cdn.example/leaflet.js"}, RemoteAddressError),
        ({"path": "//cdn.example/leaflet.js"}, RemoteAddressError),
        ({"path": "../secret.js"}, RemoteAddressError),
        ({"path": 'a.js" onload="x'}, RemoteAddressError),
        ({"integrity": HASH}, UnknownAssetError),
        ({"path": "a.js", "integrity": 'x" onload="y'}, UnsafeMarkupError),
    ],
)
def test_a_manifest_entry_that_leads_away_is_refused(entry, error):
    with pytest.raises(error):
        MapParts.from_figure(figure_with(leaflet=JavascriptLink), {"leaflet": entry})


def test_an_address_made_by_the_page_must_lie_on_our_origin_too():
    parts = MapParts.from_figure(figure_with(leaflet=JavascriptLink), MANIFEST)

    with pytest.raises(RemoteAddressError):
        parts.scripts("n0", lambda path: f"https://cdn.example/{path}")


@pytest.mark.parametrize(
    "html",
    [
        "<script>x</script>",
        "<style>p{}</style>",
        '<p onclick="x">',
        "<p ONCLICK=x>",
        '<p style="color:red">',
        '<img src="https://elsewhere.example/x.png">',
        '<img src="//elsewhere.example/x.png">',
        '<a href="javascript:x">',
        "<iframe></iframe>",
        '<link rel="stylesheet" href="/x.css">',
    ],
)
def test_markup_that_the_policy_would_block_is_refused(html):
    with pytest.raises((UnsafeMarkupError, RemoteAddressError)):
        MapParts.from_figure(figure_with(html), MANIFEST)


def test_harmless_markup_and_text_that_only_looks_dangerous_are_taken():
    html = '<div aria-label="onload= https://x.example style=" id="m"></div><a href="#m">m</a>'

    assert MapParts.from_figure(figure_with(html), MANIFEST).html == html


@pytest.mark.parametrize("script", ["var a = '</script>';", "x</SCRIPT >", "x = '<!-- y';"])
def test_a_script_that_would_end_its_own_tag_is_refused(script):
    with pytest.raises(UnsafeMarkupError):
        MapParts.from_figure(figure_with(script=script), MANIFEST)


def test_a_plugin_that_writes_to_the_head_is_refused():
    class Styled(MacroElement):
        _template = Template("{% macro header(this, kwargs) %}<style>p{}</style>{% endmacro %}")

    figure = Figure()
    figure.add_child(Styled())

    with pytest.raises(UnsafeMarkupError):
        MapParts.from_figure(figure, MANIFEST)


def test_the_nonce_cannot_break_out_of_its_attribute():
    parts = MapParts.from_figure(figure_with(script="go();"), MANIFEST)

    assert 'nonce="&#34;&gt;"' in parts.scripts('">', vendor)


@pytest.mark.parametrize("address", ["/", "/tiles/base/{z}/{x}/{y}.png", "/a?b=c#d"])
def test_a_path_is_on_our_origin(address):
    assert same_origin(address) == address


@pytest.mark.parametrize(
    "address", ["", "a", "//x", "/\\x", "http://x", "https:/x", "data:x", "/a b", "/a\n"]
)
def test_anything_else_is_not(address):
    with pytest.raises(RemoteAddressError):
        same_origin(address)

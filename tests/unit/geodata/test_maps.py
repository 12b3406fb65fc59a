"""The maps of the pages: stable, self-hosted, and deaf to what names say."""

import json
import re
import subprocess
import sys
from pathlib import Path

import html5lib
import pytest

from geodata.map_labels import (
    DRAW_LABELS,
    DRAWING_LABELS,
    EXPERIMENT_LABELS,
    PLACE_LABELS,
    STATUS_LABELS,
)
from geodata.map_modules import MODULES
from geodata.map_options import MissingLabelsError
from geodata.map_parts import RemoteAddressError, UnknownAssetError
from geodata.maps import (
    BaseMap,
    DrawingMap,
    ExperimentsMap,
    PlaceMap,
    drawing_map,
    experiments_map,
    place_map,
    script_json,
)

ROOT = Path(__file__).parents[3]
KEYS = ("leaflet", "leaflet_css", "koepaikka_drawing_css", "koepaikka_map_css", *MODULES)
MANIFEST = {key: {"url": f"/static/{key}"} for key in KEYS}
BASE = BaseMap(outline_url="/outline.json")
POINT = {"type": "Point", "coordinates": [24.94, 60.17]}
HOSTILE = [
    "</script><script>alert(1)</script>",
    "${7*7}",
    "`+alert(1)+`",
    "<img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "'><svg/onload=alert(1)>",
    "<!--",
    "{{ 7*7 }}{% raw %}{# x",
    "{{ cycler.__init__.__globals__.os.getcwd() }}",
    "\u202egnp.exe",
    "line\u2028paragraph\u2029end\nreturn\r",
    "https://elsewhere.example/",
    "\\u003c/script>\\",
    "🚀 Näkö",
]


def experiments(**changes):
    options = {"base": BASE, "label": "Map", "labels": EXPERIMENT_LABELS, "data_url": "/api/map"}
    return ExperimentsMap(**(options | changes))


def place(**changes):
    options = {"base": BASE, "label": "Map", "labels": PLACE_LABELS, "geometry": POINT}
    return PlaceMap(**(options | changes))


def drawing(**changes):
    options = {"base": BASE, "label": "Map", "labels": DRAWING_LABELS, "draw_labels": DRAW_LABELS,
               "field_id": "shape", "kind_name": "kind"}  # fmt: skip
    return DrawingMap(**(options | changes))


MAPS = [(experiments_map, experiments), (place_map, place), (drawing_map, drawing)]


@pytest.mark.parametrize(("build", "options"), MAPS)
def test_a_map_asks_for_known_files_in_the_order_they_need(build, options):
    parts = build(MANIFEST, options())

    keys = [asset.key for asset in parts.js]
    assert (keys[0], keys[4]) == ("leaflet", "koepaikka_map")
    assert [asset.key for asset in parts.css][:2] == ["leaflet_css", "koepaikka_map_css"]
    if build is drawing_map:
        assert keys[5:] == [
            "koepaikka_map_window",
            "koepaikka_geometry_text",
            "koepaikka_geometry_edit",
            "koepaikka_geometry",
        ]


@pytest.mark.parametrize(("build", "options"), MAPS)
@pytest.mark.parametrize("missing", ["leaflet", "koepaikka_map", "koepaikka_map_css"])
def test_a_file_missing_from_the_manifest_is_an_error(build, options, missing):
    manifest = {key: entry for key, entry in MANIFEST.items() if key != missing}

    with pytest.raises(UnknownAssetError):
        build(manifest, options())


@pytest.mark.parametrize(("build", "options"), MAPS)
def test_the_element_has_a_stable_id_a_role_a_name_and_help(build, options):
    html = html5lib.parseFragment(build(MANIFEST, options(key="one", label="Näkymä")).html)

    frame, words = (node for node in html.iter() if node.get("id"))
    assert dict(frame.items()) == {
        "class": "app-map folium-map", "id": "map_one", "role": "region",
        "aria-label": "Näkymä", "aria-describedby": "map_one_help",
    }  # fmt: skip
    assert (words.get("id"), words.text) == ("map_one_help", EXPERIMENT_LABELS["help"])


@pytest.mark.parametrize(("build", "options"), MAPS)
def test_the_same_map_twice_is_the_same_text(build, options):
    assert build(MANIFEST, options()) == build(MANIFEST, options())


@pytest.mark.parametrize(("build", "options"), MAPS)
def test_every_script_line_is_one_call_with_json_alone(build, options):
    for line in build(MANIFEST, options()).script.split("\n"):
        call = re.fullmatch(r"var (\w+) = L\.koepaikka\.(\w+)\((.*)\);", line)
        if call is None:
            assert re.fullmatch(r"\w+\.addTo\(map_main\);", line)
        else:
            json.loads(call.group(3))


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize(("build", "options"), MAPS)
def test_a_hostile_name_stays_text_wherever_it_stands(build, options, name):
    labels = dict.fromkeys({**EXPERIMENT_LABELS, **PLACE_LABELS, **DRAWING_LABELS}, name)
    base = BaseMap(outline_url="/o.json", tiles_url="/{z}/{x}/{y}", tiles_attribution=name)
    extra = {"params": {name: [name]}} if build is experiments_map else {}
    extra |= {"draw_labels": dict.fromkeys(DRAW_LABELS, name)} if build is drawing_map else {}
    extra |= {"geometry": POINT | {"name": name}} if build is place_map else {}

    parts = build(MANIFEST, options(label=name, labels=labels, base=base, **extra))

    (frame,) = html5lib.parseFragment(parts.html).findall("*[@role]")
    assert frame.get("aria-label") == name.replace("\r", "\n")
    assert not set("<>`$'\u2028\u2029") & set(parts.script)
    settings = json.loads(parts.script.split("\n")[0].split("map(", 1)[1].removesuffix(");"))
    assert settings["labels"]["help"] == name
    page = f"<!doctype html><title>x</title>{parts.html}{parts.scripts('n', str)}<p id=end>"
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    assert [node.get("nonce") for node in tree.iter("script")] == ["n"] * (len(parts.js) + 1)
    assert tree.find(".//p[@id='end']") is not None
    assert not list(tree.iter("img"))


def test_script_json_means_what_went_in_and_refuses_what_json_cannot_say():
    value = {"names": HOSTILE, "n": [1, 2.5, None, True]}

    assert json.loads(script_json(value)) == value
    with pytest.raises(ValueError, match="Out of range"):
        script_json(float("nan"))


REMOTE = ["https://tiles.example/{z}/{x}/{y}.png", "//tiles.example/{z}/{x}/{y}", "tiles/{z}{x}{y}"]


@pytest.mark.parametrize("address", REMOTE)
@pytest.mark.parametrize(
    "field", ["outline_url", "outline_low_url", "tiles_url", "place_names_url"]
)
def test_the_base_refuses_addresses_of_others(field, address):
    with pytest.raises(RemoteAddressError):
        BaseMap(**({"outline_url": "/outline.json"} | {field: address}))


@pytest.mark.parametrize("address", REMOTE)
@pytest.mark.parametrize("field", ["data_url", "shapes_url"])
def test_the_map_of_experiments_refuses_data_of_others(field, address):
    with pytest.raises(RemoteAddressError):
        experiments(**{field: address})
    with pytest.raises(RemoteAddressError):
        experiments(outline_urls=["/fine", address])


@pytest.mark.parametrize("address", REMOTE)
@pytest.mark.parametrize("field", ["boundary_url", "nearby_url"])
def test_the_drawing_map_refuses_data_of_others(field, address):
    with pytest.raises(RemoteAddressError):
        drawing(**{field: address})


@pytest.mark.parametrize("address", REMOTE)
@pytest.mark.parametrize(("build", "options"), MAPS)
def test_every_map_refuses_files_of_others(build, options, address):
    for key in KEYS[:2]:
        with pytest.raises(RemoteAddressError):
            build(MANIFEST | {key: {"url": address}}, options())


@pytest.mark.parametrize(("build", "options"), MAPS)
def test_texts_that_are_missing_are_named(build, options):
    with pytest.raises(MissingLabelsError, match="zoom_in"):
        options(labels={key: text for key, text in DRAWING_LABELS.items() if key != "zoom_in"})
    if build is drawing_map:
        with pytest.raises(MissingLabelsError, match="finish"):
            build(MANIFEST, options(draw_labels={}))


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": "Main"},
        {"key": "a-b"},
        {"key": "x\ny"},
        {"key": ""},
        {"bounds": (26, 60, 22, 65)},
        {"bounds": (22, 65, 26, 60)},
        {"bounds": (60, 22, 165, 126)},
    ],
)
def test_keys_and_bounds_are_checked(wrong):
    with pytest.raises(ValueError, match=r"key|bounds"):
        place(**wrong)


def test_tiles_need_their_place_holders_and_a_credit_link_must_be_one():
    with pytest.raises(ValueError, match="needs"):
        BaseMap(outline_url="/o", tiles_url="/tiles/base.png")
    with pytest.raises(ValueError, match="web address"):
        BaseMap(outline_url="/o", tiles_attribution_url="javascript:alert(1)")


def test_settings_reach_the_script_latitude_first():
    parts = experiments_map(
        MANIFEST,
        experiments(bounds=(24.0, 60.0, 25.0, 61.0), near=(24.94, 60.17), params={"city": ["oulu"]},
                    shapes_url="/api/shapes", legend=("running",)),
    )  # fmt: skip
    settings = [
        json.loads(line.split("(", 1)[1].removesuffix(");"))
        for line in parts.script.split("\n")
        if line.startswith("var")
    ]

    assert settings[0]["bounds"] == [[60.0, 24.0], [61.0, 25.0]]
    assert settings[0]["keepView"] is True
    assert settings[2] == {
        "url": "/api/map", "shapesUrl": "/api/shapes", "thingsUrl": None,
        "params": {"city": ["oulu"]}, "near": [60.17, 24.94], "legend": ["running"],
        "outlines": [],
    }  # fmt: skip
    centred = place_map(MANIFEST, place(centre=(24.94, 60.17), zoom=12)).script
    assert '"centre":[60.17,24.94],"zoom":12' in centred


def test_every_state_of_the_key_has_a_word():
    assert set(experiments().legend) == set(STATUS_LABELS)


def test_texts_used_by_the_scripts_and_texts_in_the_tables_are_the_same():
    scripts = "".join((ROOT / "static" / path).read_text() for path in MODULES.values())
    asked = set(re.findall(r"(?:labels|words)\.(\w+)", scripts))
    asked |= set(re.findall(r"(?:_label|_count|\bw)\(\"(\w+)\"", scripts))
    for counted in re.findall(r"counted\([\w.]+, ([^,]+),", scripts):
        asked |= set(re.findall(r"\"(\w+)\"", counted))
    asked |= set(re.findall(r"fault: (?:inside\(b, a\) \? )?\"(\w+)\"", scripts))
    # Asked for by a state, by the kind of shape, or written by the server.
    asked |= {
        *STATUS_LABELS,
        "challenge",
        "gathering",
        "draw_point",
        "draw_line",
        "draw_area",
        "more_line",
        "more_area",
        "not_numbers",
        "outside",
        "undone",
        "redone",
        "nothing_to_undo",
        "nothing_to_redo",
        "help",
        "no_script",
    }
    known = {**EXPERIMENT_LABELS, **PLACE_LABELS, **DRAWING_LABELS, **DRAW_LABELS}

    assert asked == {re.sub(r"_(one|other)$", "", key) for key in known}


def test_only_the_map_builders_import_folium():
    program = (
        "import sys, geodata.crs, geodata.shapes, geodata.clusters, geodata.chips, "
        "geodata.outline, geodata.map_parts, geodata.map_options, geodata.map_labels; "
        "print('folium' in sys.modules, 'flask' in sys.modules)"
    )

    answer = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert answer.stdout.split() == ["False", "False"]

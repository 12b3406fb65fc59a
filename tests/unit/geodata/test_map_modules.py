"""The maps' scripts find one another: every import is loaded by the page, in one map of names."""

import json
import re
from pathlib import Path

import pytest
from branca.element import Figure, JavascriptLink

from geodata.map_labels import DRAW_LABELS, DRAWING_LABELS, EXPERIMENT_LABELS, PLACE_LABELS
from geodata.map_modules import MODULES
from geodata.map_options import AroundMap, BaseMap, CompareMap, DrawingMap, ExperimentsMap, PlaceMap
from geodata.map_parts import MapParts
from geodata.maps import around_map, compare_map, drawing_map, experiments_map, place_map

STATIC = Path(__file__).parents[3] / "static"
MOST_LINES = 305
BASE = BaseMap(outline_url="/outline.json")
POINT = {"type": "Point", "coordinates": [24.94, 60.17]}
KEYS = ("leaflet", "leaflet_css", "koepaikka_drawing_css", "koepaikka_map_css")
MANIFEST = {key: {"url": f"/{key}"} for key in KEYS} | {
    key: {"url": f"/static/{path}?v=1", "module": True} for key, path in MODULES.items()
}
MAPS = {
    "experiments": lambda: experiments_map(
        MANIFEST, ExperimentsMap(base=BASE, label="", labels=EXPERIMENT_LABELS, data_url="/d")
    ),
    "place": lambda: place_map(
        MANIFEST, PlaceMap(base=BASE, label="", labels=PLACE_LABELS, geometry=POINT)
    ),
    "compare": lambda: compare_map(
        MANIFEST,
        CompareMap(base=BASE, label="", labels=PLACE_LABELS, before=POINT, after=POINT),
    ),
    "around": lambda: around_map(
        MANIFEST, AroundMap(base=BASE, label="", labels=PLACE_LABELS, geometry=POINT, radius_m=500)
    ),
    "drawing, with a radius": lambda: drawing_map(
        MANIFEST,
        DrawingMap(base=BASE, label="", labels=DRAWING_LABELS, draw_labels=DRAW_LABELS,
                   field_id="f", kind_name="k", radius_name="r"),
    ),
    "drawing": lambda: drawing_map(
        MANIFEST,
        DrawingMap(base=BASE, label="", labels=DRAWING_LABELS, draw_labels=DRAW_LABELS,
                   field_id="f", kind_name="k"),
    ),
}  # fmt: skip


def imported(path):
    return set(re.findall(r'from "(\w+)"', (STATIC / path).read_text("utf-8")))


@pytest.mark.parametrize("build", MAPS.values(), ids=MAPS)
def test_a_page_loads_every_module_that_its_modules_import(build):
    parts = build()

    loaded = [asset.key for asset in parts.js if asset.module]
    for key in loaded:
        assert imported(MODULES[key]) <= set(loaded), key
    assert len(loaded) == len(set(loaded))


@pytest.mark.parametrize("build", MAPS.values(), ids=MAPS)
def test_the_map_of_names_stands_before_any_module_and_has_versioned_addresses(build):
    parts = build()

    head = str(parts.head("n0", "/static/vendor/{}".format))
    (text,) = re.findall(r'<script type="importmap" nonce="n0">(.*)</script>', head)
    names = json.loads(text)["imports"]
    assert names == {a.key: a.url for a in parts.js if a.module}
    assert all(address.endswith("?v=1") for address in names.values())
    scripts = str(parts.scripts("n0", "/static/vendor/{}".format))
    assert all(f'<script type="module" src="{address}"' in scripts for address in names.values())


def test_a_name_cannot_end_the_map_of_names():
    figure = Figure()
    figure.header.add_child(JavascriptLink("x"), name="own")
    hostile = {"own": {"url": "/x</script><script>alert(1)", "module": True}}

    head = str(MapParts.from_figure(figure, hostile).head("n0", str))

    assert head.count("</script>") == 1


def test_modules_import_only_one_another_and_stay_short():
    for path in MODULES.values():
        assert imported(path) <= set(MODULES), path
        assert len((STATIC / path).read_text("utf-8").splitlines()) < MOST_LINES, path

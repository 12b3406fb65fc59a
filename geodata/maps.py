"""The maps of the product, built with folium; nothing else imports it.

folium gives the tree of a map and its layers; behaviour lives in our own scripts (``static/js``),
called with one line a layer, ``L.koepaikka.<factory>(<JSON>)``.

Two traps of folium are kept shut here.  Its popups, tooltips and icons are never used, because they
paste text into JavaScript templates where ``${…}`` runs.  And no text of ours goes through an
element's template: branca compiles what a template has written as a template once more, so that a
place called ``{{ … }}`` would run on the server.  `Verbatim` writes text as it is.

What ``data_url`` answers (GeoJSON FeatureCollection of points, with ``total``):

* one place: ``id`` (text, the same as the list card's ``data-feature-id``), ``title``, ``status``
  (see `geodata.map_options.Status`), ``url`` (a path), and if known ``place`` and ``dates`` (ready
  text in the reader's language);
* a cluster: ``count``, ``cell`` (a stable name), ``bbox``, ``size`` (diameter, pixels), and for a
  city's chip ``name`` and ``anchor`` (see `geodata.clusters`); a cluster that no zoom can take
  apart has ``items``: its first places, each with the properties above.

What ``shapes_url`` answers: a FeatureCollection of lines and areas with the properties of a place.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import folium
from branca.element import Element, Figure
from folium.elements import JSCSSMixin
from folium.template import Template
from markupsafe import Markup

from geodata.map_labels import DRAW_LABELS
from geodata.map_options import (
    AroundMap,
    BaseMap,
    CompareMap,
    DrawingMap,
    ExperimentsMap,
    MapOptions,
    PlaceMap,
    complete,
)
from geodata.map_parts import AssetManifest, MapParts

__all__ = [
    "AroundMap",
    "BaseMap",
    "CompareMap",
    "DrawingMap",
    "ExperimentsMap",
    "MapParts",
    "PageMap",
    "PlaceMap",
    "around_map",
    "compare_map",
    "drawing_map",
    "experiments_map",
    "place_map",
]

# folium wants an address beside each key; ours come from the manifest, by key alone.
_SCRIPTS = (
    "leaflet", "koepaikka_map_element", "koepaikka_map_frame", "koepaikka_map_base",
    "koepaikka_map",
)  # fmt: skip
_MANY_SCRIPTS = (
    "koepaikka_map_mark", "koepaikka_map_page", "koepaikka_map_window", "koepaikka_map_experiments",
)  # fmt: skip
_PLACE_SCRIPTS = ("koepaikka_map_mark", "koepaikka_map_place")
_STYLES = ("leaflet_css", "koepaikka_map_css")
_DRAW_SCRIPTS = (
    "koepaikka_map_window", "koepaikka_geometry_text", "koepaikka_geometry_edit",
    "koepaikka_geometry",
)  # fmt: skip
_AROUND_SCRIPTS = ("koepaikka_geometry_text", "koepaikka_map_around")
_DRAW_STYLE = "koepaikka_drawing_css"

_MAP_MARKUP = Markup(
    '<div class="app-map folium-map" id="{id}" role="region" aria-label="{label}" '
    'aria-describedby="{id}_help">'
    '<noscript><p class="map-notice">{no_script}</p></noscript></div>\n'
    '<p class="map-help" id="{id}_help">{help}</p>'
)

_UNSAFE_IN_SCRIPT = str.maketrans({character: f"\\u{ord(character):04x}" for character in "<>&'`$"})


def script_json(value: object) -> str:
    """Return ``value`` as JSON that is inert in any script: no tag, template or line can end it."""
    text = json.dumps(value, allow_nan=False, separators=(",", ":"))
    return text.translate(_UNSAFE_IN_SCRIPT)


class Verbatim(Element):
    """Text of a page that nothing reads as a template."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def render(self, **_: object) -> str:
        return self.text


class PageMap(folium.Map):
    """A folium map whose markup suits a page: stable id, role and label, no header, no CDN."""

    default_js = [(key, key) for key in _SCRIPTS]
    default_css = [(key, key) for key in _STYLES]
    _template = Template("")

    def __init__(self, options: MapOptions, **settings: object) -> None:
        super().__init__(location=(0, 0), tiles=None)
        self._id = options.key
        self.label = options.label
        self.words = {key: options.labels[key] for key in ("help", "no_script")}
        self.settings = script_json(
            {
                "id": self.get_name(),
                **options.start,
                "minZoom": options.min_zoom,
                "maxZoom": options.max_zoom,
                "labels": dict(options.labels),
                **settings,
            }
        )
        ScriptLayer("base", options.key, _base_settings(options.base)).add_to(self)

    def render(self, **kwargs: object) -> str:
        """Write the element, the help that describes it, and the line that makes the map."""
        figure, name = _figure_of(self), self.get_name()
        figure.html.add_child(
            Verbatim(_MAP_MARKUP.format(id=name, label=self.label, **self.words)), name=name
        )
        figure.script.add_child(
            Verbatim(f"var {name} = L.koepaikka.map({self.settings});"), name=name
        )
        super().render(**kwargs)  # type: ignore[no-untyped-call]  # folium is half typed
        return ""

    def parts(self, manifest: AssetManifest) -> MapParts:
        """Return the parts of the page; see `MapParts.from_figure` for what it raises."""
        return MapParts.from_figure(_figure_of(self), manifest)


class ScriptLayer(JSCSSMixin, folium.map.Layer):
    """A layer drawn by our own static script from settings that are nothing but JSON."""

    _template = Template("")

    def __init__(self, factory: str, key: str, settings: Mapping[str, object]) -> None:
        super().__init__(name=factory, overlay=True, control=False)
        self._name, self._id = factory, key
        self.factory = factory
        self.settings = script_json(settings)

    def render(self, **kwargs: object) -> str:
        """Write the line that makes the layer; folium adds the one that puts it on the map."""
        name = self.get_name()
        line = f"var {name} = L.koepaikka.{self.factory}({self.settings});"
        _figure_of(self).script.add_child(Verbatim(line), name=name)
        super().render(**kwargs)  # type: ignore[no-untyped-call]  # folium is half typed
        return ""


class ManyLayer(ScriptLayer):
    """The layer of many places, with the modules that it is made of."""

    default_js = [(key, key) for key in _MANY_SCRIPTS]


class PlaceLayer(ScriptLayer):
    """The layer of one place."""

    default_js = [(key, key) for key in _PLACE_SCRIPTS]


class DrawingLayer(ScriptLayer):
    """The layer that ties the map to a coordinates field, with the drawing tools it needs."""

    default_js = [(key, key) for key in _DRAW_SCRIPTS]
    default_css = [(_DRAW_STYLE, _DRAW_STYLE)]


class AroundLayer(ScriptLayer):
    """The circle around the point of a coordinates field."""

    default_js = [(key, key) for key in _AROUND_SCRIPTS]


def experiments_map(manifest: AssetManifest, options: ExperimentsMap) -> MapParts:
    """Return the parts of the map of experiments and testbeds, clustered by the server."""
    page_map = PageMap(options, keepView=True)
    near = None if options.near is None else list(reversed(options.near))
    settings: dict[str, Any] = {
        "url": options.data_url,
        "shapesUrl": options.shapes_url,
        "thingsUrl": options.things_url,
        "outlines": list(options.outline_urls),
        "params": dict(options.params),
        "near": near,
        "legend": list(options.legend),
    }
    ManyLayer("experiments", options.key, settings).add_to(page_map)
    return page_map.parts(manifest)


def place_map(manifest: AssetManifest, options: PlaceMap) -> MapParts:
    """Return the parts of the small map of one place; one finger scrolls the page, not the map."""
    page_map = PageMap(options, small=True)
    settings = {
        "geometry": dict(options.geometry),
        "status": options.status,
        "radius": options.blurred_m,
    }
    PlaceLayer("place", options.key, settings).add_to(page_map)
    return page_map.parts(manifest)


def compare_map(manifest: AssetManifest, options: CompareMap) -> MapParts:
    """Return the parts of the small map with a shape as it was and as it is."""
    page_map = PageMap(options, small=True)
    for name, geometry, status in (
        ("before", options.before, "ended"),
        ("after", options.after, "testbed"),
    ):
        if geometry is not None:
            settings = {"geometry": dict(geometry), "status": status, "radius": None}
            PlaceLayer("place", f"{options.key}_{name}", settings).add_to(page_map)
    return page_map.parts(manifest)


def around_map(manifest: AssetManifest, options: AroundMap) -> MapParts:
    """Return the parts of the small map of a place with the circle around it."""
    page_map = PageMap(options, small=True)
    settings = {
        "geometry": dict(options.geometry),
        "status": "testbed",
        "radius": None,
        "around": options.radius_m or None,
    }
    PlaceLayer("place", options.key, settings).add_to(page_map)
    return page_map.parts(manifest)


def drawing_map(manifest: AssetManifest, options: DrawingMap) -> MapParts:
    """Return the parts of the map on which a shape is drawn into a coordinates field."""
    complete(options.draw_labels, DRAW_LABELS)
    page_map = PageMap(options)
    settings = {
        "field": options.field_id,
        "kindName": options.kind_name,
        "crsName": options.crs_name,
        "kinds": list(options.kinds),
        "limits": list(options.limits),
        "plane": options.plane,
        "boundaryUrl": options.boundary_url,
        "nearbyUrl": options.nearby_url,
        "drawLabels": dict(options.draw_labels),
    }
    DrawingLayer("drawing", options.key, settings).add_to(page_map)
    if options.radius_name is not None:
        around = {name: settings[name] for name in ("field", "kindName", "limits")}
        around["radiusName"] = options.radius_name
        AroundLayer("around", options.key, around).add_to(page_map)
    return page_map.parts(manifest)


def _figure_of(element: Element) -> Figure:
    figure = element.get_root()
    if not isinstance(figure, Figure):
        raise TypeError("a map lives in a figure")
    return figure


def _base_settings(base: BaseMap) -> dict[str, object]:
    tiles = None
    if base.tiles_url is not None:
        tiles = {
            "url": base.tiles_url,
            "credit": base.tiles_attribution,
            "creditUrl": base.tiles_attribution_url,
            "minZoom": base.tiles_min_zoom,
            "maxZoom": base.tiles_max_zoom,
        }
    return {
        "outline": base.outline_url,
        "outlineLow": base.outline_low_url,
        "placeNames": base.place_names_url,
        "tiles": tiles,
    }

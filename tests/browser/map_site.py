"""A tiny web site with the product's maps: real builders, scripts and styles, made-up places."""

import json
import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import numpy as np

from geodata.clusters import CITY_ZOOM, CityNames, Cluster, Points, cluster
from geodata.crs import from_web_mercator, to_web_mercator
from geodata.map_labels import DRAW_LABELS, DRAWING_LABELS, EXPERIMENT_LABELS, PLACE_LABELS
from geodata.map_modules import MODULES
from geodata.map_parts import AssetManifest, MapParts
from geodata.maps import (
    BaseMap,
    DrawingMap,
    ExperimentsMap,
    PlaceMap,
    drawing_map,
    experiments_map,
    place_map,
)

STATIC = Path(__file__).parents[2] / "static"
OWN = {"koepaikka_drawing_css": "css/drawing.css", "koepaikka_map_css": "css/map-parts.css"}
SHEETS = ("tokens", "base", "layout", "components", "forms", "map")
POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-n0'; style-src 'self' 'nonce-n0'; "
    "img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'; object-src 'none'"
)
HOSTILE = "</script><img src=x onerror=alert(1)>${7*7}{{7*7}}\u202etxt"
CITIES = {"Helsinki": (24.94, 60.17), "Espoo": (24.66, 60.20), "Vantaa": (25.04, 60.29),
          "Tampere": (23.76, 61.50), "Turku": (22.27, 60.45), "Oulu": (25.47, 65.01)}  # fmt: skip
NAMES = CityNames(list(CITIES), frozenset({0, 1, 2}), "Capital region", "{n} cities")
LEGEND = ("running", "soon", "paused", "ended", "testbed", "challenge", "gathering")
STATES = ("running", "soon", "paused", "ended", "testbed")


def _places() -> list[tuple[int, float, float]]:
    """Three places on one spot in each city, and a ring of twelve around it."""
    spots = []
    for city, (lon, lat) in enumerate(CITIES.values()):
        x, y = to_web_mercator(lon, lat)
        spots += [(city, x, y)] * 3
        for step in range(12):
            angle = step * math.pi / 6
            spots.append((city, x + 6_000 * math.cos(angle), y + 6_000 * math.sin(angle)))
    return spots


PLACES = _places()
ALL = Points(
    x=np.array([x for _, x, _ in PLACES]),
    y=np.array([y for _, _, y in PLACES]),
    ids=np.arange(len(PLACES)),
    status=np.array([number % 5 for number in range(len(PLACES))]),
    city=np.array([city for city, _, _ in PLACES]),
)


def about(number: int) -> dict[str, str]:
    """Return what is known of one place; every tenth has a hostile name."""
    title = HOSTILE if number % 10 == 1 else f"Experiment {number}"
    return {"id": str(number), "title": title, "status": STATES[number % 5],
            "url": f"/pilots/{number}", "dates": "2026"}  # fmt: skip


def _feature(mark: Cluster) -> dict[str, object]:
    properties: dict[str, object] = {}
    if mark.sample_id is not None:
        properties |= about(int(str(mark.sample_id)))
    else:
        edges = (*from_web_mercator(*mark.bounds[:2]), *from_web_mercator(*mark.bounds[2:]))
        properties |= {"count": mark.count, "cell": mark.key, "bbox": edges, "size": mark.size_px}
        properties |= {"name": mark.name, "anchor": mark.anchor} if mark.name else {}
        properties |= {"items": [about(int(str(n))) for n in mark.stack]} if mark.stack else {}
    at = from_web_mercator(mark.x, mark.y)
    return {"type": "Feature", "properties": properties,
            "geometry": {"type": "Point", "coordinates": at}}  # fmt: skip


def marks(query: dict[str, str]) -> dict[str, object]:
    """Answer what the map asks for."""
    west, south, east, north = (float(edge) for edge in query["bbox"].split(","))
    zoom = float(query["zoom"])
    (x0, y0), (x1, y1) = to_web_mercator(west, south), to_web_mercator(east, north)
    shown = (ALL.x >= x0) & (ALL.x <= x1) & (ALL.y >= y0) & (ALL.y <= y1) | (zoom < CITY_ZOOM)
    points = Points(ALL.x[shown], ALL.y[shown], ALL.ids[shown], ALL.status[shown], ALL.city[shown])
    features = [_feature(mark) for mark in cluster(points, zoom, NAMES, (x0, y0, x1, y1))]
    return {"type": "FeatureCollection", "total": int(shown.sum()), "features": features}


def shapes(_query: dict[str, str]) -> dict[str, object]:
    """Answer with a line from the centre of Helsinki."""
    line = {"type": "LineString", "coordinates": [[24.94, 60.17], [24.945, 60.172]]}
    feature = {"type": "Feature", "properties": about(0), "geometry": line}
    return {"type": "FeatureCollection", "features": [feature]}


def things(_query: dict[str, str]) -> dict[str, object]:
    """Answer with a challenge and an event with a hostile name, west and east of Helsinki."""
    told = (
        ("challenge", "challenge-1", "Cleaner street", "/challenges/1", 24.92),
        ("gathering", "event-1", HOSTILE, "/events/1", 24.96),
    )
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [lon, 60.17]},
            "properties": {"id": f"{card}-0", "card": card, "title": title, "status": status,
                           "url": url, "dates": "2026"},
        }
        for status, card, title, url, lon in told
    ]  # fmt: skip
    return {"type": "FeatureCollection", "total": 2, "features": features}


def nearby(query: dict[str, str]) -> dict[str, object]:
    """Answer with a square west of the middle of the drawing map, and a hostile line."""
    assert len([float(edge) for edge in query["bbox"].split(",")]) == 4
    ring = [[24.90, 60.18], [24.92, 60.18], [24.92, 60.19], [24.90, 60.19], [24.90, 60.18]]
    square = {"type": "Polygon", "coordinates": [ring]}
    line = {"type": "LineString", "coordinates": [[25.01, 60.16], [25.02, 60.16]]}
    features = [
        {"type": "Feature", "properties": {"name": name}, "geometry": geometry}
        for name, geometry in (("Square", square), (HOSTILE, line))
    ]
    return {"type": "FeatureCollection", "features": features}


def boundary(_query: dict[str, str]) -> dict[str, object]:
    """Answer with the outline of a city."""
    ring = [[24.85, 60.14], [25.05, 60.14], [25.05, 60.23], [24.85, 60.23], [24.85, 60.14]]
    geometry = {"type": "MultiPolygon", "coordinates": [[ring]]}
    return {"type": "Feature", "properties": {}, "geometry": geometry}


def manifest() -> AssetManifest:
    """Return the files as set-up has put them in place, and our own."""
    installed = json.loads((STATIC / "vendor/manifest.json").read_text("utf-8"))
    modules = {key: {"url": f"/static/{p}", "module": True} for key, p in MODULES.items()}
    return installed | modules | {key: {"url": f"/static/{p}"} for key, p in OWN.items()}


def _base(query: dict[str, str]) -> BaseMap:
    outline = manifest()["outline"]["path"]
    tiles = query.get("tiles")
    return BaseMap(
        outline_url=f"/static/vendor/{outline}",
        place_names_url="/static/geo/place-names.json",
        tiles_url=f"/tiles/{tiles}/{{z}}/{{x}}/{{y}}.png" if tiles else None,
        tiles_attribution="© <b>Somebody</b>",
    )


def _map_page(query: dict[str, str]) -> tuple[MapParts, str, str]:
    data = "/nothing" if "fail" in query else "/data/marks"
    near = (
        tuple(reversed([float(n) for n in query["near"].split(",")])) if "near" in query else None
    )
    parts = experiments_map(
        manifest(),
        ExperimentsMap(base=_base(query), label=HOSTILE, labels=EXPERIMENT_LABELS, data_url=data,
                       shapes_url="/data/shapes", near=near, legend=LEGEND,
                       things_url="/data/things" if "things" in query else None,
                       outline_urls=("/data/boundary",) if "outline" in query else ()),
    )  # fmt: skip
    cards = "".join(f'<li data-feature-id="{n}"><a href="/pilots/{n}">{n}</a></li>' for n in (0, 3))
    cards += '<li data-feature-id="event-1"><a href="/events/1">1</a></li>'
    fields = '<input type="hidden" name="map"><button>Go</button>'
    head = f'<form data-filters action="/map">{fields}</form>'
    return parts, f"{head}<ul>{cards}</ul><button data-near-me hidden>Near me</button>", ""


def _place_page(query: dict[str, str]) -> tuple[MapParts, str, str]:
    point = {"type": "Point", "coordinates": [24.94, 60.17]}
    radius = float(query["radius"]) if "radius" in query else None
    options = PlaceMap(
        base=_base(query), label="Where", labels=PLACE_LABELS, geometry=point, status="running",
        centre=(24.94, 60.17), zoom=14, blurred_m=radius,
    )  # fmt: skip
    return place_map(manifest(), options), "", ""


def _drawing_page(query: dict[str, str]) -> tuple[MapParts, str, str]:
    around = {"nearby_url": "/data/nearby", "boundary_url": "/data/boundary"}
    at = {"centre": (24.94, 60.185), "zoom": 13} if "near" in query else {}
    options = DrawingMap(base=_base(query), label="Draw", labels=DRAWING_LABELS, field_id="shape",
                         draw_labels=DRAW_LABELS, kind_name="kind", crs_name="epsg", plane=3879,
                         bounds=(24.8, 60.13, 25.1, 60.25), **at,
                         radius_name="radius" if "radius" in query else None,
                         **(around if "near" in query else {}))  # fmt: skip
    kinds = "".join(
        f'<label><input type="radio" name="kind" value="{kind}"'
        f"{' checked' if kind == query.get('kind', 'area') else ''}>{kind}</label>"
        for kind in ("point", "line", "area")
    )
    systems = "".join(f"<option>{epsg}</option>" for epsg in (4326, 3067, 3879))
    radii = "".join(f"<option>{metres}</option>" for metres in (300, 5000))
    radius = f'<label>Radius <select name="radius">{radii}</select></label>'
    field = (
        f"{radius if 'radius' in query else ''}<fieldset><legend>Shape</legend>{kinds}</fieldset>"
        f'<label>System <select name="epsg">{systems}</select></label>'
        f'<label>Coordinates <textarea id="shape">{query.get("text", "")}</textarea></label>'
    )
    return drawing_map(manifest(), options), field, '<div data-geometry-tools="shape"></div>'


PAGES = {"/map": _map_page, "/place": _place_page, "/draw": _drawing_page}
DATA = {"/data/marks": marks, "/data/shapes": shapes, "/data/nearby": nearby,
        "/data/things": things,
        "/data/boundary": boundary}  # fmt: skip


def page(path: str, query: dict[str, str]) -> str:
    """Return a page with one map, the way the product's templates put it together."""
    parts, before, after = PAGES[path](query)
    sheets = "".join(f'<link rel="stylesheet" href="/static/css/{name}.css">' for name in SHEETS)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Map</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"{parts.head('n0', '/static/vendor/{}'.format)}{sheets}</head><body><main><h1>Map</h1>"
        f'{before}<div class="map-frame map-frame-l">{parts.html}</div>{after}</main>'
        f"{parts.scripts('n0', '/static/vendor/{}'.format)}</body></html>"
    )


class Site(BaseHTTPRequestHandler):
    """Serves the pages, their data and the files of ``static/``; tiles are always missing."""

    def do_GET(self) -> None:
        """Answer one request."""
        address = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(address.query).items()}
        file = STATIC / address.path.removeprefix("/static/")
        if address.path in PAGES:
            self._answer(page(address.path, query).encode(), "text/html; charset=utf-8")
        elif address.path in DATA:
            self._answer(json.dumps(DATA[address.path](query)).encode(), "application/geo+json")
        elif address.path.startswith("/static/") and file.is_file():
            self._answer(file.read_bytes(), guess_type(file.name)[0] or "text/plain")
        else:
            self._answer(b"", "text/plain", 204 if address.path == "/favicon.ico" else 404)

    def _answer(self, body: bytes, kind: str, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@contextmanager
def serving() -> Iterator[str]:
    """Serve the site on a free port for the time of the block; give its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

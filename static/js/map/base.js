/* What lies below everything: the outline, the tiles, the names of places without tiles. */
import { element, fetchJson, inSight, inSlices, language, onTheme, themed } from "koepaikka_map_element";

const FINE_ZOOM = 7;          // below it the 1:50m outline says as much in a quarter of the bytes
export const FAINT_ZOOM = 9;  // from here the 1:10m outline is visibly wrong (by up to 1.5 km)
const STREET_ZOOM = 11;       // from here it is not drawn at all

/* A ring of the outline, kept as the first position and then steps (geodata/outline.py). */
const ringOf = (steps, scale) => {
  const ring = [];
  for (let n = 0, x = 0, y = 0; n < steps.length; n += 2) {
    x += steps[n]; y += steps[n + 1];
    ring.push([y / scale, x / scale]);
  }
  return ring;
};

export const Base = L.Layer.extend({
  initialize(o) { this._o = o; this._outlines = {}; this._tileState = o.tiles ? "waiting" : "none"; },

  onAdd(map) {
    this._map = map;
    this._seen = inSight(map.getContainer());
    map.isBare = () => this._bare();
    for (const [name, z] of [["outline", 150], ["grid", 160], ["names", 250]]) {
      const pane = map.createPane(name);
      pane.style.zIndex = z; pane.style.pointerEvents = "none";
      if (name === "names") pane.setAttribute("aria-hidden", "true");
    }
    this._canvas = L.canvas({ pane: "outline", padding: 0.5 });
    this._grid = L.layerGroup().addTo(map);
    this._names = L.layerGroup().addTo(map);
    this._notice = element("p", { class: "map-notice", hidden: "" }, map.labels.no_street_map);
    const corner = L.control({ position: "bottomright" });
    corner.onAdd = () => this._notice;
    corner.addTo(map);
    if (this._o.tiles) this._addTiles();
    map.on("moveend", this._follow, this);
    onTheme(() => this._restyle());
    this._follow();
  },

  _bare() { return this._tileState === "none" || this._tileState === "failed"; },

  _follow() {
    const zoom = this._map.getZoom(), rough = zoom >= FAINT_ZOOM && this._bare();
    this._notice.hidden = !rough;
    this._map.getContainer().classList.toggle("is-bare", zoom >= STREET_ZOOM && this._bare());
    // Under good tiles, and where it would not be drawn, nobody sees the outline: it is not even fetched.
    if (zoom < FAINT_ZOOM || (rough && zoom < STREET_ZOOM)) this._showOutline(this._outlineFor(zoom));
    this._restyle();
    this._drawGrid(rough);
    this._drawNames(rough);
    if (this._tileState === "failed" && Date.now() - this._failedAt > 60000) this._addTiles();
  },

  _outlineFor(zoom) { return zoom < FINE_ZOOM && this._o.outlineLow ? "outlineLow" : "outline"; },

  _showOutline(which) {
    for (const [name, layer] of Object.entries(this._outlines)) if (name !== which) layer?.remove();
    if (this._outlines[which]) { this._outlines[which].addTo(this._map); return; }
    if (which in this._outlines) return;
    this._outlines[which] = null;
    this._seen.then(() => fetchJson(this._o[which])).then(async (data) => {
      const layer = L.featureGroup([], { attribution: this._creditOfOutline() });
      const drawn = { interactive: false, pane: "outline", renderer: this._canvas };
      await inSlices(data.lands, (land) => {
        const shape = land.map((polygon) => polygon.map((steps) => ringOf(steps, data.scale)));
        layer.addLayer(L.polygon(shape, { ...drawn, ...this._style() }));
      });
      this._outlines[which] = layer;
      if (which !== this._outlineFor(this._map.getZoom())) return;
      layer.addTo(this._map);
      performance.mark("map-outline");
    }).catch(() => { delete this._outlines[which]; });
  },

  _creditOfOutline() { return element("span", {}, this._map.labels.outline_credit).innerHTML; },

  _style() {
    const zoom = this._map.getZoom(), rough = zoom >= FAINT_ZOOM;
    return { stroke: !rough, weight: 1, color: themed("--coast", "#9fb3c0"), fill: true, fillColor: themed("--land", "#f8f6f1"), fillOpacity: zoom >= STREET_ZOOM ? 0 : rough ? 0.45 : 1 };
  },
  _restyle() {
    const style = this._style(), key = JSON.stringify(style);
    for (const layer of Object.values(this._outlines)) if (layer && layer._styleKey !== key) { layer._styleKey = key; layer.setStyle(style); }
    this._grid.eachLayer((line) => line.setStyle({ color: themed("--coast", "#9fb3c0") }));
  },

  // A grid of round degrees gives the empty map a measure; a degree of longitude is half as long here.
  _drawGrid(on) {
    this._grid.clearLayers();
    if (!on) return;
    const box = this._map.getBounds().pad(0.3), step = [0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001][Math.min(7, Math.max(0, Math.round(this._map.getZoom()) - FAINT_ZOOM))];
    const line = (from, to) => this._grid.addLayer(L.polyline([from, to], { pane: "grid", renderer: (this._gridCanvas ||= L.canvas({ pane: "grid", padding: 0.3 })), interactive: false, weight: 1, opacity: 0.55, color: themed("--coast", "#9fb3c0") }));
    for (let lat = Math.ceil(box.getSouth() / step) * step; lat < box.getNorth(); lat += step) line([lat, box.getWest()], [lat, box.getEast()]);
    for (let lon = Math.ceil(box.getWest() / step / 2) * step * 2; lon < box.getEast(); lon += step * 2) line([box.getSouth(), lon], [box.getNorth(), lon]);
  },

  _drawNames(on) {
    this._names.clearLayers();
    if (!on || !this._o.placeNames) return;
    this._places ||= fetchJson(this._o.placeNames).then((data) => data.features.sort((a, b) => (a.properties.rank ?? 9) - (b.properties.rank ?? 9))).catch(() => []);
    this._places.then((places) => {
      if (this._notice.hidden) return;
      this._names.clearLayers();
      const box = this._map.getBounds(), taken = [], finest = this._map.getZoom() < STREET_ZOOM ? 2 : 9;
      for (const { properties, geometry } of places) {
        if ((properties.rank ?? 1) > finest) continue;
        const name = properties[`name_${language}`] ?? properties.name, at = L.latLng(geometry.coordinates[1], geometry.coordinates[0]);
        if (!box.contains(at)) continue;
        const spot = this._map.latLngToContainerPoint(at), half = 4.2 * String(name).length + 6;
        if (taken.some((other) => Math.abs(other.y - spot.y) < 26 && Math.abs(other.x - spot.x) < other.half + half)) continue;
        taken.push({ x: spot.x, y: spot.y, half });
        this._names.addLayer(L.marker(at, { pane: "names", interactive: false, keyboard: false, icon: L.divIcon({ className: "map-place-name", html: element("span", {}, name), iconSize: null }) }));
        if (taken.length >= 60) break;
      }
    });
  },

  // The outline is there from the first moment; tiles that do not come leave it in view.
  _addTiles() {
    const { url, credit, creditUrl, minZoom, maxZoom } = this._o.tiles;
    const thanks = creditUrl ? element("a", { href: creditUrl, rel: "noopener" }, credit) : element("span", {}, credit);
    const tiles = L.tileLayer(url, { minZoom, maxNativeZoom: maxZoom, maxZoom: 22, attribution: thanks.outerHTML });
    let bad = 0, good = 0;
    this._tileState = "waiting";
    tiles.on("tileload", () => { good += 1; if (this._tileState !== "good") { this._tileState = "good"; this._follow(); } });
    tiles.on("tileerror", () => {
      bad += 1;
      if (good || bad < 4 || this._tileState === "failed") return;
      this._tileState = "failed"; this._failedAt = Date.now();
      tiles.remove();
      this._follow();
    });
    tiles.addTo(this._map);
  },
});

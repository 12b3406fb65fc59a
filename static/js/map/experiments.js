/* The layer of many places: pins, clusters, city chips, and shapes when near. */
import { counted, element, fill, language, offer } from "koepaikka_map_element";
import { named, pinIcon, placeText, pressable, showPopup, stackText, withWords } from "koepaikka_map_mark";
import { ABOVE, cardOf, followCards, keepViewInAddress, light, nearMe } from "koepaikka_map_page";
import { drawBoundary, isOpen, windowed } from "koepaikka_map_window";

const SHAPE_ZOOM = 12;  // from here lines and areas are drawn as what they are

const Experiments = L.Layer.extend({
  initialize(o) { this._o = o; this._pins = new Map(); this._things = new Map(); this._shapes = new Map(); },

  onAdd(map) {
    this._map = map; this._labels = map.labels;
    this._pinGroup = L.layerGroup().addTo(map);
    this._thingGroup = L.layerGroup().addTo(map);
    this._shapeGroup = L.featureGroup().addTo(map);
    const params = () => this._o.params;
    this._askPins = windowed(map, this._o.url, params, (data) => this._drawPins(data.features, this._pins, this._pinGroup));
    if (this._o.thingsUrl) this._askThings = windowed(map, this._o.thingsUrl, params, (data) => this._drawPins(data.features, this._things, this._thingGroup));
    if (this._o.shapesUrl) this._askShapes = windowed(map, this._o.shapesUrl, params, (data) => this._drawShapes(data.features));
    document.addEventListener("koepaikka:filters", ({ detail }) => this._follow(detail));
    if (this._o.near) this._drawNear();
    for (const url of this._o.outlines) drawBoundary(map, url);
    this._legend();
    followCards(this);
    keepViewInAddress(map);
    nearMe(map);
    map.on("moveend", this._load, this).on("moveend resize popupopen popupclose", this._reach, this);
    this._load();
  },

  // Another filter without another page: the same view is asked for again.
  _follow(params) {
    this._o.params = params;
    this._askPins.forget();
    this._askShapes?.forget();
    this._askThings?.forget();
    this._map.closePopup();
    this._load();
  },

  async _load() {
    const { _map: map, _labels: labels } = this;
    const slow = setTimeout(() => map.say(labels.loading, { stay: true }), 400);
    try {
      const [data] = await Promise.all([this._askPins(), this._loadShapes(), this._askThings?.()]);
      if (!data) return;
      this._reach();
      map.say(map.getContainer().contains(document.activeElement) ? this._inView() : "", { quiet: true });
      map.fire("koepaikka:loaded", { total: data.total });
      performance.mark("map-data");
    } catch (error) {
      if (error.name !== "AbortError") map.say(labels.failed, { stay: true });
    } finally { clearTimeout(slow); }
  },
  async _loadShapes() {
    if (!this._askShapes) return;
    if (this._map.getZoom() < SHAPE_ZOOM) { this._shapeGroup.remove(); return; }
    this._shapeGroup.addTo(this._map);
    await this._askShapes();
  },
  _marks() { return [...this._pins.values(), ...this._things.values()]; },
  _inView() {
    const box = this._map.getBounds();
    let n = 0;
    for (const { marker, properties } of this._marks()) if (box.contains(marker.getLatLng())) n += properties.count || 1;
    return counted(this._labels, "in_view", n);
  },

  _drawPins(features, marks, group) {
    const keep = new Set(), before = document.activeElement;
    // North to south, west to east: the order in which the Tab key walks through them.
    features.sort((a, b) => b.geometry.coordinates[1] - a.geometry.coordinates[1] || a.geometry.coordinates[0] - b.geometry.coordinates[0]);
    for (const { properties: p, geometry } of features) {
      const key = p.count ? `cluster ${p.cell} ${p.count}` : `place ${p.id}`;
      keep.add(key);
      if (marks.has(key)) continue;
      const at = [geometry.coordinates[1], geometry.coordinates[0]];
      const marker = p.count ? (p.name ? this._chip(at, p) : this._cluster(at, p, marks === this._things)) : this._pin(at, p);
      marks.set(key, { marker, properties: p });
      group.addLayer(marker);
    }
    for (const [key, { marker }] of marks) {
      if (keep.has(key)) continue;
      group.removeLayer(marker);
      marks.delete(key);
    }
    // Zooming in by a cluster removes the focused element; without this the focus falls to the page's top.
    if (before && !before.isConnected) this._map.getContainer().focus({ preventScroll: true });
  },

  // What lies outside the view or under the map's buttons is no button itself until it can be pressed.
  _reach() {
    const frame = this._map.getContainer(), popup = this._map._popup;
    const above = [...frame.parentElement.querySelectorAll(".leaflet-control, .map-tools > *, .map-key"), ...(popup?.isOpen() ? [popup.getElement()] : [])];
    const covers = above.map((one) => one.getBoundingClientRect()).filter((one) => one.width);
    for (const { marker } of this._marks()) {
      const icon = marker.getElement();
      if (icon === document.activeElement) continue;
      const on = isOpen(icon.getBoundingClientRect(), frame.getBoundingClientRect(), covers);
      if (on) { icon.removeAttribute("aria-hidden"); icon.setAttribute("role", "button"); icon.setAttribute("tabindex", "0"); } else { icon.setAttribute("aria-hidden", "true"); icon.removeAttribute("role"); icon.removeAttribute("tabindex"); }
    }
  },

  _cluster(at, p, things) {
    const size = p.size || Math.min(56, Math.round(32 + 8 * Math.log10(p.count)));
    const text = p.count.toLocaleString(language, p.count >= 10000 ? { notation: "compact" } : {});
    const marker = L.marker(at, { icon: L.divIcon({ html: element("b", {}, text), className: things ? "tb-cluster tb-things" : "tb-cluster", iconSize: [size, size], ...(things && { iconAnchor: [size / 2, size + 14] }) }), riseOnHover: true, zIndexOffset: things ? ABOVE : 0 });
    if (p.items) {
      named(marker, withWords(text, counted(this._labels, "stack", p.count)), { stack: "" });
      return pressable(marker, () => showPopup(this._map, at, stackText(p, this._labels), marker.getElement()));
    }
    named(marker, withWords(text, counted(this._labels, things ? "things" : "cluster", p.count)));
    return pressable(marker, () => this._zoomTo(at, p.bbox));
  },
  _chip(at, p) {
    const n = p.count.toLocaleString(language);
    const inside = element("span", { class: "chip-inside" }, element("span", {}, `${p.name} `), element("b", {}, n));
    const marker = L.marker(at, { icon: L.divIcon({ html: inside, className: "city-chip", iconSize: null }), riseOnHover: true });
    named(marker, withWords(`${p.name} ${n}`, fill(this._labels.city, { name: p.name, n })), { anchor: p.anchor || "c" });
    return pressable(marker, () => this._zoomTo(at, p.bbox));
  },
  _pin(at, p) {
    const marker = L.marker(at, { icon: pinIcon(Boolean(p.card)), zIndexOffset: p.card ? ABOVE : 0, riseOnHover: true });
    named(marker, `${p.title}, ${this._labels[p.status] || ""}`, { status: p.status, pin: p.id });
    marker.on("mouseover", () => light(this, p.card || p.id, true)).on("mouseout", () => light(this, p.card || p.id, false));
    marker.on("add", () => {
      marker.getElement().addEventListener("focus", () => light(this, p.card || p.id, true));
      marker.getElement().addEventListener("blur", () => light(this, p.card || p.id, false));
    });
    return pressable(marker, () => this._openPlace(p, at, marker.getElement()));
  },
  _openPlace(p, at, from) {
    showPopup(this._map, at, placeText(p, this._labels), from);
    const card = cardOf(p.card || p.id);
    if (card && card.getBoundingClientRect().width && matchMedia("(min-width: 60rem)").matches) card.scrollIntoView({ block: "nearest", behavior: "auto" });
  },
  _zoomTo(at, box) {
    const map = this._map, next = Math.min(map.getMaxZoom(), Math.floor(map.getZoom()) + 1);
    const [west, south, east, north] = box || [];
    const bounds = box && L.latLngBounds([south, west], [north, east]);
    const zoom = bounds ? Math.max(next, Math.min(map.getBoundsZoom(bounds, false, [48, 48]), map.getZoom() + 6, 16)) : next;
    map.setView(bounds ? bounds.getCenter() : at, zoom);
  },

  _drawShapes(features) {
    this._shapeGroup.clearLayers(); this._shapes.clear();
    for (const feature of features) {
      const p = feature.properties;
      const shape = L.geoJSON(feature, { className: "tb-shape", style: { weight: 4, fillOpacity: 0.18, bubblingMouseEvents: false } });
      shape.on("add", () => shape.eachLayer((part) => { const path = part.getElement?.(); if (path) path.dataset.status = p.status; }));
      shape.on("click", ({ latlng }) => this._openPlace(p, latlng, null));
      shape.on("mouseover", () => light(this, p.card || p.id, true)).on("mouseout", () => light(this, p.card || p.id, false));
      this._shapes.set(String(p.id), shape);
      this._shapeGroup.addLayer(shape);
      shape.fire("add");
    }
  },

  _drawNear() {
    const dot = L.marker(this._o.near, { icon: L.divIcon({ className: "map-you", html: element("span"), iconSize: [20, 20] }), interactive: false, keyboard: false });
    dot.addTo(this._map).getElement().setAttribute("title", this._labels.you);
  },

  _legend() {
    const wide = matchMedia("(min-width: 60rem)").matches;
    const control = L.control({ position: wide ? "bottomleft" : "topleft" });
    control.onAdd = () => {
      const rows = this._o.legend.map((status) => element("li", {}, element("span", { class: "tb-pin", "data-status": status, "aria-hidden": "true" }, element("span")), this._labels[status]));
      rows.push(element("li", {}, element("span", { class: "map-legend-many", "aria-hidden": "true" }, "5"), this._labels.legend_many));
      if (this._o.shapesUrl) rows.push(element("li", {}, element("span", { class: "map-legend-shape", "aria-hidden": "true" }), this._labels.legend_shape));
      const box = element("details", { class: "map-legend" }, element("summary", {}, this._labels.legend), element("ul", {}, ...rows));
      box.open = wide;
      box.addEventListener("toggle", () => this._reach());
      L.DomEvent.disableClickPropagation(box).disableScrollPropagation(box);
      return box;
    };
    if (this._o.legend.length) control.addTo(this._map);
  },
});

offer({ experiments: (o) => new Experiments(o) });

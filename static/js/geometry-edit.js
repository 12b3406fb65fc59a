/* The hands of the drawing map: handles to drag, drawing point by point, and snapping.  Which shape it is
   and what becomes of a change is the business of geometry.js, which owns an editor:
   {kind(), parts(), closed(), live(parts), commit(parts, words), say(words), words: labels}. */
import { element, fill } from "koepaikka_map_element";
const LEAST = { point: 1, line: 2, area: 3 };
const HANDLES = 200, MIDDLES = 100;     // more in view than these are shown only from closer by
const REACH = 14, TAP = 12;             // pixels: of snapping, and of "the same point again"

const copied = (parts) => parts.map((part) => part.map((at) => [...at]));
const icon = (names, size) => L.divIcon({ className: `geometry-point ${names}`, iconSize: [size, size] });
const coarse = () => L.Browser.mobile || matchMedia("(pointer: coarse)").matches;

/* ---- Snapping: to corners first, then to edges; own ones and those of places nearby ---------------- */

const Snapper = L.Class.extend({
  initialize(map) { this._map = map; this.others = []; this.isOn = true; },

  // The place that `latlng` snaps to: {at, name, corner}, or null.  `skip` is [part, index] being moved.
  find(latlng, parts, isArea, skip) {
    if (!this.isOn) return null;
    const map = this._map, spot = map.latLngToLayerPoint(latlng), reach = coarse() ? REACH * 1.5 : REACH;
    const box = L.latLngBounds(map.layerPointToLatLng(spot.subtract([reach, reach])), map.layerPointToLatLng(spot.add([reach, reach])));
    const sides = { south: box.getSouth(), north: box.getNorth(), west: box.getWest(), east: box.getEast() };
    const best = { corner: null, edge: null };
    parts.forEach((part, number) => this._look(part, isArea, skip?.[0] === number ? skip[1] : -1, null, sides, spot, reach, best));
    for (const { name, closed, parts: theirs, bounds } of this.others) {
      if (bounds.intersects(box)) for (const part of theirs) this._look(part, closed, -1, name, sides, spot, reach, best);
    }
    return best.corner || best.edge;
  },

  _look(part, isArea, skip, name, sides, spot, reach, best) {
    const map = this._map, n = part.length, inBox = ([lat, lon]) => lat >= sides.south && lat <= sides.north && lon >= sides.west && lon <= sides.east;
    const keep = (kind, at, far) => { if (far <= reach && (!best[kind] || far < best[kind].far)) best[kind] = { at, far, name, corner: kind === "corner" }; };
    for (let i = 0; i < n; i += 1) {
      if (i !== skip && inBox(part[i])) keep("corner", part[i], map.latLngToLayerPoint(part[i]).distanceTo(spot));
      const j = (i + 1) % n, a = part[i], b = part[j];
      if ((!isArea && j === 0) || n < 2 || i === skip || j === skip) continue;
      if (Math.max(a[0], b[0]) < sides.south || Math.min(a[0], b[0]) > sides.north || Math.max(a[1], b[1]) < sides.west || Math.min(a[1], b[1]) > sides.east) continue;
      // How far along the edge, counted on the screen; the place itself from the edge's own ends, because
      // pixels are whole and would put it half a pixel beside.
      const from = map.latLngToLayerPoint(a), way = map.latLngToLayerPoint(b).subtract(from), off = spot.subtract(from), square = way.x ** 2 + way.y ** 2;
      const t = square ? Math.min(1, Math.max(0, (off.x * way.x + off.y * way.y) / square)) : 0;
      keep("edge", [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])], Math.hypot(off.x - t * way.x, off.y - t * way.y));
    }
  },
});

/* ---- The editor ------------------------------------------------------------------------------------ */

const Editor = L.Class.extend({
  initialize(map, host) {
    this._map = map; this._host = host;
    this.snapper = new Snapper(map);
    this._shape = L.featureGroup().addTo(map);
    this._handles = L.featureGroup().addTo(map);
    this.selected = null;                  // [part, index]
    this.draft = null;                     // the points of the part that is being drawn
    this._tip = element("p", { class: "map-hint geometry-tip", hidden: "", "aria-hidden": "true" });
    map.getContainer().append(this._tip);
    // Leaflet makes every marker a nameless button; these are for the pointer, keys have the tools.
    map.on("layeradd", ({ layer: { _icon } }) => { if (_icon) { _icon.removeAttribute("role"); _icon.removeAttribute("tabindex"); _icon.setAttribute("aria-hidden", "true"); } });
    map.on("moveend", () => { if (!this._dragging && !this.draft) this._drawHandles(); });
    map.on("click", ({ latlng, originalEvent }) => { if (this.draft) this._tap(latlng, originalEvent); else if (this.selected) this.select(null); });
    map.on("mousemove", ({ latlng, originalEvent }) => { if (this.draft) this._follow(latlng, originalEvent); });
  },

  _parts() { return this._host.parts(); },
  _isArea() { return this._host.kind() === "area"; },
  _label(key, facts) { return fill(this._host.words[key], facts || {}); },
  _snap(latlng, event, parts, skip) {
    const found = event?.altKey ? null : this.snapper.find(latlng, parts, this._isArea(), skip);
    this._mark(found);
    return found;
  },
  _mark(found) {
    this._ring?.remove();
    this._ring = found && L.marker(found.at, { icon: icon("is-snap", 26), interactive: false, keyboard: false }).addTo(this._handles);
  },
  _joined(found) { return found ? (found.name ? this._label("joined_to", { name: found.name }) : this._label("joined")) : ""; },

  /* -- What is shown ---------------------------------------------------------------------------------- */

  render() {
    if (this.selected && !this._parts()[this.selected[0]]?.[this.selected[1]]) this.selected = null;
    this._drawShape(this._parts());
    this._drawHandles();
  },
  _drawShape(parts) {
    const kind = this._host.kind(), style = { className: "tb-shape", weight: 4, fillOpacity: 0.18, interactive: false };
    this._shape.clearLayers();
    const whole = parts.filter((part) => part.length >= LEAST[kind]), bits = parts.filter((part) => part.length < LEAST[kind]);
    if (kind === "area" && whole.length) L.polygon(whole, style).addTo(this._shape);
    if (kind === "line") for (const part of whole) L.polyline(part, style).addTo(this._shape);
    for (const part of bits) if (part.length > 1) L.polyline(part, style).addTo(this._shape);
  },
  _drawHandles() {
    this._handles.clearLayers();
    this._ring = null;
    if (this.draft) return;
    const parts = this._parts(), all = parts.reduce((sum, part) => sum + part.length, 0), area = this._isArea();
    const box = all > HANDLES ? this._map.getBounds().pad(0.05) : null, seen = [];
    for (const [p, part] of parts.entries()) for (const [i, at] of part.entries()) if (!box || box.contains(at)) seen.push([p, i]);
    this.isCrowded = seen.length > HANDLES;
    if (!this.isCrowded) {
      for (const [p, i] of seen) this._addHandle(p, i);
      if (seen.length <= MIDDLES && this._host.kind() !== "point") {
        for (const [p, i] of seen) if (i + 1 < parts[p].length || (area && parts[p].length > 2)) this._addMiddle(p, i);
      }
    }
  },

  _addHandle(p, i) {
    const isOn = this.selected?.[0] === p && this.selected[1] === i, size = this._host.kind() === "point" ? 22 : coarse() ? 26 : 18;
    const handle = L.marker(this._parts()[p][i], { icon: icon(isOn ? "is-on" : "", isOn ? size + 4 : size), draggable: true, keyboard: false, autoPan: true, zIndexOffset: isOn ? 200 : 100 });
    let parts, found;
    handle.on("dragstart", () => { this._dragging = true; parts = copied(this._parts()); });
    handle.on("drag", (event) => { found = this._drag(handle, parts, [p, i], event.originalEvent); });
    handle.on("dragend", () => this._drop(parts, [p, i], this._label("moved", { n: i + 1 }), found));
    handle.on("click", () => this.select([p, i]));
    // A finger that rests on a point before dragging it asks for the same menu, and means no harm.
    handle.on("contextmenu", () => { this.select([p, i]); if (!coarse()) this.removeSelected(); });
    handle.addTo(this._handles);
  },
  _addMiddle(p, i) {
    const part = this._parts()[p], a = part[i], b = part[(i + 1) % part.length], middle = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
    const spot = this._map.latLngToLayerPoint(a).distanceTo(this._map.latLngToLayerPoint(b));
    if (spot < 36) return;                 // no room: the middle would lie on its corners
    const handle = L.marker(middle, { icon: icon("is-middle", coarse() ? 20 : 14), draggable: true, keyboard: false, autoPan: true });
    let parts, found;
    const insert = () => { parts = copied(this._parts()); parts[p].splice(i + 1, 0, [...middle]); };
    handle.on("dragstart", () => { this._dragging = true; insert(); });
    handle.on("drag", (event) => { found = this._drag(handle, parts, [p, i + 1], event.originalEvent); });
    handle.on("dragend", () => this._drop(parts, [p, i + 1], this._label("inserted", { n: i + 2 }), found));
    handle.on("click", () => { insert(); this._drop(parts, [p, i + 1], this._label("inserted", { n: i + 2 }), null); });
    handle.addTo(this._handles);
  },
  _drag(handle, parts, [p, i], event) {
    const found = this._snap(handle.getLatLng(), event, parts, [p, i]);
    if (found) handle.setLatLng(found.at);
    const { lat, lng } = handle.getLatLng();
    parts[p][i] = [lat, lng];
    this._drawShape(parts);
    this._host.live(parts);
    return found;
  },
  _drop(parts, place, words, found) {
    this._dragging = false;
    this.selected = place;
    // Leaflet goes on with the marker after telling of the drop, so it is replaced a moment later.
    setTimeout(() => this._host.commit(parts, [words, this._joined(found)].filter(Boolean).join(" ")), 0);
  },

  /* -- One point by itself, for the pointer and for the tools ------------------------------------------ */

  select(place) {
    this.selected = place;
    this._drawHandles();
    this._host.chosen(place);
  },
  // The next or the one before, through every part; the map goes there.
  step(by) {
    const parts = this._parts(), all = parts.flatMap((part, p) => part.map((_, i) => [p, i]));
    if (!all.length) return null;
    const now = this.selected ? all.findIndex(([p, i]) => p === this.selected[0] && i === this.selected[1]) : by > 0 ? -1 : all.length;
    const at = all[(now + by + all.length) % all.length];
    // Close enough to tell it from its neighbours: as near as the whole shape allows, or nearer when crowded.
    const close = this.isCrowded ? 17 : Math.min(16, this._map.getBoundsZoom(L.latLngBounds(parts.flat()).pad(0.1)));
    this._map.setView(parts[at[0]][at[1]], Math.max(this._map.getZoom(), close), { animate: false });
    this.select(at);
    return at;
  },
  moveSelected([lat, lon]) {
    const [p, i] = this.selected, parts = copied(this._parts());
    parts[p][i] = [lat, lon];
    this._host.commit(parts, this._label("moved", { n: i + 1 }));
  },
  insertAfterSelected(at) {
    const [p, i] = this.selected, parts = copied(this._parts());
    parts[p].splice(i + 1, 0, at);
    this.selected = [p, i + 1];
    this._host.commit(parts, this._label("inserted", { n: i + 2 }));
  },
  removeSelected() {
    const [p, i] = this.selected, parts = copied(this._parts());
    parts[p].splice(i, 1);
    const left = parts.filter((part) => part.length);
    this.selected = parts[p].length && this._host.kind() !== "point" ? [p, Math.min(i, parts[p].length - 1)] : null;
    this._host.commit(left, this._label("deleted", { n: i + 1 }));
  },
  removePart() {
    const [p] = this.selected, parts = copied(this._parts());
    parts.splice(p, 1);
    this.selected = null;
    this._host.commit(parts, this._label("part_deleted", { n: p + 1 }));
  },

  /* -- Drawing ----------------------------------------------------------------------------------------- */

  begin() {
    this.draft = [];
    this.selected = null;
    this._drawHandles();
    this._map.doubleClickZoom.disable();
    this._map.getContainer().classList.add("is-drawing");
    this._preview();
  },
  _tap(latlng, event) {
    const kind = this._host.kind(), found = this._snap(latlng, event, [...this._parts(), this.draft], null), spot = this._map.latLngToLayerPoint(latlng);
    const again = (at) => at && this._map.latLngToLayerPoint(at).distanceTo(spot) <= TAP;
    const closes = again(this.draft.at(-1)) || (kind === "area" && again(this.draft[0]));
    if (closes && this.draft.length) {
      if (this.draft.length >= LEAST[kind]) this.finish();
      return;
    }
    this.add(found ? found.at : [latlng.lat, latlng.lng], this._joined(found));
  },
  add(at, joined = "") {
    this.draft.push([...at]);
    if (this._host.kind() === "point") { this.finish(); return; }
    this._preview();
    this._host.drafted(at, joined);
  },
  back() { this.draft.pop(); this._preview(); this._host.drafted(null, ""); },
  _follow(latlng, event) {
    const found = this._snap(latlng, event, [...this._parts(), this.draft], null);
    this._pointer = found ? L.latLng(found.at) : latlng;
    this._lead();
  },
  _lead() {
    this._line?.remove();
    if (!this._pointer || !this.draft?.length || this._host.kind() === "point") return;
    const ends = this._isArea() && this.draft.length > 1 ? [this.draft.at(-1), this._pointer, this.draft[0]] : [this.draft.at(-1), this._pointer];
    this._line = L.polyline(ends, { className: "tb-shape geometry-lead", weight: 2, dashArray: "4 6", interactive: false, fill: false }).addTo(this._handles);
  },
  _preview() {
    const kind = this._host.kind(), n = this.draft.length;
    this._handles.clearLayers();
    this._ring = this._line = null;
    if (n > 1) L.polyline(this.draft, { className: "tb-shape", weight: 4, interactive: false, fill: false }).addTo(this._handles);
    for (const [i, at] of this.draft.entries()) L.marker(at, { icon: icon(i === 0 || i === n - 1 ? "is-end" : "", 16), interactive: false, keyboard: false }).addTo(this._handles);
    this._tip.textContent = this._host.tip(kind, n, LEAST[kind]);
    this._tip.hidden = !this._tip.textContent;
    this._lead();
    this._host.live([...this._parts(), this.draft]);
  },
  // Ends the drawing; gives the new part, or null when too little was drawn.
  finish() {
    const kind = this._host.kind(), part = this.draft;
    if (!part || part.length < LEAST[kind]) { this.stop(); return; }
    this.stop(true);
    const parts = kind === "point" ? [part] : [...copied(this._parts()), part];
    this._host.drawn(parts);
  },
  stop(quiet = false) {
    if (!this.draft) return;
    this.draft = this._pointer = null;
    this._tip.hidden = true;
    this._map.getContainer().classList.remove("is-drawing");
    setTimeout(() => this._map.doubleClickZoom.enable(), 300);
    if (!quiet) { this.render(); this._host.live(this._parts()); this._host.stopped(); }
  },
});

export const editor = (map, host) => new Editor(map, host);
export { LEAST };

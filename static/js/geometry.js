/* A map beside a coordinates field.  The text is the value: it works without this script, by keyboard
   and by voice; drawing only writes it.  Called by geodata/maps.py (drawing_map).  Numbers and systems
   are in geometry-text.js, handles and snapping in geometry-edit.js. */
import { counted, element, fetchJson, fill, offer, ownPath } from "koepaikka_map_element";
import { drawBoundary } from "koepaikka_map_window";
import { crosses, depth, foreign, inWords, measure, nameOf, pairText, read, write } from "koepaikka_geometry_text";
import { LEAST, editor } from "koepaikka_geometry_edit";
const STEPS = 200;          // of undoing
const NEAR_ZOOM = 13;       // from here on places nearby are fetched, to be seen and snapped to

const total = (parts) => parts.reduce((sum, part) => sum + part.length, 0);

const Drawing = L.Layer.extend({
  initialize(o) { this._o = o; this._parts = []; this._past = []; this._future = []; },

  onAdd(map) {
    this._map = map;
    this._field = document.getElementById(this._o.field);
    this._kindInputs = [...document.getElementsByName(this._o.kindName)];
    this._crsInput = this._o.crsName && document.getElementsByName(this._o.crsName)[0];
    const pane = map.createPane("nearby");
    pane.style.zIndex = 360; pane.style.pointerEvents = "none";
    pane.setAttribute("aria-hidden", "true");
    this._editor = editor(map, {
      words: map.labels, kind: () => this._kindNow(), parts: () => this._parts, live: (parts) => this._showSize(parts),
      commit: (parts, words) => { this._put(parts); this._say(this._withCrossing(words)); },
      chosen: (place) => this._chosen(place), tip: (...facts) => this._tip(...facts),
      drafted: (at, joined) => this._drafted(at, joined), drawn: (parts) => this._drawn(parts), stopped: () => this._showTools(),
    });
    map.getContainer().append(element("div", { class: "tb-cross", "aria-hidden": "true" }));
    this._buildTools();
    this._listen();
    this._epsg = this._readEpsg();
    this._before = this._snapshot();
    this._takeText({ quiet: true, fit: true });
    this._surround();
  },

  _readEpsg() { return Number(this._crsInput?.value || 4326); },
  _kindNow() { return (this._kindInputs.find((input) => input.checked) || this._kindInputs[0])?.value || this._o.kinds[0]; },
  _say(text) { this._live.textContent = text; },
  _label(key, facts) { return fill(this._map.labels[key], facts || {}); },
  _count(key) { return counted(this._map.labels, key, total(this._parts)); },
  _withCrossing(words) { return this._kindNow() === "area" && this._parts.some(crosses) ? `${words} ${this._label("crossing")}` : words; },

  _listen() {
    const map = this._map;
    let timer;
    this._field.addEventListener("input", () => { if (this._writing) return; clearTimeout(timer); timer = setTimeout(() => this._takeText({}), 500); });
    this._field.addEventListener("change", () => { if (this._field.value !== this._before.text) { this._remember(); this._before = this._snapshot(); this._showTools(); } });
    for (const input of this._kindInputs) input.addEventListener("change", () => { this._editor.stop(true); this._fitToKind(); this._showTools(); });
    this._crsInput?.addEventListener("change", () => this._changeCrs());
    const keys = (event) => this._key(event);
    map.getContainer().addEventListener("keydown", keys);
    this._group.addEventListener("keydown", keys);
    map.on("moveend", () => this._fetchNearby());
  },
  _key(event) {
    const ctrl = event.ctrlKey || event.metaKey, key = event.key.toLowerCase(), editor = this._editor;
    const does = {
      undo: ctrl && key === "z" && !event.shiftKey, redo: ctrl && (key === "y" || (key === "z" && event.shiftKey)),
      cancel: key === "escape" && (editor.draft || editor.selected), erase: (key === "delete" || key === "backspace") && (editor.draft?.length || editor.selected),
    };
    if (does.undo) this._undo(this._past, this._future, "undone", "nothing_to_undo");
    else if (does.redo) this._undo(this._future, this._past, "redone", "nothing_to_redo");
    else if (does.cancel) { if (editor.draft) editor.stop(); else editor.select(null); }
    else if (does.erase) { if (editor.draft) editor.back(); else editor.removeSelected(); }
    else return;
    event.preventDefault();
    event.stopPropagation();
  },

  /* -- Tools: real buttons, so that every key and every voice finds them ----------------------------- */

  _buildTools() {
    const words = this._o.drawLabels, labels = this._map.labels, editor = this._editor, make = (name, text, act) => {
      const button = element("button", { type: "button", class: "geometry-tool", "data-tool": name }, text);
      button.addEventListener("click", act);
      return button;
    };
    this._tools = {
      draw: make("draw", "", () => { editor.begin(); this._showTools(); this._say(this._tip(this._kindNow(), 0)); }),
      finish: make("finish", words.finish, () => editor.finish()),
      back: make("back", words.delete_last, () => editor.back()),
      cancel: make("cancel", words.cancel, () => editor.stop()),
      middle: make("middle", labels.add_middle, () => this._addMiddle()),
      previous: make("previous", labels.previous, () => editor.step(-1)),
      next: make("next", labels.next, () => editor.step(1)),
      here: make("here", labels.move_here, () => editor.moveSelected(this._middle())),
      remove: make("remove", labels.remove_point, () => editor.removeSelected()),
      part: make("part", labels.remove_part, () => editor.removePart()),
      last: make("last", labels.remove_last, () => this._removeLast()),
      undo: make("undo", labels.undo, () => this._undo(this._past, this._future, "undone", "nothing_to_undo")),
      redo: make("redo", labels.redo, () => this._undo(this._future, this._past, "redone", "nothing_to_redo")),
      snap: make("snap", labels.snap, () => this._toggleSnap()),
      clear: make("clear", words.remove, () => { this._put([]); this._say(this._label("cleared")); }),
    };
    this._tools.snap.setAttribute("aria-pressed", "true");
    this._live = element("p", { class: "geometry-status", role: "status" });
    this._size = element("p", { class: "geometry-size" });
    this._hint = element("p", { class: "geometry-hint", hidden: "" });
    this._group = element("div", { class: "geometry-tools", role: "group", "aria-label": labels.tools }, ...Object.values(this._tools));
    const place = document.querySelector(`[data-geometry-tools="${CSS.escape(this._o.field)}"]`), all = [this._size, this._group, this._live, this._hint];
    if (place) place.append(...all); else this._map.getContainer().after(...all);
  },
  _showTools() {
    const t = this._tools, editor = this._editor, drawing = Boolean(editor.draft), drawn = editor.draft?.length || 0, kind = this._kindNow();
    const chosen = Boolean(editor.selected), more = kind !== "point" && this._parts.length > 0, points = total(this._parts);
    t.draw.textContent = more ? this._label(`more_${kind}`) : this._o.drawLabels[`draw_${kind}`];
    t.middle.textContent = chosen && kind !== "point" ? this._map.labels.add_after : this._map.labels.add_middle;
    const show = {
      draw: !drawing, finish: drawing && kind !== "point" && drawn >= LEAST[kind], back: drawing && drawn > 1, cancel: drawing, middle: true,
      previous: !drawing && points > 1, next: !drawing && points > 1, here: chosen, remove: chosen, part: chosen && this._parts.length > 1,
      last: !drawing && !chosen, undo: !drawing, redo: !drawing, snap: true, clear: !drawing && !chosen,
    };
    const focused = document.activeElement;
    for (const [name, button] of Object.entries(t)) button.hidden = !show[name];
    if (Object.values(t).includes(focused) && focused.hidden) (drawing ? (show.finish ? t.finish : t.cancel) : t.draw).focus();
    // Not `disabled`: a button that vanishes from the keyboard's way while in use loses the focus.
    t.last.setAttribute("aria-disabled", String(!points));
    t.clear.setAttribute("aria-disabled", String(!points));
    t.undo.setAttribute("aria-disabled", String(!this._past.length));
    t.redo.setAttribute("aria-disabled", String(!this._future.length));
  },
  _toggleSnap() {
    const { snapper } = this._editor;
    snapper.isOn = !snapper.isOn;
    this._tools.snap.setAttribute("aria-pressed", String(snapper.isOn));
    this._say(snapper.isOn ? this._label("snap_on") : this._label("snap_off"));
  },
  _tip(kind, n) {
    const words = this._o.drawLabels;
    if (kind === "point") return words.tip_point;
    if (kind === "line") return n === 0 ? words.tip_line_start : n < LEAST.line ? words.tip_line_next : words.tip_line_end;
    return n === 0 ? words.tip_area_start : n < LEAST.area ? words.tip_area_next : words.tip_area_end;
  },
  _chosen(place) {
    this._showTools();
    if (!place) return;
    const [p, i] = place, before = total(this._parts.slice(0, p));
    this._say(this._label("selected", { n: before + i + 1, total: total(this._parts), place: this._placeText(this._parts[p][i]) }));
  },
  _drafted(at, joined) {
    this._showTools();
    const n = this._editor.draft.length;
    this._say(at ? [this._label("added", { n, place: this._placeText(at) }), joined].filter(Boolean).join(" ") : counted(this._map.labels, "removed", n));
  },
  _drawn(parts) {
    this._put(parts);
    const last = this._parts.length - 1, hole = this._kindNow() === "area" && last > 0 && depth(this._parts, last) % 2 === 1;
    const outer = !hole && this._kindNow() === "area" && last > 0 && this._parts.slice(0, -1).some((_, i) => depth(this._parts, i) % 2 === 1);
    this._say(this._withCrossing(hole || outer ? `${this._count("drawn")}. ${this._label("hole")}` : this._count("drawn")));
  },

  _middle() { const { lat, lng } = this._map.getCenter(); return [+lat.toFixed(7), +lng.toFixed(7)]; },
  _placeText(at) { return pairText(at, this._epsg, this._epsg === 4326 ? 6 : 2); },
  _addMiddle() {
    const at = this._middle(), editor = this._editor;
    if (editor.draft) { editor.add(at); return; }
    if (this._kindNow() === "point") this._put([[at]]);
    else if (editor.selected) { editor.insertAfterSelected(at); return; }
    else this._put([...this._parts.slice(0, -1), [...(this._parts.at(-1) || []), at]]);
    this._say(this._withCrossing(this._label("added", { n: total(this._parts), place: this._placeText(at) })));
  },
  _removeLast() {
    if (!this._parts.length) { this._say(this._label("cleared")); return; }
    this._put([...this._parts.slice(0, -1), this._parts.at(-1).slice(0, -1)]);
    this._say(this._parts.length ? this._count("removed") : this._label("cleared"));
  },

  /* -- Undo and redo: what the form said, one step a change ------------------------------------------- */

  _snapshot() { return { text: this._field.value, kind: this._kindNow(), epsg: this._epsg }; },
  _remember() { this._past.push(this._before); this._past.splice(0, this._past.length - STEPS); this._future.length = 0; },
  _undo(from, to, words, nothing) {
    const step = from.pop();
    if (!step) { this._say(this._label(nothing)); return; }
    this._editor.stop(true);
    to.push(this._snapshot());
    this._setKind(step.kind);
    if (this._crsInput) { this._crsInput.value = String(step.epsg); this._epsg = this._readEpsg(); }
    this._writeField(step.text);
    this._takeText({ quiet: true });
    this._say(this._parts.length ? this._count(words) : this._label("cleared"));
  },
  _setKind(kind) { for (const input of this._kindInputs) if (input.type === "radio") input.checked = input.value === kind; },

  /* -- Text and map ------------------------------------------------------------------------------------ */

  _put(parts) {
    this._remember();
    this._parts = parts.filter((part) => part.length);
    this._writeField(write(this._parts, this._epsg));
    this._show();
  },
  _writeField(text) {
    this._writing = true;                     // tells our own listener apart; drafts and others hear the event
    this._field.value = text;
    this._before = this._snapshot();
    this._field.dispatchEvent(new Event("input", { bubbles: true }));
    this._writing = false;
    this._offer(null);
  },
  _show() { this._editor.render(); this._showSize(this._parts); this._showTools(); },
  _showSize(parts) {
    const kind = this._kindNow(), whole = parts.filter((part) => part.length > 1);
    if (kind === "point" || !whole.length) { this._size.textContent = ""; return; }
    const { length, area } = measure(whole, kind, this._o.plane), points = total(parts);
    const facts = { length: inWords(length), area: inWords(area, true) };
    const size = kind === "area" && whole.some((part) => part.length > 2) ? this._label("size_area", facts) : this._label("size_line", facts);
    const many = parts.length > 1 ? `, ${counted(this._map.labels, "parts", parts.length)}` : "";
    this._size.textContent = `${size}, ${counted(this._map.labels, "points", points)}${many}${this._editor.isCrowded ? `. ${this._label("zoom_in_to_edit")}` : ""}`;
  },
  _takeText({ quiet, fit }) {
    const text = this._field.value.trim();
    this._editor.stop(true);
    this._parts = [];
    this._offer(null);
    const found = /^[[{a-z]/i.test(text) ? this._readForeign(text) : read(this._field.value, this._epsg, this._o.limits, this._kindNow());
    if (found?.fault) {
      this._show();
      this._say(this._label(found.fault, { line: found.line }));
      this._offer(found.other);
      return;
    }
    this._parts = found ? found.parts : [];
    this._show();
    const points = this._parts.flat();
    if (points.length && (fit || !this._map.getBounds().contains(points) || this._isTiny(points))) this._map.fitBounds(points, { padding: [40, 40], maxZoom: 16, animate: false });
    if (!found) this._say(text && !quiet ? this._label("unread") : "");
    else if (!quiet) this._say(points.length ? this._withCrossing(this._count("read")) : this._label("cleared"));
  },
  // Lost in the view: several points that lie on a few pixels.
  _isTiny(points) {
    const box = L.latLngBounds(points), [a, b] = [box.getSouthWest(), box.getNorthEast()].map((corner) => this._map.latLngToLayerPoint(corner));
    return points.length > 1 && this._map.getZoom() < 15 && a.distanceTo(b) < 60;
  },
  // Pasted GeoJSON or WKT says itself what kind of shape it is; the form follows.
  _readForeign(text) {
    const found = foreign(text, this._epsg, this._o.limits);
    if (found && this._o.kinds.includes(found.kind)) this._setKind(found.kind);
    return found;
  },

  /* -- Numbers that look like another system ----------------------------------------------------------- */

  _offer(other) {
    this._hint.hidden = !other;
    this._hint.replaceChildren();
    if (!other) return;
    const offered = this._crsInput && [...this._crsInput.options].some((option) => Number(option.value) === other), name = nameOf(other);
    this._hint.append(element("span", {}, this._label("looks_like", { name })));
    if (!offered) return;
    const button = element("button", { type: "button", class: "geometry-tool", "data-tool": "system" }, this._label("read_as", { name }));
    button.addEventListener("click", () => { this._crsInput.value = String(other); this._crsInput.dispatchEvent(new Event("change", { bubbles: true })); this._field.focus(); });
    this._hint.append(" ", button);
  },
  // Points that could be read are rewritten; numbers that could not are read anew as they stand.
  _changeCrs() {
    const known = this._parts.length > 0;
    this._epsg = this._readEpsg();
    this._remember();
    if (!known) { this._before = this._snapshot(); this._takeText({}); return; }
    this._writeField(write(this._parts, this._epsg));
    this._show();
    this._say(this._label("converted"));
  },
  _fitToKind() {
    if (this._kindNow() === "point" && total(this._parts) > 1) this._put([[this._parts.at(-1).at(-1)]]);
    else {
      this._remember();
      this._before = this._snapshot();
      this._show();
    }
  },

  /* -- What lies around: the boundary of the city, and its other places to snap to -------------------- */

  _surround() {
    drawBoundary(this._map, this._o.boundaryUrl);
    this._nearby = L.layerGroup().addTo(this._map);
    this._fetchNearby();
  },
  _fetchNearby() {
    const { nearbyUrl } = this._o, box = this._map.getBounds();
    if (!ownPath(nearbyUrl) || this._map.getZoom() < NEAR_ZOOM || this._fetched?.contains(box)) return;
    const asked = this._fetched = box.pad(0.5);
    const bbox = [asked.getWest(), asked.getSouth(), asked.getEast(), asked.getNorth()].map((edge) => edge.toFixed(5)).join(",");
    fetchJson(`${nearbyUrl}${nearbyUrl.includes("?") ? "&" : "?"}bbox=${bbox}`).then((data) => {
      if (this._fetched !== asked) return;
      this._nearby.clearLayers();
      L.geoJSON(data, {
        pane: "nearby", interactive: false, style: { className: "tb-nearby", weight: 2, fillOpacity: 0.06 },
        pointToLayer: (_, at) => L.circleMarker(at, { pane: "nearby", className: "tb-nearby", radius: 6, weight: 2, interactive: false }),
      }).addTo(this._nearby);
      this._editor.snapper.others = data.features.flatMap(({ geometry, properties }) => {
        const shape = foreign(JSON.stringify(geometry), 4326, this._o.limits);
        return shape ? [{ name: properties.name, closed: shape.kind === "area", parts: shape.parts, bounds: L.latLngBounds(shape.parts.flat()) }] : [];
      });
    }).catch(() => { this._fetched = null; });
  },
});

offer({ drawing: (o) => new Drawing(o) });

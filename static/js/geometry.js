/* A map beside a coordinates field.  The text is the value: it works without this script, by keyboard
   and by voice; drawing only writes it.  Called by geodata/maps.py (drawing_map). */
(function (L) {
  "use strict";
  const { element, fill, counted } = L.koepaikka.tools;
  L.Polyline._flat = L.LineUtil.isFlat;     // Leaflet.draw 1.0.4 asks by the old name
  const LEAST = { point: 1, line: 2, area: 3 };
  const EDIT_LIMIT = 200;     // more points than these are shown but not hung with handles

  /* ---- Coordinate systems: WGS 84 and the transverse Mercator planes of Finland (GRS 80, JHS 154) ---- */

  const A = 6378137, F = 1 / 298.257222101, N = F / (2 - F), ECC = Math.sqrt(2 * F - F * F), RAD = Math.PI / 180;
  const A1 = (A / (1 + N)) * (1 + N ** 2 / 4 + N ** 4 / 64);
  const OUT = [N / 2 - (2 * N ** 2) / 3 + (5 * N ** 3) / 16 + (41 * N ** 4) / 180, (13 * N ** 2) / 48 - (3 * N ** 3) / 5 + (557 * N ** 4) / 1440, (61 * N ** 3) / 240 - (103 * N ** 4) / 140, (49561 * N ** 4) / 161280];
  const BACK = [N / 2 - (2 * N ** 2) / 3 + (37 * N ** 3) / 96 - N ** 4 / 360, N ** 2 / 48 + N ** 3 / 15 - (437 * N ** 4) / 1440, (17 * N ** 3) / 480 - (37 * N ** 4) / 840, (4397 * N ** 4) / 161280];
  const series = (h, x, y) => h.reduce(([sx, sy], c, i) => [sx + c * Math.sin(2 * (i + 1) * x) * Math.cosh(2 * (i + 1) * y), sy + c * Math.cos(2 * (i + 1) * x) * Math.sinh(2 * (i + 1) * y)], [0, 0]);
  const plane = (epsg) => (epsg === 3067 ? { middle: 27, scale: 0.9996, east: 500000 } : epsg >= 3873 && epsg <= 3885 ? { middle: epsg - 3854, scale: 1, east: (epsg - 3854) * 1e6 + 500000 } : null);

  const toPlane = (lat, lon, p) => {
    const phi = lat * RAD, l = (lon - p.middle) * RAD;
    const beta = Math.atan(Math.sinh(Math.asinh(Math.tan(phi)) - ECC * Math.atanh(ECC * Math.sin(phi))));
    const eta = Math.atanh(Math.cos(beta) * Math.sin(l)), xi = Math.asin(Math.sin(beta) * Math.cosh(eta)), [dx, dy] = series(OUT, xi, eta);
    return [A1 * p.scale * (xi + dx), A1 * p.scale * (eta + dy) + p.east];
  };
  const fromPlane = (north, east, p) => {
    const xi = north / (A1 * p.scale), eta = (east - p.east) / (A1 * p.scale), [dx, dy] = series(BACK, xi, eta);
    const beta = Math.asin(Math.sin(xi - dx) / Math.cosh(eta - dy)), q = Math.asinh(Math.tan(beta));
    let s = q;
    for (let i = 0; i < 5; i += 1) s = q + ECC * Math.atanh(ECC * Math.tanh(s));
    return [Math.atan(Math.sinh(s)) / RAD, p.middle + Math.asin(Math.tanh(eta - dy) / Math.cos(beta)) / RAD];
  };

  /* ---- Text to points and back; the server (geodata/coordinate_text.py) reads the same and has the last word -- */

  const SPACE = "[\\s\\u00a0\\u202f\\u2009]";
  const BETWEEN = ["[;\\t]", `,${SPACE}+`, `(?<=[NSEWnsew])${SPACE}*,?${SPACE}*(?=[\\d+-])`, `${SPACE}+`, "(?<=[.\\d]{4}),(?=[^,]+$)"].map((p) => new RegExp(p, "g"));
  const NUMBER = new RegExp(`^([+-]?)(\\d{1,3}(?:${SPACE}\\d{3})+(?:[.,]\\d+)?|\\d+(?:[.,]\\d*)?)${SPACE}*(?:[°º]${SPACE}*(?:(\\d+(?:[.,]\\d+)?)${SPACE}*['′’]${SPACE}*(?:(\\d+(?:[.,]\\d+)?)${SPACE}*(?:["″”]|'')${SPACE}*)?)?)?([NSEWnsew]?)$`);
  const decimal = (text) => (text ? Number(text.replace(/\s/g, "").replace(",", ".")) : 0);
  const number = (text) => {
    const match = NUMBER.exec(text.trim());
    if (!match) return null;
    const value = decimal(match[2]) + decimal(match[3]) / 60 + decimal(match[4]) / 3600;
    return (match[1] === "-") !== /[SWsw]/.test(match[5]) ? -value : value;
  };
  const pair = (row) => {
    const four = /^([+-]?\d+,\d+),([+-]?\d+,\d+)$/.exec(row);
    if (four) return [number(four[1]), number(four[2])];
    for (const between of BETWEEN) {
      for (const match of [...row.matchAll(between)].slice(0, 4)) {
        const a = number(row.slice(0, match.index)), b = number(row.slice(match.index + match[0].length));
        if (a !== null && b !== null) return [a, b];
      }
    }
    return null;
  };

  // A list of [lat, lon], or the first thing that is wrong.
  const read = (text, crs, limits) => {
    const [west, south, east, north] = limits, points = [];
    const inside = (lat, lon) => lat >= south && lat <= north && lon >= west && lon <= east;
    for (const [index, row] of text.split(/\r?\n/).entries()) {
      if (!row.trim()) continue;
      const found = row.length <= 120 && pair(row.trim()), line = index + 1;
      if (!found) return { fault: "not_numbers", line };
      const [a, b] = found;
      if (crs) {
        const at = [fromPlane(a, b, crs), fromPlane(b, a, crs)].find((one) => inside(...one));
        if (!at) return { fault: "outside", line };
        points.push(at);
      } else if (inside(a, b)) points.push([a, b]);
      else return { fault: inside(b, a) ? "swapped" : "outside", line };
    }
    return { points };
  };
  const write = (points, crs) => points.map(([lat, lon]) => {
    const [a, b] = crs ? toPlane(lat, lon, crs) : [lat, lon], digits = crs ? 2 : 6;
    return `${+a.toFixed(digits)}, ${+b.toFixed(digits)}`;
  }).join("\n");

  /* ---- Words of Leaflet.draw ------------------------------------------------------------------------ */

  const plain = (text) => element("span", {}, text ?? "").innerHTML;      // it writes them as markup
  const speak = (words) => {
    const { handlers } = L.drawLocal.draw, w = (key) => plain(words[key]);
    handlers.marker.tooltip.start = w("tip_point");
    handlers.polyline.error = w("tip_crossing");
    Object.assign(handlers.polyline.tooltip, { start: w("tip_line_start"), cont: w("tip_line_next"), end: w("tip_line_end") });
    Object.assign(handlers.polygon.tooltip, { start: w("tip_area_start"), cont: w("tip_area_next"), end: w("tip_area_end") });
  };

  /* ---- The layer ------------------------------------------------------------------------------------- */

  const Drawing = L.Layer.extend({
    initialize(o) { this._o = o; this._points = []; this._past = []; },

    onAdd(map) {
      this._map = map;
      this._field = document.getElementById(this._o.field);
      this._kindInputs = [...document.getElementsByName(this._o.kindName)];
      this._crsInput = this._o.crsName && document.getElementsByName(this._o.crsName)[0];
      this._group = L.featureGroup().addTo(map);
      speak(this._o.drawLabels);
      // Leaflet makes every marker a nameless button; those of the drawing are for the pointer, the text is for keys.
      map.on("layeradd", ({ layer }) => {
        const icon = layer._icon;
        if (icon) { icon.removeAttribute("role"); icon.removeAttribute("tabindex"); icon.setAttribute("aria-hidden", "true"); }
      });
      map.getContainer().append(element("div", { class: "tb-cross", "aria-hidden": "true" }));
      this._buildTools();
      this._listen();
      this._crs = this._readCrs();
      this._before = this._field.value;
      this._takeText({ quiet: true, fit: true });
    },

    _readCrs() { return plane(Number(this._crsInput?.value || 4326)); },
    _kindNow() { return (this._kindInputs.find((input) => input.checked) || this._kindInputs[0])?.value || this._o.kinds[0]; },
    _say(text) { this._live.textContent = text; },
    _label(key, facts) { return fill(this._map.labels[key], facts || {}); },
    _count(key) { return counted(this._map.labels, key, this._points.length); },

    _listen() {
      const map = this._map;
      let timer;
      this._field.addEventListener("input", () => { if (this._writing) return; clearTimeout(timer); timer = setTimeout(() => this._takeText({}), 500); });
      this._field.addEventListener("change", () => { if (this._field.value !== this._before) { this._past.push([this._before, this._kindBefore]); this._before = this._field.value; } });
      for (const input of this._kindInputs) input.addEventListener("change", () => { this._stop(); this._fitToKind(); this._showTools(); });
      this._crsInput?.addEventListener("change", () => this._changeCrs());
      map.on("draw:created", ({ layer }) => {
        const at = layer.getLatLng ? [layer.getLatLng()] : this._kindNow() === "area" ? layer.getLatLngs()[0] : layer.getLatLngs();
        this._put(at.map(({ lat, lng }) => [lat, lng]));
        this._say(this._count("drawn"));
      });
      // Also the Escape key ends here; what was there before the drawing comes back.
      map.on("draw:drawstop", () => setTimeout(() => { if (!this._handler?.enabled()) { this._handler = null; this._render(); this._showTools(); } }, 0));
      map.on("draw:drawvertex", () => this._showTools());
    },

    /* -- Tools: real buttons, because those of Leaflet.draw are links without a name ------------------- */

    _buildTools() {
      const words = this._o.drawLabels, make = (name, text, act) => {
        const button = element("button", { type: "button", class: "geometry-tool", "data-tool": name }, text);
        button.addEventListener("click", act);
        return button;
      };
      this._tools = {
        draw: make("draw", "", () => this._draw()),
        finish: make("finish", words.finish, () => this._handler?.completeShape()),
        back: make("back", words.delete_last, () => { this._handler?.deleteLastVertex(); this._showTools(); }),
        cancel: make("cancel", words.cancel, () => this._stop()),
        middle: make("middle", this._map.labels.add_middle, () => this._addMiddle()),
        last: make("last", this._map.labels.remove_last, () => this._removeLast()),
        undo: make("undo", this._map.labels.undo, () => this._undo()),
        clear: make("clear", words.remove, () => { this._put([]); this._say(this._label("cleared")); }),
      };
      this._live = element("p", { class: "geometry-status", role: "status" });
      const group = element("div", { class: "geometry-tools", role: "group", "aria-label": this._map.labels.tools }, ...Object.values(this._tools));
      const place = document.querySelector(`[data-geometry-tools="${CSS.escape(this._o.field)}"]`);
      if (place) place.append(group, this._live); else this._map.getContainer().after(group, this._live);
      this._showTools();
    },
    _showTools() {
      const t = this._tools, drawing = Boolean(this._handler), marks = this._handler?._markers?.length || 0;
      t.draw.textContent = this._o.drawLabels[`draw_${this._kindNow()}`];
      const show = { draw: !drawing, finish: drawing && marks >= LEAST[this._kindNow()] && this._kindNow() !== "point", back: drawing && marks > 1, cancel: drawing, middle: !drawing, last: !drawing, undo: !drawing, clear: !drawing };
      const focused = document.activeElement;
      for (const [name, button] of Object.entries(t)) button.hidden = !show[name];
      if (Object.values(t).includes(focused) && focused.hidden) (drawing ? t.cancel : t.draw).focus();
      // Not `disabled`: a button that vanishes from the keyboard's way while in use loses the focus.
      t.last.setAttribute("aria-disabled", String(!this._points.length));
      t.clear.setAttribute("aria-disabled", String(!this._points.length));
      t.undo.setAttribute("aria-disabled", String(!this._past.length));
    },
    _draw() {
      const shapeOptions = { className: "tb-shape", weight: 4, fillOpacity: 0.18 }, icon = L.divIcon({ className: "geometry-point", iconSize: [16, 16] });
      const tools = { point: L.Draw.Marker, line: L.Draw.Polyline, area: L.Draw.Polygon };
      this._group.clearLayers();
      this._handler = new tools[this._kindNow()](this._map, {
        shapeOptions, icon: this._kindNow() === "point" ? L.divIcon({ className: "geometry-point", iconSize: [22, 22] }) : icon, touchIcon: icon,
        allowIntersection: this._kindNow() === "line", showLength: false, showArea: false, drawError: { timeout: 2500 },
      });
      this._handler.enable();
      this._showTools();
    },
    _stop() {
      this._handler?.disable();
      this._handler = null;
      this._render();
      this._showTools();
    },

    _addMiddle() {
      const { lat, lng } = this._map.getCenter(), at = [+lat.toFixed(6), +lng.toFixed(6)];
      this._put(this._kindNow() === "point" ? [at] : [...this._points, at]);
      this._say(this._label("added", { n: this._points.length, place: write([at], this._crs) }));
    },
    _removeLast() {
      if (!this._points.length) { this._say(this._label("cleared")); return; }
      this._put(this._points.slice(0, -1));
      this._say(this._points.length ? this._count("removed") : this._label("cleared"));
    },
    _undo() {
      const past = this._past.pop();
      if (!past) { this._say(this._label("nothing_to_undo")); return; }
      const [text, kind] = past;
      for (const input of this._kindInputs) if (input.type === "radio") input.checked = input.value === kind;
      this._writeField(text);
      this._takeText({ quiet: true });
      this._say(this._points.length ? this._count("undone") : this._label("cleared"));
    },

    /* -- Text and map ------------------------------------------------------------------------------------ */

    _put(points) {
      this._past.push([this._field.value, this._kindNow()]);
      this._points = points;
      this._writeField(write(points, this._crs));
      this._render();
      this._showTools();
    },
    _writeField(text) {
      this._writing = true;                     // tells our own listener apart; drafts and others hear the event
      this._field.value = this._before = text;
      this._kindBefore = this._kindNow();
      this._field.dispatchEvent(new Event("input", { bubbles: true }));
      this._writing = false;
    },
    _takeText({ quiet, fit }) {
      const text = this._field.value.trim();
      this._kindBefore = this._kindNow();
      this._points = [];
      if (/^[[{a-z]/i.test(text)) this._showForeign(text, fit);
      else {
        const { points, fault, line } = read(this._field.value, this._crs, this._o.limits);
        if (fault) { this._render(); this._showTools(); this._say(this._label(fault, { line })); return; }
        this._points = points;
        this._render();
        if (points.length && (fit || !this._map.getBounds().contains(points))) this._map.fitBounds(points, { padding: [40, 40], maxZoom: 16, animate: false });
        if (!quiet) this._say(points.length ? this._count("read") : this._label("cleared"));
      }
      this._showTools();
    },
    // Pasted GeoJSON (several parts, holes) is shown as it is; WKT waits for the server.
    _showForeign(text, fit) {
      this._group.clearLayers();
      try {
        const layer = L.geoJSON(JSON.parse(text), { className: "tb-shape", interactive: false, style: { weight: 4, fillOpacity: 0.18 }, pointToLayer: (_, at) => L.marker(at, { icon: L.divIcon({ className: "geometry-point", iconSize: [22, 22] }), keyboard: false, interactive: false }) }).addTo(this._group);
        if (layer.getBounds().isValid() && (fit || !this._map.getBounds().contains(layer.getBounds()))) this._map.fitBounds(layer.getBounds(), { padding: [40, 40], maxZoom: 16, animate: false });
        this._say(this._label("shown_only"));
      } catch { this._say(""); }
    },
    _changeCrs() {
      const crs = this._readCrs(), known = this._points.length > 0;
      this._crs = crs;
      if (!known) { this._takeText({}); return; }
      this._past.length = 0;                    // earlier texts are in another system
      this._writeField(write(this._points, crs));
      this._say(this._label("converted"));
      this._showTools();
    },
    _fitToKind() {
      if (this._kindNow() === "point" && this._points.length > 1) this._put(this._points.slice(-1));
      else this._render();
    },

    _render() {
      const group = this._group, kind = this._kindNow(), points = this._points;
      group.clearLayers();
      if (!points.length) return;
      const changed = (layer) => {
        const at = layer.getLatLng ? [layer.getLatLng()] : kind === "area" ? layer.getLatLngs()[0] : layer.getLatLngs();
        this._put(at.map(({ lat, lng }) => [lat, lng]));
        this._say(this._count("drawn"));
      };
      if (kind === "point" || points.length < 2) {
        const marker = L.marker(points.at(-1), { icon: L.divIcon({ className: "geometry-point", iconSize: [22, 22] }), draggable: true, keyboard: false });
        marker.on("dragend", () => changed(marker)).addTo(group);
        return;
      }
      const style = { className: "tb-shape", weight: 4, fillOpacity: 0.18, interactive: false };
      const layer = (kind === "area" && points.length > 2 ? L.polygon : L.polyline)(points, style).addTo(group);
      if (points.length > EDIT_LIMIT || points.length < LEAST[kind]) {
        for (const at of points.slice(0, EDIT_LIMIT)) L.marker(at, { icon: L.divIcon({ className: "geometry-point", iconSize: [12, 12] }), keyboard: false, interactive: false }).addTo(group);
        return;
      }
      const icon = L.divIcon({ className: "geometry-point", iconSize: [18, 18] });
      layer.options.editing = {};
      layer.options.poly = { icon, touchIcon: L.divIcon({ className: "geometry-point", iconSize: [28, 28] }) };
      layer.editing = new L.Edit.Poly(layer);
      layer.editing.enable();
      // Leaflet.draw goes on with the layer after telling of the change, so it is replaced a moment later.
      layer.on("edit", () => setTimeout(() => changed(layer), 0));
    },
  });

  L.koepaikka.drawing = (o) => new Drawing(o);
  Object.assign(L.koepaikka.tools, { readCoordinates: (text, epsg, limits) => read(text, plane(epsg), limits), writeCoordinates: (points, epsg) => write(points, plane(epsg)) });
})(L);

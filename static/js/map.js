/* Our maps: what the one-line calls of geodata/maps.py do. People's text reaches the page by
   textContent only. Mends the keyboard faults of Leaflet 1.9. Contract of the data: geodata/maps.py. */
(function (L) {
  "use strict";
  const root = document.documentElement;
  const language = root.lang || "en";
  const plural = new Intl.PluralRules(language);
  const FAINT_ZOOM = 9;       // from here the 1:10m outline is visibly wrong (by up to 1.5 km)
  const STREET_ZOOM = 11;     // from here it is not drawn at all
  const TARGET = 24;          // least side of what can be pressed, WCAG 2.5.8
  const SHAPE_ZOOM = 12;
  const fill = (text, facts) => String(text ?? "").replace(/\{(\w+)\}/g, (whole, name) => facts[name] ?? whole);
  const counted = (labels, key, n) =>
    fill(labels[`${key}_${plural.select(n)}`] ?? labels[`${key}_other`], { n: n.toLocaleString(language) });
  const ownPath = (url) => (typeof url === "string" && /^\/(?![/\\])/.test(url) ? url : null);

  const element = (tag, attributes = {}, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) if (value != null) node.setAttribute(name, value);
    node.append(...children.filter((child) => child != null));
    return node;
  };

  /* ---- The map itself ------------------------------------------------------------------------ */

  const viewInAddress = () => {
    const match = /^(\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)$/.exec(new URLSearchParams(location.search).get("map") || "");
    return match && Math.abs(match[2]) <= 85 && Math.abs(match[3]) <= 180 ? { zoom: +match[1], centre: [+match[2], +match[3]] } : null;
  };
  const viewText = (map) => {
    const { lat, lng } = map.getCenter();
    return `${+map.getZoom().toFixed(2)}/${lat.toFixed(4)}/${lng.toFixed(4)}`;
  };

  const open = (map, o) => {
    const kept = o.keepView ? viewInAddress() : null;
    if (kept) map.setView(kept.centre, kept.zoom, { animate: false });
    else if (o.centre) map.setView(o.centre, o.zoom, { animate: false });
    else {
      // Room for the buttons above and the scale below, where the map is large enough to spare it.
      const { x, y } = map.getSize(), side = Math.min(28, x / 12);
      map.fitBounds(o.bounds, { paddingTopLeft: [side, Math.min(84, y / 5.5)], paddingBottomRight: [side, Math.min(48, y / 9)], maxZoom: o.small ? 16 : 14, animate: false });
    }
  };

  // A map may be born hidden (the phone's list view) and be resized without the window being so.
  const followSize = (map, o) => {
    let seen = map.getSize().x > 0;
    new ResizeObserver(() => {
      map.resizing = true;
      map.invalidateSize({ pan: false });
      map.resizing = false;
      if (!seen && map.getSize().x > 0) { seen = true; open(map, o); }
    }).observe(map.getContainer());
  };

  const mendKeyboard = (map) => {
    map.getContainer().addEventListener("keydown", (event) => {
      // Leaflet hears Escape only while the map element itself has the focus, not a link in a popup.
      if (event.key === "Escape" && map._popup?.isOpen()) { event.stopPropagation(); map.closePopup(); }
      const button = event.key === " " && event.target.closest?.('a[role="button"]');
      if (button) { event.preventDefault(); button.click(); }
    });
  };

  const giveVoice = (map) => {
    const status = element("div", { class: "tb-status", role: "status" });
    map.getContainer().append(status);
    let timer;
    // `quiet` words are for assistive technology only: who sees the map sees what they say.
    map.say = (text, { quiet = false, stay = false } = {}) => {
      clearTimeout(timer);
      status.toggleAttribute("data-quiet", quiet);
      status.textContent = text;
      if (!stay) timer = setTimeout(() => { status.textContent = ""; }, 5000);
    };
  };

  const createMap = (o) => {
    const small = Boolean(o.small), touch = L.Browser.mobile || matchMedia("(pointer: coarse)").matches;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const map = L.map(o.id, {
      minZoom: o.minZoom, maxZoom: o.maxZoom, zoomSnap: 0.25, zoomDelta: 1, zoomControl: false, bounceAtZoomLimits: false,
      scrollWheelZoom: !small, dragging: !(small && touch), wheelPxPerZoomLevel: 90,
      zoomAnimation: !calm, fadeAnimation: !calm, markerZoomAnimation: !calm, inertia: !calm,
    });
    map.labels = o.labels;
    map.getContainer().koepaikkaMap = map;      // for scripts that stand beside a map, such as place.js
    map.attributionControl.setPrefix(false);
    L.control.zoom({ zoomInTitle: o.labels.zoom_in, zoomOutTitle: o.labels.zoom_out }).addTo(map);
    L.control.scale({ imperial: false }).addTo(map);
    if (small && touch) map.getContainer().classList.add("is-two-fingers");
    giveVoice(map);
    mendKeyboard(map);
    // Leaflet asks nobody before it glides to make room for a popup.
    if (calm) map.panBy = (offset, options) => L.Map.prototype.panBy.call(map, offset, { ...options, animate: false });
    map.on("popupopen", ({ popup }) => popup.getElement().querySelector(".leaflet-popup-close-button")?.setAttribute("aria-label", o.labels.close));
    open(map, o);
    followSize(map, o);
    return map;
  };

  /* ---- What lies below: outline, tiles, names ------------------------------------------------- */

  const themed = (name, fallback) => getComputedStyle(root).getPropertyValue(name).trim() || fallback;
  const onTheme = (act) => {
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", act);
    document.addEventListener("koepaikka:theme", act);
  };
  const fetchJson = async (url, signal) => {
    const answer = await fetch(url, { signal, headers: { Accept: "application/geo+json, application/json" } });
    if (!answer.ok) throw new Error(`${answer.status}`);
    return answer.json();
  };

  const Base = L.Layer.extend({
    initialize(o) { this._o = o; this._outlines = {}; this._tileState = o.tiles ? "waiting" : "none"; },

    onAdd(map) {
      this._map = map;
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
      // Under good tiles nobody sees the outline, so it is not even fetched.
      if (zoom < FAINT_ZOOM || rough) this._showOutline(zoom < 6 && this._o.outlineLow ? "outlineLow" : "outline");
      this._restyle();
      this._drawGrid(rough);
      this._drawNames(rough);
      if (this._tileState === "failed" && Date.now() - this._failedAt > 60000) this._addTiles();
    },

    _showOutline(which) {
      for (const [name, layer] of Object.entries(this._outlines)) if (name !== which) layer?.remove();
      if (this._outlines[which]) { this._outlines[which].addTo(this._map); return; }
      if (which in this._outlines) return;
      this._outlines[which] = null;
      fetchJson(this._o[which]).then((data) => {
        this._outlines[which] = L.geoJSON(data, {
          interactive: false, pane: "outline", renderer: this._canvas, style: () => this._style(), attribution: this._creditOfOutline(),
        });
        if (which !== (this._map.getZoom() < 6 && this._o.outlineLow ? "outlineLow" : "outline")) return;
        this._outlines[which].addTo(this._map);
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
      const { url, credit, creditUrl, maxZoom } = this._o.tiles;
      const thanks = creditUrl ? element("a", { href: creditUrl, rel: "noopener" }, credit) : element("span", {}, credit);
      const tiles = L.tileLayer(url, { maxNativeZoom: maxZoom, maxZoom: 22, attribution: thanks.outerHTML });
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

  /* ---- Pins, clusters and chips ---------------------------------------------------------------- */

  // Leaflet makes a marker a role=button, but Enter fires no "click" and Space does nothing.
  const pressable = (marker, act) => marker.on("click", act).on("keydown", ({ originalEvent: event }) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    L.DomEvent.stop(event);
    act();
  });
  const named = (marker, name, data = {}) => marker.on("add", () => {
    marker.getElement().setAttribute("aria-label", name);
    Object.assign(marker.getElement().dataset, data);
  });

  // A spoken name must hold the words seen, for those who speak to their computer.
  const withWords = (seen, name) => (name.includes(seen) ? name : `${seen}: ${name}`);

  const placeText = (p, labels, tag = "p") => {
    const path = ownPath(p.url);
    return element("div", { class: "map-popup" },
      element(tag, { class: "map-popup-title" }, path ? element("a", { href: path }, p.title) : p.title),
      labels[p.status] ? element("p", { class: "map-popup-status", "data-status": p.status }, labels[p.status]) : null,
      p.place ? element("p", { class: "map-popup-place" }, p.place) : null,
      p.dates ? element("p", { class: "map-popup-dates" }, p.dates) : null);
  };
  const stackText = (p, labels) => {
    const rest = p.count - p.items.length;
    return element("div", { class: "map-popup map-popup-stack" },
      element("p", { class: "map-popup-count" }, counted(labels, "stack", p.count)),
      element("ul", {}, ...p.items.map((item) => element("li", {}, placeText(item, labels)))),
      rest > 0 ? element("p", {}, counted(labels, "more", rest)) : null);
  };

  // The popup takes the focus, and gives it back to where it came from.
  const showPopup = (map, at, content, from) => {
    const popup = L.popup({ minWidth: 200, maxWidth: 320, maxHeight: 300, autoPanPadding: [24, 24] }).setLatLng(at).setContent(content);
    popup.on("remove", () => {
      const lost = !document.activeElement || document.activeElement === document.body || popup.getElement()?.contains(document.activeElement);
      if (lost) (from?.isConnected ? from : map.getContainer()).focus({ preventScroll: true });
    });
    popup.openOn(map);
    (popup.getElement().querySelector("a[href]:not(.leaflet-popup-close-button)") || popup.getElement().querySelector("a"))?.focus({ preventScroll: true });
    return popup;
  };

  const pinIcon = () => L.divIcon({ html: element("span"), className: "tb-pin", iconSize: [28, 28] });

  // Fetches what lies in the window and a quarter around it; a later question cancels the earlier one.
  const windowed = (map, url, params, draw) => {
    let had = null, running = null;
    return async () => {
      const zoom = map.getZoom(), view = map.getBounds();
      if (had && had.zoom === zoom && had.box.contains(view)) return null;
      const box = view.pad(0.25), address = new URL(url, location.href);
      for (const [name, value] of Object.entries(params)) for (const one of [value].flat()) address.searchParams.append(name, one);
      address.searchParams.set("bbox", [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()].map((v) => v.toFixed(5)).join(","));
      address.searchParams.set("zoom", String(+zoom.toFixed(2)));
      running?.abort();
      running = new AbortController();
      const data = await fetchJson(address, running.signal);
      had = { zoom, box };
      draw(data);
      return data;
    };
  };

  // Whether enough of a rectangle to press is inside the frame and not covered.
  const isOpen = (mark, frame, covers) => {
    let left = { x0: Math.max(mark.left, frame.left), y0: Math.max(mark.top, frame.top), x1: Math.min(mark.right, frame.right), y1: Math.min(mark.bottom, frame.bottom) };
    const room = (one) => Math.min(one.x1 - one.x0, one.y1 - one.y0);
    for (const cover of covers) {
      if (cover.left >= left.x1 || cover.right <= left.x0 || cover.top >= left.y1 || cover.bottom <= left.y0) continue;
      left = [{ ...left, x1: cover.left }, { ...left, x0: cover.right }, { ...left, y1: cover.top }, { ...left, y0: cover.bottom }].reduce((a, b) => (room(b) > room(a) ? b : a));
    }
    return room(left) >= TARGET;
  };

  // The faint line around a city; a map without it is complete all the same.
  const drawBoundary = (map, url) => {
    if (!ownPath(url)) return;
    const pane = map.getPane("boundary") || map.createPane("boundary");
    pane.style.zIndex = 350; pane.style.pointerEvents = "none";
    pane.setAttribute("aria-hidden", "true");
    fetchJson(url).then((data) => {
      L.geoJSON(data, { pane: "boundary", interactive: false, style: { className: "tb-boundary", weight: 2, fill: false } }).addTo(map);
    }).catch(() => {});
  };

  const Experiments = L.Layer.extend({
    initialize(o) { this._o = o; this._pins = new Map(); this._shapes = new Map(); },

    onAdd(map) {
      this._map = map; this._labels = map.labels;
      this._pinGroup = L.layerGroup().addTo(map);
      this._shapeGroup = L.featureGroup().addTo(map);
      this._askPins = windowed(map, this._o.url, this._o.params, (data) => this._drawPins(data.features));
      if (this._o.shapesUrl) this._askShapes = windowed(map, this._o.shapesUrl, this._o.params, (data) => this._drawShapes(data.features));
      if (this._o.near) this._drawNear();
      for (const url of this._o.outlines) drawBoundary(map, url);
      this._legend();
      followCards(this);
      keepViewInAddress(map);
      nearMe(map);
      map.on("moveend", this._load, this).on("moveend resize popupopen popupclose", this._reach, this);
      this._load();
    },

    async _load() {
      const { _map: map, _labels: labels } = this;
      const slow = setTimeout(() => map.say(labels.loading, { stay: true }), 400);
      try {
        const [data] = await Promise.all([this._askPins(), this._loadShapes()]);
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
    _inView() {
      const box = this._map.getBounds();
      let n = 0;
      for (const { marker, properties } of this._pins.values()) if (box.contains(marker.getLatLng())) n += properties.count || 1;
      return counted(this._labels, "in_view", n);
    },

    _drawPins(features) {
      const keep = new Set(), before = document.activeElement;
      // North to south, west to east: the order in which the Tab key walks through them.
      features.sort((a, b) => b.geometry.coordinates[1] - a.geometry.coordinates[1] || a.geometry.coordinates[0] - b.geometry.coordinates[0]);
      for (const { properties: p, geometry } of features) {
        const key = p.count ? `cluster ${p.cell} ${p.count}` : `place ${p.id}`;
        keep.add(key);
        if (this._pins.has(key)) continue;
        const at = [geometry.coordinates[1], geometry.coordinates[0]];
        const marker = p.count ? (p.name ? this._chip(at, p) : this._cluster(at, p)) : this._pin(at, p);
        this._pins.set(key, { marker, properties: p });
        this._pinGroup.addLayer(marker);
      }
      for (const [key, { marker }] of this._pins) {
        if (keep.has(key)) continue;
        this._pinGroup.removeLayer(marker);
        this._pins.delete(key);
      }
      // Zooming in by a cluster removes the focused element; without this the focus falls to the page's top.
      if (before && !before.isConnected) this._map.getContainer().focus({ preventScroll: true });
    },

    // What lies outside the view or under the map's buttons is no button itself until it can be pressed.
    _reach() {
      const frame = this._map.getContainer(), popup = this._map._popup;
      const above = [...frame.parentElement.querySelectorAll(".leaflet-control, .map-tools > *, .map-key"), ...(popup?.isOpen() ? [popup.getElement()] : [])];
      const covers = above.map((one) => one.getBoundingClientRect()).filter((one) => one.width);
      for (const { marker } of this._pins.values()) {
        const icon = marker.getElement();
        if (icon === document.activeElement) continue;
        const on = isOpen(icon.getBoundingClientRect(), frame.getBoundingClientRect(), covers);
        if (on) { icon.removeAttribute("aria-hidden"); icon.setAttribute("role", "button"); icon.setAttribute("tabindex", "0"); } else { icon.setAttribute("aria-hidden", "true"); icon.removeAttribute("role"); icon.removeAttribute("tabindex"); }
      }
    },

    _cluster(at, p) {
      const size = p.size || Math.min(56, Math.round(32 + 8 * Math.log10(p.count)));
      const text = p.count.toLocaleString(language, p.count >= 10000 ? { notation: "compact" } : {});
      const marker = L.marker(at, { icon: L.divIcon({ html: element("b", {}, text), className: "tb-cluster", iconSize: [size, size] }), riseOnHover: true });
      if (p.items) {
        named(marker, withWords(text, counted(this._labels, "stack", p.count)), { stack: "" });
        return pressable(marker, () => showPopup(this._map, at, stackText(p, this._labels), marker.getElement()));
      }
      named(marker, withWords(text, counted(this._labels, "cluster", p.count)));
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
      const marker = L.marker(at, { icon: pinIcon(), riseOnHover: true });
      named(marker, `${p.title}, ${this._labels[p.status] || ""}`, { status: p.status, pin: p.id });
      marker.on("mouseover", () => light(this, p.id, true)).on("mouseout", () => light(this, p.id, false));
      marker.on("add", () => {
        marker.getElement().addEventListener("focus", () => light(this, p.id, true));
        marker.getElement().addEventListener("blur", () => light(this, p.id, false));
      });
      return pressable(marker, () => this._openPlace(p, at, marker.getElement()));
    },
    _openPlace(p, at, from) {
      showPopup(this._map, at, placeText(p, this._labels), from);
      const card = cardOf(p.id);
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
        shape.on("mouseover", () => light(this, p.id, true)).on("mouseout", () => light(this, p.id, false));
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
        const box = element("details", { class: "map-legend" }, element("summary", {}, this._labels.legend), element("ul", {}, ...rows));
        box.open = wide;
        box.addEventListener("toggle", () => this._reach());
        L.DomEvent.disableClickPropagation(box).disableScrollPropagation(box);
        return box;
      };
      if (this._o.legend.length) control.addTo(this._map);
    },
  });

  /* ---- The page around the map ------------------------------------------------------------------ */

  const cardOf = (id) => document.querySelector(`[data-feature-id="${CSS.escape(String(id))}"]`);
  const light = (layer, id, on) => {
    cardOf(id)?.classList.toggle("is-on", on);
    const pin = layer._pins.get(`place ${id}`)?.marker;
    pin?.getElement()?.classList.toggle("is-on", on);
    pin?.setZIndexOffset(on ? 1000 : 0);
    layer._shapes.get(String(id))?.eachLayer((part) => part.getElement?.()?.classList.toggle("is-on", on));
  };
  // By delegation, because the list may be replaced while the map stays.
  const followCards = (layer) => {
    const act = (on) => (event) => {
      const card = event.target.closest?.("[data-feature-id]");
      if (card && !(event.relatedTarget && card.contains(event.relatedTarget))) light(layer, card.dataset.featureId, on);
    };
    for (const [name, on] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]]) document.addEventListener(name, act(on));
  };

  const filterForm = (button) => button?.form || document.querySelector("form[data-filters]") || button?.closest("form");

  const keepViewInAddress = (map) => {
    let timer, moved = false;
    const write = () => {
      const address = new URL(location.href);
      address.searchParams.set("map", viewText(map));
      history.replaceState(history.state, "", address.search.replaceAll("%2F", "/") + address.hash);
    };
    map.whenReady(() => setTimeout(() => { moved = true; }, 0));
    map.on("moveend", () => { if (moved && !map.resizing) { clearTimeout(timer); timer = setTimeout(write, 300); } });
    // Links that only change a filter keep the view; choosing another city lets the server choose it.
    document.addEventListener("click", (event) => {
      const link = event.target.closest?.("a[data-keep-map]");
      if (!link || !new URLSearchParams(location.search).has("map")) return;
      const address = new URL(link.href);
      address.searchParams.set("map", viewText(map));
      link.href = address.href;
    });
    document.addEventListener("submit", ({ target: form }) => {
      const field = form.querySelector?.('input[name="map"]');
      if (field && new URLSearchParams(location.search).has("map")) field.value = viewText(map);
    });
  };

  // The place is asked for only when somebody presses the button, goes into the address and nowhere else.
  const nearMe = (map) => {
    const go = (button, near) => {
      const form = filterForm(button);
      if (form) {
        let field = form.querySelector('input[name="near"]');
        if (!field) form.append((field = element("input", { type: "hidden", name: "near" })));
        field.value = near;
        form.querySelector('input[name="map"]')?.remove();
        form.requestSubmit();
        return;
      }
      const address = new URL(location.href);
      address.searchParams.set("near", near);
      address.searchParams.delete("map");
      location.assign(address.href.replaceAll("%2C", ","));
    };
    for (const button of document.querySelectorAll("[data-near-me]")) {
      if (!navigator.geolocation) continue;
      button.hidden = false;
      button.addEventListener("click", () => {
        map.say(map.labels.locating, { stay: true });
        navigator.geolocation.getCurrentPosition(
          ({ coords }) => go(button, `${coords.latitude.toFixed(3)},${coords.longitude.toFixed(3)}`),
          (error) => map.say(error.code === 1 ? map.labels.near_denied : map.labels.near_failed, { stay: true }),
          { maximumAge: 60000, timeout: 10000 },
        );
      });
    }
  };

  /* ---- One place on its own page ----------------------------------------------------------------- */

  const Place = L.Layer.extend({
    initialize(o) { this._o = o; },
    onAdd(map) {
      const { geometry, status, radius } = this._o;
      const shape = L.geoJSON(geometry, {
        interactive: false, className: "tb-shape", style: { weight: 4, fillOpacity: 0.18 },
        pointToLayer: (_, at) => (radius ? L.circle(at, { radius, className: "tb-shape", weight: 3, fillOpacity: 0.18, interactive: false }) : named(L.marker(at, { icon: pinIcon(), interactive: false, keyboard: false }), map.labels[status] || "", { status }).on("add", ({ target }) => target.getElement().setAttribute("role", "img"))),
      }).addTo(map);
      shape.eachLayer((part) => part.eachLayer ? part.eachLayer((one) => one.getElement?.()?.setAttribute("data-status", status)) : part.getElement?.()?.setAttribute("data-status", status));
      if (radius) {
        map.getContainer().append(element("p", { class: "map-hint" }, map.labels.about_here));
        map.fitBounds(shape.getLayers()[0].getLatLng().toBounds(radius * 2.2), { animate: false });
      } else if (geometry.type === "Point" && map.isBare()) map.setZoom(FAINT_ZOOM - 1, { animate: false });
      if (map.getContainer().classList.contains("is-two-fingers")) oneFinger(map);
    },
  });
  // One finger scrolls the page; the hint comes when somebody tries to drag the map with it.
  const oneFinger = (map) => {
    const hint = element("p", { class: "map-two-fingers", hidden: "" }, map.labels.two_fingers), box = map.getContainer();
    box.append(hint);
    box.addEventListener("touchmove", (event) => { hint.hidden = event.touches.length > 1; }, { passive: true });
    box.addEventListener("touchend", () => { setTimeout(() => { hint.hidden = true; }, 1200); }, { passive: true });
  };

  L.koepaikka = Object.assign(L.koepaikka || {}, {
    map: createMap, base: (o) => new Base(o), experiments: (o) => new Experiments(o), place: (o) => new Place(o),
    tools: { element, fill, counted, ownPath, fetchJson, drawBoundary },
  });
})(L);

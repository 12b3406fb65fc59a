/* The window in view: fetching what lies in it, and which marks in it can be pressed. */
import { fetchJson, ownPath } from "koepaikka_map_element";

const TARGET = 24;  // least side of what can be pressed, WCAG 2.5.8

// Fetches what lies in the window and a quarter around it; a later question cancels the earlier one.
// `params()` is the filter in force; `forget()` lets the same window be asked for again.
export const windowed = (map, url, params, draw) => {
  let had = null, running = null;
  const ask = async () => {
    const zoom = map.getZoom(), view = map.getBounds();
    if (had && had.zoom === zoom && had.box.contains(view)) return null;
    const box = view.pad(0.25), address = new URL(url, location.href);
    for (const [name, value] of Object.entries(params())) for (const one of [value].flat()) address.searchParams.append(name, one);
    address.searchParams.set("bbox", [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()].map((v) => v.toFixed(5)).join(","));
    address.searchParams.set("zoom", String(+zoom.toFixed(2)));
    running?.abort();
    running = new AbortController();
    const data = await fetchJson(address, running.signal);
    had = { zoom, box };
    draw(data);
    return data;
  };
  ask.forget = () => { had = null; };
  return ask;
};

// Whether enough of a rectangle to press is inside the frame and not covered.
export const isOpen = (mark, frame, covers) => {
  let left = { x0: Math.max(mark.left, frame.left), y0: Math.max(mark.top, frame.top), x1: Math.min(mark.right, frame.right), y1: Math.min(mark.bottom, frame.bottom) };
  const room = (one) => Math.min(one.x1 - one.x0, one.y1 - one.y0);
  for (const cover of covers) {
    if (cover.left >= left.x1 || cover.right <= left.x0 || cover.top >= left.y1 || cover.bottom <= left.y0) continue;
    left = [{ ...left, x1: cover.left }, { ...left, x0: cover.right }, { ...left, y1: cover.top }, { ...left, y0: cover.bottom }].reduce((a, b) => (room(b) > room(a) ? b : a));
  }
  return room(left) >= TARGET;
};

// The faint line around a city; a map without it is complete all the same.
export const drawBoundary = (map, url) => {
  if (!ownPath(url)) return;
  const pane = map.getPane("boundary") || map.createPane("boundary");
  pane.style.zIndex = 350; pane.style.pointerEvents = "none";
  pane.setAttribute("aria-hidden", "true");
  fetchJson(url).then((data) => {
    L.geoJSON(data, { pane: "boundary", interactive: false, style: { className: "tb-boundary", weight: 2, fill: false } }).addTo(map);
  }).catch(() => {});
};

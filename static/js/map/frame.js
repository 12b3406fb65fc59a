/* The map itself: where it opens, its size, its keyboard, its voice.  Mends faults of Leaflet 1.9. */
import { element } from "koepaikka_map_element";

const viewInAddress = () => {
  const match = /^(\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)$/.exec(new URLSearchParams(location.search).get("map") || "");
  return match && Math.abs(match[2]) <= 85 && Math.abs(match[3]) <= 180 ? { zoom: +match[1], centre: [+match[2], +match[3]] } : null;
};
/* Zoom and centre as the address holds them; a metre is less than two pixels at the closest zoom. */
export const viewText = (map) => {
  const { lat, lng } = map.getCenter();
  return `${+map.getZoom().toFixed(2)}/${lat.toFixed(5)}/${lng.toFixed(5)}`;
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

export const createMap = (o) => {
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

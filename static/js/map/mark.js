/* Marks and what they open: pins, names for assistive technology, popups with a place or a stack. */
import { counted, element, ownPath } from "koepaikka_map_element";

// Leaflet makes a marker a role=button, but Enter fires no "click" and Space does nothing.
export const pressable = (marker, act) => marker.on("click", act).on("keydown", ({ originalEvent: event }) => {
  if (event.key !== "Enter" && event.key !== " ") return;
  L.DomEvent.stop(event);
  act();
});
export const named = (marker, name, data = {}) => marker.on("add", () => {
  marker.getElement().setAttribute("aria-label", name);
  Object.assign(marker.getElement().dataset, data);
});

// A spoken name must hold the words seen, for those who speak to their computer.
export const withWords = (seen, name) => (name.includes(seen) ? name : `${seen}: ${name}`);

export const placeText = (p, labels, tag = "p") => {
  const path = ownPath(p.url);
  return element("div", { class: "map-popup" },
    element(tag, { class: "map-popup-title" }, path ? element("a", { href: path }, p.title) : p.title),
    labels[p.status] ? element("p", { class: "map-popup-status", "data-status": p.status }, labels[p.status]) : null,
    p.place ? element("p", { class: "map-popup-place" }, p.place) : null,
    p.dates ? element("p", { class: "map-popup-dates" }, p.dates) : null);
};
export const stackText = (p, labels) => {
  const rest = p.count - p.items.length;
  return element("div", { class: "map-popup map-popup-stack" },
    element("p", { class: "map-popup-count" }, counted(labels, "stack", p.count)),
    element("ul", {}, ...p.items.map((item) => element("li", {}, placeText(item, labels)))),
    rest > 0 ? element("p", {}, counted(labels, "more", rest)) : null);
};

// The popup takes the focus, and gives it back to where it came from.
export const showPopup = (map, at, content, from) => {
  const popup = L.popup({ minWidth: 200, maxWidth: 320, maxHeight: 300, autoPanPadding: [24, 24] }).setLatLng(at).setContent(content);
  popup.on("remove", () => {
    const lost = !document.activeElement || document.activeElement === document.body || popup.getElement()?.contains(document.activeElement);
    if (lost) (from?.isConnected ? from : map.getContainer()).focus({ preventScroll: true });
  });
  popup.openOn(map);
  (popup.getElement().querySelector("a[href]:not(.leaflet-popup-close-button)") || popup.getElement().querySelector("a"))?.focus({ preventScroll: true });
  return popup;
};

// `above`: the mark stands over its place, so that one of another kind at the same place is seen too.
export const pinIcon = (above = false) => L.divIcon({ html: element("span"), className: "tb-pin", iconSize: [28, 28], ...(above && { iconAnchor: [14, 42] }) });

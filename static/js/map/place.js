/* The small map of one place on its own page. */
import { element, offer } from "koepaikka_map_element";
import { FAINT_ZOOM } from "koepaikka_map_base";
import { named, pinIcon } from "koepaikka_map_mark";

const Place = L.Layer.extend({
  initialize(o) { this._o = o; },
  onAdd(map) {
    const { geometry, status, radius, around } = this._o;
    const shape = L.geoJSON(geometry, {
      interactive: false, className: "tb-shape", style: { weight: 4, fillOpacity: 0.18 },
      pointToLayer: (_, at) => (radius ? L.circle(at, { radius, className: "tb-shape", weight: 3, fillOpacity: 0.18, interactive: false }) : named(L.marker(at, { icon: pinIcon(), interactive: false, keyboard: false }), map.labels[status] || "", { status }).on("add", ({ target }) => target.getElement().setAttribute("role", "img"))),
    }).addTo(map);
    shape.eachLayer((part) => part.eachLayer ? part.eachLayer((one) => one.getElement?.()?.setAttribute("data-status", status)) : part.getElement?.()?.setAttribute("data-status", status));
    if (radius) {
      map.getContainer().append(element("p", { class: "map-hint" }, map.labels.about_here));
      map.fitBounds(shape.getLayers()[0].getLatLng().toBounds(radius * 2.2), { animate: false });
    } else if (around) {
      const [lon, lat] = geometry.coordinates;
      L.circle([lat, lon], { radius: around, className: "tb-shape tb-around", weight: 3, fillOpacity: 0.14, interactive: false }).addTo(map);
    } else if (geometry.type === "Point" && map.isBare()) map.setZoom(FAINT_ZOOM - 1, { animate: false });
    if (map.getContainer().classList.contains("is-two-fingers")) oneFinger(map);
  },
});
// One finger scrolls the page; the hint comes when somebody tries to drag the map with it.
const oneFinger = (map) => {
  if (map.getContainer().querySelector(".map-two-fingers")) return;
  const hint = element("p", { class: "map-two-fingers", hidden: "" }, map.labels.two_fingers), box = map.getContainer();
  box.append(hint);
  box.addEventListener("touchmove", (event) => { hint.hidden = event.touches.length > 1; }, { passive: true });
  box.addEventListener("touchend", () => { setTimeout(() => { hint.hidden = true; }, 1200); }, { passive: true });
};

offer({ place: (o) => new Place(o) });

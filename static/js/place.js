/* One point beside a map: a tap on the map or "Where I am now" writes it into the field, which works
   without this script.  The place that the browser tells is used only for the field. */
const field = document.querySelector("[data-place-field]"), map = document.getElementById("map_place")?.koepaikkaMap;
const said = document.querySelector("[data-place-said]"), button = document.querySelector("[data-place-here]");
let mark = null;

const say = (text) => { if (said) said.textContent = text || ""; };
const show = (lat, lon, go) => {
  if (!map) return;
  mark ??= window.L.circleMarker([lat, lon], { radius: 10, weight: 3, fillOpacity: 1, className: "tb-picked", interactive: false }).addTo(map);
  mark.setLatLng([lat, lon]);
  if (go || !map.getBounds().contains([lat, lon])) map.setView([lat, lon], Math.max(map.getZoom(), 15), { animate: false });
};
const put = (lat, lon, go) => {
  field.value = `${lat.toFixed(4)}, ${lon.toFixed(4)}`;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  show(lat, lon, go);
  say(said?.dataset.chosen.replace("{place}", field.value));
};
const typed = () => {
  const found = field.value.match(/^\s*(-?\d+(?:[.]\d+)?)\s*[,;\s]\s*(-?\d+(?:[.]\d+)?)\s*$/);
  if (found) show(Number(found[1]), Number(found[2]));
};

if (field) {
  map?.on("click", ({ latlng }) => put(latlng.lat, latlng.lng));
  field.addEventListener("change", typed);
  typed();
  if (button && navigator.geolocation) {
    button.hidden = false;
    button.addEventListener("click", () => {
      say(button.dataset.wait);
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => put(coords.latitude, coords.longitude, true),
        () => say(button.dataset.failed),
        { maximumAge: 60000, timeout: 10000 },
      );
    });
  }
}

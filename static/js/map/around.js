/* The circle that would be followed around a drawn point, as wide as the form says. */
import { offer } from "koepaikka_map_element";
import { read } from "koepaikka_geometry_text";

const Around = L.Layer.extend({
  initialize(o) { this._o = o; },
  onAdd(map) {
    this._map = map;
    this._field = document.getElementById(this._o.field);
    this._kinds = [...document.getElementsByName(this._o.kindName)];
    [this._radius] = document.getElementsByName(this._o.radiusName);
    this._field.addEventListener("input", () => this._draw());
    for (const input of [this._radius, ...this._kinds]) input.addEventListener("change", () => { this._draw(); this._fit(); });
    this._draw();
    this._fit();
  },
  _draw() {
    this._circle?.remove();
    this._circle = null;
    if (this._kinds.find((input) => input.checked)?.value !== "point") return;
    const [at] = read(this._field.value, 4326, this._o.limits, "point")?.parts?.flat() ?? [];
    if (!at) return;
    this._circle = L.circle(at, { radius: Number(this._radius.value), interactive: false, className: "tb-shape tb-around", weight: 3, fillOpacity: 0.14 }).addTo(this._map);
  },
  _fit() {
    if (this._circle && !this._map.getBounds().contains(this._circle.getBounds())) this._map.fitBounds(this._circle.getBounds(), { padding: [24, 24], animate: false });
  },
});

offer({ around: (o) => new Around(o) });

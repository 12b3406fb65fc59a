/* The page around the map: its cards, its address, and "near me". */
import { element } from "koepaikka_map_element";
import { viewText } from "koepaikka_map_frame";

export const ABOVE = 400;  // challenges and events lie over the experiments at their place
export const cardOf = (id) => document.querySelector(`[data-feature-id="${CSS.escape(String(id))}"]`);
export const light = (layer, id, on) => {
  cardOf(id)?.classList.toggle("is-on", on);
  const pin = layer._pins.get(`place ${id}`)?.marker;
  const things = [...layer._things.values()].filter(({ properties }) => properties.card === id).map(({ marker }) => marker);
  for (const mark of pin ? [pin, ...things] : things) {
    mark.getElement()?.classList.toggle("is-on", on);
    mark.setZIndexOffset(on ? 1000 : mark === pin ? 0 : ABOVE);
  }
  layer._shapes.get(String(id))?.eachLayer((part) => part.getElement?.()?.classList.toggle("is-on", on));
};
// By delegation, because the list may be replaced while the map stays.
export const followCards = (layer) => {
  const act = (on) => (event) => {
    const card = event.target.closest?.("[data-feature-id]");
    if (card && !(event.relatedTarget && card.contains(event.relatedTarget))) light(layer, card.dataset.featureId, on);
  };
  for (const [name, on] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]]) document.addEventListener(name, act(on));
};

const filterForm = (button) => button?.form || document.querySelector("form[data-filters]") || button?.closest("form");

export const keepViewInAddress = (map) => {
  let timer, moved = false;
  const write = () => {
    const address = new URL(location.href);
    address.searchParams.set("map", viewText(map));
    history.replaceState(history.state, "", address.search.replaceAll("%2F", "/") + address.hash);
  };
  // Whoever copies the link gets the view as it is now, also when the map has not been moved.
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-copy-link]")) { clearTimeout(timer); write(); }
  }, { capture: true });
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
export const nearMe = (map) => {
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

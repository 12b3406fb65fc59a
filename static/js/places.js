/* Suggestions of places under the search box of the front page: the combobox pattern of the ARIA practices.
   Without this script the box searches, and the page itself lists the places that are called so. */
const frame = document.querySelector("[data-places]");
const LEAST = 2, PAUSE = 180;

const element = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
};

const suggest = (box) => {
  const list = element("ul", { id: "places", role: "listbox", class: "suggestions", hidden: "", "aria-label": frame.dataset.placesLabel });
  const told = element("p", { class: "vh", role: "status" });
  let timer, running = null, at = -1, asked = "";
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "places" })) box.setAttribute(name, value);
  box.closest(".search-row").classList.add("has-suggestions");
  box.closest(".search-row").append(list, told);

  const options = () => [...list.children];
  const point = (next) => {
    at = next;
    options().forEach((one, place) => one.setAttribute("aria-selected", String(place === at)));
    if (at < 0) box.removeAttribute("aria-activedescendant");
    else { box.setAttribute("aria-activedescendant", options()[at].id); options()[at].scrollIntoView({ block: "nearest" }); }
  };
  const show = (on) => {
    const isOpen = on && list.children.length > 0;
    list.hidden = !isOpen;
    box.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) point(-1);
  };
  const fill = ({ places, words }) => {
    list.replaceChildren(...places.map((one, place) => {
      const option = element("li", { id: `place-${place}`, role: "option", "aria-selected": "false" }, element("bdi", {}, one.name), " ", element("small", {}, one.about));
      option.dataset.url = one.url;
      return option;
    }));
    at = -1;
    show(document.activeElement === box);
    told.textContent = words;
  };
  const go = (option) => {
    // Only a path of our own, whatever the answer holds.
    const address = new URL(option.dataset.url, location.href);
    if (address.origin === location.origin) location.assign(address.href);
  };
  const ask = async () => {
    const text = box.value.trim();
    if (text === asked) return;
    asked = text;
    running?.abort();
    if (text.length < LEAST) { list.replaceChildren(); told.textContent = ""; show(false); return; }
    running = new AbortController();
    const address = new URL(frame.dataset.places, location.href);
    address.search = location.search;
    address.searchParams.set("q", text);
    try {
      const answer = await fetch(address, { signal: running.signal, headers: { Accept: "application/json" } });
      if (answer.ok) fill(await answer.json());
    } catch (error) {
      if (error.name !== "AbortError") show(false);
    }
  };

  box.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, PAUSE); });
  box.addEventListener("focus", () => show(box.value.trim() === asked));
  box.addEventListener("blur", () => show(false));
  box.addEventListener("keydown", (event) => {
    const count = list.children.length, isOpen = !list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!count) return;
      event.preventDefault();
      if (!isOpen) show(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      point(at < 0 && step < 0 ? count - 1 : at + step >= count ? -1 : Math.max(-1, at + step));
    } else if (event.key === "Enter" && isOpen && at >= 0) {
      event.preventDefault();
      go(options()[at]);
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      show(false);
    }
  });
  // The pointer must not take the focus from the box before the choice is read.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => { const option = event.target.closest("[role=option]"); if (option) go(option); });
};

const box = frame?.querySelector('input[type="search"]');
if (box) suggest(box);

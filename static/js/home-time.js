/* The slider of the front page: moves through the months; the list, its counts and the map follow in
   place, so that the focus stays.  Without this script the same months are links and a form. */
const panel = document.querySelector("[data-time]");
const PAUSE = 300;
const UNKEPT = new Set(["page", "map"]);

const slide = (slider) => {
  const language = document.documentElement.lang || "en";
  const plural = new Intl.PluralRules(language);
  const month = new Intl.DateTimeFormat(language, { month: "long", year: "numeric", timeZone: "UTC" });
  const [year, first] = panel.dataset.first.split("-").map(Number);
  const shown = panel.querySelector("[data-time-shown]");
  let timer, running = null;

  const counts = () => panel.dataset.counts.split(",").map(Number);
  const valueOf = (place) => {
    const number = year * 12 + first - 1 + place;
    return `${Math.floor(number / 12)}-${String((number % 12) + 1).padStart(2, "0")}`;
  };
  const words = (place) => {
    const n = counts()[place] ?? 0, text = plural.select(n) === "one" ? panel.dataset.one : panel.dataset.other;
    const name = month.format(new Date(`${valueOf(place)}-01T00:00:00Z`));
    return text.replace("{month}", name[0].toUpperCase() + name.slice(1)).replace("{n}", n.toLocaleString(language));
  };
  const say = () => {
    const text = words(Number(slider.value));
    slider.setAttribute("aria-valuetext", text);
    shown.textContent = text;
  };
  // The parts of the page that follow; what has the focus is none of them.
  const take = (page) => {
    for (const part of document.querySelectorAll("[data-part]")) {
      const fresh = page.querySelector(`[data-part="${part.dataset.part}"]`);
      if (fresh && !part.contains(document.activeElement)) part.replaceChildren(...fresh.childNodes);
    }
    panel.dataset.counts = page.querySelector("[data-time]")?.dataset.counts ?? panel.dataset.counts;
    say();
  };
  const show = async () => {
    const address = new URL(location.href), map = address.searchParams.get("map");
    address.searchParams.delete("page");
    address.searchParams.delete("map");
    address.searchParams.set("at", valueOf(Number(slider.value)));
    running?.abort();
    running = new AbortController();
    document.getElementById("list")?.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { signal: running.signal, headers: { Accept: "text/html" } });
      if (!answer.ok) throw new Error(`${answer.status}`);
      take(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch (error) {
      if (error.name !== "AbortError") location.assign(address.href);
      return;
    }
    document.getElementById("list")?.removeAttribute("aria-busy");
    const params = {};
    for (const [name, value] of address.searchParams) if (!UNKEPT.has(name)) (params[name] ||= []).push(value);
    document.dispatchEvent(new CustomEvent("koepaikka:filters", { detail: params }));
    if (map) address.searchParams.set("map", map);
    history.replaceState(history.state, "", address.search.replaceAll("%2F", "/").replaceAll("%2C", ",") + address.hash);
  };

  slider.addEventListener("input", () => { say(); clearTimeout(timer); timer = setTimeout(show, PAUSE); });
};

const slider = panel?.querySelector('input[type="range"]');
if (slider) slide(slider);

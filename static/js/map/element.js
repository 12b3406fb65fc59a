/* Small tools of the maps' scripts.  People's text reaches the page by textContent only. */
const root = document.documentElement;
export const language = root.lang || "en";
const plural = new Intl.PluralRules(language);
export const fill = (text, facts) => String(text ?? "").replace(/\{(\w+)\}/g, (whole, name) => facts[name] ?? whole);
export const counted = (labels, key, n) =>
  fill(labels[`${key}_${plural.select(n)}`] ?? labels[`${key}_other`], { n: n.toLocaleString(language) });
export const ownPath = (url) => (typeof url === "string" && /^\/(?![/\\])/.test(url) ? url : null);

export const element = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value != null) node.setAttribute(name, value);
  node.append(...children.filter((child) => child != null));
  return node;
};

export const themed = (name, fallback) => getComputedStyle(root).getPropertyValue(name).trim() || fallback;
export const onTheme = (act) => {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", act);
  document.addEventListener("koepaikka:theme", act);
};
export const fetchJson = async (url, signal) => {
  const answer = await fetch(url, { signal, headers: { Accept: "application/geo+json, application/json" } });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
};

/* Does a long work in short pieces, between which the page answers. */
export const inSlices = async (items, act) => {
  let begun = performance.now();
  for (const item of items) {
    act(item);
    if (performance.now() - begun < 8) continue;
    await new Promise((go) => { setTimeout(go); });
    begun = performance.now();
  }
};
/* Kept when an element is in sight or nearly so: a map further down the page costs nothing before. */
export const inSight = (box) => new Promise((seen) => {
  const watch = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    watch.disconnect();
    seen();
  }, { rootMargin: "200px" });
  watch.observe(box);
});

/* Gives the page's one-line calls (geodata/maps.py) what a module has to offer. */
export const offer = (factories) => { L.koepaikka = Object.assign(L.koepaikka || {}, factories); };

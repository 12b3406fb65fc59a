/* Every page: menus, theme, copy link, print, the phone's bar, messages. All of it works without this file too. */
const root = document.documentElement;
const texts = document.getElementById("site-texts")?.dataset ?? {};
root.dataset.scripts = "";

/* Menus made of <details>: close on Escape, on a click elsewhere and when the focus leaves. */
for (const menu of document.querySelectorAll("details[data-menu]")) {
  const close = () => { menu.open = false; };
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    close();
    menu.querySelector("summary").focus();
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) close();
  });
  document.addEventListener("click", (event) => { if (!menu.contains(event.target)) close(); });
}

/* Rows that scroll sideways show what is focused, which browsers leave out when its edge is in sight; and the
   menu of a section begins where one is. */
document.addEventListener("focusin", ({ target }) => {
  if (target.closest?.(".section-nav ul, .tabs ul, .chips.scroll, .table-scroll")) target.scrollIntoView({ block: "nearest", inline: "nearest" });
});
const here = document.querySelector(".section-nav [aria-current]")?.getBoundingClientRect();
if (here) document.querySelector(".section-nav ul").scrollLeft += here.left + here.width / 2 - innerWidth / 2;

/* A short message at the bottom of the window, read aloud by screen readers. */
const toast = document.createElement("p");
toast.className = "toast";
toast.setAttribute("role", "status");
document.body.append(toast);
let toastTimer;
function say(text) {
  clearTimeout(toastTimer);
  toast.textContent = text;
  toastTimer = setTimeout(() => { toast.textContent = ""; }, 5000);
}

/* Theme: the form posts the choice; here the page changes at once. Maps listen to koepaikka:theme. */
const darkSheet = document.querySelector("link[data-dark]");
const darkMedia = { dark: "screen", light: "not all", auto: "screen and (prefers-color-scheme: dark)" };
const themeChanged = () => document.dispatchEvent(new CustomEvent("koepaikka:theme", { detail: { theme: root.dataset.theme } }));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", themeChanged);
document.querySelector("form[data-theme-form]")?.addEventListener("submit", async (event) => {
  const choice = event.submitter?.value;
  if (!(choice in darkMedia) || !darkSheet) return;
  event.preventDefault();
  const form = event.currentTarget;
  root.dataset.theme = choice;
  darkSheet.media = darkMedia[choice];
  for (const button of form.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button.value === choice));
  requestAnimationFrame(themeChanged);
  const body = new FormData(form);
  body.set("theme", choice);
  try {
    await fetch(form.action, { method: "POST", body, redirect: "manual" });
  } catch {
    /* Without a connection the choice lasts for this page only. */
  }
});

document.addEventListener("click", async (event) => {
  const copy = event.target.closest("[data-copy-link]");
  if (copy) {
    try {
      await navigator.clipboard.writeText(copy.dataset.copyLink || location.href);
      say(copy.dataset.copied ?? texts.copied);
    } catch {
      say(texts.copyFailed);
    }
  }
  if (event.target.closest("[data-print]")) print();
});

/* What the last request said is read first, unless there are errors to mend. */
const summary = document.querySelector("[data-summary]");
const flashes = document.querySelector("[data-flashes]");
(summary ?? flashes)?.focus({ preventScroll: !summary });

/* The phone's bar on the map page shows which part is in view. */
const bar = document.querySelector(".tabbar");
if (bar && "IntersectionObserver" in window) {
  const links = new Map([...bar.querySelectorAll("a[href^='#']")].map((link) => [link.hash.slice(1), link]));
  const watch = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      for (const [id, link] of links) {
        if (id === entry.target.id) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      }
    }
  }, { rootMargin: "-50% 0px -49% 0px" });
  for (const [id, link] of links) {
    const target = document.getElementById(id);
    if (target) watch.observe(target);
    // Whoever asks for the filters wants to see them, not the button that opens them.
    if (id === "filters") link.addEventListener("click", () => target?.querySelector("details")?.setAttribute("open", ""));
  }
}

"""Walking a page with the Tab key, and what is wrong with each stop."""

from dataclasses import dataclass, field

from playwright.sync_api import Page

MOST = 500
# What a keyboard must come to: all that can be pressed or filled in and is shown; of radio buttons
# of one name the chosen one, or one.
TARGETS = """() => {
  const kinds = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]';
  const groups = new Set();
  window.walked = [...document.querySelectorAll(kinds)].filter((one) => {
    if (one.tabIndex < 0 || one.disabled || one.closest('[inert]')) return false;
    if (!one.checkVisibility({ visibilityProperty: true })) return false;
    if (one.type !== 'radio') return true;
    const key = `${one.form?.action} ${one.name}`;
    const chosen = [...document.getElementsByName(one.name)].find((other) => other.checked);
    if (chosen ? chosen !== one : groups.has(key)) return false;
    groups.add(key);
    return true;
  });
  return window.walked.map((one) => one.outerHTML.replace(/\\s+/g, ' ').slice(0, 120));
}"""
# Where the focus is: which target, whether its ring is drawn (by itself, by what it stands in, or
# by what is drawn for it), and whether any of it can be seen and is covered by nothing.
STOP = """() => {
  const at = document.activeElement;
  if (!at || at === document.body || at === document.documentElement) return null;
  const ring = (node, part) => {
    const style = getComputedStyle(node, part);
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  };
  let drawn = at.nextElementSibling ? ring(at.nextElementSibling) : false;
  for (let node = at, up = 0; node && up < 5 && !drawn; node = node.parentElement, up += 1)
    drawn = [undefined, '::before', '::after'].some((part) => ring(node, part));
  const box = at.getBoundingClientRect();
  const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth);
  const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
  const open = [.1, .5, .9].some((x) => [.1, .5, .9].some((y) => {
    const hit = document.elementFromPoint(left + (right - left) * x, top + (bottom - top) * y);
    return hit && (at.contains(hit) || hit.closest('label')?.control === at);
  }));
  let apart = Boolean(at.closest('.app-map'));
  for (let node = at; node; node = node.parentElement)
    apart ||= getComputedStyle(node).position === 'fixed';
  return {
    target: window.walked.indexOf(at), drawn, open: right > left && bottom > top && open, apart,
    top: box.top + scrollY, bottom: box.bottom + scrollY,
    html: at.outerHTML.replace(/\\s+/g, ' ').slice(0, 120),
  };
}"""


@dataclass
class Walk:
    """One walk through a page: the stops in their order, and the faults found on the way."""

    targets: list[str]
    stops: list[dict[str, object]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def walk(page: Page) -> Walk:
    """Press Tab from the top of a page until the focus leaves it."""
    made = Walk(page.evaluate(TARGETS))
    for _ in range(MOST):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None:
            break
        last = made.stops[-1] if made.stops else None
        if last and stop["target"] == last["target"]:
            continue  # a date has three parts
        made.stops.append(stop)
        made.faults += _faults(stop, last)
    else:
        made.faults.append("the focus never leaves the page")
    reached = {stop["target"] for stop in made.stops}
    made.faults += [
        f"never reached: {html}" for n, html in enumerate(made.targets) if n not in reached
    ]
    return made


def _faults(stop: dict[str, object], last: dict[str, object] | None) -> list[str]:
    """Return what is wrong with one stop after another."""
    found = []
    if not stop["drawn"]:
        found.append(f"no ring: {stop['html']}")
    if not stop["open"]:
        found.append(f"out of sight or covered: {stop['html']}")
    # The map's marks have an order of their own, and what is fixed to the window has no place.
    if last and not (stop["apart"] or last["apart"]) and stop["bottom"] < last["top"]:
        found.append(f"upwards from {last['html']} to {stop['html']}")
    return found

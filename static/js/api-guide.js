/* The documentation of the interface: answers are shown beside the form that asked for them. Without this file
   a form leads to the answer's own address. */
const forms = document.querySelectorAll("form[data-try]");

function addressOf(form) {
  let path = form.dataset.try;
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    const text = value.trim();
    if (path.includes(`{${name}}`)) path = path.replace(`{${name}}`, encodeURIComponent(text));
    else if (text) query.append(name, text);
  }
  const asked = query.toString();
  return asked ? `${path}?${asked}` : path;
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

async function ask(form) {
  const shown = form.querySelector("[data-answer]");
  const address = addressOf(form);
  const began = performance.now();
  const answer = await fetch(address, { headers: { Accept: "application/json" }, credentials: "omit" });
  const text = await answer.text();
  shown.hidden = false;
  shown.querySelector("[role=status]").textContent = `${answer.status} · ${Math.round(performance.now() - began)} ms · ${address}`;
  shown.querySelector("code").textContent = pretty(text);
}

for (const form of forms) {
  const link = form.querySelector("[data-address]");
  const keepLink = () => { link.href = addressOf(form); };
  form.addEventListener("input", keepLink);
  keepLink();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(form).catch(() => form.submit());
  });
}

const every = [...document.querySelectorAll("details.operation")];
const button = document.querySelector("[data-open-all]");
if (button) {
  button.parentElement.hidden = false;
  const open = button.textContent;
  button.addEventListener("click", () => {
    const isOpening = every.some((one) => !one.open);
    for (const one of every) one.open = isOpening;
    button.textContent = isOpening ? button.dataset.close : open;
  });
}
function openNamed() {
  const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (named instanceof HTMLDetailsElement) named.open = true;
}
addEventListener("hashchange", openNamed);
openNamed();
addEventListener("beforeprint", () => { for (const one of every) one.open = true; });

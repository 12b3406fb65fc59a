/* Forms: counts, passwords, one submission at a time, questions before harm, unsaved changes. */
const texts = document.getElementById("site-texts")?.dataset ?? {};
const number = new Intl.NumberFormat(document.documentElement.lang);

/* Links of the error summary lead to the field and show its label, too. */
document.querySelector("[data-summary]")?.addEventListener("click", (event) => {
  const field = document.getElementById(event.target.closest("a[href^='#']")?.hash.slice(1) ?? "");
  if (!field) return;
  event.preventDefault();
  (field.closest(".field") ?? field).scrollIntoView({ block: "center" });
  field.focus({ preventScroll: true });
});

/* Characters left. Line breaks are sent as two characters, so they count as two. */
const length = (text) => [...text.replace(/\r?\n/g, "\r\n")].length;
for (const line of document.querySelectorAll("[data-count-for]")) {
  const area = document.getElementById(line.dataset.countFor);
  if (!area) continue;
  const spoken = document.createElement("span");
  spoken.className = "vh";
  spoken.setAttribute("role", "status");
  line.after(spoken);
  let timer;
  const count = () => {
    const left = Number(area.dataset.limit) - length(area.value);
    line.toggleAttribute("data-over", left < 0);
    line.textContent = (left < 0 ? texts.over : texts.left).replace("{n}", number.format(Math.abs(left)));
    clearTimeout(timer);
    timer = setTimeout(() => { if (document.activeElement === area) spoken.textContent = line.textContent; }, 1200);
  };
  area.addEventListener("input", count);
  if (area.value) count();
}

for (const button of document.querySelectorAll("button[data-show-password]")) {
  const input = document.getElementById(button.getAttribute("aria-controls"));
  const spoken = document.createElement("span");
  spoken.className = "vh";
  spoken.setAttribute("role", "status");
  button.after(spoken);
  button.hidden = false;
  const show = (visible) => {
    input.type = visible ? "text" : "password";
    button.setAttribute("aria-pressed", String(visible));
  };
  button.addEventListener("click", () => {
    show(input.type === "password");
    spoken.textContent = input.type === "text" ? texts.passwordShown : texts.passwordHidden;
  });
  input.form?.addEventListener("submit", () => show(false));
}

/* A button with data-confirm asks first, in a dialog whose yes says what will happen. */
function ask(button, agree) {
  const dialog = document.createElement("dialog");
  const title = Object.assign(document.createElement("h2"), { id: "confirm-title", textContent: button.dataset.confirmTitle || texts.confirmTitle });
  const text = Object.assign(document.createElement("p"), { id: "confirm-text", textContent: button.dataset.confirm });
  const row = Object.assign(document.createElement("div"), { className: "actions" });
  const yes = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-danger", textContent: button.textContent.trim() });
  const no = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-quiet", textContent: texts.confirmNo });
  dialog.setAttribute("aria-labelledby", title.id);
  dialog.setAttribute("aria-describedby", text.id);
  yes.addEventListener("click", () => { dialog.close(); agree(); });
  no.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => { dialog.remove(); button.focus(); });
  row.append(yes, no);
  dialog.append(title, text, row);
  document.body.append(dialog);
  dialog.showModal();
  no.focus();
}
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-confirm]");
  if (!button?.form || button.dataset.agreed !== undefined) return;
  event.preventDefault();
  ask(button, () => {
    button.dataset.agreed = "";
    button.form.requestSubmit(button);
    delete button.dataset.agreed;
  });
});

/* A form that changes something is sent once; its request_key stays the same if it is sent again later. */
const sent = new WeakSet();
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (sent.has(form)) { event.preventDefault(); return; }
  sent.add(form);
  const buttons = form.querySelectorAll("button:not([type='button'])");
  for (const button of buttons) button.setAttribute("aria-disabled", "true");
  setTimeout(() => release(form), 15000);
});
function release(form) {
  sent.delete(form);
  for (const button of form.querySelectorAll("button[aria-disabled]")) button.removeAttribute("aria-disabled");
}
addEventListener("pageshow", (event) => { if (event.persisted) for (const form of document.forms) release(form); });

/* Longer texts are not lost by a wrong click. Forms that save themselves are watched by autosave.js. */
for (const form of document.querySelectorAll("form[method='post'][data-guard], form[method='post']:has(textarea)")) {
  if (form.dataset.autosave) continue;
  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
}

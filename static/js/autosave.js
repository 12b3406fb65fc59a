/* Forms with data-autosave save themselves 0.6 s after the last change; typed text is never lost.
   The server answers JSON: saved (time), version (or versions, by field name), message. With 422 it has kept
   what it could and says what it could not. A copy stays in this tab until everything is saved. */
const texts = document.getElementById("site-texts")?.dataset ?? {};
const PAUSE = 600;
const RETRY = 10000;
const PATIENCE = 20000;
const SKIP = new Set(["csrf_token", "request_key", "version"]);
const skipped = (name) => SKIP.has(name) || name.endsWith("-version");

function clock(value) {
  const when = /^\d{4}-\d\d-\d\dT/.test(value) ? new Date(value) : null;
  if (!when || Number.isNaN(when.getTime())) return value;
  return when.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
}

/* What a person has entered: names and values, without secrets, files and the form's own machinery. */
function entered(form) {
  const hidden = new Set([...form.querySelectorAll("input[type='password'], input[type='file']")].map((input) => input.name));
  return [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !skipped(name) && !hidden.has(name));
}

function refill(form, entries) {
  const values = new Map();
  for (const [name, value] of entries) values.set(name, [...(values.get(name) ?? []), value]);
  for (const field of form.elements) {
    if (!field.name || skipped(field.name) || ["password", "file", "submit", "button"].includes(field.type)) continue;
    const wanted = values.get(field.name) ?? [];
    if (field.type === "checkbox" || field.type === "radio") field.checked = wanted.includes(field.value);
    else if (field.type === "select-multiple") for (const option of field.options) option.selected = wanted.includes(option.value);
    else if (wanted.length) field.value = wanted.shift();
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

class Autosave {
  constructor(form) {
    this.form = form;
    this.key = `draft:${location.pathname}:${form.id || form.dataset.autosave}`;
    this.line = form.querySelector("[data-saved]") ?? this.makeLine();
    this.stopped = false;
    this.edits = 0;
    this.savedEdits = 0;
    this.offerCopy();
    form.addEventListener("input", () => this.changed());
    form.addEventListener("change", () => this.changed());
    form.addEventListener("submit", (event) => this.submitted(event));
    addEventListener("online", () => { if (this.unsaved) this.save(); });
    addEventListener("beforeunload", (event) => { if (this.unsaved && !this.leaving) event.preventDefault(); });
    addEventListener("pageshow", () => { this.leaving = false; });
  }

  get unsaved() { return this.edits !== this.savedEdits; }

  makeLine() {
    const line = document.createElement("p");
    line.className = "saved";
    line.setAttribute("role", "status");
    this.form.append(line);
    return line;
  }

  say(text, kind = "") {
    this.line.textContent = text;
    this.line.dataset.kind = kind;
  }

  changed() {
    this.edits += 1;
    this.keepCopy();
    if (this.stopped) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE);
  }

  keepCopy() {
    try {
      sessionStorage.setItem(this.key, JSON.stringify({ at: new Date().toISOString(), entries: entered(this.form) }));
    } catch { /* The tab's store is full or forbidden: the text is still on the page. */ }
  }

  dropCopy() {
    try { sessionStorage.removeItem(this.key); } catch { /* nothing was kept */ }
  }

  /* While a save is on its way the form waits for it: with an older version it would contradict itself. */
  submitted(event) {
    clearTimeout(this.timer);
    if (this.busy) {
      event.preventDefault();
      this.held = { submitter: event.submitter };
    } else {
      this.leaving = true;
    }
  }

  async save() {
    if (this.stopped || this.leaving) return;
    if (this.busy) { this.again = true; return; }
    this.busy = true;
    clearTimeout(this.timer);
    const edits = this.edits;
    const body = new FormData(this.form);
    for (const [name, value] of [...body]) if (typeof value !== "string") body.delete(name);
    const slow = setTimeout(() => this.say(texts.saving), 800);
    try {
      const answer = await fetch(this.form.dataset.autosave, {
        method: "POST", body, headers: { "X-Autosave": "1", Accept: "application/json" }, signal: AbortSignal.timeout(PATIENCE),
      });
      clearTimeout(slow);
      await this.heard(answer, edits);
    } catch {
      clearTimeout(slow);
      this.say(texts.saveOffline, "error");
      this.timer = setTimeout(() => this.save(), RETRY);
    } finally {
      this.busy = false;
      if (this.held) {
        const { submitter } = this.held;
        this.held = null;
        this.form.requestSubmit(submitter);
      } else if (this.again) {
        this.again = false;
        this.save();
      }
    }
  }

  async heard(answer, edits) {
    const isJson = (answer.headers.get("Content-Type") ?? "").includes("json");
    const data = isJson ? await answer.json().catch(() => ({})) : {};
    const versions = { ...(data.version === undefined ? {} : { version: data.version }), ...data.versions };
    for (const [name, value] of Object.entries(versions)) {
      const field = this.form.elements.namedItem(name);
      if (field) field.value = value;
    }
    if (answer.ok && isJson) {
      this.savedEdits = edits;
      if (!this.unsaved) this.dropCopy();
      this.say(data.message || texts.saved.replace("{time}", clock(data.saved ?? new Date().toISOString())));
    } else if (answer.status === 409) {
      this.stop(data.message || texts.saveConflict);
    } else if (answer.redirected || [400, 401, 403].includes(answer.status)) {
      this.stop(data.message || texts.saveSignedOut);
    } else if (answer.status === 429 || answer.status >= 500) {
      this.say(data.message || texts.saveRefused, "error");
      this.timer = setTimeout(() => this.save(), RETRY);
    } else {
      this.say(data.message || texts.saveRefused, "error");
    }
  }

  stop(text) {
    this.stopped = true;
    this.say(text, "error");
  }

  offerCopy() {
    let copy;
    try { copy = JSON.parse(sessionStorage.getItem(this.key)); } catch { copy = null; }
    if (!copy) return;
    if (JSON.stringify(copy.entries) === JSON.stringify(entered(this.form))) { this.dropCopy(); return; }
    const box = document.createElement("div");
    box.className = "notice";
    box.dataset.kind = "warning";
    const inner = document.createElement("div");
    inner.className = "stack-s";
    const text = document.createElement("p");
    text.textContent = texts.restore.replace("{time}", clock(copy.at));
    const row = document.createElement("div");
    row.className = "row";
    const button = (label, quiet, act) => {
      const made = document.createElement("button");
      made.type = "button";
      made.className = quiet ? "btn btn-quiet btn-small" : "btn btn-small";
      made.textContent = label;
      made.addEventListener("click", () => { act(); box.remove(); this.form.querySelector(".input, input:not([type='hidden'])")?.focus(); });
      return made;
    };
    row.append(
      button(texts.restoreYes, false, () => { refill(this.form, copy.entries); this.changed(); this.say(texts.restored); }),
      button(texts.restoreNo, true, () => this.dropCopy()),
    );
    inner.append(text, row);
    box.append(document.createElement("span"), inner);
    this.form.before(box);
  }
}

for (const form of document.querySelectorAll("form[data-autosave]")) new Autosave(form);

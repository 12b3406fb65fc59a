/* Makes and shows passkeys: <div data-passkey="create|get" data-question="JSON"> within a form that has a hidden field
   "answer". What the browser answers is sent with the form; without this file a line says what is needed. */
const box = document.querySelector("[data-passkey]");

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const described = (list) => list?.map((one) => ({ ...one, id: bytes(one.id) }));

/* The JSON of the standard, read and written here because not all browsers do it by themselves yet. */
function read(question) {
  const asked = { ...question, challenge: bytes(question.challenge) };
  if (asked.user) asked.user = { ...asked.user, id: bytes(asked.user.id) };
  if (asked.excludeCredentials) asked.excludeCredentials = described(asked.excludeCredentials);
  if (asked.allowCredentials) asked.allowCredentials = described(asked.allowCredentials);
  return asked;
}

function written(made) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (made.response[name]) response[name] = text(made.response[name]);
  }
  return JSON.stringify({
    id: made.id, rawId: text(made.rawId), type: made.type, response,
    clientExtensionResults: made.getClientExtensionResults(),
  });
}

if (box && window.PublicKeyCredential) {
  const form = box.closest("form");
  const [off, on, failed] = ["off", "on", "failed"].map((name) => box.querySelector(`[data-passkey-${name}]`));
  off.hidden = true;
  on.hidden = false;
  on.querySelector("button").addEventListener("click", async () => {
    failed.hidden = true;
    try {
      const publicKey = read(JSON.parse(box.dataset.question));
      form.elements.answer.value = written(await navigator.credentials[box.dataset.passkey]({ publicKey }));
    } catch {
      failed.hidden = false;
      return;
    }
    form.requestSubmit();
  });
}

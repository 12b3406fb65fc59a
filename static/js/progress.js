/* How far an import is, asked every second; when it is over the page is loaded again.
   Without this file the button "Look again" does the same. */
const box = document.querySelector("[data-progress]");
const bar = box?.querySelector("progress");
const words = box?.querySelector("[data-progress-words]");
const PAUSE = 1000;
const PATIENCE = 5000;

async function look() {
  try {
    const answer = await fetch(box.dataset.progress, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const now = await answer.json();
    if (!now.running) {
      location.reload();
      return;
    }
    bar.max = now.total;
    bar.value = now.done;
    if (words.textContent !== now.words) words.textContent = now.words;
    setTimeout(look, PAUSE);
  } catch {
    setTimeout(look, PATIENCE);
  }
}

if (box) setTimeout(look, PAUSE);

/* Messages count as read once they have been in view for a moment. Without this file a button says so. */
const form = document.querySelector("form[data-seen]");
if (form && "IntersectionObserver" in window) {
  let timer;
  const watcher = new IntersectionObserver(([entry]) => {
    clearTimeout(timer);
    if (!entry.isIntersecting) return;
    timer = setTimeout(async () => {
      watcher.disconnect();
      try {
        const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-Autosave": "1" } });
        if (answer.ok) form.querySelector("button").hidden = true;
      } catch {
        /* Without a connection the button stays. */
      }
    }, 1500);
  });
  watcher.observe(form);
}

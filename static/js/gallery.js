/* Pictures open large over the page, with the arrow keys to the next; without this the link opens the picture. */
const dialog = document.querySelector("dialog[data-enlarged]");
const links = [...document.querySelectorAll("a[data-enlarge]")];
if (dialog && links.length) {
  const place = dialog.querySelector("[data-enlarged-picture]");
  const words = dialog.querySelector("[data-enlarged-words]");
  const credit = dialog.querySelector("[data-enlarged-credit]");
  const [back, on] = ["back", "on"].map((name) => dialog.querySelector(`[data-enlarged-${name}]`));
  let current = 0;

  const show = (number) => {
    current = (number + links.length) % links.length;
    const link = links[current];
    const small = link.querySelector("img");
    const large = new Image();
    large.src = link.href;
    large.alt = small.alt;
    large.lang = small.lang;
    place.replaceChildren(large);
    words.textContent = small.alt;
    words.lang = small.lang;
    credit.replaceChildren(...[...(link.closest("figure").querySelector("figcaption")?.childNodes ?? [])].map((node) => node.cloneNode(true)));
  };
  links.forEach((link, number) => link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    show(number);
    dialog.showModal();
  }));
  for (const button of [back, on]) button.hidden = links.length < 2;
  back.addEventListener("click", () => show(current - 1));
  on.addEventListener("click", () => show(current + 1));
  dialog.querySelector("[data-enlarged-close]").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step && links.length > 1) show(current + step);
  });
  dialog.addEventListener("close", () => { place.replaceChildren(); links[current].focus(); });
}

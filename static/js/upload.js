/* A file that is too large is told at once, before it travels; the server judges it again. */
for (const input of document.querySelectorAll("input[type='file'][data-most]")) {
  const told = Object.assign(document.createElement("p"), { className: "error", hidden: true });
  told.setAttribute("role", "alert");
  input.before(told);
  input.addEventListener("change", () => {
    const heavy = (input.files[0]?.size ?? 0) > Number(input.dataset.most);
    told.hidden = !heavy;
    told.textContent = heavy ? input.dataset.heavy : "";
    if (heavy) input.value = "";
  });
}

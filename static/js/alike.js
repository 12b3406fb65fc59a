/* While a new testbed is being named: says which ones of the city are called much the same.
   <div data-alike="URL" hidden> holds a heading and an empty <ul>; only names and links come from the server. */
const box = document.querySelector("[data-alike]");
const form = box?.closest("form");

/* A list that comes while a button is being pressed would push the button from under the pointer, and the press would be lost. */
let pressed = Promise.resolve();
addEventListener("pointerdown", () => {
  pressed = new Promise((free) => {
    for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => setTimeout(free), { once: true, capture: true });
  });
}, true);

let asked = 0;
async function look() {
  const values = new URLSearchParams([...new FormData(form)].filter(([name]) => name === "city" || name.startsWith("name_")));
  const named = [...values].some(([name, value]) => name !== "city" && value.trim().length > 2);
  const mine = (asked += 1);
  let found = [];
  if (named && values.get("city")) {
    try {
      const answer = await fetch(`${box.dataset.alike}?${values}`, { headers: { Accept: "application/json" } });
      if (answer.ok) found = await answer.json();
    } catch { /* It is only a hint. */ }
  }
  await pressed;
  if (mine !== asked) return;
  box.querySelector("ul").replaceChildren(...found.map(({ name, url, about }) => {
    const link = document.createElement("a"), note = document.createElement("span"), row = document.createElement("li");
    link.href = url;
    link.textContent = name;
    note.className = "muted small";
    note.textContent = about;
    row.append(link, " ", note);
    return row;
  }));
  box.hidden = found.length === 0;
}

if (form) {
  form.addEventListener("change", (event) => { if (/^(city|name_)/.test(event.target.name)) look(); });
  look();
}

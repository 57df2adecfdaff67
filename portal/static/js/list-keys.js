// Keys of a list, when nothing is being typed: / searches, J and K walk the rows, X ticks one.
const rows = () => [...document.querySelectorAll(".table--dense tbody tr")];

function walk(step) {
  const all = rows();
  const here = all.findIndex((row) => row.contains(document.activeElement));
  all[Math.min(Math.max(here + step, 0), all.length - 1)]?.querySelector("th a")?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.target.closest("input:not([type=checkbox]), textarea, select")) return;
  if (event.key === "/") document.querySelector("[data-key='/']")?.focus();
  else if (event.key === "j") walk(1);
  else if (event.key === "k") walk(-1);
  else if (event.key === "x") document.activeElement.closest("tbody tr")?.querySelector("input[type=checkbox]")?.click();
  else return;
  event.preventDefault();
});

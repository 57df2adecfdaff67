// Keys of a list, when nothing is being typed: J and K (or the arrows) walk the rows, Enter opens, X ticks, E edits. What they do
// is told to the list of keys by the table's own data-keys.
const rows = () => [...document.querySelectorAll("[data-list] tbody tr")];
const here = () => document.activeElement.closest("[data-list] tbody tr");

function walk(step) {
  const all = rows(), at = all.indexOf(here());
  const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1)];
  next?.querySelector("th a")?.focus();
}

const keys = {
  j: () => walk(1),
  k: () => walk(-1),
  ArrowDown: () => here() && walk(1),
  ArrowUp: () => here() && walk(-1),
  x: () => here()?.querySelector("input[type=checkbox]")?.click(),
  e: () => here()?.querySelector(".table__do a")?.click(),
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || document.querySelector("dialog[open]")) return;
  if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], [role=listbox]")) return;
  if (!keys[event.key] || (event.key.startsWith("Arrow") && !here())) return;
  keys[event.key]();
  event.preventDefault();
});

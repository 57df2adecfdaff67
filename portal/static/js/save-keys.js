// Ctrl+S and Ctrl+Enter save; Alt+PageDown and Alt+PageUp go from part to part of a long form, past its editors; a link in the list of mistakes
// goes to its input, whatever dresses it.
const form = document.querySelector("form[data-desk]");

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.isComposing) return;
  if (event.key.toLowerCase() !== "s" && event.key !== "Enter") return;
  event.preventDefault();
  const small = document.querySelector("dialog[open] form");
  if (small) small.requestSubmit();
  else if (!document.querySelector("dialog[open]")) form.requestSubmit(form.querySelector(".save-bar__main"));
});

const STOPS = "input:not([type=hidden]), select, textarea, button, [contenteditable], trix-editor, [tabindex='0']";
const PARTS = "fieldset.fields, [data-hours], [data-recurs], [data-rich], [data-map], [data-children], .editor__aside section.card";
const seen = (stop) => stop.checkVisibility() && !stop.disabled;

document.addEventListener("keydown", (event) => {
  const step = { PageDown: 1, PageUp: -1 }[event.key];
  if (!step || !event.altKey || event.ctrlKey || event.metaKey || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  const first = (part) => [...part.querySelectorAll(STOPS)].find(seen);
  const parts = [...form.querySelectorAll(PARTS)].filter(first);
  const at = parts.findLastIndex((part) => part.contains(document.activeElement));
  first(parts[at < 0 ? (step > 0 ? 0 : parts.length - 1) : (at + step + parts.length) % parts.length]).focus();
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-to]"), target = link && document.getElementById(link.hash.slice(1));
  if (!target) return;
  event.preventDefault();
  const box = target.matches(STOPS) && seen(target) ? target : [...(target.closest(".field, td") ?? target).querySelectorAll(STOPS)].find(seen) ?? target;
  box.focus();
  box.scrollIntoView({ block: "center" });
});

// Asks before a form that was changed is left.
for (const form of document.querySelectorAll("[data-unsaved]")) {
  let changed = form.dataset.unsaved === "changed";
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("change", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
}

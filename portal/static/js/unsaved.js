// Asks before a form that was changed is left; not when it is on its way to the server, nor when it was given up.
for (const form of document.querySelectorAll("[data-unsaved]")) {
  let changed = form.dataset.unsaved === "changed";
  const change = () => { changed = true; };
  form.addEventListener("input", change);
  form.addEventListener("change", change);
  // a form that is held back to sign in again is still here
  form.addEventListener("submit", (event) => { if (!event.defaultPrevented) changed = false; });
  addEventListener("pageshow", (event) => { if (event.persisted) changed = true; });
  addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
}

// Filters: an open panel asks how many rows each option would leave; empty controls stay out of the address; one panel at a time.
const form = document.querySelector("[data-filters]");

/** Write the counts of the options of `list` beside them. */
async function count(list) {
  if (list.dataset.counted) return;
  list.dataset.counted = "1";
  const address = new URL(form.dataset.filters, location.href);
  for (const [name, value] of new FormData(form)) if (value) address.searchParams.append(name, value);
  address.searchParams.set("name", list.dataset.counts);
  const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer?.ok || !answer.headers.get("Content-Type")?.includes("json")) { delete list.dataset.counted; return; }
  for (const [code, words] of Object.entries(await answer.json())) {
    const place = [...list.querySelectorAll("[data-count]")].find((one) => one.dataset.count === code);
    if (place) place.textContent = words;
  }
}

for (const panel of document.querySelectorAll(".filters details, .views details")) {
  panel.addEventListener("toggle", () => {
    if (!panel.open) return;
    panel.querySelectorAll("[data-counts]").forEach((list) => { if (list.checkVisibility?.() ?? true) count(list); });
    panel.querySelector(":scope > div input:not([type=hidden]), :scope > div textarea, :scope > form input:not([type=hidden])")?.focus({ preventScroll: true });
  });
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || !panel.open) return;
    panel.open = false;
    panel.querySelector("summary").focus();
    event.preventDefault();
  });
}
document.addEventListener("pointerdown", (event) => {
  for (const panel of document.querySelectorAll("details.drop[open]")) if (!event.composedPath().includes(panel)) panel.open = false; // an option that was chosen is gone by now
});
form?.addEventListener("submit", () => {
  for (const box of form.querySelectorAll("input, select, textarea")) if (!box.value.trim() && box.name && box.type !== "checkbox") box.disabled = true;
});
addEventListener("pageshow", () => form?.querySelectorAll(":disabled").forEach((box) => { box.disabled = false; }));

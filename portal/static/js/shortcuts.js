// Keys, when nothing is being typed: ? lists those of this page; an element's data-key goes to it (inputs) or presses it (the rest).
const keys = document.getElementById("keys");
const TYPING = "input:not([type=checkbox]):not([type=radio]):not([type=file]), textarea, select, [contenteditable], trix-editor";
const seen = (element) => element.checkVisibility?.() ?? true;
const named = (element) => element.dataset.keyLabel || element.getAttribute("aria-label") || element.title || element.placeholder || element.textContent.trim();

function list() {
  const known = new Map([["Ctrl+K", "找记录、去页面"], ["?", "看快捷键"]]);
  for (const element of document.querySelectorAll("[data-key]:not(tr)")) if (seen(element) && !known.has(element.dataset.key)) known.set(element.dataset.key, named(element));
  for (const element of document.querySelectorAll("[data-keys]")) for (const [key, label] of Object.entries(JSON.parse(element.dataset.keys))) known.set(key, label);
  keys.querySelector("dl").replaceChildren(...[...known].map(([key, label]) => {
    const row = document.createElement("div"), term = document.createElement("dt"), words = document.createElement("dd"), cap = document.createElement("kbd");
    cap.textContent = key;
    term.append(cap);
    words.textContent = label;
    row.append(term, words);
    return row;
  }));
  keys.showModal();
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.target.closest(TYPING) || document.querySelector("dialog[open]")) return;
  if (event.key === "?") list();
  else {
    const element = [...document.querySelectorAll("[data-key]:not(tr)")].find((one) => one.dataset.key === event.key && seen(one));
    if (!element) return;
    if (element.matches("input:not([type=checkbox]), textarea, select")) element.focus(); else element.click();
  }
  event.preventDefault();
});
keys.addEventListener("click", (event) => { if (event.target === keys) keys.close(); });
document.querySelector("[data-keys-list]")?.addEventListener("click", (event) => { event.preventDefault(); list(); });

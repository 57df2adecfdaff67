// Ctrl+K opens one box for everything: pages of the admin and records, by name or pinyin initials.
const box = document.getElementById("palette");
const input = box.querySelector("input");
const list = box.querySelector("[role=listbox]");
const status = box.querySelector("[role=status]");
let asked = 0, timer, at = -1;

function element(tag, attributes, ...inside) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...inside);
  return made;
}

/** Mark the option at `place`, round and round; null: none. */
function mark(place) {
  const options = [...list.children];
  at = options.length && place !== null ? (place + options.length) % options.length : -1;
  options.forEach((option, i) => option.setAttribute("aria-selected", String(i === at)));
  options[at]?.scrollIntoView({ block: "nearest" });
  if (at >= 0) input.setAttribute("aria-activedescendant", options[at].id); else input.removeAttribute("aria-activedescendant");
}

function show(found) {
  list.replaceChildren(...found.map((row, i) => {
    const option = element("li", { class: "palette__option", role: "option", id: `palette-${i}`, "aria-selected": "false" },
      element("span", { class: "palette__kind soft small" }, row.kind), element("span", {}, row.title), element("span", { class: "soft small number" }, row.note));
    option.dataset.address = row.address;
    return option;
  }));
  input.setAttribute("aria-expanded", String(Boolean(found.length)));
  status.textContent = found.length ? `有 ${found.length} 条，用上下键选，回车打开` : "没有找到";
  mark(0);
}

async function ask() {
  const mine = ++asked;
  const address = new URL(box.dataset.lookup, location.href);
  address.searchParams.set("q", input.value);
  const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
  const found = answer?.ok && answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : [];
  if (mine === asked && box.open) show(found);
}

export function open() {
  if (box.open) return;
  box.showModal();
  input.value = "";
  ask();
}

input.addEventListener("input", () => {
  asked++;
  mark(null); // the list answers what was typed before
  clearTimeout(timer);
  timer = setTimeout(ask, 120);
});
input.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown") mark(at + 1);
  else if (event.key === "ArrowUp") mark(at < 0 ? -1 : at - 1);
  else if (event.key === "Enter" && at >= 0 && !event.isComposing) location.assign(list.children[at].dataset.address);
  else return;
  event.preventDefault();
});
list.addEventListener("click", (event) => {
  const option = event.target.closest("[role=option]");
  if (option) location.assign(option.dataset.address);
});
box.addEventListener("click", (event) => { if (event.target === box) box.close(); });
document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "k") return;
  event.preventDefault();
  open();
});
document.querySelector("[data-palette]")?.addEventListener("click", (event) => { event.preventDefault(); open(); });

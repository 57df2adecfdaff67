// Choosing records by typing: a combobox over the plain input, chips over the plain textarea (data-picker="many").
const OWN = "picker";
let number = 0;

function element(tag, attributes = {}, text = "") {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.textContent = text;
  return made;
}

/** Let `input` offer what its lookup finds; `take(value)` gets what is chosen. */
function offer(box, input, label, take) {
  const list = element("ul", { class: `${OWN}__list`, id: `${OWN}-${++number}`, role: "listbox", "aria-label": label, hidden: "" });
  const status = element("p", { class: "visually-hidden", role: "status" });
  input.after(list, status);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" })) input.setAttribute(name, value);
  let asked = 0, timer, at = -1;

  const close = () => { clearTimeout(timer); asked++; list.hidden = true; list.replaceChildren(); at = -1; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); };
  const choose = (option) => { take(option.dataset.value); close(); };
  const mark = (place) => {
    const options = [...list.children];
    if (!options.length) return;
    at = (place + options.length) % options.length;
    options.forEach((option, i) => option.setAttribute("aria-selected", String(i === at)));
    options[at].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[at].id);
  };
  const show = (found) => {
    list.replaceChildren(...found.map((row, i) => {
      const option = element("li", { class: `${OWN}__option`, role: "option", id: `${list.id}-${i}`, "aria-selected": "false" });
      option.append(element("span", {}, row.title), element("span", { class: "soft small number" }, row.note));
      option.dataset.value = row.value;
      option.addEventListener("pointerdown", (event) => { event.preventDefault(); choose(option); });
      return option;
    }));
    at = -1;
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(Boolean(found.length)));
    status.textContent = found.length ? `有 ${found.length} 条可选，用上下键选，回车确定` : "没有找到";
  };
  const ask = async () => {
    const mine = ++asked;
    const address = new URL(box.dataset.lookup, location.href);
    address.searchParams.set("query", input.value.replace(/（[a-z0-9-]+）$/, ""));
    const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
    const found = answer?.ok && answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : [];
    if (mine === asked && document.activeElement === input) show(found);
  };

  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 150); });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const open = !list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (open) mark(event.key === "ArrowDown" ? at + 1 : at < 0 ? -1 : at - 1); else ask();
    } else if (event.key === "Enter" && open && at >= 0) {
      event.preventDefault();
      choose(list.children[at]);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      close();
    }
  });
}

function single(box) {
  const input = box.querySelector("input");
  offer(box, input, input.labels[0]?.textContent ?? "", (value) => { input.value = value; input.dispatchEvent(new Event("change", { bubbles: true })); });
}

function many(box) {
  const area = box.querySelector("textarea");
  const label = area.labels[0]?.textContent ?? "";
  const chips = element("ul", { class: `filters ${OWN}__chips`, "aria-label": `${label}：已选` });
  const input = element("input", { class: "input", id: `${area.id}-search`, autocomplete: "off", spellcheck: "false", "aria-label": `${label}：再选一条` });
  const chosen = () => area.value.split(/[;；\n]/).map((part) => part.trim()).filter(Boolean);
  const keep = (values) => { area.value = [...new Set(values)].join("；"); draw(); area.dispatchEvent(new Event("change", { bubbles: true })); };
  const draw = () => chips.replaceChildren(...chosen().map((value) => {
    const item = element("li"), button = element("button", { type: "button", class: "chip chip--set" }, `${value} ×`);
    button.setAttribute("aria-label", `去掉 ${value}`);
    button.addEventListener("click", () => { keep(chosen().filter((other) => other !== value)); input.focus(); });
    item.append(button);
    return item;
  }));
  area.hidden = true;
  box.append(chips, input);
  for (const label of area.labels) label.htmlFor = input.id;
  if (area.getAttribute("aria-describedby")) input.setAttribute("aria-describedby", area.getAttribute("aria-describedby"));
  offer(box, input, label, (value) => { input.value = ""; keep([...chosen(), value]); });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Backspace" && !input.value && chosen().length) keep(chosen().slice(0, -1));
    if (event.key === "Enter" && input.value.trim() && !event.defaultPrevented) { event.preventDefault(); keep([...chosen(), input.value.trim()]); input.value = ""; }
  });
  area.form?.addEventListener("submit", () => { if (input.value.trim()) keep([...chosen(), input.value.trim()]); });
  draw();
}

/** Dress every picker inside `part` of the page. */
function dress(part) {
  for (const box of part.querySelectorAll("[data-picker]")) (box.dataset.picker === "many" ? many : single)(box);
}

document.addEventListener("row-added", (event) => dress(event.target));
dress(document);

// Choosing records by typing: a combobox over the plain input, chips over the plain textarea (data-picker="many").
const OWN = "picker";
let number = 0;

function element(tag, attributes = {}, text = "") {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.textContent = text;
  return made;
}

/** What the form around `box` says of the places that a new record may lie in. */
const around = (box) => [...(box.closest("form")?.elements ?? [])].filter((one) => ["division", "grid", "community"].includes(one.name)).map((one) => [one.name, one.value]);

/** Make what is missing in a dialog, `typed` filled in; `take(value)` gets it, and `input` has the focus again. */
async function make(address, typed, box, input, take) {
  const dialog = element("dialog", { class: "dialog", "aria-labelledby": "small-heading" });
  const from = new URL(address, location.href);
  for (const [name, value] of [["title", typed], ...around(box)]) from.searchParams.set(name, value);
  const fill = (html) => {
    dialog.innerHTML = html;
    dialog.querySelector("form").dispatchEvent(new CustomEvent("row-added", { bubbles: true }));
    const boxes = [...dialog.querySelectorAll("input:not([type=hidden]), select, textarea")].filter((one) => one.checkVisibility());
    (boxes.find((one) => one.getAttribute("aria-invalid") === "true") ?? boxes.find((one) => !one.value) ?? boxes[0])?.focus();
  };
  const trouble = (text) => {
    const told = dialog.querySelector("[data-told]") ?? element("p", { class: "field__error", role: "alert", "data-told": "" });
    told.textContent = text;
    dialog.querySelector("form").prepend(told);
  };
  const answer = await fetch(from, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok || answer.redirected) { open(address.replace("/small/", "/new/"), "_blank", "noopener"); return; }
  document.body.append(dialog);
  dialog.addEventListener("close", () => { dialog.remove(); input.focus(); });
  dialog.addEventListener("click", (event) => { if (event.target.closest("[data-small-close]")) dialog.close(); });
  let busy = false;
  dialog.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    const form = event.target, csrf = box.closest("form")?.elements.csrf_token?.value;
    if (csrf) form.elements.csrf_token.value = csrf; // somebody may have signed in again meanwhile
    const said = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } }).catch(() => null);
    busy = false;
    if (said?.ok && !said.redirected && said.headers.get("Content-Type")?.includes("json")) { take((await said.json()).value); dialog.close(); }
    else if (said?.status === 422) fill(await said.text());
    else trouble(said ? "没有建成，登录可能已经过期。请先按“保存”重新登录，再来新建。" : "连不上服务器，请稍后再试。");
  });
  dialog.showModal();
  fill(await answer.text());
}

/** Let `input` offer what its lookup finds; `take(value)` gets what is chosen. */
function offer(box, input, label, take) {
  const list = element("ul", { class: `${OWN}__list`, id: `${OWN}-${++number}`, role: "listbox", "aria-label": label, hidden: "" });
  const status = element("p", { class: "visually-hidden", role: "status" });
  input.after(list, status);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" })) input.setAttribute(name, value);
  let asked = 0, timer, at = -1, answered = ""; // what was typed when the list was asked for

  const close = () => { clearTimeout(timer); asked++; list.hidden = true; list.replaceChildren(); at = -1; answered = ""; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); };
  const choose = (option) => {
    const { create, typed, value } = option.dataset;
    close();
    if (create) make(create, typed, box, input, take); else take(value);
  };
  const mark = (place) => {
    const options = [...list.children];
    if (!options.length) return;
    at = (place + options.length) % options.length;
    options.forEach((option, i) => option.setAttribute("aria-selected", String(i === at)));
    options[at].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[at].id);
  };
  const show = (found, create, typed) => {
    answered = typed;
    const last = create && typed && !box.closest("dialog") && !found.some((row) => row.title === typed);
    list.replaceChildren(...found.map((row, i) => {
      const option = element("li", { class: `${OWN}__option`, role: "option", id: `${list.id}-${i}`, "aria-selected": "false" });
      option.append(element("span", {}, row.title), element("span", { class: "soft small number" }, row.lately ? `最近用过 ${row.note}` : row.note));
      option.dataset.value = row.value;
      option.addEventListener("pointerdown", (event) => { event.preventDefault(); choose(option); });
      return option;
    }));
    if (last) {
      const option = element("li", { class: `${OWN}__option ${OWN}__option--new`, role: "option", id: `${list.id}-new`, "aria-selected": "false" }, `新建…“${typed}”`);
      Object.assign(option.dataset, { create, typed });
      option.addEventListener("pointerdown", (event) => { event.preventDefault(); choose(option); });
      list.append(option);
    }
    at = -1;
    const any = list.childElementCount > 0;
    list.hidden = !any;
    input.setAttribute("aria-expanded", String(any));
    status.textContent = (found.length ? `有 ${found.length} 条可选，用上下键选，回车确定` : "没有找到") + (last ? "；最后一项是新建" : "");
  };
  const ask = async () => {
    const mine = ++asked;
    const address = new URL(box.dataset.lookup, location.href);
    const typed = input.value.replace(/（[a-z0-9-]+）$/, "").trim();
    address.searchParams.set("query", typed);
    const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
    const found = answer?.ok && answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : [];
    if (mine === asked && document.activeElement === input) show(found, answer?.headers.get("X-Create"), typed);
  };

  input.addEventListener("input", () => {
    if (!answered) close(); // what was offered before anything was typed must not change under a pointer
    clearTimeout(timer);
    timer = setTimeout(ask, 150);
  });
  input.addEventListener("click", () => { if (list.hidden && !input.value.trim()) ask(); });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const open = !list.hidden;
    if (event.isComposing) return;
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
    if (event.isComposing) return;
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

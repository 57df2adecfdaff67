// A cell that can be edited where it stands: double click or F2 opens it, Enter keeps, Escape leaves it as it was.
// Arrows walk from cell to cell. The input, its refusals and its collisions are drawn by the server.
const table = document.querySelector("table:has([data-inline])");
const base = location.pathname;
let open = null; // { cell, box }

const cells = (row) => [...row.querySelectorAll("[data-inline]")];

function toast(text, undo = "") {
  let box = document.querySelector(".toast");
  if (!box) {
    box = document.createElement("p");
    box.className = "toast";
    box.setAttribute("role", "status");
    document.querySelector("main").append(box);
  }
  box.replaceChildren(text);
  if (undo) {
    const link = document.createElement("a");
    link.href = undo;
    link.textContent = "撤销";
    box.append(link);
  }
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = "×";
  close.setAttribute("aria-label", "关掉这一句");
  close.addEventListener("click", () => box.replaceChildren());
  box.append(close);
}

function close(focus = true) {
  if (!open) return;
  const { cell, box } = open;
  open = null;
  box.remove();
  if (focus) cell.focus();
}

function show(cell, html) {
  const part = new DOMParser().parseFromString(html, "text/html").querySelector("[data-inline-form]");
  if (!part) {
    toast("没有打开，请刷新这一页再试。");
    return;
  }
  open?.box.remove();
  document.querySelector("main").append(part);
  open = { cell, box: part };
  const place = cell.getBoundingClientRect();
  const width = part.getBoundingClientRect().width;
  part.style.insetBlockStart = `${place.top + scrollY}px`;
  part.style.insetInlineStart = `${Math.max(8, Math.min(place.left + scrollX, document.documentElement.clientWidth - width - 8))}px`;
  part.addEventListener("submit", save);
  part.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) {
      event.preventDefault();
      close();
    }
  });
  part.querySelector("[data-inline-cancel]")?.addEventListener("click", () => close());
  part.querySelector("[data-inline-theirs]")?.addEventListener("click", (event) => {
    cell.querySelector(".table__cell").textContent = event.currentTarget.dataset.inlineTheirs;
    close();
  });
  const box = part.querySelector("[name]:is(input, select, textarea):not([type=hidden])");
  box.focus();
  box.select?.();
}

async function ask(address, options) {
  try {
    const answer = await fetch(address, options);
    if (answer.redirected) {
      toast("登录已经过期，您填的内容还在。请在另一个窗口登录后再保存。");
      return null;
    }
    return answer;
  } catch {
    toast("连不上服务器，您填的内容还在，请稍后再试。");
    return null;
  }
}

async function begin(cell) {
  const id = cell.closest("[data-key]").dataset.key;
  const answer = await ask(`${base}ajax/cell/?${new URLSearchParams({ id, field: cell.dataset.field })}`);
  if (answer?.ok) show(cell, await answer.text());
  else if (answer) toast("这一格现在不能改，请刷新这一页。");
}

async function save(event) {
  event.preventDefault();
  const { cell, box } = open;
  if (box.dataset.sending) return;
  box.dataset.sending = "1";
  const answer = await ask(box.action, { method: "POST", body: new FormData(box, event.submitter) });
  delete box.dataset.sending;
  if (!answer) return;
  const json = answer.headers.get("Content-Type").includes("json");
  if (!json) {
    const html = await answer.text();
    if (html.includes("data-inline-form")) show(cell, html);
    else toast(answer.status === 404 ? "这一条已经不在了，或者不再归您管。" : "没有保存，请刷新这一页再试。");
    return;
  }
  const told = await answer.json();
  if (told.text !== null) cell.querySelector(".table__cell").textContent = told.text;
  close();
  toast(told.sentence, told.undo);
}

function step(cell, key) {
  const row = cell.closest("tr");
  const side = cells(row);
  const at = side.indexOf(cell);
  if (key === "ArrowRight") return side[at + 1];
  if (key === "ArrowLeft") return side[at - 1] ?? row.querySelector("th a");
  const rows = [...row.parentElement.rows];
  const next = rows[rows.indexOf(row) + (key === "ArrowDown" ? 1 : -1)];
  return next?.querySelector(`[data-inline][data-field="${CSS.escape(cell.dataset.field)}"]`);
}

if (table) {
  table.querySelectorAll("[data-inline]").forEach((cell) => { cell.tabIndex = -1; });
  table.addEventListener("dblclick", (event) => {
    const cell = event.target.closest("[data-inline]");
    if (cell) begin(cell);
  });
  table.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const cell = event.target.closest("[data-inline]");
    const link = event.target.closest("th a");
    if (cell === event.target && (event.key === "F2" || event.key === "Enter")) begin(cell);
    else if (cell === event.target && event.key.startsWith("Arrow")) step(cell, event.key)?.focus();
    else if (link && event.key === "ArrowRight") cells(link.closest("tr"))[0]?.focus();
    else if (link && event.key === "F2") { const [first] = cells(link.closest("tr")); if (first) begin(first); }
    else return;
    event.preventDefault();
  });
}

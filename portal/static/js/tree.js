// A tree for the keyboard (WAI-ARIA tree view): one stop for Tab, arrows walk, branches are fetched when they open.
for (const box of document.querySelectorAll("[data-tree]")) {
  const label = (item) => item.querySelector(":scope > .branches__row > .branches__name");
  const inner = (item) => item.querySelector(":scope > ul");
  const isOpen = (item) => item.getAttribute("aria-expanded") === "true";
  const shown = () => [...box.querySelectorAll("[role=treeitem]")].filter((item) => item.checkVisibility());
  const above = (item) => item.parentElement.closest("[role=treeitem]");
  let here = null;

  /** Say to assistive technology what the lists inside `part` are. */
  const dress = (part, level) => {
    for (const list of part.querySelectorAll("ul")) list.setAttribute("role", "group");
    for (const item of part.querySelectorAll("li")) {
      item.setAttribute("role", item.matches("[data-node]") ? "treeitem" : "none");
      if (!item.matches("[data-node]")) continue;
      item.tabIndex = -1;
      item.setAttribute("aria-level", String(level + (above(item) ? Number(above(item).getAttribute("aria-level")) : 0)));
      item.setAttribute("aria-labelledby", (label(item).id ||= `${item.id}-name`));
      if (item.dataset.branch) item.setAttribute("aria-expanded", item.dataset.open);
      for (const stop of item.querySelectorAll(":scope > .branches__row :is(a, button)")) stop.tabIndex = -1;
    }
  };
  const settle = (item, focus = true) => {
    if (here) { here.tabIndex = -1; for (const act of here.querySelectorAll(":scope > .branches__row .branches__act")) act.tabIndex = -1; }
    here = item;
    item.tabIndex = 0;
    for (const act of item.querySelectorAll(":scope > .branches__row .branches__act")) act.tabIndex = 0;
    if (focus) item.focus();
  };
  const turn = (item, open) => {
    item.setAttribute("aria-expanded", String(open));
    if (inner(item)) inner(item).hidden = !open;
    item.querySelector(":scope > .branches__row > .branches__toggle > span").textContent = (open ? "收起" : "展开") + label(item).textContent;
    if (!open && item !== here && item.contains(here)) settle(item, item.contains(document.activeElement));
  };
  const open = async (item) => {
    if (!inner(item)) {
      item.setAttribute("aria-busy", "true");
      const answer = await fetch(item.dataset.branch).catch(() => null);
      item.removeAttribute("aria-busy");
      if (!answer?.ok || answer.redirected) { location.href = item.querySelector(".branches__toggle").href; return; }
      if (inner(item)) return;
      item.insertAdjacentHTML("beforeend", await answer.text());
      inner(item).setAttribute("role", "group");
      dress(inner(item), 1);
    }
    turn(item, true);
  };

  box.firstElementChild.setAttribute("role", "tree");
  box.firstElementChild.setAttribute("aria-label", box.dataset.tree);
  dress(box.firstElementChild, 1);
  const wanted = box.dataset.here && document.getElementById(`at-${box.dataset.here}`);
  settle(wanted || box.querySelector("[role=treeitem]"), Boolean(wanted));
  for (const help of document.querySelectorAll("[data-tree-help]")) help.hidden = false;

  box.addEventListener("click", (event) => {
    const item = event.target.closest("[role=treeitem]");
    if (!item) return;
    if (event.target.closest(".branches__toggle")) { event.preventDefault(); isOpen(item) ? turn(item, false) : open(item); }
    settle(item, !event.target.closest(".branches__act"));
  });
  const keys = {
    ArrowDown: (item) => { const all = shown(); const next = all[all.indexOf(item) + 1]; if (next) settle(next); },
    ArrowUp: (item) => { const all = shown(); const next = all[all.indexOf(item) - 1]; if (next) settle(next); },
    Home: () => settle(shown()[0]),
    End: () => settle(shown().at(-1)),
    ArrowRight: (item) => { if (!item.dataset.branch) return; if (!isOpen(item)) open(item); else { const next = inner(item)?.querySelector("[role=treeitem]"); if (next) settle(next); } },
    ArrowLeft: (item) => { if (isOpen(item)) turn(item, false); else if (above(item)) settle(above(item)); },
    Enter: (item) => label(item).click(),
  };
  box.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !event.target.matches("[role=treeitem]") || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key](event.target);
  });
  const order = document.getElementById("order");
  order?.addEventListener("submit", () => {
    for (const sent of order.querySelectorAll("[name=open]")) sent.remove();
    for (const item of box.querySelectorAll("[aria-expanded=true]")) {
      const slug = Object.assign(document.createElement("input"), { type: "hidden", name: "open", value: item.dataset.node });
      order.append(slug);
    }
  });
}

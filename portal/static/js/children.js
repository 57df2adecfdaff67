// Rows of children: blank ones wait until they are asked for, and what a row is about changes what its picker offers.
for (const section of document.querySelectorAll("[data-children]")) {
  const button = section.querySelector("[data-add]");
  const blanks = [...section.querySelectorAll("[data-fresh='blank']")];
  if (!button || !blanks.length) continue;
  const last = blanks.at(-1), key = last.id, [, stem, count] = key.match(/^(.*-new)(\d+)$/);
  const pattern = last.outerHTML; // before anything dresses its pickers
  const words = last.querySelector(".children__label .visually-hidden").textContent.match(/新增第 (\d+) 行/);
  let number = Number(count), place = Number(words[1]);

  /** A further row like the last blank one. */
  const another = () => {
    const body = document.createElement("tbody");
    body.innerHTML = pattern.replaceAll(key, `${stem}${++number}`).replaceAll(words[0], `新增第 ${++place} 行`);
    const row = body.firstElementChild;
    last.parentElement.append(row);
    row.dispatchEvent(new CustomEvent("row-added", { bubbles: true }));
    return row;
  };
  const table = section.querySelector("table");
  const look = () => { table.hidden = !table.querySelector("tbody > tr:not([hidden])"); };

  for (const row of blanks) row.hidden = true;
  look();
  button.hidden = false;
  button.addEventListener("click", () => {
    const row = blanks.find((blank) => blank.hidden) ?? another();
    row.hidden = false;
    look();
    row.querySelector("select, input:not([type=hidden]), textarea")?.focus();
  });
}

document.addEventListener("change", (event) => {
  const box = event.target.closest("[data-one-of]");
  if (box && event.target.matches("select")) box.querySelector("[data-picker]").dataset.lookup = event.target.selectedOptions[0].dataset.lookup;
});

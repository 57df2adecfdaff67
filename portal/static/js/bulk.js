// Ticked rows: how many they are, B goes to what can be done with them, Shift ticks a run, the whole list at once.
for (const bar of document.querySelectorAll("[data-bulk]")) {
  const form = bar.closest("form");
  const boxes = [...form.querySelectorAll("tbody input[name=rowid]")];
  const count = bar.querySelector("[data-bulk-count]");
  const all = bar.querySelector("[data-bulk-all]");
  let last = null;

  const look = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    count.textContent = all?.checked ? "全部符合条件的" : `选中 ${ticked} 条`;
  };

  boxes.forEach((box) => box.addEventListener("click", (event) => {
    if (event.shiftKey && last) {
      const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((one, two) => one - two);
      boxes.slice(from, to + 1).forEach((between) => { between.checked = box.checked; });
    }
    last = box;
    look();
  }));
  form.addEventListener("change", look);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.target.closest("input:not([type=checkbox]), textarea, select")) return;
    if (event.key === "b" && boxes.some((box) => box.checked)) {
      event.preventDefault();
      bar.querySelector("select, button")?.focus();
    } else if (event.key === "Escape" && bar.contains(document.activeElement)) {
      (boxes.find((box) => box.checked) ?? boxes[0])?.focus();
    }
  });
  look();
}

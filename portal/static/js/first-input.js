// Where a page is there to be typed into, typing starts at once: its first empty input has the focus, unless something else wants it.
const boxes = [...document.querySelectorAll("[data-first] :is(input:not([type=hidden], [type=radio], [type=checkbox]), select, textarea)")].filter((box) => box.checkVisibility());
if (!document.querySelector("[autofocus]") && matchMedia("(pointer: fine)").matches) (boxes.find((box) => box.getAttribute("aria-invalid") === "true") ?? boxes.find((box) => !box.value) ?? boxes[0])?.focus();

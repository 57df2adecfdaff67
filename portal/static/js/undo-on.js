// A long undo goes on by itself, one step after the other, until somebody leaves the page.
const form = document.querySelector("form[data-go-on]");
const timer = setTimeout(() => form.requestSubmit(), 400);
form.addEventListener("click", () => clearTimeout(timer));
form.addEventListener("submit", () => { clearTimeout(timer); form.querySelector("button").disabled = true; });

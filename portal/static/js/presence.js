// Tells, while the page is looked at, that it is open; says who else has it open, and when somebody else saved.
const form = document.querySelector("form[data-desk]"), words = document.querySelector("[data-presence-words]");
const EVERY = 30000; // milliseconds
let touched = false, known = Number(form.elements._version.value);

const post = (sent, keepalive = false) => fetch(form.dataset.presence, {
  method: "POST", keepalive, body: JSON.stringify({ number: form.elements._number.value, version: known, ...sent }),
  headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": form.elements.csrf_token.value },
});
const line = (text) => { const made = document.createElement("p"); made.textContent = text; return made; };

function notice(text) {
  const box = document.createElement("div"), row = document.createElement("p"), look = document.createElement("a"), on = document.createElement("button");
  box.className = "banner banner--wait";
  box.dataset.saved = "";
  look.href = form.dataset.history;
  look.target = "_blank";
  look.textContent = "看差别";
  on.type = "button";
  on.className = "button button--quiet button--small";
  on.textContent = "接着写（保存时合并）";
  on.addEventListener("click", () => { box.remove(); (form.querySelector("input:not([type=hidden]), textarea, select"))?.focus(); });
  row.className = "filters";
  row.append(look, on);
  box.append(line(`${text}。您写的都还在。`), row);
  words.parentElement.querySelector("[data-saved]")?.remove();
  words.before(box);
}

let last = words.textContent;
async function beat() {
  if (document.visibilityState !== "visible") return;
  const mine = touched;
  touched = false;
  const answer = await post({ touched: mine }).catch(() => null);
  if (!answer?.ok || answer.redirected) { touched ||= mine; return; }
  const said = await answer.json();
  const text = said.others.join("\n");
  if (text !== last) { last = text; words.replaceChildren(...said.others.map(line)); }
  if (said.saved) { known = said.version; notice(said.saved); }
}

form.addEventListener("input", () => { touched = true; });
document.addEventListener("visibilitychange", beat);
addEventListener("pagehide", () => { post({ left: true }, true).catch(() => {}); });
setInterval(beat, EVERY);
beat();

// A session that ended while somebody was typing: before a form is sent the session is asked for, and a person who is no
// longer signed in signs in again in place. Nothing typed is lost, and nobody's words are sent in another's name.
const form = document.querySelector("form[data-desk]"), dialog = document.querySelector("[data-again]");
const sign = dialog.querySelector("form"), told = dialog.querySelector("[data-again-told]"), code = dialog.querySelector("[data-again-code]");
const STILL = 15000; // milliseconds after which a page that is still there was not sent: a second sending is known for what it is
const word = form.querySelector("[data-autosave]"), boxes = sign.elements, first = sign.action;
let passed = false, busy = false, waiting = null; // waiting: how the form was to be sent

/** What the server says of the session: {signed_in, csrf}; {} when it cannot say; null when it cannot be reached. */
const here = async () => {
  const answer = await fetch(form.dataset.here, { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(8000) }).catch(() => null);
  if (!answer) return null;
  return answer.ok && answer.headers.get("Content-Type")?.includes("json") ? answer.json().catch(() => ({})) : {};
};
const take = (csrf) => { if (csrf) for (const box of document.querySelectorAll("input[name=csrf_token]")) box.value = csrf; };
const pass = (button) => {
  if (button && !button.isConnected) button = null;
  passed = true;
  form.requestSubmit(button);
  setTimeout(() => { busy = passed = false; }, STILL);
};
const ask = (button) => {
  waiting = button;
  told.textContent = "";
  steps("");
  if (!dialog.open) dialog.showModal();
  boxes.password.focus();
};
/** Show what this step of signing in asks for: login and password, or ("code") the code. */
const steps = (step, address = first) => {
  sign.action = address;
  code.hidden = step !== "code";
  for (const box of dialog.querySelectorAll("[data-again-first]")) box.hidden = step === "code";
};
/** Somebody else is signed in here: these words are neither sent in that name nor shown. */
const foreign = (login) => {
  ask(waiting);
  told.textContent = `这张表里是 ${form.dataset.person} 写的内容，您是 ${login}，不能用您的名义保存。请 ${form.dataset.person} 登录，或者离开这一页。`;
  form.hidden = true;
  boxes.login.value = form.dataset.person;
};

form.addEventListener("submit", async (event) => {
  if (passed) { passed = false; return; }
  event.preventDefault();
  if (busy) return;
  busy = true;
  const state = await here();
  if (state === null) word.textContent = "连不上服务器，没有保存。您写的都在，请稍后再按保存。";
  else if (state.signed_in === false) { take(state.csrf); ask({ button: event.submitter }); }
  else if (state.login && state.login !== form.dataset.person) { waiting = { button: event.submitter }; take(state.csrf); foreign(state.login); }
  else { take(state.csrf); pass(event.submitter); return; }
  busy = false;
});
addEventListener("pageshow", (event) => { if (event.persisted) busy = passed = false; });

sign.addEventListener("submit", async (event) => {
  event.preventDefault();
  const login = boxes.login.value.trim().toLowerCase();
  const answer = await fetch(sign.action, { method: "POST", body: new FormData(sign), headers: { Accept: "application/json" } }).catch(() => null);
  const said = answer?.headers.get("Content-Type")?.includes("json") ? await answer.json().catch(() => null) : null;
  if (!said) told.textContent = answer ? "没有登录成功，请稍后再试。" : "连不上服务器，请稍后再试。";
  else if (!said.ok) {
    take(said.csrf);
    told.textContent = said.sentence ?? "";
    if (said.step === "set-up") told.textContent = "这个账号要先设好第二步登录。请在另一个窗口登录并设好，再回来按保存。";
    else steps(said.step, said.address ?? (said.step ? sign.action : first));
    (code.hidden ? boxes.password : boxes.code).focus();
  } else {
    take(said.csrf ?? (await here())?.csrf);
    boxes.password.value = boxes.code.value = "";
    if (login !== form.dataset.person) { foreign(login); return; }
    form.hidden = false;
    dialog.close();
    form.dispatchEvent(new CustomEvent("signed-in"));
    if (waiting) pass(waiting.button);
  }
});
// whoever does not sign in may read on, unless somebody else has signed in meanwhile
dialog.querySelector("[data-again-later]").addEventListener("click", () => { dialog.close(); });
form.addEventListener("session-lost", async () => {
  const state = await here();
  if (state?.signed_in) take(state.csrf); // signed in again in another window: the next try passes
});
word.addEventListener("click", (event) => { if (event.target.matches("[data-sign-in]")) ask(null); });

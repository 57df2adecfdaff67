// Keeps what is typed on the server while it is typed, in the tab when the server cannot be reached, and says so.
const form = document.querySelector("form[data-desk]"), word = form.querySelector("[data-autosave]");
const PAUSE = 2500, AGAIN = 15000, STILL = 15000, FIRST = `unfinished ${form.dataset.person} `; // milliseconds; keys of this person in the tab
const key = FIRST + form.dataset.form, typedKey = `typed ${key}`;
let timer, sending = null, spent = false, dirty = form.dataset.unsaved === "changed";

const secret = (name) => form.elements[name]?.type === "password";
const pairs = () => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrf_token" && name !== "_number" && !secret(name));
/** name → what stands there; of a box and its hidden twin the last counts. */
const standing = () => new Map(pairs());
const before = standing();
const changed = () => { const now = standing(); return [...new Set([...before.keys(), ...now.keys()])].filter((name) => !name.startsWith("_version") && (before.get(name) ?? "") !== (now.get(name) ?? "")); };

const put = (key, value) => { try { value === null ? sessionStorage.removeItem(key) : sessionStorage.setItem(key, value); } catch { /* no room: the page itself still holds it */ } };
// what was typed before this page: in a form that was refused, or that is gone on with
const earlier = dirty ? JSON.parse(form.dataset.resumed ?? sessionStorage.getItem(typedKey) ?? "[]") : [];
const body = () => JSON.stringify({ number: form.elements._number.value, typed: pairs(), changed: [...new Set([...earlier, ...changed()])] });
const post = (address, sent, signal, keepalive = false) => fetch(address, {
  method: "POST", body: sent, signal, keepalive,
  headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": form.elements.csrf_token.value },
});

const say = (text, action = "") => {
  word.textContent = text;
  if (!action) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--quiet button--small";
  button.dataset.signIn = "";
  button.textContent = action;
  word.append(" ", button);
};

async function save() {
  clearTimeout(timer);
  if (spent) return;
  sending?.abort();
  const mine = sending = new AbortController(), sent = body();
  const answer = await post(form.dataset.unfinished, sent, mine.signal).catch((trouble) => (trouble.name === "AbortError" ? undefined : null));
  if (answer === undefined) return;
  const said = answer?.ok && !answer.redirected ? await answer.json().catch(() => null) : null;
  if (said) {
    put(key, null);
    spent = Boolean(said.spent);
    say(said.at ? `已自动保存 ${said.at}` : "");
    return;
  }
  put(key, JSON.stringify([form.dataset.unfinished, sent]));
  if (answer?.status === 413) { say("这张表太长，没有自动保存，请随手保存。"); return; }
  if (answer && (answer.redirected || [400, 401].includes(answer.status))) {
    say("登录可能已经过期，写的内容先留在这个窗口里。", "重新登录");
    form.dispatchEvent(new CustomEvent("session-lost"));
  } else say(answer ? "没有自动保存，写的内容先留在这个窗口里。" : "连不上服务器，写的内容先留在这个窗口里。");
  timer = setTimeout(save, AGAIN);
}

const later = (event) => {
  if (event.target.matches?.("[type=password], [type=file]")) return;
  dirty = true;
  clearTimeout(timer);
  timer = setTimeout(save, PAUSE);
};
form.addEventListener("input", later);
form.addEventListener("change", later);
form.addEventListener("signed-in", save);
addEventListener("online", () => { if (dirty) save(); });
form.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  clearTimeout(timer);
  sending?.abort();
  spent = true; // what is sent now is kept by the answer
  setTimeout(() => { spent = false; if (dirty) save(); }, STILL); // the page is still there: stopped, or slow; the server knows which
  put(key, null);
  put(typedKey, JSON.stringify([...new Set([...earlier, ...changed()])]));
});
addEventListener("pageshow", (event) => { if (event.persisted) spent = false; });
// a page that goes away says a last time what stands in it
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "hidden" || !dirty || spent) return;
  const sent = body();
  put(key, JSON.stringify([form.dataset.unfinished, sent]));
  if (sent.length < 20000) post(form.dataset.unfinished, sent, undefined, true).then((answer) => { if (answer.ok && !answer.redirected) put(key, null); }).catch(() => {});
});

if (dirty && !form.dataset.resumed) timer = setTimeout(save, PAUSE); // a form that was refused

// what this tab could not send earlier; another person's words are forgotten
for (const name of Object.keys(sessionStorage)) {
  const mine = name.startsWith(FIRST) || name.startsWith(`typed ${FIRST}`);
  if ((!mine && /^(typed )?unfinished /.test(name)) || (name.startsWith("typed ") && name !== typedKey)) put(name, null);
  else if (name.startsWith(FIRST) && name !== key) {
    const [address, sent] = JSON.parse(sessionStorage.getItem(name));
    post(address, sent).then((answer) => { if (!answer.redirected && (answer.ok || [404, 409].includes(answer.status))) put(name, null); }).catch(() => {});
  }
}

// A text with headings, lists, quotations and links, typed as it will look; it writes plain marks into its own textarea.
// What the editor has no picture for (tables, lines) stays in the textarea, where nothing of it is lost.
const UNKNOWN = "table, hr, img, iframe, video, audio, pre";
const TOOLS = [
  ["bold", "粗体", "b"], ["italic", "斜体", "i"], ["strike", "删除线"], ["heading1", "小标题"], ["heading2", "更小的标题"],
  ["bullet", "列表"], ["number", "编号列表"], ["quote", "引用"],
];
let number = 0, ready;

function make(tag, attributes = {}, ...inner) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...inner);
  return made;
}

/** Trix, told which marks there are here. */
async function load() {
  // Trix puts two small <style> elements into the page when it is loaded, and the page's policy allows none. What they
  // say stands in our sheet, so while it loads it gets an element that says nothing.
  const create = Document.prototype.createElement;
  document.createElement = (name, ...more) => create.call(document, name === "style" ? "meta" : name, ...more);
  const { default: Trix } = await import("../vendor/trix-2.1.19/trix.esm.min.js");
  delete document.createElement;
  for (const inert of document.head.querySelectorAll("meta[data-tag-name]")) inert.remove();
  const { blockAttributes: blocks, textAttributes: texts } = Trix.config;
  blocks.default.tagName = "p";
  blocks.heading1.tagName = "h2";
  blocks.heading2 = { ...blocks.heading1, tagName: "h3" };
  blocks.heading3 = { ...blocks.heading1, tagName: "h4" };
  texts.strike.tagName = "s";
  texts.underline = { tagName: "u", inheritable: true };
  await Promise.all(["trix-toolbar", "trix-editor"].map((name) => customElements.whenDefined(name)));
  return Trix;
}

const escaped = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
const bare = (html) => html.replace(/\s(?:style|class|on\w+)\s*=\s*("[^"]*"|'[^']*')/gi, "");
/** The textarea's text as marks: what has none is paragraphs, as the server reads it. */
function marked(text) {
  if (/<\/?[a-zA-Z][^<>]*>|<!--|&(?:[a-z]+|#\d+);/.test(text)) return bare(text);
  return text.split(/\n\s*\n/).map((part) => part.trim()).filter(Boolean).map((part) => `<p>${escaped(part).replace(/\n/g, "<br>")}</p>`).join("\n");
}
/** Marks without the space around blocks, which Trix would take for lines of text. */
const tight = (html) => html.replace(/\s+(?=<\/?(?:p|h[1-6]|ul|ol|li|blockquote)\b)/g, "").replace(/(<\/?(?:p|h[1-6]|ul|ol|li|blockquote)>)\s+/g, "$1");
/** Trix's marks as ours: no empty paragraphs, a line for each. */
const ours = (html) => html.replace(/<(p|h[234]|li|blockquote)>(?:<br>|&nbsp;|\s)*<\/\1>/g, "").replace(/(?:<br>)+(?=<\/(?:p|h[234]|li|blockquote)>)/g, "").replace(/(<(?:p|h[234]|li|blockquote)>)(?:<br>)+/g, "$1").replace(/<\/p><p>/g, "</p>\n<p>").replace(/&nbsp;/g, " ");
const letters = (text) => text.replace(/\s+/g, "");
function words(html) {
  const page = new DOMParser().parseFromString(bare(html), "text/html");
  return { page, text: letters(page.body.textContent) };
}

function toolbar(id, controls) {
  const bar = make("trix-toolbar", { id, role: "toolbar", "aria-label": "格式", "aria-controls": controls, class: "rich__tools" });
  const buttons = TOOLS.map(([attribute, title, key]) => make("button", { type: "button", class: "rich__tool", "data-trix-attribute": attribute, "aria-pressed": "false", ...(key ? { "data-trix-key": key, title: `${title}（Ctrl+${key.toUpperCase()}）` } : {}) }, title));
  buttons.push(make("button", { type: "button", class: "rich__tool", "data-trix-attribute": "href", "data-trix-action": "link", "data-trix-key": "k", title: "链接（Ctrl+K）", "aria-pressed": "false" }, "链接"));
  for (const [action, title, key] of [["undo", "撤销", "z"], ["redo", "重做", "shift+z"]]) buttons.push(make("button", { type: "button", class: "rich__tool", "data-trix-action": action, "data-trix-key": key }, title));
  const address = make("input", { class: "input", type: "text", inputmode: "url", name: "href", form: `${id}-no-form`, "aria-label": "链接的地址", placeholder: "https://", "data-trix-input": "", "data-trix-validate-href": "" });
  const dialog = make("div", { class: "rich__link", "data-trix-dialog": "href", "data-trix-dialog-attribute": "href" }, address,
    make("button", { type: "button", class: "button button--small", "data-trix-method": "setAttribute" }, "加链接"), make("button", { type: "button", class: "button button--quiet button--small", "data-trix-method": "removeAttribute" }, "去掉链接"));
  bar.append(make("div", { class: "rich__row" }, ...buttons), make("div", { "data-trix-dialogs": "" }, dialog));
  buttons.forEach((one, at) => one.setAttribute("tabindex", at ? "-1" : "0"));
  bar.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(event.target), step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (at < 0 || !step) return;
    event.preventDefault();
    const usable = buttons.filter((one) => !one.disabled), next = usable[(usable.indexOf(event.target) + step + usable.length) % usable.length];
    buttons.forEach((one) => one.setAttribute("tabindex", one === next ? "0" : "-1"));
    next.focus();
  });
  // Trix listens for the mouse only; a click without one comes from the keyboard
  bar.addEventListener("click", (event) => { if (event.detail === 0 && event.target.closest("[data-trix-attribute], [data-trix-action]")) event.target.dispatchEvent(new MouseEvent("mousedown", { bubbles: true, cancelable: true })); });
  new MutationObserver(() => buttons.forEach((one) => one.hasAttribute("aria-pressed") && one.setAttribute("aria-pressed", String(one.hasAttribute("data-trix-active"))))).observe(bar, { subtree: true, attributes: true, attributeFilter: ["data-trix-active"] });
  for (const name of ["input", "change"]) bar.addEventListener(name, (event) => event.stopPropagation());
  return bar;
}

async function dress(box) {
  const area = box.querySelector("textarea"), label = area.labels[0];
  const swap = make("button", { type: "button", class: "button button--quiet button--small rich__swap" }, "直接改标记");
  const told = make("p", { class: "rich__told", role: "status" });
  const source = marked(area.value);
  if (words(source).page.querySelector(UNKNOWN)) { told.textContent = "里面有表格或分隔线，请在这里直接改标记。"; box.append(told); return; }
  await (ready ??= load());
  const id = `rich-${++number}`, bar = toolbar(`${id}-tools`, id);
  const editor = make("trix-editor", { id, toolbar: bar.id, class: "rich__text prose", "aria-multiline": "true" });
  if (label) { label.id ||= `${id}-label`; editor.setAttribute("aria-labelledby", label.id); }
  for (const name of ["aria-describedby", "aria-invalid"]) if (area.hasAttribute(name)) editor.setAttribute(name, area.getAttribute(name));
  editor.innerHTML = tight(source);
  let loading = true, mine = false;
  const help = document.getElementById(`${area.id}-help`), usage = box.dataset.usage;
  if (help) help.textContent = help.textContent.replace(usage, "从 Word、微信贴进来的会自动整理，只留文字、标题、列表和链接。");
  const whole = () => letters(editor.editor.getDocument().toString()) === words(marked(area.value)).text;
  const plain = (on) => {
    area.hidden = !on;
    bar.hidden = editor.hidden = on;
    swap.textContent = on ? "回到编辑器" : "直接改标记";
    if (label) label.htmlFor = on ? area.id : editor.id;
  };
  const take = () => { loading = true; editor.editor.loadHTML(tight(marked(area.value))); loading = false; };

  editor.addEventListener("trix-initialize", () => {
    loading = false;
    plain(!whole());
    box.dataset.ready = "";
  }, { once: true });
  editor.addEventListener("trix-change", () => {
    if (loading) return;
    mine = true;
    area.value = ours(editor.value);
    for (const name of ["input", "change"]) area.dispatchEvent(new Event(name, { bubbles: true }));
    mine = false;
  });
  for (const name of ["trix-file-accept", "trix-attachment-add"]) editor.addEventListener(name, (event) => { if (name === "trix-file-accept") event.preventDefault(); else event.attachment.remove(); });
  editor.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "k") event.stopPropagation(); // here it makes a link, elsewhere it searches
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.ctrlKey || event.metaKey) return;
    const inner = editor.editor, block = inner.getDocument().getBlockAtPosition?.(inner.getPosition()) ?? null;
    if (block?.hasAttributes()) return;
    event.preventDefault();
    inner.recordUndoEntry("Typing", { context: "paragraph", consolidatable: true });
    inner.composition.insertBlockBreak(); // a new paragraph, where Trix itself would only begin a new line
  });
  box.addEventListener("paste", async (event) => {
    const html = event.clipboardData.getData("text/html"), text = event.clipboardData.getData("text/plain");
    if (!editor.contains(event.target) || !html) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const [, inner] = /<!--StartFragment-->([\s\S]*?)<!--EndFragment-->/.exec(html) ?? [null, html];
    const body = new FormData();
    body.set("html", inner);
    const asking = inner.length < 600000 && fetch(box.dataset.reading, { method: "POST", body, headers: { "X-CSRFToken": area.form.elements.csrf_token.value, Accept: "application/json" } }).catch(() => null);
    const answer = await asking;
    const clean = answer && answer.ok && answer.headers.get("Content-Type")?.includes("json") ? (await answer.json()).html : null;
    const table = clean && words(clean).page.querySelector(UNKNOWN);
    if (clean && !table) editor.editor.insertHTML(tight(clean));
    else editor.editor.insertString(text || words(inner).page.body.innerText);
    told.textContent = clean && !table ? "已粘贴，只留文字、标题、列表和链接。" : table ? "表格贴成了文字；要表格请按“直接改标记”。" : "已粘贴文字。";
  }, true);
  area.addEventListener("input", () => { if (!mine && area.hidden) take(); });
  swap.addEventListener("click", () => {
    if (!area.hidden) {
      if (words(marked(area.value)).page.querySelector(UNKNOWN)) { told.textContent = "里面有表格或分隔线，请在这里直接改标记。"; return; }
      take();
    }
    plain(!area.hidden ? false : true);
    (area.hidden ? editor : area).focus();
  });
  box.append(bar, editor, swap, told);
}

for (const box of document.querySelectorAll("[data-rich]")) dress(box);

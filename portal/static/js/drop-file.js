// Takes a file by drop, paste or choice, keeps it at once, and shows what is kept; the form then only names it.
const WAIT = "已上传，保存后生效";

function make(tag, attributes = {}, ...inner) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...inner);
  return made;
}

function take(box) {
  const twin = box.querySelector("input[type=hidden]"), chooser = box.querySelector("input[type=file]"), now = box.querySelector(".file__now");
  const field = box.closest(".field"), form = box.closest("form");
  const hint = make("p", { class: "file__hint", id: `${chooser.id}-drop` }, "可以把文件拖到这里，或者点一下这里再粘贴；每处一个文件。");
  const bar = make("progress", { class: "file__bar", max: "100", value: "0", "aria-label": "上传进度", hidden: "" });
  const told = make("p", { class: "file__told", role: "status" });
  box.append(bar, told, hint);
  box.setAttribute("tabindex", "-1");
  chooser.setAttribute("aria-describedby", [chooser.getAttribute("aria-describedby"), hint.id].filter(Boolean).join(" "));
  const say = (words, wrong = false) => { told.textContent = words; told.classList.toggle("file__told--wrong", wrong); };

  function kept(answer) {
    twin.value = answer.stored;
    const link = make("a", { class: "file__name", href: answer.address });
    if (answer.small) link.append(make("img", { class: "file__thumb", src: answer.small, alt: "" }));
    link.append(make("span", {}, answer.name), make("span", { class: "visually-hidden" }, answer.small ? "，打开图片" : "，下载附件"));
    const gone = make("label", { class: "check file__gone" }, make("input", { type: "checkbox", name: `${twin.name}.gone`, value: "1" }), " 去掉");
    now.replaceChildren(link, make("span", { class: "file__wait" }, WAIT), gone);
    now.hidden = false;
    chooser.value = "";
    field?.querySelector(".field__error")?.remove();
    chooser.removeAttribute("aria-invalid");
    const words = form.elements[`${twin.name}_alt`];
    say([answer.told, words && !words.value.trim() ? "请写一句图片说明：看不见图的人靠它。" : ""].filter(Boolean).join(""));
    for (const name of ["input", "change"]) twin.dispatchEvent(new Event(name, { bubbles: true }));
  }

  let last = null;
  function send(file, more) {
    const earlier = last, call = last = new XMLHttpRequest(), body = new FormData();
    earlier?.abort(); // what was chosen last counts, and not what arrives last
    body.set("kind", box.dataset.kind);
    body.set("file", file, file.name || "粘贴的图片.png");
    say(`正在上传“${file.name}”……${more ? "每处一个文件，只取第一个。" : ""}`);
    bar.hidden = false;
    bar.value = 0;
    box.setAttribute("aria-busy", "true");
    call.upload.addEventListener("progress", (event) => { if (call === last && event.lengthComputable) bar.value = (event.loaded / event.total) * 100; });
    call.addEventListener("loadend", () => {
      if (call !== last) return;
      bar.hidden = true;
      box.removeAttribute("aria-busy");
      let answer = null;
      try { answer = JSON.parse(call.responseText); } catch { /* a page: the session has ended, or the file is too large */ }
      if (call.status === 200 && answer?.stored) return kept(answer);
      if (answer?.error) { chooser.value = ""; return say(answer.error, true); }
      if (call.status === 413) { chooser.value = ""; return say("文件太大，请压缩后再上传。", true); }
      return say("没有传上去，保存时会再传一次。", true); // the chooser still holds it
    });
    call.open("POST", box.dataset.drop);
    call.setRequestHeader("X-CSRFToken", form.elements.csrf_token.value);
    call.setRequestHeader("Accept", "application/json");
    call.send(body);
  }
  function got(files) {
    if (!files.length) return;
    const one = new DataTransfer();
    one.items.add(files[0]);
    chooser.files = one.files;
    send(files[0], files.length > 1);
  }

  chooser.addEventListener("change", (event) => { event.stopPropagation(); if (chooser.files.length) send(chooser.files[0], false); });
  box.addEventListener("dragover", (event) => { if (event.dataTransfer?.types.includes("Files")) { event.preventDefault(); box.classList.add("file--over"); } });
  for (const name of ["dragleave", "drop"]) box.addEventListener(name, () => box.classList.remove("file--over"));
  box.addEventListener("drop", (event) => { event.preventDefault(); got([...event.dataTransfer.files]); });
  box.addEventListener("paste", (event) => { const files = [...event.clipboardData.files]; if (files.length) { event.preventDefault(); got(files); } });
}

for (const box of document.querySelectorAll("[data-drop]")) take(box);
// a file that misses its place must not replace the page and what was typed on it
for (const name of ["dragover", "drop"]) addEventListener(name, (event) => { if (event.dataTransfer?.types.includes("Files") && !event.target.closest?.("[data-drop]")) event.preventDefault(); });

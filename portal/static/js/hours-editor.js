// A week to fill in for opening hours, and dated exceptions; it writes the same rules that can be typed above it.
const DAYS = "一二三四五六日";
let number = 0;

function make(tag, attributes = {}, ...inner) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== false) made.setAttribute(name, value);
  made.append(...inner);
  return made;
}

function button(words, label, act) {
  const made = make("button", { type: "button", class: "button button--quiet button--small", "aria-label": label }, words);
  made.addEventListener("click", act);
  return made;
}

const ends = (span) => { const [start, end] = span.split("-"); return { start, end: end === "24:00" ? "00:00" : end }; };
const written = ({ start, end }) => (start && end ? `${start}-${end === "00:00" ? "24:00" : end}` : "");
const said = (spans) => { const all = spans.map(written).filter(Boolean); return all.length === 1 && all[0] === "00:00-24:00" ? "全天" : all.join(" "); };

function edit(box) {
  const own = ++number, area = box.querySelector("textarea"), now = box.querySelector("[data-open-now]");
  const grid = make("div", { class: "week", role: "group", "aria-label": "按星期填写" });
  const dated = make("div", { class: "week__dates", role: "group", "aria-label": "另行安排的日子" });
  const told = make("p", { class: "week__told", role: "status" });
  const moment = make("input", { class: "input input--number", type: "datetime-local", "aria-label": "看某个时刻开不开" });
  let week = DAYS.split("").map(() => []), dates = [], mine = false, asked = 0, timer;

  // -- to and from the text ------------------------------------------------------------------------------------
  const text = () => {
    const lines = [];
    for (let day = 0; day < 7; ) {
      let last = day;
      while (last < 6 && said(week[last + 1]) === said(week[day])) last++;
      const days = day === 0 && last === 6 ? "每天" : `周${DAYS[day]}${last > day ? `至周${DAYS[last]}` : ""}`;
      if (said(week[day])) lines.push(`${days} ${said(week[day])}`);
      day = last + 1;
    }
    const whole = dates.filter((one) => one.from);
    if (!lines.length && whole.length && !whole.some((one) => said(one.spans))) lines.push("每天 关门");
    for (const one of whole) lines.push([one.from + (one.to && one.to !== one.from ? `至${one.to}` : ""), said(one.spans) || "关门", one.note].filter(Boolean).join(" "));
    return lines.join("\n");
  };
  const write = () => {
    mine = true;
    area.value = text();
    for (const name of ["input", "change"]) area.dispatchEvent(new Event(name, { bubbles: true }));
    mine = false;
    ask(false);
  };
  async function ask(take) {
    const mark = ++asked, address = new URL(box.dataset.reading, location.href);
    address.searchParams.set("text", area.value);
    address.searchParams.set("at", moment.value);
    const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
    if (mark !== asked || !answer?.ok || !answer.headers.get("Content-Type")?.includes("json")) return;
    const read = await answer.json();
    const half = [...week, ...dates.map((one) => one.spans)].flat().some((span) => Boolean(span.start) !== Boolean(span.end));
    told.textContent = half ? "有一段时间还没写完" : read.trouble || (read.words && `读作：${read.words}`);
    told.classList.toggle("week__told--wrong", Boolean(half || read.trouble));
    now.textContent = read.now;
    if (!take || (area.value.trim() && !read.week)) return;
    week = read.week ? read.week.week.map((spans) => spans.map(ends)) : DAYS.split("").map(() => []);
    dates = (read.week?.dates ?? []).map((one) => ({ ...one, note: one.note ?? "", spans: one.open.map(ends) }));
    draw();
  }

  // -- one line of spans ---------------------------------------------------------------------------------------
  function spans(list, name, redraw) {
    const line = make("div", { class: "week__spans" });
    list.forEach((span, place) => {
      const pair = make("span", { class: "week__span" });
      for (const [end, word] of [["start", "从"], ["end", "到"]]) {
        const input = make("input", { class: "input input--number", type: "time", "aria-label": `${name}第 ${place + 1} 段${word}` });
        input.value = span[end];
        input.addEventListener("input", () => { span[end] = input.value; write(); });
        pair.append(input, ...(end === "start" ? ["–"] : []));
      }
      pair.append(button("×", `去掉${name}第 ${place + 1} 段`, () => { list.splice(place, 1); redraw(); write(); }));
      line.append(pair);
    });
    if (!list.length) line.append(make("span", { class: "week__shut" }, "关门"));
    return line;
  }
  const next = (list) => { const last = list.at(-1); return !last ? { start: "08:30", end: list === week[5] || list === week[6] ? "17:00" : "12:00" } : last.end && last.end < "14:00" && last.end > "00:00" ? { start: "14:00", end: "18:00" } : { start: "", end: "" }; };

  function row(day) {
    const list = week[day], name = `周${DAYS[day]}`, id = `week-${own}-${day}`;
    const redraw = () => { const fresh = row(day); grid.querySelector(`#${id}`).replaceWith(fresh); fresh.querySelector("button:not([disabled])").focus(); };
    const copy = (days, words) => button(words, `把${name}的时间复制到${words.slice(1)}`, () => { for (const other of days) week[other] = list.map((span) => ({ ...span })); draw(); grid.querySelector(`#${id} [data-copy]`)?.focus(); write(); });
    const acts = make("div", { class: "week__acts" }, button("＋", `${name}加一段`, () => { list.push(next(list)); redraw(); grid.querySelectorAll(`#${id} input`)[list.length * 2 - 2].focus(); write(); }));
    if (list.length && day < 5) acts.append(copy([0, 1, 2, 3, 4], "→工作日"));
    if (list.length) acts.append(copy([0, 1, 2, 3, 4, 5, 6], "→每天"));
    for (const made of acts.querySelectorAll("button")) made.toggleAttribute("data-copy", made.textContent.startsWith("→"));
    return make("div", { class: "week__day", id, role: "group", "aria-label": name }, make("span", { class: "week__name" }, name), spans(list, name, redraw), acts);
  }
  function date(one, place) {
    const name = `第 ${place + 1} 条`, line = make("div", { class: "week__date", role: "group", "aria-label": `另行安排${name}` });
    const day = (key, words) => { const input = make("input", { class: "input input--number", type: "date", "aria-label": `${name}${words}` }); input.value = one[key]; input.addEventListener("input", () => { one[key] = input.value; if (key === "from" && !one.to) one.to = input.value; write(); }); return input; };
    const note = make("input", { class: "input", placeholder: "说明，如 国庆节", "aria-label": `${name}说明`, maxlength: "30" });
    note.value = one.note;
    note.addEventListener("input", () => { one.note = note.value.replace(/[;；\n\d]/g, "").trim(); write(); });
    const redraw = () => { const fresh = date(one, place); line.replaceWith(fresh); fresh.querySelector("button").focus(); };
    line.append(
      make("span", { class: "week__range" }, day("from", "从哪天"), "–", day("to", "到哪天")),
      spans(one.spans, name, redraw),
      note,
      make("div", { class: "week__acts" },
        button("＋", `${name}加一段`, () => { one.spans.push(next(one.spans)); redraw(); write(); }),
        button("删除", `删除${name}`, () => { dates.splice(place, 1); draw(); more.focus(); write(); })),
    );
    return line;
  }
  function draw() {
    grid.replaceChildren(...week.map((_, day) => row(day)));
    dated.replaceChildren(...dates.map(date));
  }

  const more = button("添加另行安排的日子", "添加另行安排的日子，如节假日关门", () => { dates.push({ from: "", to: "", spans: [], note: "" }); draw(); dated.lastElementChild.querySelector("input").focus(); });
  const asking = make("label", { class: "week__moment" }, "看某个时刻", moment);
  for (const part of [grid, dated]) for (const name of ["input", "change"]) part.addEventListener(name, (event) => event.stopPropagation());
  for (const name of ["input", "change"]) moment.addEventListener(name, (event) => { event.stopPropagation(); ask(false); });
  now.after(told, grid, dated, make("div", { class: "week__foot" }, more, asking));
  area.addEventListener("input", () => { if (mine) return; clearTimeout(timer); timer = setTimeout(() => ask(true), 250); });
  draw();
  ask(true);
}

for (const box of document.querySelectorAll("[data-hours]")) edit(box);

// Puts a recurrence together from choices, in the same words that can be typed above it.
const DAYS = "一二三四五六日", PLACES = ["", "一", "二", "三", "四", "五"];
const UNITS = { DAILY: "天", WEEKLY: "周", MONTHLY: "个月", YEARLY: "年" };

function make(tag, attributes = {}, ...inner) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== false) made.setAttribute(name, value);
  made.append(...inner);
  return made;
}
const options = (pairs) => pairs.map(([value, words]) => make("option", { value }, words));
const clock = (minutes) => (minutes === null ? "" : `${String(Math.floor(minutes / 60) % 24).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`);
const today = () => new Date(Date.now() - new Date().getTimezoneOffset() * 60000).toISOString().slice(0, 10);

function edit(box) {
  const area = box.querySelector("textarea");
  const told = make("p", { class: "week__told", role: "status" });
  let mine = false, timer, asked = 0, stops = [];

  // -- the choices -----------------------------------------------------------------------------------------------
  const field = (words, input) => make("label", { class: "again__field" }, make("span", {}, words), input);
  const input = (attributes) => make("input", { class: "input input--number", ...attributes });
  const every = make("select", { class: "input" }, ...options([["", "不循环"], ["DAILY", "每天"], ["WEEKLY", "每周"], ["MONTHLY", "每月"], ["YEARLY", "每年"]]));
  const interval = input({ type: "number", min: 1, max: 999, value: 1 }), unit = make("span", { "aria-hidden": "true" });
  const ticks = [...DAYS].map((day) => make("input", { type: "checkbox", value: day, "aria-label": `周${day}` }));
  const days = make("div", { class: "again__days", role: "group", "aria-label": "周几" }, ...ticks.map((tick, at) => make("label", { class: "check" }, tick, DAYS[at])));
  const month = make("select", { class: "input", "aria-label": "月份" }, ...options([...Array(12)].map((_, at) => [at + 1, `${at + 1}月`])));
  const by = make("select", { class: "input", "aria-label": "按日期还是按星期" }, ...options([["day", "按日期"], ["last", "最后一天"], ["week", "按星期"]]));
  const date = input({ placeholder: "如 15 或 1、15", "aria-label": "几日", inputmode: "text" });
  const place = make("select", { class: "input", "aria-label": "第几个" }, ...options([[1, "第一个"], [2, "第二个"], [3, "第三个"], [4, "第四个"], [5, "第五个"], [-1, "最后一个"]]));
  const weekday = make("select", { class: "input", "aria-label": "周几" }, ...options([...DAYS].map((day, at) => [at, `周${day}`])));
  const from = input({ type: "time", "aria-label": "从几点" }), to = input({ type: "time", "aria-label": "到几点" });
  const start = input({ type: "date" }), until = input({ type: "date" }), count = input({ type: "number", min: 2, max: 9999 });
  const without = make("div", { class: "again__stops", role: "group", "aria-label": "不办的日子" });
  const more = make("button", { type: "button", class: "button button--quiet button--small" }, "添加不办的日子");
  const parts = {
    interval: make("label", { class: "again__field" }, make("span", {}, "每隔几次一回"), make("span", { class: "again__pair" }, "每", interval, unit)),
    days,
    month: make("span", { class: "again__pair" }, month, by, date, place, weekday),
    time: make("span", { class: "again__pair again__field" }, make("span", {}, "时间"), from, "–", to),
    start: field("从哪天起", start), until: field("到哪天止", until), count: field("共几次", count),
    stops: make("div", { class: "again__stopping" }, without, more),
  };
  const form = make("div", { class: "again__form", role: "group", "aria-label": "多久一次，选着填" }, field("多久一次", every), ...Object.values(parts));

  // -- to and from the text --------------------------------------------------------------------------------------
  function pattern() {
    const many = Number(interval.value) > 1 ? String(Number(interval.value)) : "", picked = [...DAYS].filter((_, at) => ticks[at].checked);
    if (every.value === "DAILY") return `每${many}天`;
    if (every.value === "WEEKLY") return picked.length ? `每${many}周${many ? "周" : ""}${picked.join("、")}` : "";
    const ahead = every.value === "MONTHLY" ? (many ? `每${many}个月` : "每月") : `每${many}年${month.value}月`;
    if (by.value === "last") return `${ahead}最后一天`;
    if (by.value === "week") return `${ahead}${place.value === "-1" ? "最后一" : `第${PLACES[place.value]}`}个周${DAYS[weekday.value]}`;
    const dates = date.value.match(/\d+/g);
    return dates ? ahead + dates.map((day) => `${day}日`).join("、") : "";
  }
  function text() {
    const words = every.value && pattern();
    if (!words) return "";
    const line = (start.value ? `从${start.value}起 ` : "") + words + (from.value ? ` ${from.value}${to.value ? `-${to.value}` : ""}` : "") + (until.value ? `，直到${until.value}` : "") + (Number(count.value) ? `，共${Number(count.value)}次` : "");
    return [line, ...stops.filter((stop) => stop[0]).map(([first, last]) => `${first}${last && last !== first ? `至${last}` : ""} 停`)].join("\n");
  }
  function write() {
    if ((Number(interval.value) > 1 || Number(count.value)) && every.value && !start.value) start.value = today();
    mine = true;
    area.value = text();
    for (const name of ["input", "change"]) area.dispatchEvent(new Event(name, { bubbles: true }));
    mine = false;
    show();
    ask(false);
  }
  async function ask(take) {
    const mark = ++asked, address = new URL(box.dataset.reading, location.href);
    address.searchParams.set("text", area.value);
    const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
    if (mark !== asked || !answer?.ok || !answer.headers.get("Content-Type")?.includes("json")) return;
    const read = await answer.json();
    const half = every.value && !area.value;
    told.textContent = half ? (every.value === "WEEKLY" ? "请勾选周几" : "请写几日，如 15") : read.trouble;
    told.classList.toggle("week__told--wrong", Boolean(told.textContent));
    if (take && (read.parts || !area.value.trim())) fill(read.parts);
  }
  function fill(read) {
    every.value = read?.every ?? "";
    if (read) {
      const [first] = read.weekdays;
      interval.value = read.interval;
      ticks.forEach((tick, at) => { tick.checked = read.every === "WEEKLY" && read.weekdays.some(([, day]) => day === at); });
      month.value = read.month || 1;
      by.value = read.days[0] === -1 ? "last" : read.days.length || !first ? "day" : "week";
      date.value = read.days.filter((day) => day > 0).join("、");
      if (first && first[0]) [place.value, weekday.value] = first;
      from.value = clock(read.time);
      to.value = read.length ? clock((read.time + read.length) % 1440) : "";
      start.value = read.start;
      until.value = read.until;
      count.value = read.count || "";
    }
    stops = (read?.stops ?? []).map((pair) => [...pair]);
    stopping();
    show();
  }
  function show() {
    const kind = every.value;
    for (const part of Object.values(parts)) part.hidden = !kind;
    unit.textContent = kind ? `${UNITS[kind]}一次` : "";
    days.hidden = kind !== "WEEKLY";
    parts.month.hidden = !["MONTHLY", "YEARLY"].includes(kind);
    month.hidden = kind !== "YEARLY";
    date.hidden = by.value !== "day";
    place.hidden = weekday.hidden = by.value !== "week";
  }
  function stopping() {
    without.replaceChildren(...stops.map((stop, at) => {
      const line = make("span", { class: "again__pair" });
      for (const [end, words] of [[0, "从"], [1, "到"]]) {
        const day = input({ type: "date", "aria-label": `第 ${at + 1} 段不办的日子${words}` });
        day.value = stop[end];
        day.addEventListener("input", () => { stop[end] = day.value; write(); });
        line.append(day, ...(end ? [] : ["–"]));
      }
      const gone = make("button", { type: "button", class: "button button--quiet button--small", "aria-label": `去掉第 ${at + 1} 段不办的日子` }, "×");
      gone.addEventListener("click", () => { stops.splice(at, 1); stopping(); more.focus(); write(); });
      line.append(gone);
      return line;
    }));
  }

  every.addEventListener("input", () => {
    const here = (new Date().getDay() + 6) % 7;
    if (every.value === "WEEKLY" && !ticks.some((tick) => tick.checked)) ticks[here].checked = true;
    if (["MONTHLY", "YEARLY"].includes(every.value) && by.value === "day" && !date.value) date.value = new Date().getDate();
  });
  more.addEventListener("click", () => { stops.push(["", ""]); stopping(); without.lastElementChild.querySelector("input").focus(); });
  for (const name of ["input", "change"]) form.addEventListener(name, (event) => { event.stopPropagation(); if (name === "input" && !without.contains(event.target)) write(); });
  box.append(told, form);
  area.addEventListener("input", () => { if (mine) return; clearTimeout(timer); timer = setTimeout(() => ask(true), 250); });
  show();
  ask(true);
}

for (const box of document.querySelectorAll("[data-recurs]")) edit(box);

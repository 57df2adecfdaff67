// Edits an outline on the map of its input: corners are added by click, dragged, taken away and undone; each is an input too.
const MOST = 300; // corners that get a handle of their own
const near = (number) => Math.round(number * 1e6) / 1e6;

function make(tag, attributes = {}, text = "") {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.textContent = text;
  return made;
}

function button(words, act) {
  const made = make("button", { type: "button", class: "button button--quiet button--small" }, words);
  made.addEventListener("click", act);
  return made;
}

function edit(box, detail) {
  const { map, L, tools, told } = detail, area = box.querySelector("textarea");
  const shape = L.layerGroup().addTo(map), handles = L.layerGroup().addTo(map);
  const list = make("ol", { class: "corners" }), fold = make("details", { class: "ground__corners" }), sum = make("summary");
  let corners = [], open = true, fixed = false, before = [], at = -1, mine = false, asked = 0, timer;
  box.querySelector("[data-drawing]")?.remove();
  fold.append(sum, list);
  box.append(fold);

  const latlng = ([lng, lat]) => [lat, lng];
  const corner = (point) => [near(point.lng), near(point.lat)];
  const keep = () => { before.push({ corners: corners.map((one) => [...one]), open }); if (before.length > 100) before.shift(); };

  const text = () => {
    if (!corners.length) return "";
    if (corners.length < 3) return corners.map((one) => one.join(",")).join("；");
    return JSON.stringify({ type: "Polygon", coordinates: [[...corners, corners[0]]] });
  };
  const write = () => {
    mine = true;
    area.value = text();
    for (const name of ["input", "change"]) area.dispatchEvent(new Event(name, { bubbles: true }));
    mine = false;
    draw();
    judge();
  };
  const change = (act) => { keep(); act(); write(); };
  const insert = (place, point) => change(() => { corners.splice(place, 0, corner(point)); at = place; });
  const remove = (place) => change(() => { corners.splice(place, 1); at = Math.min(place, corners.length - 1); if (corners.length < 3) open = true; });
  const undo = () => { const last = before.pop(); if (last) { ({ corners, open } = last); at = -1; write(); } };

  /** Asks the server what it thinks; `take` lets the map follow what was typed. */
  async function judge(take = false) {
    const number = ++asked, body = new URLSearchParams({ text: area.value });
    if (!area.value.trim()) { told.textContent = "还没有边界线：在地图上依次点角点"; told.className = "ground__told"; if (take) { corners = []; open = true; fixed = false; draw(); } return; }
    const answer = await fetch(box.dataset.reading, { method: "POST", body, headers: { "X-CSRFToken": box.closest("form").elements.csrf_token.value, Accept: "application/json" } }).catch(() => null);
    if (number !== asked || !answer?.ok || !answer.headers.get("Content-Type")?.includes("json")) return;
    const { shape: read, trouble, words } = await answer.json();
    const more = corners.length < 3 && open ? `已有 ${corners.length} 个角点，至少三个` : trouble;
    told.textContent = take ? trouble || words : more || words + (open ? "，点第一个角点或按“闭合”结束" : "");
    told.className = trouble && (take || corners.length >= 3) ? "ground__told ground__told--wrong" : "ground__told";
    if (take && read) follow(JSON.parse(read));
  }
  function follow(geometry) {
    fixed = geometry.type !== "Polygon" || geometry.coordinates.length > 1;
    corners = fixed ? [] : geometry.coordinates[0].slice(0, -1);
    open = false;
    draw(geometry);
  }

  function handle(place) {
    const icon = L.divIcon({ className: `ground__corner${place === at ? " ground__corner--here" : ""}`, iconSize: [24, 24] });
    const words = `第 ${place + 1} 个角点，删除键去掉，方向键移动`;
    const marker = L.marker(latlng(corners[place]), { icon, draggable: true, title: words, alt: words });
    marker.on("dragstart", keep);
    marker.on("drag", () => { corners[place] = corner(marker.getLatLng()); outline(); });
    marker.on("dragend", () => { at = place; write(); });
    marker.on("click", () => { if (open && place === 0 && corners.length > 2) { open = false; write(); } else { at = place; draw(); } });
    marker.on("keydown", ({ originalEvent: event }) => keys(event, place));
    handles.addLayer(marker);
  }
  function keys(event, place) {
    const step = { ArrowLeft: [-4, 0], ArrowRight: [4, 0], ArrowUp: [0, -4], ArrowDown: [0, 4] }[event.key];
    if (event.key === "Delete" || event.key === "Backspace") { event.preventDefault(); remove(place); }
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const moved = map.unproject(map.project(latlng(corners[place])).add(step));
    change(() => { corners[place] = corner(moved); at = place; });
    handles.getLayers()[place]?.getElement()?.focus();
  }
  function between(place) {
    const [a, b] = [corners[place], corners[(place + 1) % corners.length]];
    const middle = L.latLng((a[1] + b[1]) / 2, (a[0] + b[0]) / 2);
    const marker = L.marker(middle, { icon: L.divIcon({ className: "ground__between", iconSize: [24, 24] }), draggable: true, keyboard: false, title: "拖动或点一下，在这里加角点" });
    marker.on("click", () => insert(place + 1, middle));
    marker.on("dragend", () => insert(place + 1, marker.getLatLng()));
    handles.addLayer(marker);
  }
  function outline(geometry = null) {
    shape.clearLayers();
    const options = { className: "ground__own", interactive: false };
    if (geometry && fixed) shape.addLayer(L.geoJSON(geometry, { style: options, interactive: false }));
    else if (corners.length) shape.addLayer((open ? L.polyline : L.polygon)(corners.map(latlng), options));
  }
  function draw(geometry = null) {
    outline(geometry);
    handles.clearLayers();
    const many = corners.length > MOST;
    if (!many) corners.forEach((_, place) => handle(place));
    if (!many && !open) corners.forEach((_, place) => between(place));
    sum.textContent = fixed ? "有多块或有洞的边界，请在上面的文字里改" : many ? `角点 ${corners.length} 个，太多，请在上面的文字里改` : `角点（${corners.length}）`;
    fold.toggleAttribute("data-empty", fixed || many);
    shut.disabled = !open || corners.length < 3;
    gone.disabled = at < 0 || fixed;
    back.disabled = !before.length;
    none.disabled = !corners.length;
    if (!list.contains(document.activeElement) || list.children.length !== corners.length) rows(many);
  }
  function rows(many) {
    list.replaceChildren(...(many ? [] : corners.map((one, place) => {
      const item = make("li"), input = make("input", { class: "input input--number", "aria-label": `第 ${place + 1} 个角点，经度,纬度`, autocomplete: "off" });
      input.value = one.join(",");
      input.addEventListener("change", (event) => {
        event.stopPropagation();
        const found = /(-?\d{1,3}(?:\.\d+)?)\s*[,，\s]\s*(-?\d{1,3}(?:\.\d+)?)/.exec(input.value);
        if (found) change(() => { corners[place] = [near(Number(found[1])), near(Number(found[2]))]; });
        else input.value = corners[place].join(",");
      });
      input.addEventListener("input", (event) => event.stopPropagation());
      const less = button("删除", () => { remove(place); (list.children[Math.min(place, list.children.length - 1)]?.querySelector("input") ?? none).focus(); });
      const more = button("在后面加", () => { const next = corners[(place + 1) % corners.length]; insert(place + 1, { lng: (one[0] + next[0]) / 2, lat: (one[1] + next[1]) / 2 }); list.children[place + 1]?.querySelector("input").focus(); });
      for (const [made, words] of [[less, "删除"], [more, "在后面加一个角点"]]) made.setAttribute("aria-label", `第 ${place + 1} 个角点：${words}`);
      item.append(input, more, less);
      return item;
    })));
  }

  const add = button("在地图中间加角点", () => { if (!fixed) insert(corners.length, map.getCenter()); });
  const shut = button("闭合", () => change(() => { open = false; }));
  const back = button("撤销一步", undo);
  const gone = button("删除选中的角点", () => { if (at >= 0) remove(at); });
  const none = button("重新画", () => change(() => { corners = []; open = true; at = -1; }));
  tools.append(add, shut, back, gone, none);
  map.on("click", (event) => { if (open && !fixed) insert(corners.length, event.latlng); });
  box.addEventListener("keydown", (event) => { if ((event.ctrlKey || event.metaKey) && event.key === "z" && event.target !== area && !event.target.matches("input")) { event.preventDefault(); undo(); } });
  area.addEventListener("input", () => { if (mine) return; clearTimeout(timer); timer = setTimeout(() => judge(true), 300); });
  detail.own = () => (shape.getLayers().length ? L.featureGroup(shape.getLayers()).getBounds() : null);
  draw();
  try {
    const geometry = JSON.parse(area.value);
    follow(geometry);
  } catch { /* a list of corners, or nothing: the server reads it */ }
  judge(true);
}

document.addEventListener("map", (event) => { if (event.target.dataset.map === "outline") edit(event.target, event.detail); });

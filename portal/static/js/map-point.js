// Picks a point on the map of its input: click, drag, arrow keys on the pin; what is typed moves the pin.
const FORM = /(-?\d{1,3}(?:\.\d+)?)\s*[,，;；\s]\s*(-?\d{1,3}(?:\.\d+)?)/;
const STEP = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function button(tools, words, act) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "button button--quiet button--small", textContent: words });
  made.addEventListener("click", act);
  tools.append(made);
  return made;
}

function edit(box, detail) {
  const { map, L, tools, told } = detail, input = box.querySelector("input");
  const icon = L.divIcon({ className: "ground__pin", iconSize: [32, 40], iconAnchor: [16, 38] });
  let pin = null, mine = false;

  const written = () => { const found = FORM.exec(input.value); return found && L.latLng(Number(found[2]), Number(found[1])); };
  const say = (words) => { told.textContent = words; };
  const write = (at) => {
    mine = true;
    input.value = at ? `${at.lng.toFixed(6)},${at.lat.toFixed(6)}` : "";
    for (const name of ["input", "change"]) input.dispatchEvent(new Event(name, { bubbles: true }));
    mine = false;
    say(at ? `位置 ${input.value}` : "没有位置");
  };
  const show = (at) => {
    if (!at) { pin?.remove(); pin = null; return; }
    if (pin) { pin.setLatLng(at); return; }
    pin = L.marker(at, { icon, draggable: true, autoPan: true, title: "位置，方向键移动", alt: "位置，方向键移动" }).addTo(map);
    pin.on("dragend", () => write(pin.getLatLng()));
    pin.getElement().addEventListener("keydown", (event) => {
      const step = STEP[event.key];
      if (!step) return;
      event.preventDefault();
      event.stopPropagation();
      const far = event.shiftKey ? 20 : 4;
      pin.setLatLng(map.unproject(map.project(pin.getLatLng()).add([step[0] * far, step[1] * far])));
      write(pin.getLatLng());
    });
  };

  map.on("click", (event) => { show(event.latlng); write(event.latlng); });
  input.addEventListener("input", () => { if (!mine) { show(written()); if (written()) map.panTo(written()); } });
  button(tools, "放在地图中间", () => { show(map.getCenter()); write(map.getCenter()); pin.getElement().focus(); });
  button(tools, "用我的位置", () => {
    say("正在取得位置……");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => { const at = L.latLng(coords.latitude, coords.longitude); show(at); write(at); map.setView(at, 17); },
      () => say("没有取得位置，请在地图上点，或者直接填写"),
      { enableHighAccuracy: true, timeout: 15000 },
    );
  });
  button(tools, "去掉位置", () => { show(null); write(null); });
  show(written());
  detail.own = () => (pin ? pin.getLatLng().toBounds(400) : null);
}

document.addEventListener("map", (event) => { if (event.target.dataset.map === "point") edit(event.target, event.detail); });

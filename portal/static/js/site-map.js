// A map that moves, from what the page has drawn already: no tiles, no request but for Leaflet itself, and that when it is asked for.
const large = document.documentElement.dataset.mode === "elder";
const still = matchMedia("(prefers-reduced-motion: reduce)").matches || large;
const VENDOR = new URL("../vendor/", import.meta.url);

function sheet() {
  return new Promise((done, failed) => {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: new URL("leaflet.css", VENDOR).href, onload: done, onerror: failed });
    document.head.append(link);
  });
}

let library;
function leaflet() {
  library ??= Promise.all([import(new URL("leaflet-1.9.4/leaflet.js", VENDOR).href), sheet()]).then(() => window.L);
  return library;
}

/** The link to the page of a feature; of what this page is about, its name. */
function named({ name, url, here }) {
  return Object.assign(document.createElement(here ? "strong" : "a"), { textContent: name, ...(here ? {} : { href: url }) });
}

/** What a pointer that rests on a border is told, by the browser itself, which also takes it away again. */
function title(name) {
  return Object.assign(document.createElementNS("http://www.w3.org/2000/svg", "title"), { textContent: name });
}

function pin(L, { kind, number, name, here }, at) {
  const size = (kind === "station" ? 28 : 24) * (large ? 1.6 : 1); // two digits fit
  const icon = L.divIcon({ className: `map__pin map__pin--${kind}${here ? " map__pin--here" : ""}`, html: number ? String(number) : "", iconSize: [size, size] });
  return L.marker(at, { icon, title: name, riseOnHover: true, zIndexOffset: kind === "station" ? 1000 : 0 });
}

/** The scale bar, in 米 and 公里. */
function scale(L) {
  const Bar = L.Control.Scale.extend({
    _updateScale(bar, text, ratio) {
      L.Control.Scale.prototype._updateScale.call(this, bar, text.replace("km", "公里").replace(/m$/, "米"), ratio);
    },
  });
  return new Bar({ imperial: false });
}

function draw(L, box, frame) {
  const data = JSON.parse(box.querySelector("[data-map-data]").textContent);
  const map = L.map(frame, { attributionControl: false, zoomControl: false, scrollWheelZoom: false, maxZoom: 19, zoomSnap: 0.5, zoomAnimation: !still, fadeAnimation: !still, markerZoomAnimation: !still, inertia: !still });
  L.control.zoom({ zoomInTitle: "放大", zoomOutTitle: "缩小" }).addTo(map);
  scale(L).addTo(map);
  const layer = L.geoJSON(data, {
    style: ({ properties }) => ({ className: `map__area${properties.here ? " map__area--here" : ""}`, fillOpacity: 1 }),
    pointToLayer: ({ properties }, at) => pin(L, properties, at),
    onEachFeature: ({ properties, geometry }, path) => {
      path.bindPopup(named(properties), { closeButton: false });
      if (geometry.type !== "Point") path.on("add", () => path.getElement().append(title(properties.name)));
    },
  }).addTo(map);
  const here = layer.getLayers().filter((path) => path.feature.properties.here && path.getBounds);
  map.fitBounds((here.length ? L.featureGroup(here) : layer).getBounds().pad(0.1), { maxZoom: 17, animate: false });
  frame.addEventListener("focusin", () => map.scrollWheelZoom.enable());
  frame.addEventListener("focusout", () => map.scrollWheelZoom.disable());
  new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(frame);
}

async function open(box, button) {
  button.disabled = true;
  const L = await leaflet();
  const frame = document.createElement("div");
  frame.className = "map__live";
  frame.setAttribute("role", "group");
  frame.setAttribute("aria-label", "地图：方向键移动，加减号缩放");
  box.classList.add("map--open");
  box.prepend(frame);
  draw(L, box, frame);
  button.remove();
  frame.focus({ preventScroll: true });
}

for (const box of document.querySelectorAll("[data-site-map]")) {
  const button = box.querySelector("[data-map-open]");
  button.hidden = false;
  button.addEventListener("click", () => open(box, button).catch(() => {
    library = undefined;
    button.disabled = false;
    button.textContent = "没有打开，再试一次";
  }));
}

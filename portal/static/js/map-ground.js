// Draws a map into every [data-map] of a form: the outlines and places around, as the server tells them; no tiles.
// Whoever edits on it listens for the event "map" of the box; it brings the map, Leaflet and a row for buttons.
import "../vendor/leaflet-1.9.4/leaflet.js";

const L = window.L;
const CHINA = [[18, 74], [53, 135]];
const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: new URL("../vendor/leaflet.css", import.meta.url).href }));

/** The slug behind 历山社区（lishan） in the input `name` of `form`. */
function slug(form, name) {
  const text = form?.elements[name]?.value ?? "";
  return /（([a-z0-9-]+)）\s*$/.exec(text)?.[1] ?? "";
}

/** The record that this form is about, as the server may leave it out: grids-di-yi. */
function self() {
  const plural = /\/admin\/([a-z-]+)\/edit\/$/.exec(location.pathname)?.[1];
  return plural ? `${plural}-${new URLSearchParams(location.search).get("id") ?? ""}` : "";
}

function feature(entry, layer) {
  const { name, kind, here } = entry.properties;
  const said = document.createElement("span"); // a string would be read as HTML
  said.textContent = name;
  layer.bindTooltip(said, { permanent: here || entry.geometry.type !== "Point" && kind === "division", direction: "center", className: "ground__name" });
}

async function around(box, ground) {
  const address = new URL(box.dataset.ground, location.href);
  for (const name of ["division", "parent"]) if (slug(box.closest("form"), name)) address.searchParams.set(name, slug(box.closest("form"), name));
  address.searchParams.set("but", self());
  const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
  const found = answer?.ok && answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : { type: "FeatureCollection", features: [] };
  ground.clearLayers();
  // what is large or far lies under what is small or near
  const [areas, grids, dots] = ["division", "grid", ""].map((kind) => found.features.filter(({ properties, geometry }) => (geometry.type === "Point" ? "" : properties.kind) === kind));
  const layer = L.geoJSON([...areas.reverse(), ...grids, ...dots], {
    pane: "ground",
    interactive: true,
    bubblingMouseEvents: true,
    style: ({ properties }) => ({ className: `ground__area ground__area--${properties.here ? "here" : properties.kind}` }),
    pointToLayer: (entry, at) => L.circleMarker(at, { pane: "ground", radius: 4, className: "ground__dot", bubblingMouseEvents: true }),
    onEachFeature: feature,
  });
  ground.addLayer(layer);
  const [west, south, east, north] = found.bbox ?? [];
  return found.bbox ? L.latLngBounds([south, west], [north, east]) : L.latLngBounds([]);
}

async function draw(box) {
  const frame = document.createElement("div"), tools = document.createElement("div"), told = document.createElement("p");
  frame.className = "ground__map";
  tools.className = "ground__tools";
  told.className = "ground__told";
  told.setAttribute("role", "status");
  box.append(tools, frame, told);
  const map = L.map(frame, { attributionControl: false, zoomControl: false, scrollWheelZoom: false, maxZoom: 20, zoomSnap: 0.5, zoomAnimation: !still, fadeAnimation: !still, inertia: !still });
  frame.setAttribute("role", "group");
  frame.setAttribute("aria-label", "地图：方向键移动，加减号缩放");
  L.control.zoom({ zoomInTitle: "放大", zoomOutTitle: "缩小" }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  map.fitBounds(CHINA);
  map.createPane("ground").style.zIndex = 350;
  frame.addEventListener("focusin", () => map.scrollWheelZoom.enable());
  frame.addEventListener("focusout", () => map.scrollWheelZoom.disable());
  new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(frame);
  const ground = L.layerGroup().addTo(map);
  const asked = around(box, ground);
  const detail = { map, L, tools, told, own: () => null };
  box.dispatchEvent(new CustomEvent("map", { bubbles: true, detail }));
  const show = (bounds) => {
    const own = detail.own();
    if (own?.isValid()) map.fitBounds(own.pad(0.6), { maxZoom: 17, animate: false });
    else if (bounds.isValid()) map.fitBounds(bounds.pad(0.08), { maxZoom: 17, animate: false });
  };
  show(await asked);
  box.dataset.ready = "";
  box.closest("form")?.addEventListener("change", async (event) => { if (["division", "parent"].includes(event.target.name)) show(await around(box, ground)); });
}

for (const box of document.querySelectorAll("[data-map]")) draw(box);

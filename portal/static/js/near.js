// The nearest first. The browser asks for the whole list and puts it in order by itself: the position leaves the telephone never.
const button = document.querySelector("[data-near]");
const says = document.querySelector("[data-near-says]");
const list = document.querySelector("[data-near-list]");
const SHOWN = 30; // rows

// Metres over the ground: the haversine formula, earth radius 6,371 km, as in models/stations.py.
function metres(here, row) {
  const [lon1, lat1, lon2, lat2] = [here.longitude, here.latitude, row.dataset.lon, row.dataset.lat].map((degrees) => (degrees * Math.PI) / 180);
  const half = Math.sin((lat2 - lat1) / 2) ** 2 + Math.cos(lat1) * Math.cos(lat2) * Math.sin((lon2 - lon1) / 2) ** 2;
  return 2 * 6371000 * Math.asin(Math.sqrt(half));
}

function words(distance) {
  return distance < 950 ? `约 ${Math.max(50, Math.round(distance / 50) * 50)} 米` : `约 ${(distance / 1000).toFixed(1)} 公里`;
}

async function sort({ coords }) {
  const answer = await fetch(button.dataset.near);
  if (!answer.ok) throw new Error(answer.status);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const rows = [...page.querySelectorAll("[data-near-list] > [data-lon]")].map((row) => [metres(coords, row), row]);
  rows.sort(([one], [other]) => one - other);
  list.replaceChildren(...rows.slice(0, SHOWN).map(([distance, row]) => {
    row.querySelector(".rows__meta").prepend(`${words(distance)} · `);
    return document.adoptNode(row);
  }));
  document.querySelector(".pager")?.remove();
  const more = page.querySelector(".pager") ? "地方太多，只排了一部分，请先选街道再试。" : "";
  says.textContent = `离您近的在前，按直线距离算。${more}您的位置没有发给我们。`;
}

if (button && navigator.geolocation && window.isSecureContext) {
  button.hidden = false;
  button.addEventListener("click", () => {
    says.textContent = "正在看您在哪里……";
    navigator.geolocation.getCurrentPosition(
      (position) => sort(position).catch(() => { says.textContent = "没有排成，请检查网络，再按一次。"; }),
      () => { says.textContent = "没有拿到您的位置：请在浏览器里允许，或者按街道挑选。"; },
      { timeout: 15000, maximumAge: 300000 },
    );
  });
}

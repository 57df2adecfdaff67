// The button that finds the grid by the visitor's position. The position goes by POST, so that it stands in no address.
const OPTIONS = { timeout: 15000, maximumAge: 60000, enableHighAccuracy: true };
const REFUSED = "没有得到您的位置。请在框里输入小区、村或附近单位的名字。";

function send(address, { longitude, latitude }) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = address;
  form.hidden = true;
  for (const [name, degrees] of Object.entries({ longitude, latitude })) {
    const input = document.createElement("input");
    input.name = name;
    input.value = degrees.toFixed(6);
    form.append(input);
  }
  document.body.append(form);
  form.submit();
}

for (const place of document.querySelectorAll("[data-find-here]")) {
  if (!navigator.geolocation || !window.isSecureContext) continue;
  const button = place.querySelector("button");
  const status = place.querySelector("[role=status]");
  place.hidden = false;
  button.addEventListener("click", () => {
    button.disabled = true;
    status.textContent = "正在找您的位置…";
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => send(place.dataset.findHere, coords),
      () => {
        button.disabled = false;
        status.textContent = REFUSED;
      },
      OPTIONS,
    );
  });
}

// back from the answer: the button works again
addEventListener("pageshow", () => {
  for (const place of document.querySelectorAll("[data-find-here]")) {
    place.querySelector("button").disabled = false;
    place.querySelector("[role=status]").textContent = "";
  }
});

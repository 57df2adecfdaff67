// Says when the recurrence that is being typed comes next, as the server reads it.
for (const words of document.querySelectorAll("[data-next]")) {
  const box = words.previousElementSibling;
  let timer, asked = 0;
  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const mine = ++asked, address = new URL(words.dataset.next, location.href);
      address.searchParams.set("text", box.value);
      const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
      if (mine === asked && answer?.ok) words.textContent = (await answer.json()).words;
    }, 250);
  });
}

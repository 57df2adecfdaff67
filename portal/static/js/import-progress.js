// Keeps the figures of an import moving; when it is over, the page is read again.
const box = document.querySelector("[data-progress]");
const word = box.querySelector("[data-word]"), bar = box.querySelector("progress"), said = box.querySelector("[data-said]");

async function look() {
  const answer = await fetch(box.dataset.progress, { headers: { Accept: "application/json" } }).catch(() => null);
  if (answer?.ok) {
    const now = await answer.json();
    if (now.over) { location.reload(); return; }
    word.textContent = now.word;
    bar.value = now.share;
    said.textContent = `${now.behind} 行，共约 ${now.length} 行`;
    for (const count of document.querySelectorAll("[data-count]")) count.textContent = now.figures[count.dataset.count];
  } else if ([401, 404].includes(answer?.status)) { location.reload(); return; } // anything else may pass
  setTimeout(look, document.hidden || !answer?.ok ? 5000 : 1000);
}
look();

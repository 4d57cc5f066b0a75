// The time of a point: it runs on every screen by itself, and says quietly when it is over.
const ends = new WeakMap();

function tick() {
  for (const clock of document.querySelectorAll("[data-left]:not([data-still])")) {
    if (!ends.has(clock)) ends.set(clock, Date.now() + Number(clock.dataset.left) * 1000);
    const left = Math.round((ends.get(clock) - Date.now()) / 1000);
    const of = Math.abs(left);
    clock.textContent = `${left < 0 ? "−" : ""}${Math.floor(of / 60)}:${String(of % 60).padStart(2, "0")}`;
    const box = clock.closest("[data-clock]");
    if (left > 0 || box.dataset.tone) continue;
    box.dataset.tone = "wait";
    box.querySelector("[data-over]").hidden = false;
  }
}

tick();
setInterval(tick, 1000);

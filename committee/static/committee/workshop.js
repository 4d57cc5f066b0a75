// The timer of a workshop; the page says the same without it. What is typed is never replaced.
let shown = null;
let deadline = null;

function tick() {
  const clock = document.querySelector("[data-seconds]");
  if (!clock) return;
  if (clock !== shown) {
    shown = clock;
    deadline = Date.now() + Number(clock.dataset.seconds) * 1000;
  }
  const left = Math.max(Math.round((deadline - Date.now()) / 1000), 0);
  clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
}

setInterval(tick, 1000);
tick();

const printer = document.querySelector("[data-print]");
if (printer) {
  printer.hidden = false;
  printer.addEventListener("click", () => print());
}

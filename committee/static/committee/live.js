// The phone and the wall: the screen follows the session; nothing here is needed to vote.
import "./ballot-keys.js";
import "./clock.js";
import "./network.js";

let deadline = null;

function tick() {
  for (const clock of document.querySelectorAll("[data-seconds]")) {
    deadline ??= Date.now() + Number(clock.dataset.seconds) * 1000;
    const left = Math.max(Math.round((deadline - Date.now()) / 1000), 0);
    clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  }
}

document.addEventListener("htmx:afterRequest", (event) => {
  const seconds = event.detail.xhr?.getResponseHeader("Parkour-Seconds-Left");
  deadline = seconds === null || seconds === undefined ? null : Date.now() + Number(seconds) * 1000;
});

// A ballot that leaves while the network is down is sent again, with the same key, when it is back.
let waiting = null;
const isBallot = (element) => element?.matches?.("[data-ballot]");

for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => {
    if (isBallot(event.detail.elt)) waiting = event.detail.elt;
  });
}
document.addEventListener("htmx:afterRequest", (event) => {
  if (!event.detail.successful || !waiting || isBallot(event.detail.elt)) return;
  const form = document.querySelector(`[data-ballot="${waiting.dataset.ballot}"]`);
  const key = waiting.elements.key.value;
  waiting = null;
  if (form?.elements.key.value === key) form.requestSubmit(); // else it has been recorded already
});

// What is replaced under somebody's focus gives it to the heading of what came instead.
let hadFocus = false;
document.addEventListener("htmx:beforeSwap", (event) => {
  hadFocus = event.detail.shouldSwap && document.getElementById("live")?.contains(document.activeElement);
});
document.addEventListener("htmx:afterSettle", () => {
  if (hadFocus && document.activeElement === document.body) document.querySelector("#live h1")?.focus();
  hadFocus = false;
});

tick();
setInterval(tick, 1000);

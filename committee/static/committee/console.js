// The keys of the console press the visible buttons that name them. They can be switched off.
import "./clock.js";
import "./network.js";

const STORE = "parkour-console-keys";
const toggle = document.querySelector("[data-keys]");
let on = localStorage.getItem(STORE) !== "off";

function show() {
  toggle.hidden = false;
  toggle.setAttribute("aria-pressed", String(on));
  for (const key of document.querySelectorAll("#console kbd")) key.hidden = !on;
}

toggle.addEventListener("click", () => {
  on = !on;
  localStorage.setItem(STORE, on ? "on" : "off");
  show();
});

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, select, textarea, dialog, summary");
  if (!on || typing || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const button = document.querySelector(`#console [data-key="${CSS.escape(key)}"]`);
  if (!button) return;
  event.preventDefault();
  button.click();
});

// Nothing is loaded again under somebody who writes the reason of a decision.
const written = (field) => field.type !== "hidden" && field.type !== "radio" && field.value !== field.defaultValue;
document.addEventListener("htmx:beforeRequest", (event) => {
  if ([...document.querySelectorAll("#console input, #console textarea")].some(written)) event.preventDefault();
});

show();

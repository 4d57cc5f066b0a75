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

// The page is not loaded again under somebody who writes a reason or chooses how the vote is held; the column of the
// room goes on following. What was missed shows with the next page, which what they do leads to.
const touched = (field) => {
  if (field.type === "hidden") return false;
  if (field.type === "radio" || field.type === "checkbox") return field.checked !== field.defaultChecked;
  if (field instanceof HTMLSelectElement) {
    const usual = [...field.options].findIndex((option) => option.defaultSelected);
    return field.selectedIndex !== Math.max(usual, 0);
  }
  return field.value !== field.defaultValue;
};
const isTouched = () => [...document.querySelectorAll("#console :is(input, textarea, select)")].some(touched);
document.addEventListener("htmx:beforeOnLoad", (event) => {
  if (event.detail.xhr.getResponseHeader("HX-Refresh") && isTouched()) event.preventDefault();
});

// The column of the room is drawn again at each ballot: what somebody folded or unfolded there stays so.
const folding = "details[data-keep-open]";
let folded = new Map();
document.addEventListener("htmx:beforeSwap", () => {
  folded = new Map([...document.querySelectorAll(folding)].map((part) => [part.id, part.open]));
});
document.addEventListener("htmx:afterSwap", () => {
  for (const part of document.querySelectorAll(folding)) if (folded.has(part.id)) part.open = folded.get(part.id);
});

show();

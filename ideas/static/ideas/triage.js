// The desk of the officer. Every key has a visible control, and the pages work without this file.
import { setUpDialogs, setUpKeys } from "./desk-keys.js";
import { setUpHeld } from "./held.js";
import { soon } from "./in-place.js";
import { setUpNext } from "./next-item.js";
import { setUpReady } from "./ready.js";

// --- The criterion one is on -------------------------------------------------
const form = () => document.getElementById("assess");
const criteria = () => [...document.querySelectorAll("#assess [data-criterion]")];
const active = () => criteria().find((each) => each.hasAttribute("data-active")) ?? criteria()[0];

const isComplete = () => criteria().length > 0 && criteria().every((each) => each.querySelector(":checked"));
let complete = false;

// The verdict is what the levels are given for: with the last of them it comes into sight, once.
function showVerdict() {
  const was = complete;
  complete = isComplete();
  if (complete && !was && !form().querySelector("[value=na]:checked")) form().querySelector(".verdict")?.scrollIntoView({ block: "nearest" });
}

function activate(criterion) {
  for (const each of criteria()) each.toggleAttribute("data-active", each === criterion);
}

function score(value) {
  const here = active();
  const radio = here?.querySelector(`input[value="${value}"]`);
  if (!radio) return false;
  radio.checked = true;
  radio.dispatchEvent(new Event("change", { bubbles: true }));
  if (value === "na") form().querySelector("[name=not_applicable_because]")?.focus();
  const next = criteria()[criteria().indexOf(here) + 1];
  if (next) {
    activate(next);
    next.scrollIntoView({ block: "nearest" });
  }
  return true;
}

// From nowhere, Tab steps into the criteria; from there it goes on as everywhere.
function enter() {
  const here = active();
  (here?.querySelector("input:checked") ?? here?.querySelector("input"))?.focus({ focusVisible: true });
  return Boolean(here);
}

function setUpForm() {
  if (!form()) return;
  form().dataset.live = "";
  const firstOpen = criteria().find((each) => !each.querySelector(":checked"));
  activate(form().querySelector("[data-criterion][data-error]") ?? firstOpen ?? criteria()[0]);
  complete = !firstOpen;
}

// On change and on arrival by keyboard, never on pointer focus: a click would move under the finger.
document.addEventListener("change", (event) => {
  const criterion = event.target.closest("#assess [data-criterion]");
  if (criterion && event.isTrusted) activate(criterion);
  if (criterion) showVerdict();
});
document.addEventListener("focusin", (event) => {
  const criterion = event.target.closest("#assess [data-criterion]");
  if (criterion && event.target.matches(":focus-visible")) activate(criterion);
});

// What the past says is asked for far above where it is read.
document.addEventListener("click", (event) => {
  if (event.target.closest("#past a[hx-post], #past a[hx-get]")) document.getElementById("past").closest("section").scrollIntoView({ block: "start" });
});

// --- The sheet of a merge: the closest by their number --------------------------
function setUpNear() {
  for (const group of document.querySelectorAll("[data-near]")) group.hidden = false;
}
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-fill]");
  if (!button) return;
  const field = document.getElementById(button.dataset.fill);
  field.value = button.dataset.value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
});

// --- The queue: all of the page, or none --------------------------------------------
for (const button of document.querySelectorAll("[data-all]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const boxes = [...document.querySelectorAll("[data-rows] input[type=checkbox]")];
    const on = boxes.some((box) => !box.checked);
    for (const box of boxes) box.checked = on;
    showSeveral();
  });
}
// What is done with those one chose shows once one is chosen; without this file, always.
function showSeveral() {
  const chosen = document.querySelector("[data-rows] input[type=checkbox]:checked");
  document.getElementById("several")?.toggleAttribute("data-none", !chosen);
}
document.querySelector("[data-rows]")?.addEventListener("change", showSeveral);
window.addEventListener("pageshow", showSeveral);
showSeveral();

// --- Opening: told only once the page is really in front of somebody ------------------
function tellOpened() {
  const opening = document.querySelector("form[data-open]");
  if (!opening || document.visibilityState !== "visible" || document.prerendering) return;
  fetch(opening.action, { method: "POST", body: new FormData(opening), keepalive: true });
  opening.remove();
}
document.addEventListener("visibilitychange", tellOpened);
document.addEventListener("prerenderingchange", tellOpened);

setUpForm();
setUpNear();
setUpKeys({ score, enter });
setUpHeld();
tellOpened();
setUpNext(() => {
  setUpForm();
  setUpNear();
  setUpReady();
  setUpDialogs();
  setUpHeld();
  soon(tellOpened);
}, setUpHeld);

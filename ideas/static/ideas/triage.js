// The officer's keyboard. Every key has a visible control, and the page works without this file.
const form = document.getElementById("assess");
const dialog = document.getElementById("keys");
const STORE = "parkour.triage.keys";

const isOn = () => {
  try { return localStorage.getItem(STORE) !== "off"; } catch { return true; }
};

function remember(on) {
  try { localStorage.setItem(STORE, on ? "on" : "off"); } catch { /* private mode: for this page only */ }
  document.documentElement.toggleAttribute("data-no-keys", !on);
}

// --- The criterion one is on -------------------------------------------------
const criteria = form ? [...form.querySelectorAll("[data-criterion]")] : [];

function activate(criterion) {
  for (const each of criteria) each.toggleAttribute("data-active", each === criterion);
}

const active = () => criteria.find((each) => each.hasAttribute("data-active")) ?? criteria[0];

function score(value) {
  const here = active();
  const radio = here?.querySelector(`input[value="${value}"]`);
  if (!radio) return;
  radio.checked = true;
  radio.dispatchEvent(new Event("change", { bubbles: true }));
  if (value === "na") form.querySelector("[name=not_applicable_because]")?.focus();
  const next = criteria[criteria.indexOf(here) + 1];
  if (next) {
    activate(next);
    next.scrollIntoView({ block: "nearest" });
  }
}

if (form) {
  form.dataset.live = "";
  const firstOpen = criteria.find((each) => !each.querySelector(":checked"));
  activate(form.querySelector("[data-criterion][data-error]") ?? firstOpen ?? criteria[0]);
  // On change and on arrival by keyboard, never on pointer focus: a click would move under the finger.
  form.addEventListener("change", (event) => {
    const criterion = event.target.closest("[data-criterion]");
    if (criterion && event.isTrusted) activate(criterion);
  });
  form.addEventListener("focusin", (event) => {
    const criterion = event.target.closest("[data-criterion]");
    if (criterion && event.target.matches(":focus-visible")) activate(criterion);
  });
}

// --- Keys ------------------------------------------------------------------------
const typing = (target) => target.closest('textarea, select, [contenteditable], input:not([type="radio"], [type="checkbox"])');

function press(key) {
  const control = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!control) return false;
  control.click();
  if (control.matches("details[open] > summary")) control.parentElement.querySelector("input, textarea")?.focus();
  return true;
}

// By position: on a French keyboard the top row gives no digit without Shift.
const digit = (event) => /^(?:Digit|Numpad)([0-5])$/.exec(event.code)?.[1] ?? null;

function onKey(event) {
  if (event.defaultPrevented || event.isComposing || event.altKey || event.metaKey) return;
  if (event.key === "Enter" && event.ctrlKey) {
    event.target.closest("form[data-sheet]")?.requestSubmit();
    return;
  }
  if (event.ctrlKey || event.repeat || typing(event.target) || document.querySelector("dialog[open]")) return;
  if (event.key === "?") {
    dialog?.showModal();
    event.preventDefault();
    return;
  }
  if (!isOn()) return;
  const level = digit(event);
  if (level !== null) {
    if (!form) return;
    score(level === "0" ? "na" : level);
    event.preventDefault();
  } else if (event.key === "Enter") {
    // On a button or a link, Enter belongs to it; in a radio, the form already answers.
    if (event.target.matches("body, main")) press("Enter");
  } else if (event.key.length === 1 && press(event.key.toLowerCase())) event.preventDefault();
}

document.addEventListener("keydown", onKey);

if (dialog) {
  const box = dialog.querySelector("[data-keys-on]");
  box.checked = isOn();
  remember(box.checked);
  box.addEventListener("change", () => remember(box.checked));
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  const help = document.querySelector("[data-help]");
  help.hidden = false;
  help.addEventListener("click", () => dialog.showModal());
}

// --- Opening: told only once the page is really in front of somebody ------------------
function tellOpened() {
  const opening = document.querySelector("form[data-open]");
  if (!opening || document.visibilityState !== "visible" || document.prerendering) return;
  document.removeEventListener("visibilitychange", tellOpened);
  fetch(opening.action, { method: "POST", body: new FormData(opening), keepalive: true });
  opening.remove();
}
document.addEventListener("visibilitychange", tellOpened);
document.addEventListener("prerenderingchange", tellOpened);
tellOpened();

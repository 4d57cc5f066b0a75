// Keys of the desk. Every key has a visible control: it carries the key, and pressing it is a click.
import { setUpPalette, openPalette } from "./palette.js";

const STORE = "parkour.triage.keys";

export const isOn = () => {
  try { return localStorage.getItem(STORE) !== "off"; } catch { return true; }
};

function remember(on) {
  try { localStorage.setItem(STORE, on ? "on" : "off"); } catch { /* private mode: for this page only */ }
  document.documentElement.toggleAttribute("data-no-keys", !on);
}

export function press(key) {
  const control = key && document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!control) return false;
  use(control);
  return true;
}

// What a key, or a line of the palette, does with its control.
export function use(control) {
  control.click();
  if (control.matches("details[open] > summary")) control.parentElement.querySelector("input, textarea")?.focus();
}

const typing = (target) => target.closest('textarea, select, [contenteditable], input:not([type="radio"], [type="checkbox"])');

// By position: on a French keyboard the top row gives no digit without Shift.
const digit = (event) => /^(?:Digit|Numpad)([0-5])$/.exec(event.code)?.[1] ?? null;

const ARROWS = { ArrowDown: "next", ArrowUp: "previous" };

// On the list of the queue, next and previous move from line to line; Enter opens the line.
function walkRows(step) {
  const rows = [...document.querySelectorAll("[data-rows] a")];
  if (!rows.length) return false;
  const at = rows.indexOf(document.activeElement.closest("li")?.querySelector("a") ?? null);
  rows[Math.max(0, Math.min(rows.length - 1, at + step))].focus();
  return true;
}

function letter(event, keys) {
  const key = event.key.toLowerCase();
  const box = key === keys.select && document.activeElement?.closest("[data-rows] li")?.querySelector("input[type=checkbox]");
  if (box) return box.click() ?? true;
  if (press(key)) return true;
  const search = key === keys.search && document.querySelector("main input[type=search]");
  if (search) return search.focus() ?? true;
  if (key === keys.next) return walkRows(1);
  return key === keys.previous && walkRows(-1);
}

function arrow(event, keys) {
  const isRow = event.target.matches("[data-rows] a");
  if (!isRow && !event.target.matches("body, main")) return false;
  const way = ARROWS[event.key];
  return press(keys[way]) || walkRows(way === "next" ? 1 : -1);
}

// `desk` has score(value), which gives a level, and enter(), which steps into the criteria; both say whether they did.
export function setUpKeys(desk) {
  const dialog = () => document.getElementById("keys");
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.altKey || event.metaKey) return;
    if (event.key === "Enter" && event.ctrlKey) {
      const sheet = event.target.closest("form[data-sheet]") ?? document.querySelector("form[data-sheet]");
      sheet?.requestSubmit(sheet.querySelector("[data-send]"));
      return;
    }
    if (document.querySelector("dialog[open]")) return;
    if (event.ctrlKey && !event.shiftKey && event.key.toLowerCase() === "k" && openPalette()) return event.preventDefault();
    if (event.ctrlKey || event.repeat || typing(event.target)) return;
    if (event.key === "?" && dialog()) {
      dialog().showModal();
      return event.preventDefault();
    }
    if (isOn() && act(event, dialog()?.dataset ?? {})) event.preventDefault();
  });

  function act(event, keys) {
    const level = digit(event);
    if (level !== null) return desk.score(level === "0" ? "na" : level) || press(level);
    // On a button or a link, Enter belongs to it; in a radio, the form already answers.
    if (event.key === "Enter") return event.target.matches("body, main") && press("Enter");
    if (event.key === "Tab") return !event.shiftKey && event.target.matches("body, main") && desk.enter();
    if (event.key in ARROWS) return arrow(event, keys);
    return event.key.length === 1 && letter(event, keys);
  }
  setUpDialogs();
}

export function setUpDialogs() {
  setUpHelp(document.getElementById("keys"));
  setUpPalette(use);
}

function setUpHelp(dialog) {
  remember(isOn());
  if (!dialog) return;
  const box = dialog.querySelector("[data-keys-on]");
  box.checked = isOn();
  box.addEventListener("change", () => remember(box.checked));
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  for (const help of document.querySelectorAll("[data-help]")) {
    help.hidden = false;
    help.addEventListener("click", () => dialog.showModal());
  }
}

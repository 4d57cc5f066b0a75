// The sheets of an item are read ahead once its levels are given, so that the key of an outcome shows what is already here.
// Reading them ahead changes nothing: the levels go along in the address, and are saved when a sheet is shown.
import { isSheet, parse } from "./in-place.js";

const PAUSE = 200;
let read = null;
let timer;

// The levels as an address says them; "" while one is missing or does not apply.
function levelsOf(form) {
  const given = [...form.querySelectorAll(".seg input:checked")].map(({ name, value }) => [name, value]);
  const all = given.length === form.querySelectorAll(".seg").length;
  return all && given.every(([, value]) => value !== "na") ? String(new URLSearchParams(given)) : "";
}

async function readAll(mine) {
  for (const button of mine.form.querySelectorAll("[data-sheet-at]")) {
    if (read !== mine || !mine.form.isConnected) return;
    const url = button.dataset.sheetAt;
    const answer = await fetch(`${url}?${mine.levels}`, { headers: { Accept: "text/html" } });
    const page = answer.ok && !answer.redirected && parse(await answer.text());
    if (page && isSheet(page)) mine.sheets.set(button.value, { page, url: new URL(url, location.href).href });
  }
  mine.form.toggleAttribute("data-ahead", true);
}

function readSheets() {
  const form = document.getElementById("assess");
  const levels = form ? levelsOf(form) : "";
  if (!levels || (read?.form === form && read.levels === levels)) return;
  read = { form, levels, sheets: new Map() };
  form.removeAttribute("data-ahead");
  readAll(read).catch(() => { /* then the way without this file */ });
}

export function readSheetsSoon() {
  clearTimeout(timer);
  if (navigator.connection?.saveData) return; // whoever counts their bytes asks for the one sheet
  timer = setTimeout(readSheets, PAUSE);
}

// The sheet of an outcome for the levels that stand there now, once; nothing when it has not been read.
export function sheetFor(form, outcome) {
  if (read?.form !== form || read.levels !== levelsOf(form)) return null;
  const sheet = read.sheets.get(outcome);
  read.sheets.delete(outcome);
  return sheet ?? null;
}

// The sheet of an outcome comes without loading a page; once its answer is on its way, the next item stands there.
// Without this file, and whenever something is not as it should be, the product answers with its own pages.
import { readSheetsSoon, sheetFor } from "./sheet-ahead.js";
import { free, isItem, isSheet, parse, show, standing, whole } from "./in-place.js";

const SENTENCE = "textarea, input:not([type=hidden], [type=radio], [type=checkbox], [type=search])";
let desk;

// The form as it is sent without this file.
function plainly(form, submitter) {
  form.dataset.plain = "yes";
  free(form);
  form.requestSubmit(submitter?.isConnected ? submitter : undefined);
}

const hasWords = (form) => [...form.getRootNode().querySelectorAll(SENTENCE)].some(
  (field) => field.form !== form && field.value !== field.defaultValue,
);

async function open(event) {
  const { target: form, submitter } = event;
  if (form.id !== "assess" || !submitter || !("leads" in submitter.dataset) || "plain" in form.dataset) return;
  if (event.defaultPrevented || hasWords(form)) return; // a note one has begun stays on its page
  event.preventDefault();
  const ahead = sheetFor(form, submitter.value);
  if (ahead) return showAndSave(form, submitter, ahead);
  try {
    const headers = { Accept: "text/html", "X-In-Place": "1" }; // answered by the sheet itself
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form, submitter), headers });
    const page = parse(await answer.text());
    if (!form.isConnected) return;
    if (isSheet(page)) {
      const place = answer.headers.get("Content-Location") ?? answer.url;
      return show(whole(page, new URL(place, location.href).href), desk.refresh);
    }
    if (isItem(page)) {
      show(whole(page, answer.redirected ? answer.url : location.href), desk.refresh);
      return desk.readAhead();
    }
  } catch { /* no network: told by the browser, as always */ }
  if (form.isConnected) plainly(form, submitter);
}

// A sheet on the screen whose levels are on their way: a promise that they are saved.
const saving = new WeakMap();

// Answers that wait for the levels of their contribution: whoever leaves meanwhile is asked.
let waiting = 0;

function showAndSave(form, submitter, { page, url }) {
  const body = new FormData(form, submitter);
  body.set("then", "stay");
  const note = document.getElementById("unsaved");
  free(form);
  const left = standing();
  show(whole(page, url), desk.refresh);
  const sheet = document.querySelector("form[data-sheet]");
  const saved = fetch(form.action, { method: "POST", body, headers: { "X-In-Place": "1" }, keepalive: true }).then((answer) => {
    if (answer.status !== 204) throw new Error("not saved");
    sheet.elements.version.value = answer.headers.get("X-Version");
    saving.delete(sheet);
  });
  saving.set(sheet, saved);
  saved.catch(() => {
    form.dataset.plain = "yes"; // from now on the product answers with its own page
    if (sheet.isConnected) sayUnsent(left, form.dataset.reference, note, "text");
  });
}

// What needs the version that stands, such as a preview, waits until the levels are saved; `send` waits by itself.
function wait(event) {
  const { target: form, submitter } = event;
  const saved = saving.get(form);
  if (!saved || (!submitter?.name && desk.hasNext())) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  saved.then(() => {
    free(form);
    form.requestSubmit(submitter);
  }, () => free(form));
}

function sayUnsent(back, reference, template = document.getElementById("unsaved"), words = "answer") {
  const note = template?.content.firstElementChild.cloneNode(true);
  if (!note) return show(back, desk.refresh);
  note.querySelector("p").textContent = note.dataset[words].replace("{reference}", reference);
  note.querySelector("button").addEventListener("click", () => show(back, desk.refresh));
  document.getElementById("messages").append(note);
}

// What the product says of the answer: how long it can be taken back, or that it has left.
function tell(page) {
  const [held, said] = [page.querySelector(".held"), page.getElementById("messages")];
  document.querySelector(".held")?.remove();
  if (held) (document.querySelector(".triage-item") ?? document.querySelector("main"))?.prepend(document.adoptNode(held));
  const place = document.getElementById("messages");
  if (said && place) {
    place.append(...said.childNodes);
    htmx.trigger(place, "htmx:load", { elt: place });
  }
  desk.refreshHeld();
}

// What was read ahead still counts the one that is answered now.
function leave(reference) {
  const line = document.querySelector(`.queue a[href$="/${CSS.escape(reference)}/"]`)?.closest("li");
  if (!line) return;
  line.remove();
  for (const count of document.querySelectorAll("[data-fewer]")) count.textContent = count.dataset.fewer;
}

function send(event) {
  const { target: form, submitter } = event;
  const next = "sheet" in form.dataset && !("plain" in form.dataset) && !submitter?.name && desk.taken();
  if (!next || event.defaultPrevented) return;
  event.preventDefault();
  const { action, dataset: { reference } } = form;
  const body = new FormData(form, submitter);
  const left = standing();
  free(form);
  document.querySelector(".held")?.remove();
  show(next, desk.refresh);
  leave(reference);
  desk.readAhead();
  const sent = () => {
    body.set("version", form.elements.version.value);
    return fetch(action, { method: "POST", body, headers: { Accept: "text/html", "X-In-Place": "1" }, keepalive: true });
  };
  const levels = saving.get(form);
  if (levels) waiting += 1;
  (levels?.finally(() => { waiting -= 1; }).then(sent) ?? sent())
    .then(async (answer) => {
      const page = parse(await answer.text());
      if (answer.ok && answer.headers.has("X-In-Place")) return tell(page);
      const back = isSheet(page) ? whole(page, left.url) : left;
      if (back === left) form.dataset.plain = "yes"; // from now on the product answers with its own page
      sayUnsent(back, reference);
    })
    .catch(() => {
      form.dataset.plain = "yes";
      sayUnsent(left, reference);
    });
}

// `its.taken()` is the next item, read ahead, to be shown (null: not there), `its.hasNext()` whether there is one;
// `its.readAhead()` reads the one after.
export function setUpSheet(its) {
  desk = its;
  document.addEventListener("submit", wait, true);
  document.addEventListener("submit", open);
  document.addEventListener("change", (event) => event.target.closest("#assess .seg") && readSheetsSoon());
  document.addEventListener("submit", send);
  addEventListener("beforeunload", (event) => waiting && event.preventDefault());
  readSheetsSoon(); // levels that were given another day
}

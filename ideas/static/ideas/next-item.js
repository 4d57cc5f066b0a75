// The next item is fetched while one reads this one, kept in memory, and shown in place: nothing to wait for.
// Reading it ahead changes nothing; that it is open is told once it is in front of somebody.
import { setUpSheet } from "./sheet.js";
import { free, isShown, soon, stand, whole } from "./in-place.js";

const FRESH = 120_000;
const PARTS = ["main.triage", "form[data-open]", "#keys", "#palette"];
let ahead = null;
let refresh = () => {};

async function read(url) {
  const answer = await fetch(url, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return null;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector("main.triage") && page;
}

function readAhead() {
  const main = document.querySelector("main.triage");
  const url = main?.dataset.nextUp;
  ahead = url ? { url, at: performance.now(), page: null } : null;
  const wanted = ahead;
  if (!wanted) return;
  soon(() => read(url).then((page) => {
    wanted.page = page;
    main.toggleAttribute("data-ahead", Boolean(page));
  }).catch(() => { /* then the way without this file */ }));
}

const isReady = (url) => ahead?.page && ahead.url === url && performance.now() - ahead.at < FRESH;

// What is on the screen, to be put back as it was.
function standing() {
  return { url: location.pathname, title: document.title, parts: PARTS.map((part) => document.querySelector(part)) };
}

function put({ url, title, parts }, held) {
  PARTS.forEach((selector, index) => {
    const [old, made] = [document.querySelector(selector), parts[index]];
    if (made && old) old.replaceWith(made);
    else if (made) document.querySelector("main.triage").after(made);
    else old?.remove();
  });
  const main = document.querySelector("main.triage");
  main.querySelector(".held")?.remove();
  if (held) main.querySelector(".triage-item").prepend(held);
  stand(url, title);
  htmx.process(main);
  htmx.trigger(main, "htmx:load", { elt: main });
  refresh();
  scrollTo(0, 0);
  main.focus({ preventScroll: true });
  readAhead();
}

function show(page) {
  const parts = PARTS.map((part) => page.querySelector(part));
  // The answer that waits now is that of this page: the other one was read a while ago.
  put({ url: ahead.url, title: page.title, parts: parts.map((part) => part && document.adoptNode(part)) }, document.querySelector(".held"));
}

// Not received: said where one is now, with the way back to what was given.
function sayUnsaved(left) {
  const note = document.getElementById("unsaved").content.firstElementChild.cloneNode(true);
  note.querySelector("p").textContent = note.dataset.text.replace("{reference}", left.reference);
  note.querySelector("button").addEventListener("click", () => {
    put(left, document.querySelector(".held"));
    document.getElementById("assess").dataset.plain = "yes"; // from now on the product answers with its own page
  });
  document.getElementById("messages").append(note);
}

function saveAndShow(event) {
  const { target: form, submitter } = event;
  const url = document.querySelector("main.triage")?.dataset.nextUp;
  if (form.id !== "assess" || submitter?.value !== "next" || "plain" in form.dataset || !isReady(url)) return;
  if ([...form.querySelectorAll(".seg")].some((levels) => !levels.querySelector(":checked"))) return; // told on its page
  event.preventDefault();
  const body = new FormData(form, submitter);
  free(form);
  const left = { ...standing(), reference: form.dataset.reference };
  show(ahead.page);
  fetch(form.action, { method: "POST", body, headers: { "X-In-Place": "1" }, keepalive: true })
    .then((answer) => answer.status === 204 || sayUnsaved(left))
    .catch(() => sayUnsaved(left));
}

function follow(event) {
  const link = event.target.closest?.("main.triage a[rel=next]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button || !isReady(link.pathname)) return;
  event.preventDefault();
  show(ahead.page);
}

// The next item as something to show, once; null when it has not been read, or not lately.
function taken() {
  const next = ahead && isReady(ahead.url) && whole(ahead.page, new URL(ahead.url, location.href).href);
  if (next) ahead = null;
  return next;
}

const hasNext = () => Boolean(ahead && isReady(ahead.url));

export function setUpNext(afterwards, refreshHeld) {
  if (!document.querySelector("main.triage")) return;
  refresh = afterwards;
  setUpSheet({ taken, hasNext, readAhead, refresh, refreshHeld });
  document.addEventListener("submit", saveAndShow, true);
  document.addEventListener("click", follow);
  // Back: the page as it is now, from the product. A way within the page, such as the one to its content, is none.
  addEventListener("popstate", () => isShown() || location.reload());
  readAhead();
}

// A screen that follows: its stream says that something changed, and it reads itself again. Without the stream, or
// when the stream is silent, it asks by itself. Whatever was missed, the next reading shows what holds.
const LOST = 20_000; // the stream gives a sign of life every fifteen seconds
const ASK = [2_000, 5_000]; // between two readings without the stream
const LOOK = [25_000, 35_000]; // and with it
const SPREAD = 400; // a whole room does not read at the same moment
const HIDDEN = 30_000; // a screen that nobody sees lets its stream go
const DEAF = 60_000; // a stream of which nothing is heard is kept back by somebody: it is tried again later
const LEAVES = 8_000; // a page that is still there then was not left: what was asked for was a file
const STUCK = 1_000; // what was asked before the phone slept does not come any more

const screen = () => document.querySelector("[data-follow]");
const isFollow = (element) => Boolean(element?.matches?.("[data-follow]"));
const between = ([from, to]) => from + Math.random() * (to - from);

let source = null;
let opened = 0;
let openAgain = 0;
let heard = 0;
let follows = false; // whether the server, too, hears of changes
let deaf = 0;
let hiddenSince = document.hidden ? Date.now() : 0;

let last = Date.now();
let share = Math.random();
let closes = 0; // when an open vote closes by itself: nobody says so
let again = false;
let leaving = 0; // until when the page may be on its way elsewhere
let held = false; // the page would not read just now: somebody writes on it
const under = new Map(); // requests of the page under way

const isFollowed = () => follows && Date.now() - heard < LOST;
const due = () => {
  const [from, to] = isFollowed() && !held ? LOOK : ASK;
  return last + from + share * (to - from);
};

function look() {
  const shown = screen();
  if (!shown || Date.now() < leaving) return;
  if (under.size) {
    again = true;
    return;
  }
  again = false;
  last = Date.now();
  share = Math.random();
  shown.dispatchEvent(new CustomEvent("follow"));
  held = under.size === 0;
}

const soon = () => setTimeout(look, Math.random() * SPREAD);

function close() {
  source?.close();
  source = null;
  follows = false;
}

function open() {
  const address = screen()?.dataset.follow;
  if (source || !address || !window.EventSource) return;
  opened = Date.now();
  source = new EventSource(address);
  source.addEventListener("beat", (event) => {
    const followed = isFollowed();
    heard = Date.now();
    deaf = 0;
    follows = event.data === "follow";
    if (follows && !followed) soon(); // what changed before it followed
  });
  source.addEventListener("changed", () => {
    heard = Date.now();
    soon();
  });
  source.addEventListener("over", () => {
    close();
    openAgain = Date.now() + between(ASK);
    soon();
  });
  source.addEventListener("error", () => {
    if (follows) soon();
    follows = false;
    if (source?.readyState !== EventSource.CLOSED) return; // the browser tries again
    close();
    openAgain = Date.now() + between([30_000, 60_000]);
  });
}

// Somebody looks again, or the network is back: nothing of before is relied on.
function wake() {
  hiddenSince = document.hidden ? Date.now() : 0;
  for (const [xhr, { since, follow }] of under) if (follow && Date.now() - since > STUCK) xhr.abort();
  if (source && !isFollowed()) close();
  open();
  look();
}

function beat() {
  const now = Date.now();
  for (const [xhr, { since }] of under) if (now - since > 15_000) under.delete(xhr);
  if (hiddenSince) {
    if (now - hiddenSince > HIDDEN) close();
    return;
  }
  if (source && now - Math.max(heard, opened) > DEAF) {
    close();
    deaf += 1;
    openAgain = now + between([60_000, 90_000]) * Math.min(deaf, 5);
  }
  if (!source && now >= openAgain) open();
  if (closes && now >= closes) {
    closes = 0;
    soon();
  } else if (now >= due()) look();
}

// --- One reading at a time, and none while a ballot leaves ----------------------------------------------------------

document.addEventListener("htmx:beforeSend", (event) => {
  under.set(event.detail.xhr, { since: Date.now(), follow: isFollow(event.detail.elt) });
});
for (const name of ["htmx:afterRequest", "htmx:sendAbort", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => {
    if (!under.delete(event.detail.xhr)) return;
    if (isFollow(event.detail.elt)) {
      const seconds = event.detail.xhr.getResponseHeader("Parkour-Seconds-Left");
      closes = seconds ? Date.now() + (Number(seconds) + 1) * 1000 + Math.random() * SPREAD : 0;
    }
    if (again) setTimeout(look, 50);
  });
}

// --- A ballot that somebody fills in stays as it is -------------------------------------------------------------------

let kept = [];
const isAnswer = (field) => field.name && field.type !== "hidden" && field.type !== "submit";
const given = (field) => (field.type === "radio" || field.type === "checkbox" ? field.checked : field.value);
const before = (field) => (field.type === "radio" || field.type === "checkbox" ? field.defaultChecked : field.defaultValue);
const answersOf = (form) => [...form.elements].filter(isAnswer);

document.addEventListener("htmx:beforeSwap", (event) => {
  if (!isFollow(event.detail.elt) || !event.detail.shouldSwap) return;
  if ([...under.values()].some(({ follow }) => !follow)) {
    event.detail.shouldSwap = false; // a ballot is on its way: its answer is the newer one
    again = true;
    return;
  }
  kept = [...document.querySelectorAll("[data-ballot]")].map((form) => ({
    name: form.dataset.ballot,
    // By their ids: what was ticked, typed or taken back since the page was drawn.
    answers: answersOf(form).some((field) => given(field) !== before(field))
      ? new Map(answersOf(form).map((field) => [field.id, given(field)]))
      : null,
    key: form.elements.key.value,
    open: form.closest("details")?.open,
    voted: Boolean(form.closest("details")),
  }));
});
document.addEventListener("htmx:afterSwap", () => {
  for (const { name, answers, key, open: isOpen, voted } of kept) {
    const form = document.querySelector(`[data-ballot="${CSS.escape(name)}"]`);
    if (!form) continue;
    // Once it is recorded, here or elsewhere, what counts is shown; its key is spent.
    const isSame = voted === Boolean(form.closest("details"));
    if (answers && isSame) {
      form.elements.key.value = key;
      for (const field of answersOf(form)) {
        if (!answers.has(field.id)) continue;
        if (field.type === "radio" || field.type === "checkbox") field.checked = answers.get(field.id);
        else field.value = answers.get(field.id);
      }
    }
    const around = form.closest("details");
    if (around && isOpen) around.open = true;
  }
  kept = [];
});

document.addEventListener("visibilitychange", () => {
  if (document.hidden) hiddenSince = Date.now();
  else wake();
});
window.addEventListener("online", wake);
window.addEventListener("pageshow", (event) => {
  leaving = 0;
  if (event.persisted) wake();
});
window.addEventListener("pagehide", close);
// A button of the page was pressed: what it leads to is the newer reading, and must not be replaced by an older one.
window.addEventListener("beforeunload", () => {
  leaving = Date.now() + LEAVES;
  for (const [xhr, { follow }] of under) if (follow) xhr.abort();
});
window.addEventListener("offline", () => look());

open();
setInterval(beat, 500);

// The shared tablet: nothing of one person is there for the next. Words are on the screen and nowhere else.
const top = document.querySelector("[data-kiosk]");
const { kiosk: stage, home, here } = top.dataset;
const idle = Number(top.dataset.idle) * 1000;
const warn = Number(top.dataset.warn) * 1000;
const EVERY = 60_000;
const RETRY = 15_000;
const dialog = document.querySelector("[data-still-here]");
const line = dialog.querySelector("p");
const noNetwork = document.querySelector("[data-no-network]");
let touched = Date.now();
let told = Date.now();
let gone = false;
let ending = false;

const typed = () => [...document.querySelectorAll("textarea, input:not([type=hidden], [type=radio], [type=checkbox], [readonly])")];
const token = () => document.querySelector("[name=csrfmiddlewaretoken]").value;
const post = (url, body) => fetch(url, { method: "POST", body, redirect: "manual", headers: { "X-CSRFToken": token() } });

function empty() {
  for (const form of document.forms) form.reset();
  for (const field of typed()) field.value = field.defaultValue = "";
}

// Whatever a browser may keep, whoever put it there; each by itself, so that one that fails saves the others nothing.
async function clear() {
  for (const storage of [() => localStorage, () => sessionStorage]) {
    try { storage().clear(); } catch { /* closed by the settings of the browser: nothing is in it */ }
  }
  const bases = async () => (await indexedDB.databases()).forEach(({ name }) => indexedDB.deleteDatabase(name));
  const pages = async () => { for (const name of await caches.keys()) await caches.delete(name); };
  const workers = async () => { for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister(); };
  await Promise.allSettled([bases(), pages(), workers()]);
}

// Without a network the session cannot be ended yet: the screen is empty meanwhile, and nothing else can be done.
async function endSession() {
  if (ending) return;
  ending = true; // asked again while the first page comes, it would only be begun anew
  try {
    const answer = await post(document.querySelector("[data-forget]")?.action ?? `${home}forget/`, new FormData());
    if (answer.status >= 500) throw new Error(answer.status);
    location.replace(home);
  } catch {
    ending = false;
    setTimeout(endSession, RETRY);
  }
}

async function forget() {
  if (gone) return;
  gone = true;
  dialog.close();
  empty();
  const blank = document.querySelector("[data-erased]").content.firstElementChild.cloneNode(true);
  const main = document.getElementById("content");
  main.hidden = true; // the words of the page are told only if it has to wait
  await clear();
  addEventListener("online", endSession);
  const patience = setTimeout(() => {
    main.replaceChildren(blank);
    main.hidden = false;
    for (const form of document.querySelectorAll("[data-forget] button")) form.hidden = true;
    blank.querySelector("h1").focus();
  }, 300);
  await endSession();
  addEventListener("pagehide", () => clearTimeout(patience));
}

function touch() {
  touched = Date.now();
  if (dialog.open) dialog.close();
  if (stage === "write" && touched - told > EVERY) {
    told = touched;
    post(here, new FormData()).catch(() => {});
  }
}

const nobody = () => stage === "home" && typed().every((field) => !field.value);

function watch() {
  const left = idle - (Date.now() - touched);
  if (gone || nobody()) return;
  if (left <= 0) forget();
  else if (left <= warn) {
    line.textContent = line.dataset.text.replace("{seconds}", Math.ceil(left / 1000));
    if (!dialog.open) dialog.showModal();
  }
}

for (const name of ["pointerdown", "keydown", "input", "wheel", "touchmove"]) addEventListener(name, touch, { passive: true });
dialog.querySelector("[data-stay]").addEventListener("click", touch);
dialog.querySelector("[data-erase]").addEventListener("click", forget);
setInterval(watch, 500);

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-forget]")) return;
  event.preventDefault();
  forget();
});

// A page that is left for another is empty when it comes back from the memory of the browser, and goes to the first one.
addEventListener("pagehide", empty);
addEventListener("pageshow", ({ persisted }) => {
  if (!persisted) return;
  document.body.hidden = true;
  location.replace(home);
});

// A browser's own page about the network would leave the tablet there for good: ask first.
async function reachable() {
  try {
    return (await fetch("/healthz", { cache: "no-store" })).ok;
  } catch {
    return false;
  }
}

async function goOn(go) {
  noNetwork.hidden = true;
  if (await reachable()) go();
  else noNetwork.hidden = false;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]:not([href^='#'], [href^='tel:'])");
  if (!link) return;
  event.preventDefault();
  goOn(() => { location.href = link.href; });
});

for (const form of document.querySelectorAll("form[data-needs-network]")) {
  form.dataset.multi = "";
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    goOn(() => form.submit());
  });
}

function writing(form) {
  const wrong = form.querySelector("[data-wrong]");
  const buttons = [...form.querySelectorAll("button")];
  const hints = form.querySelector("[data-hints]");
  const patterns = JSON.parse(hints.dataset.hints).map(([kind, source, flags]) => [kind, new RegExp(source, flags)]);
  let busy = false;
  let waiting = null; // what was asked for and has no answer yet: it leaves by itself with the network

  function hint() {
    const plain = typed().map((field) => field.value.normalize("NFD").replace(/\p{M}/gu, ""));
    for (const [kind, pattern] of patterns)
      hints.querySelector(`[data-hint="${kind}"]`).hidden = !plain.some((words) => pattern.test(words));
  }

  function refuse(words) {
    wrong.querySelector("[data-words]").textContent = words;
    wrong.hidden = !words;
    if (words) wrong.focus();
  }

  async function send(asked) {
    if (busy || gone) return;
    busy = true;
    waiting = asked;
    refuse("");
    buttons.forEach((button) => button.setAttribute("aria-disabled", "true"));
    const body = new FormData(form);
    if (asked.then) body.set("then", asked.then);
    try {
      const answer = await post(form.dataset.write, body);
      const said = await answer.json();
      noNetwork.hidden = true;
      waiting = null;
      if (said.url) return location.replace(said.url);
      if (answer.status === 409) for (const name of ["client_uuid", "draft"]) form.elements[name].value = said.key;
      refuse(said.message);
    } catch {
      noNetwork.hidden = false;
    }
    busy = false;
    buttons.forEach((button) => button.removeAttribute("aria-disabled"));
    return undefined;
  }

  const again = () => waiting && send(waiting);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send({ then: event.submitter?.value });
  });
  form.addEventListener("input", hint);
  addEventListener("online", again);
  setInterval(again, RETRY);
}

for (const form of document.querySelectorAll("form[data-write]")) writing(form);
if (stage === "home") clear();

// The form of a contribution never loses a word: kept on this device every two seconds, on the server every ten, sent
// when there is a network. Without this file it is a plain form.
import { dropFiles, keysIn } from "../js/blobs.js";
import { fieldsOf, fill, forgetReceived, isUntouched, Keeper, mark, sayBack, timeOf } from "../js/keep.js";
import { all, drop, get, me } from "../js/store.js";
import { filesIn } from "./files.js";
import { namesOf, postTo, send, wait } from "./outbox.js";

const SERVER_EVERY = 10_000;
const form = document.querySelector("form[data-steps]");
const pending = document.querySelector("[data-pending]");
const other = form.querySelector("[data-other-draft]");
const line = form.querySelector("[data-kept-at]");
const { client_uuid: key, draft, draft_version: version, problem_text: problem, change_text: change } = form.elements;
const isShell = "shell" in document.body.dataset;
const query = new URLSearchParams(location.search);
const files = filesIn(form);
const CODES = ["campaign", "site"]; // of the poster by which one came
let keeper;
let saved = "";
let saving = Promise.resolve();
let gone = false;

const idOf = (draftKey) => `draft-${draftKey}`;

function say(text, at) {
  line.textContent = text.replace("{time}", timeOf(at));
}

// --- What was typed before, on this device --------------------------------------------------------------

async function found() {
  const local = query.get("local");
  const row = local && (await get("outbox", local));
  if (row) return row;
  if (query.has("draft")) return get("words", idOf(query.get("draft")));
  const campaign = query.get("campaign"); // what was begun elsewhere answers another question: it waits
  const answers = (each) => !campaign || Object.fromEntries(each.fields).campaign === campaign;
  return (await all("words")).filter((each) => each.id.startsWith("draft-") && answers(each)).pop();
}

// The page of the server knows them; the one that is kept for when there is no network reads its address.
function followAddress() {
  for (const name of CODES) if (query.get(name)) form.elements[name].value = query.get(name);
  const { campaign, site } = form.elements;
  const ribbon = form.querySelector("[data-answering]");
  if (ribbon) {
    ribbon.querySelector("[data-code]").textContent = campaign.value;
    ribbon.hidden = !campaign.value;
    form.querySelector("[data-place-poster]").hidden = !site.value;
    form.querySelector("[data-place-text]").hidden = Boolean(site.value);
  }
}

async function bringBack() {
  if (query.has("draft") && isShell) draft.value = query.get("draft");
  if (!isUntouched(form) && !query.has("draft")) return;
  const row = "bound" in form.dataset ? null : await found();
  if (!row) return;
  const here = Object.fromEntries(row.fields);
  // Only the page of that address says what is answered, and from which site it leaves.
  const missing = isShell ? [] : CODES.filter((name) => here[name] && !form.elements[name].value && !query.has(name));
  if (missing.length) {
    for (const name of missing) query.set(name, here[name]);
    location.replace(`${location.pathname}?${query}`);
    return;
  }
  await files.bringBack(row.fields);
  const elsewhere = { problem_text: problem.value, change_text: change.value, version: Number(version.value) };
  if (here.problem_text === elsewhere.problem_text && here.change_text === elsewhere.change_text && !row.why) {
    if (!keysIn(row.fields).length || problem.defaultValue) return;
  }
  fill(form, row.fields);
  if (row.why) { // refused: whatever is sent next is another thing
    key.value = crypto.randomUUID();
    const words = document.createElement("p");
    words.className = "field-error";
    words.setAttribute("role", "alert");
    words.textContent = row.why;
    form.prepend(words);
  }
  if (elsewhere.version > Number(here.draft_version || 0)) showOther(elsewhere);
  sayBack(form, row.at, startAfresh);
  if (query.get("local")) {
    await drop("outbox", row.id);
    keeper = null;
  }
}

async function startAfresh() {
  const old = draft.value;
  await dropFiles(keysIn(fieldsOf(form)));
  empty();
  for (const name of CODES) form.elements[name].value = query.get(name) ?? "";
  for (const field of [problem, change]) field.dispatchEvent(new Event("input", { bubbles: true }));
  await keeper?.stop();
  await drop("words", idOf(old));
  begin();
}

// --- Kept while one types -------------------------------------------------------------------------------

function begin() {
  mark(form, draft.value);
  saved = "";
  gone = false;
  keeper = new Keeper(form, idOf(draft.value), {
    name: draft.value,
    onKept: (at) => say(line.dataset.here, at),
  });
  keeper.last = "";
  keeper.start();
  keeper.save();
}

const words = () => JSON.stringify([...form.querySelectorAll("textarea, input:not([type=hidden])")].map((field) =>
  ["radio", "checkbox"].includes(field.type) ? field.checked : field.value));

async function saveThere() {
  const now = words() + files.received();
  const long = [...problem.value.trim()].length >= Number(form.dataset.shortest) || files.received();
  if (gone || keeper?.stopped || now === saved || !long || !other.hidden || navigator.onLine === false) return;
  const sent = { problem_text: problem.value.trim(), change_text: change.value.trim() };
  const answer = await postTo(`/ideas/drafts/${draft.value}/`, fieldsOf(form));
  const { said } = answer;
  if (answer.status === 200) {
    saved = now;
    version.value = said.version;
    say(line.dataset.there, Date.now());
  } else if (answer.status === 409 && said?.current) {
    files.also(said.current.files); // whichever text is chosen, no photo is lost
    const same = ["problem_text", "change_text"].every((name) => said.current[name] === sent[name]);
    if (same) version.value = said.current.version; // our own, whose answer was lost
    else showOther(said.current);
  } else if (answer.status === 409) gone = true;
}

const save = () => {
  saving = saving.then(saveThere).catch(() => {});
  return saving;
};

function showOther(current) {
  other.querySelector("[data-problem]").textContent = current.problem_text;
  other.querySelector("[data-change]").textContent = current.change_text;
  other.querySelector("[data-choice]").hidden = false;
  other.querySelector("[data-keep-mine]").onclick = () => choose(current, false);
  other.querySelector("[data-take-other]").onclick = () => choose(current, true);
  other.hidden = false;
  other.querySelector("h2").focus();
}

function choose(current, take) {
  version.value = current.version;
  if (take) fill(form, Object.entries(current).filter(([name]) => name.endsWith("_text")));
  other.hidden = true;
  problem.focus();
  save();
}

// --- Sending --------------------------------------------------------------------------------------------

function free() {
  delete form.dataset.sent;
  for (const part of [form, ...form.querySelectorAll("[data-busy]")])
    ["aria-busy", "aria-disabled", "data-busy"].forEach((name) => part.removeAttribute(name));
}

async function showPending(id, why) {
  const names = await namesOf(fieldsOf(form));
  const list = pending.querySelector("[data-files-kept]");
  list.querySelector("ul").replaceChildren(...names.map((name) => {
    const line = document.createElement("li");
    line.textContent = name;
    return line;
  }));
  list.hidden = !names.length;
  pending.querySelector("[data-problem]").textContent = problem.value;
  pending.querySelector("[data-change]").textContent = change.value;
  pending.querySelector("[data-has-change]").hidden = !change.value.trim();
  for (const reason of pending.querySelectorAll("[data-why]")) reason.hidden = reason.dataset.why !== why;
  const edit = pending.querySelector("[data-edit]");
  edit.href = `${new URL(edit.href).pathname}?local=${id}`;
  pending.dataset.pending = id;
  form.hidden = true;
  for (const note of document.querySelectorAll("[data-kept-note], main > .stack > .note")) note.hidden = true;
  pending.hidden = false;
  pending.querySelector("h1").focus();
  scrollTo(0, 0);
}

addEventListener("parkour:sent", (event) => {
  if (event.detail.id === pending.dataset.pending) location.replace(event.detail.url);
});

async function sendNow() {
  const id = key.value;
  const row = { id, fields: fieldsOf(form) };
  await saving;
  row.fields = fieldsOf(form);
  if (!(await wait(id, row.fields).then(() => true, () => false))) return form.submit(); // the phone is full
  await keeper.stop();
  pending.dataset.pending = id;
  const end = await send(row);
  if (end === "waiting" || (end === "session" && isShell)) {
    free();
    return showPending(id, end === "session" ? "session" : "network");
  }
  if (end === "sent") return undefined;
  pending.dataset.pending = "";
  if (row.file) { // the words stand in the form: only this file is at fault
    await drop("outbox", id);
    begin();
    free();
    return files.refuse(row.file.key, row.file.words);
  }
  if (isShell) return location.assign(`${location.pathname}?local=${id}`);
  // The page of the server says it better, beside each question; it also keeps the words over an expired session.
  await drop("outbox", id);
  begin();
  await keeper.save();
  return form.submit();
}

form.addEventListener("submit", (event) => {
  const later = event.submitter?.value === "later";
  const leaves = later && !isShell && navigator.onLine && !files.wait();
  if (event.defaultPrevented || !keeper) return;
  if (leaves) { // the page that goes away would save them too, as another version
    gone = true;
    addEventListener("pageshow", () => { gone = false; }, { once: true });
    return;
  }
  event.preventDefault();
  if (!later) return void sendNow();
  keeper.last = "";
  keeper.save().then(free);
});

// --- Said anonymously: nothing of it stays here or on the server ----------------------------------------

const door = form.querySelector("[data-go-anonymous]");

function empty() {
  form.reset();
  for (const field of [problem, change]) field.value = "";
  key.value = crypto.randomUUID();
  draft.value = crypto.randomUUID();
  version.value = 0;
  files.clear();
}

function stay(words) {
  const line = door.querySelector("[data-stays]");
  line.querySelector("span").textContent = words;
  line.hidden = !words;
}

async function goAnonymous() {
  if (gone) return; // pressed twice
  stay("");
  if (files.busy()) return void stay(door.dataset.onItsWay);
  gone = true;
  await saving;
  await keeper?.stop();
  const kept = [...form.querySelectorAll("[name=files]")].map((box) => ["files", box.value]); // the removed ones too
  const { status } = await postTo(`/ideas/drafts/${draft.value}/forget/`, kept);
  if (status !== 200) {
    begin();
    stay(door.dataset.notForgotten);
    return;
  }
  await drop("outbox", key.value);
  await dropFiles(keysIn(kept));
  const text = [problem, change].map((field) => field.value.trim()).filter(Boolean).join("\n\n");
  sessionStorage.setItem("parkour-anonymous", text); // until the next page has read it
  empty();
  location.replace(door.dataset.goAnonymous);
}

if (door) {
  door.hidden = !globalThis.crypto?.subtle;
  // The browser itself remembers what was typed, for the Back button: from here it does not, the draft is ours to keep.
  for (const field of form.querySelectorAll("textarea")) field.autocomplete = "off";
  door.querySelector("button").addEventListener("click", goAnonymous);
}

async function start() {
  if (!(await me())) return;
  key.value ||= crypto.randomUUID();
  draft.value ||= crypto.randomUUID();
  version.value ||= 0;
  await forgetReceived();
  await bringBack();
  followAddress();
  begin();
  setInterval(save, SERVER_EVERY);
  addEventListener("online", save);
  document.addEventListener("visibilitychange", () => document.hidden && save());
}

start();

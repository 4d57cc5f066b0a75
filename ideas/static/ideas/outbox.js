// Contributions that wait for the network. Each has a key made on this device: sent twice, it is received once.
import { aboutFile, dropFiles, fileOf, keysIn, noteFile } from "../js/blobs.js";
import { timeOf } from "../js/keep.js";
import { all, drop, me, put } from "../js/store.js";

const SEND = "/ideas/send/";
const SEND_FILE = "/files/";
const PATIENCE = 300_000; // of a heavy file on a slow network
const REFUSALS = [400, 403, 409, 413, 415, 422];
const cookie = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";

async function once(url, fields) {
  const body = new URLSearchParams([...fields, ["person", (await me()).person]]);
  try {
    const answer = await fetch(url, { method: "POST", body, redirect: "manual", headers: { "X-CSRFToken": cookie() } });
    if (answer.type === "opaqueredirect") return { status: 401 };
    const said = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : null;
    return { status: answer.status, said };
  } catch {
    return { status: 0 };
  }
}

// {status, said}: 0 without a network, 401 when one has to sign in again, `said` is null when no view of ours answered.
async function protectedly(attempt) {
  const answer = await attempt();
  if (answer.status !== 403 || answer.said) return answer;
  await fetch("/ideas/new/", { redirect: "manual" }).catch(() => {}); // the protection was changed: a page brings the new one
  return attempt();
}

export const postTo = (url, fields) => protectedly(() => once(url, fields));

async function postFile(key, file, onShare) {
  const data = new FormData();
  data.append("file", file, file.name);
  data.append("file_key", key);
  data.append("person", (await me())?.person ?? "");
  return new Promise((resolve) => {
    const request = new XMLHttpRequest(); // it tells how far it is
    request.open("POST", SEND_FILE);
    request.responseType = "json";
    request.timeout = PATIENCE;
    request.setRequestHeader("X-CSRFToken", cookie());
    request.upload.onprogress = ({ loaded, total }) => onShare(Math.floor((100 * loaded) / total));
    request.onload = () => {
      const { status, response: said } = request;
      resolve({ status: status < 300 && !said ? 401 : status, said }); // the page of signing in, not ours
    };
    request.onerror = request.ontimeout = request.onabort = () => resolve({ status: 0, said: null });
    request.send(data);
  });
}

// Send one file under its key, which makes it one whatever is cut and tried again; {status, said}, 201 once it is there.
export async function sendFile(key, file, onShare = () => {}) {
  const answer = await protectedly(() => postFile(key, file, onShare));
  if (answer.status === 201) await noteFile(key, answer.said).catch(() => {});
  return answer;
}

export const isRefused = ({ status, said }) => Boolean(said) && REFUSALS.includes(status);

// Send the files of these words that are not there yet; null once all are, else {end, key, why}.
export async function sendFiles(fields) {
  for (const key of keysIn(fields)) {
    const about = await aboutFile(key);
    const file = about && !about.received && (await fileOf(key));
    if (!file) continue;
    const answer = await sendFile(key, file);
    if (answer.status === 201) continue;
    if (isRefused(answer)) return { end: "refused", key, words: answer.said.message, why: `${about.name} – ${answer.said.message}` };
    return { end: answer.status === 401 ? "session" : "waiting" };
  }
  return null;
}

// The server has forgotten files that it had received: they are still here.
async function sendAgain(fields) {
  for (const key of keysIn(fields)) await noteFile(key, null);
  return sendFiles(fields);
}

export const wait = (id, fields) => put("outbox", id, { fields });

async function refused(row, why, file = null) {
  await put("outbox", row.id, { fields: row.fields, why });
  row.file = file; // what is at fault, if a file is
  return "refused";
}

// Send one, its files first; "sent", "waiting", "session" or "refused". What is refused stays, with the sentence of the
// server.
export async function send(row, tries = 2) {
  const stopped = await sendFiles(row.fields);
  if (stopped) return stopped.end === "refused" ? refused(row, stopped.why, stopped) : stopped.end;
  const { status, said } = await postTo(SEND, row.fields);
  if (said?.url) {
    await drop("outbox", row.id);
    await dropFiles(keysIn(row.fields));
    dispatchEvent(new CustomEvent("parkour:sent", { detail: { id: row.id, ...said } }));
    return "sent";
  }
  if (said?.errors?.files && tries > 1) {
    const again = await sendAgain(row.fields);
    if (!again) return send(row, tries - 1);
  }
  if (isRefused({ status, said })) return refused(row, said.message);
  return status === 401 ? "session" : "waiting";
}

let flushing = null;
let askedAgain = false;
let needsSession = false;

async function flushAll() {
  needsSession = false;
  for (const row of await all("outbox")) {
    if (row.why) continue;
    const end = await send(row);
    needsSession ||= end === "session";
    if (end === "waiting" || end === "session") break; // the others would fare no better
  }
  await show();
}

async function flushUntilQuiet() {
  do {
    askedAgain = false;
    await flushAll().catch(() => {});
  } while (askedAgain);
  flushing = null;
}

// Asked while it runs, it runs once more: the network may have come back after the attempt that is failing began.
export function flush() {
  askedAgain = Boolean(flushing);
  flushing ??= flushUntilQuiet();
  return flushing;
}

export const namesOf = async (fields) =>
  (await Promise.all(keysIn(fields).map(aboutFile))).map((about) => about?.name).filter(Boolean);

// The list of what waits, where a page has room for it.
export async function show() {
  const room = document.querySelector("[data-outbox]");
  if (!room) return;
  const rows = await all("outbox");
  const list = room.querySelector("ul");
  const pattern = room.querySelector("template");
  const names = await Promise.all(rows.map((row) => namesOf(row.fields)));
  list.replaceChildren(...rows.map((row, number) => {
    const line = pattern.content.firstElementChild.cloneNode(true);
    const fields = Object.fromEntries(row.fields);
    const state = line.querySelector("[data-state]");
    const files = line.querySelector("[data-files-kept]");
    line.querySelector("[data-words]").textContent = fields.problem_text;
    files.querySelector("span").textContent = names[number].join(", ");
    files.hidden = !names[number].length;
    state.textContent = row.why ? state.dataset.refused.replace("{why}", row.why)
      : needsSession ? state.dataset.signedOut
      : state.dataset.waiting.replace("{time}", timeOf(row.at));
    const link = line.querySelector("a");
    link.href = `${link.getAttribute("href")}?local=${row.id}`;
    return line;
  }));
  room.hidden = !rows.length;
}

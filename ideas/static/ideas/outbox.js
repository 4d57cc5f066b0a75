// Contributions that wait for the network. Each has a key made on this device: sent twice, it is received once.
import { timeOf } from "../js/keep.js";
import { all, drop, me, put } from "../js/store.js";

const SEND = "/ideas/send/";
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
export async function postTo(url, fields) {
  const answer = await once(url, fields);
  if (answer.status !== 403 || answer.said) return answer;
  await fetch("/ideas/new/", { redirect: "manual" }).catch(() => {}); // the protection was changed: a page brings the new one
  return once(url, fields);
}

export const wait = (id, fields) => put("outbox", id, { fields });

// Send one; "sent", "waiting", "session" or "refused". What is refused stays, with the sentence of the server.
export async function send(row) {
  const { status, said } = await postTo(SEND, row.fields);
  if (said?.url) {
    await drop("outbox", row.id);
    dispatchEvent(new CustomEvent("parkour:sent", { detail: { id: row.id, ...said } }));
    return "sent";
  }
  if (said && REFUSALS.includes(status)) {
    await put("outbox", row.id, { fields: row.fields, why: said.message });
    return "refused";
  }
  return status === 401 ? "session" : "waiting";
}

let flushing = null;
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

export function flush() {
  flushing ??= flushAll().catch(() => {}).finally(() => { flushing = null; });
  return flushing;
}

// The list of what waits, where a page has room for it.
export async function show() {
  const room = document.querySelector("[data-outbox]");
  if (!room) return;
  const rows = await all("outbox");
  const list = room.querySelector("ul");
  const pattern = room.querySelector("template");
  list.replaceChildren(...rows.map((row) => {
    const line = pattern.content.firstElementChild.cloneNode(true);
    const fields = Object.fromEntries(row.fields);
    const state = line.querySelector("[data-state]");
    line.querySelector("[data-words]").textContent = fields.problem_text;
    state.textContent = row.why ? state.dataset.refused.replace("{why}", row.why)
      : needsSession ? state.dataset.signedOut
      : state.dataset.waiting.replace("{time}", timeOf(row.at));
    const link = line.querySelector("a");
    link.href = `${link.getAttribute("href")}?local=${row.id}`;
    return line;
  }));
  room.hidden = !rows.length;
}

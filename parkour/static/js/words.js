// On every page: whose words this device keeps, forms that keep theirs, what waits to be sent, signing out.
import { flush, postTo, sendFiles, show } from "../ideas/outbox.js";
import { dropFiles, forgetFiles, keysIn, sweepFiles } from "./blobs.js";
import { forgetReceived, keepForm } from "./keep.js";
import { all, drop, forget, me, sweep } from "./store.js";

const LOGOUT = /\/accounts\/logout\/$/;

// What is told to who leaves is no longer told on this device.
async function silence() {
  const worker = await navigator.serviceWorker?.getRegistration();
  await (await worker?.pushManager?.getSubscription())?.unsubscribe();
}

function reveal(somebody) {
  for (const part of document.querySelectorAll("[data-somebody]")) part.hidden = !somebody;
  for (const part of document.querySelectorAll("[data-nobody]")) part.hidden = Boolean(somebody);
  const place = document.querySelector("[data-place-text]");
  if (place && somebody?.place) place.textContent = place.dataset.placeText.replace("{site}", somebody.place);
}

// Kept as a draft on the server; what this page has just saved there, before its files, is no other text.
async function becomesDraft(key, fields) {
  const [url, words] = [`/ideas/drafts/${key}/`, Object.fromEntries(fields)];
  const { status, said } = await postTo(url, fields);
  const there = status === 409 && said?.current;
  const same = there && ["problem_text", "change_text"].every((name) => (words[name] ?? "").trim() === there[name]);
  if (!same) return status === 200;
  const mine = keysIn(fields); // what another device added stays
  const more = there.files.filter((file) => !mine.includes(file.key)).flatMap((file) => [["files", file.key], [`alt_${file.key}`, file.alt]]);
  const again = [...fields.filter(([name]) => name !== "draft_version"), ["draft_version", there.version], ...more];
  return (await postTo(url, again)).status === 200;
}

// What was not sent becomes drafts on the server, as far as it answers; the number of what stays.
async function rescue() {
  await flush();
  for (const table of ["outbox", "words"]) {
    for (const row of await all(table)) {
      const key = row.fields.find(([name]) => name === "draft")?.[1];
      if (!key) continue;
      const stopped = await sendFiles(row.fields);
      if (!(await becomesDraft(key, row.fields)) || stopped) continue;
      await drop(table, row.id);
      await dropFiles(keysIn(row.fields));
    }
  }
  return (await all("outbox")).length + (await all("words")).length;
}

async function leave(form, button) {
  const left = await rescue().catch(() => 1);
  if (left && !("confirm" in button.dataset)) {
    const words = document.getElementById("signing-out").dataset;
    Object.assign(button.dataset, { confirm: words.confirm, confirmButton: words.button });
    delete form.dataset.sent;
    for (const part of [form, button]) ["aria-busy", "aria-disabled", "data-busy"].forEach((name) => part.removeAttribute(name));
    button.click();
    return;
  }
  await forgetFiles().catch(() => {}); // without their key they cannot be read
  await forget();
  await silence().catch(() => {}); // no network: the server learns it from the service of the browser
  form.submit();
}

document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (!LOGOUT.test(new URL(form.action).pathname) || form.dataset.leaving || event.defaultPrevented) return;
  event.preventDefault();
  leave(form, submitter ?? form.querySelector("button"));
});

async function start() {
  const somebody = await me();
  if ("shell" in document.body.dataset) reveal(somebody);
  else if (somebody && "serviceWorker" in navigator) navigator.serviceWorker.register("/sw.js").catch(() => {});
  if (!somebody) return;
  await sweep();
  await forgetReceived();
  const kept = [...await all("words"), ...await all("outbox")];
  await sweepFiles(new Set(kept.flatMap((row) => keysIn(row.fields)))).catch(() => {});
  for (const form of document.querySelectorAll("form[data-keep]")) await keepForm(form);
  await show();
  if (!location.search.includes("local=")) await flush(); // what is being corrected does not leave meanwhile
}

addEventListener("online", () => flush());
document.addEventListener("visibilitychange", () => document.hidden || flush());
start();

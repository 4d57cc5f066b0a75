// Anonymous feedback: nothing of it is kept on this device, and it leaves without the session.
import { able, ask, inFours, keyOf, newCode, say, whyOf } from "./code.js";
import { shrunk } from "./shrink.js";

const HANDED_OVER = "parkour-anonymous";
const form = document.querySelector("[data-anonymous]");
const receipt = document.querySelector("[data-receipt]");
const text = form.querySelector("textarea");
const wrong = form.querySelector("[data-wrong]");
const button = form.querySelector("[data-send]");
const hints = form.querySelector("[data-hints]");
const code = able ? newCode() : ""; // one for this page: sent twice, it is received once
let sending = false;

// What was typed in the form of somebody who is signed in comes here by the memory of this tab, once.
text.value = sessionStorage.getItem(HANDED_OVER) ?? "";
sessionStorage.removeItem(HANDED_OVER);

const patterns = JSON.parse(hints.dataset.hints).map(([kind, source, flags]) => [kind, new RegExp(source, flags)]);
function hint() {
  const plain = text.value.normalize("NFD").replace(/\p{M}/gu, "");
  for (const [kind, pattern] of patterns) hints.querySelector(`[data-hint="${kind}"]`).hidden = !pattern.test(plain);
}
text.addEventListener("input", hint);
hint();

function refuse(words) {
  say(wrong, words);
  text.toggleAttribute("aria-invalid", Boolean(words));
  if (!words) return;
  text.setAttribute("aria-invalid", "true");
  text.focus();
}

// Files are in the memory of this page alone. A photo is drawn again here: what the camera noted does not travel.
const files = form.querySelector("[data-nameless]");
const list = files.querySelector("ul");
const chosen = [];

function listFiles() {
  list.replaceChildren(...chosen.map((file, number) => {
    const line = files.querySelector("template").content.firstElementChild.cloneNode(true);
    line.querySelector("[data-name]").textContent = file.name;
    line.querySelector("button").addEventListener("click", () => {
      chosen.splice(number, 1);
      listFiles();
      files.querySelector("input").focus();
    });
    return line;
  }));
  files.querySelector("[data-warning]").hidden = !chosen.length;
}

files.querySelector("input").addEventListener("change", async ({ currentTarget: input }) => {
  const [most, largest] = [Number(files.dataset.most), Number(files.dataset.largest)];
  const more = [...input.files];
  input.value = "";
  say(files.querySelector("[data-wrong]"), chosen.length + more.length > most ? files.dataset.many : "");
  for (const file of more.slice(0, most - chosen.length)) {
    const sent = await shrunk(file, true);
    if (sent.size > largest) say(files.querySelector("[data-wrong]"), files.dataset.heavy);
    else chosen.push(sent);
  }
  listFiles();
});

function bodyOf(facts) {
  if (!chosen.length) return facts;
  const body = new FormData();
  for (const [name, value] of Object.entries(facts)) body.append(name, value);
  // Their names stay here: only the ending could say something to whoever reads it.
  for (const file of chosen) body.append("files", file, "file");
  return body;
}

function show(said) {
  receipt.querySelector("[data-code]").textContent = inFours(code);
  receipt.querySelector("[data-reference]").textContent = said.reference;
  const promise = receipt.querySelector("[data-promise]");
  promise.textContent = promise.dataset.text.replace("{when}", said.promised);
  promise.hidden = !said.promised;
  text.value = "";
  chosen.length = 0;
  form.remove();
  receipt.hidden = false;
  receipt.querySelector("h1").focus();
  scrollTo(0, 0);
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (sending) return;
  if ([...text.value.trim()].length < Number(form.dataset.shortest)) return refuse(form.dataset.short);
  sending = true;
  button.setAttribute("aria-disabled", "true");
  const body = { ticket: form.dataset.ticket, key: await keyOf(code), problem_text: text.value };
  const answer = await ask(form.dataset.url, bodyOf(body));
  sending = false;
  button.removeAttribute("aria-disabled");
  if (answer.status === 201) show(answer.said);
  else refuse(whyOf(answer, form.dataset.offline));
});

receipt.querySelector("[data-copy]")?.addEventListener("click", async ({ currentTarget }) => {
  await navigator.clipboard.writeText(inFours(code));
  currentTarget.querySelector("span").textContent = currentTarget.dataset.done;
});
receipt.querySelector("[data-print]").addEventListener("click", () => print());

// The page comes back from the memory of the browser with what was typed: never after it was left.
addEventListener("pagehide", () => {
  text.value = "";
  chosen.length = 0;
});
addEventListener("pageshow", ({ persisted }) => persisted && location.reload());

form.hidden = !able;
document.querySelector("[data-unable]").hidden = able;

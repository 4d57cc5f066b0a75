// Anonymous feedback: nothing of it is kept on this device, and it leaves without the session.
import { able, ask, inFours, keyOf, newCode, say, whyOf } from "./code.js";

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

function show(said) {
  receipt.querySelector("[data-code]").textContent = inFours(code);
  receipt.querySelector("[data-reference]").textContent = said.reference;
  const promise = receipt.querySelector("[data-promise]");
  promise.textContent = promise.dataset.text.replace("{when}", said.promised);
  promise.hidden = !said.promised;
  text.value = "";
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
  const answer = await ask(form.dataset.url, body);
  sending = false;
  button.removeAttribute("aria-disabled");
  if (answer.status === 201) show(answer.said);
  else refuse(whyOf(answer, form.dataset.offline));
});

receipt.querySelector("[data-copy]").addEventListener("click", async ({ currentTarget }) => {
  await navigator.clipboard.writeText(inFours(code));
  currentTarget.querySelector("span").textContent = currentTarget.dataset.done;
});
receipt.querySelector("[data-print]").addEventListener("click", () => print());

// The page comes back from the memory of the browser with what was typed: never after it was left.
addEventListener("pagehide", () => { text.value = ""; });
addEventListener("pageshow", ({ persisted }) => persisted && location.reload());

form.hidden = !able;
document.querySelector("[data-unable]").hidden = able;

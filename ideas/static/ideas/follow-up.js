// The code opens one contribution: what was answered, a word back, a danger, taking it back. Nothing is kept on this device.
import { able, ask, keyOf, readCode, say, whyOf } from "./code.js";

const door = document.querySelector("[data-door]");
const seen = document.querySelector("[data-seen]");
const wrong = door.querySelector("[data-wrong]");
const field = door.querySelector("input");
const answer = seen.querySelector("[data-answer]");
const words = answer.querySelector("textarea");
const refusal = seen.querySelector("[data-refusal]");
const takeBack = seen.querySelector("[data-withdraw]");
const danger = seen.querySelector("[data-danger]");
const sheet = danger.querySelector("form");
const part = (name) => seen.querySelector(`[data-${name}]`);
const day = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long" });
let key = "";
let busy = false;

function lineOf(entry) {
  const line = part("entry").content.firstElementChild.cloneNode(true);
  const on = line.querySelector("time");
  line.querySelector("[data-label]").textContent = entry.label;
  on.dateTime = entry.on;
  on.textContent = day.format(new Date(`${entry.on}T12:00`));
  for (const [name, said] of [["by", entry.by], ["reason", entry.reason]]) {
    const room = line.querySelector(`[data-${name}]`);
    room.textContent = said;
    room.hidden = !said;
  }
  const room = line.querySelector(entry.mine ? "[data-mine]" : "[data-said]");
  room.textContent = entry.words;
  room.hidden = !entry.words;
  return line;
}

function show(said) {
  for (const name of ["reference", "state_label", "next_step", "problem_text", "files", "question"]) {
    const room = part(name);
    room.textContent = name === "files" ? said.files.join(", ") : said[name];
    (room.closest("[data-room]") ?? room).hidden = !said[name]?.length;
  }
  part("story").replaceChildren(...said.story.map(lineOf));
  answer.hidden = !said.may.includes("messages");
  danger.hidden = !said.may.includes("danger");
  takeBack.hidden = !said.may.includes("withdraw");
  say(refusal, "");
  door.hidden = true;
  seen.hidden = false;
}

async function once(url, body, good, line) {
  if (busy) return false;
  busy = true;
  const got = await ask(url, { key, ...body });
  busy = false;
  if (good.includes(got.status)) show(got.said);
  else say(line, got.status === 404 ? door.dataset.unknown : whyOf(got, door.dataset.offline));
  return good.includes(got.status);
}

door.addEventListener("submit", async (event) => {
  event.preventDefault();
  const code = readCode(field.value);
  if (!code) {
    say(wrong, door.dataset.shape);
    field.setAttribute("aria-invalid", "true");
    return field.focus();
  }
  key = await keyOf(code);
  if (await once(door.dataset.url, {}, [200], wrong)) {
    field.value = "";
    seen.querySelector("h1").focus();
  } else field.focus();
});

answer.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (await once(answer.dataset.url, { body: words.value }, [201], refusal)) words.value = "";
  else words.focus();
});

sheet.addEventListener("submit", async (event) => {
  event.preventDefault();
  const line = sheet.querySelector("[data-wrong]");
  const { kind, reason } = sheet.elements;
  say(line, "");
  if (!(await once(sheet.dataset.url, { kind: kind.value, reason: reason.value }, [200], line))) {
    return (kind.value ? reason : kind[0]).focus();
  }
  sheet.reset();
  danger.open = false;
  part("thanks").hidden = false;
  danger.querySelector("summary").focus();
});

takeBack.addEventListener("click", async () => {
  if (takeBack.dataset.sure) return once(takeBack.dataset.url, {}, [200], refusal);
  takeBack.dataset.sure = "yes"; // the button asks once more, in its own place
  takeBack.querySelector("span").textContent = takeBack.dataset.again;
});

addEventListener("pagehide", () => { key = ""; });
addEventListener("pageshow", ({ persisted }) => persisted && location.reload());

door.hidden = !able;
document.querySelector("[data-unable]").hidden = able;

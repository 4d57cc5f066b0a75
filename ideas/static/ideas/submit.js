// One question at a time. Without this file the form is one short page that does the same.
const form = document.querySelector("form[data-steps]");
const steps = [...form.querySelectorAll("[data-step]")];
const marks = form.querySelector(".steps");
const next = form.querySelector("[data-continue]");
const send = form.querySelector("[data-send]");
const back = document.querySelector("[data-step-back]");
const backLabel = back.querySelector("span");
const home = backLabel.textContent;
const title = document.title;
const text = form.querySelector("textarea");
const tooShort = form.querySelector("[data-too-short]");
let here = 0;

function show(index, focus = true) {
  here = Math.min(Math.max(index, 0), steps.length - 1);
  const last = here === steps.length - 1;
  const words = form.dataset.title.replace("{step}", here + 1).replace("{total}", steps.length);
  steps.forEach((step, number) => { step.hidden = number !== here; });
  [...marks.children].forEach((mark, number) => {
    mark.toggleAttribute("data-done", number < here);
    mark.toggleAttribute("aria-current", number === here);
    if (number === here) mark.setAttribute("aria-current", "step");
  });
  marks.setAttribute("aria-label", words);
  next.hidden = last;
  send.hidden = !last;
  backLabel.textContent = here ? back.dataset.label : home;
  document.title = `${words} – ${title}`;
  if (!focus) return;
  const heading = steps[here].querySelector("h1, h2");
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  scrollTo(0, 0);
}

function stepOf(element) {
  return steps.findIndex((step) => step.contains(element));
}

function longEnough() {
  const good = [...text.value.trim()].length >= Number(form.dataset.shortest);
  tooShort.hidden = good || Boolean(steps[0].querySelector("[data-error]"));
  text.toggleAttribute("aria-invalid", !good);
  if (!good) {
    text.setAttribute("aria-invalid", "true");
    text.focus();
  }
  return good;
}

next.addEventListener("click", () => {
  if (here === 0 && !longEnough()) return;
  history.pushState({ step: here + 1, depth: (history.state?.depth ?? 0) + 1 }, "");
  show(here + 1);
});

back.addEventListener("click", (event) => {
  if (!here) return;
  event.preventDefault();
  if (history.state?.depth) history.back();
  else show(here - 1);
});

addEventListener("popstate", (event) => show(event.state?.step ?? 0));

// A link of the error summary leads to its question.
form.addEventListener("click", (event) => {
  const link = event.target.closest(".error-summary a");
  const target = link && document.getElementById(link.hash.slice(1));
  if (!target) return;
  event.preventDefault();
  show(stepOf(target), false);
  target.focus();
});

function count(line) {
  const length = [...document.getElementById(line.dataset.counts).value].length;
  const number = new Intl.NumberFormat(document.documentElement.lang);
  const { advice, limit } = line.dataset;
  if (!length) return;
  const pattern = length > limit ? line.dataset.tooLong : length > advice ? line.dataset.long : line.dataset.text;
  line.textContent = pattern
    .replace("{count}", number.format(length))
    .replace("{advice}", number.format(advice))
    .replace("{limit}", number.format(limit));
  line.toggleAttribute("data-over", length > limit);
}

const line = form.querySelector("[data-counts]");
text.addEventListener("input", () => {
  count(line);
  if (!tooShort.hidden) longEnough();
});
count(line);

// The patterns come with the page: no word leaves the phone to be looked at.
const hints = form.querySelector("[data-hints]");
const patterns = JSON.parse(hints.dataset.hints).map(([kind, source, flags]) => [kind, new RegExp(source, flags)]);
const watched = [text, form.elements.change_text];
function hint() {
  const plain = watched.map((field) => field.value.normalize("NFD").replace(/\p{M}/gu, ""));
  for (const [kind, pattern] of patterns)
    hints.querySelector(`[data-hint="${kind}"]`).hidden = !plain.some((words) => pattern.test(words));
}
for (const field of watched) field.addEventListener("input", hint);

const starters = form.querySelector("[data-starters]");
starters.hidden = false;
starters.addEventListener("click", (event) => {
  const chip = event.target.closest("button");
  if (!chip) return;
  const begin = chip.textContent.replace(/…$/, " ");
  text.value = text.value.trim() ? `${text.value.trimEnd()}\n${begin}` : begin;
  text.focus();
  text.setSelectionRange(text.value.length, text.value.length);
  text.dispatchEvent(new Event("input", { bubbles: true }));
});

marks.hidden = false;
const wrong = stepOf(form.querySelector("[data-step] [data-error]"));
history.replaceState({ step: Math.max(wrong, 0), depth: 0 }, "");
show(Math.max(wrong, 0), false);

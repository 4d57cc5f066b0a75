// The ballot by the keys of a laptop: a digit chooses, Enter votes. Nothing here is needed to vote, nothing is taken from
// somebody who writes, and what has the focus keeps its own keys: Space and the arrows of a box, Enter of a button.
const WRITES = "input:not([type=radio], [type=checkbox]), textarea, select, dialog, [contenteditable]";
const OWN_ENTER = `a, button, summary, input, ${WRITES}`;

const boxesOf = (part) => [...part.querySelectorAll(".ballot input")];
const isShown = (form) => !form.closest("details:not([open])");
// The one that has the focus, else the first that is shown: one’s own before the one held by proxy.
const current = () => {
  const forms = [...document.querySelectorAll("form[data-ballot]")].filter(isShown);
  return forms.find((form) => form.contains(document.activeElement)) ?? forms[0];
};
// A grade is chosen line by line: the one that has the focus, else the first that is not filled in.
const lineOf = (form) => {
  const lines = [...form.querySelectorAll("fieldset.poll")];
  return (
    lines.find((line) => line.contains(document.activeElement)) ??
    lines.find((line) => !boxesOf(line).some((box) => box.checked)) ??
    lines[0]
  );
};
const wordsOf = (box) => [...box.parentElement.childNodes].filter((node) => node.nodeName === "#text");
// Numbers are chosen by themselves (degrees, dots), anything else by its place.
const keysOf = (line) => {
  const boxes = boxesOf(line);
  const said = boxes.map((box) => wordsOf(box).map((node) => node.textContent).join("").trim());
  const numbers = said.every((words) => /^\d$/.test(words));
  return new Map(boxes.map((box, index) => [numbers ? said[index] : String(index + 1), box]).filter(([key]) => key.length === 1));
};

function choose(form, line, box) {
  box.checked = box.type === "radio" || !box.checked;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.dispatchEvent(new Event("change", { bubbles: true }));
  const lines = [...form.querySelectorAll("fieldset.poll")];
  const next = lines[lines.indexOf(line) + 1];
  (next ? (boxesOf(next).find((other) => other.checked) ?? boxesOf(next)[0]) : box).focus();
}

// Where digits are without Shift, and where, as on a French keyboard, they are with it.
const digit = (event) => (/^\d$/.test(event.key) ? event.key : /^Digit\d$/.test(event.code) && event.code.slice(-1));

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
  const form = current();
  if (!form || document.querySelector("dialog[open]")) return;
  if (event.key === "Enter") {
    if (event.target.closest?.(OWN_ENTER) || !boxesOf(form).some((box) => box.checked)) return;
    event.preventDefault();
    form.requestSubmit();
    return;
  }
  if (event.target.closest?.(WRITES)) return;
  const line = lineOf(form);
  const box = line && keysOf(line).get(digit(event));
  if (!box) return;
  event.preventDefault();
  choose(form, line, box);
});

// Which key is which, on the ballot that they fill in; narrow screens show none.
function show() {
  for (const kbd of document.querySelectorAll("form[data-ballot] kbd[data-digit]")) kbd.remove();
  const form = current();
  for (const told of document.querySelectorAll("form[data-ballot] [data-keys-told]")) told.hidden = !form?.contains(told);
  if (!form) return;
  for (const line of form.querySelectorAll("fieldset.poll")) {
    for (const [key, box] of keysOf(line)) {
      if (box.parentElement.hasAttribute("data-s")) continue; // a row of grades has no room: the sentence tells
      const kbd = document.createElement("kbd");
      kbd.dataset.digit = key;
      kbd.setAttribute("aria-hidden", "true");
      kbd.textContent = key;
      box.parentElement.append(kbd);
    }
  }
}

for (const name of ["htmx:afterSettle", "focusin", "toggle"]) document.addEventListener(name, show, true);
show();

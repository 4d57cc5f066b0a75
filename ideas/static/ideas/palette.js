// The palette: every action of the page by its name, with the key that does the same. Built from the controls.
const plain = (text) => text.normalize("NFD").replace(/\p{Diacritic}/gu, "").toLowerCase();

function nameOf(control) {
  if (control.dataset.says) return control.dataset.says; // a narrow button says less
  const label = control.labels?.[0] ?? control;
  const words = label.cloneNode(true);
  for (const key of words.querySelectorAll("kbd")) key.remove();
  return (control.getAttribute("aria-label") ?? words.textContent).replace(/\s+/g, " ").trim();
}

// As the page writes it: “Entrée” in French.
const keyOf = (control) => control.matches("[data-help]") ? "?" : control.querySelector("kbd")?.textContent || control.dataset.key;

function actions() {
  const controls = [...document.querySelectorAll("[data-key], [data-help]")];
  return controls
    .filter((control) => !control.closest("dialog, [hidden]") && !control.disabled)
    .map((control) => ({ control, name: nameOf(control), key: keyOf(control) }));
}

let dialog, words, list, use, shown = [], at = 0;

function mark(number) {
  at = Math.max(0, Math.min(shown.length - 1, number));
  for (const [index, line] of [...list.children].entries()) line.setAttribute("aria-selected", String(index === at));
  list.children[at]?.scrollIntoView({ block: "nearest" });
  if (shown.length) words.setAttribute("aria-activedescendant", list.children[at].id);
  else words.removeAttribute("aria-activedescendant");
}

function fill() {
  const wanted = plain(words.value).split(/\s+/);
  shown = actions().filter(({ name }) => wanted.every((word) => plain(name).includes(word)));
  list.replaceChildren(...shown.map(({ name, key }, index) => {
    const line = document.createElement("li");
    line.id = `palette-${index}`;
    line.setAttribute("role", "option");
    line.append(Object.assign(document.createElement("span"), { textContent: name }));
    if (key) line.append(Object.assign(document.createElement("kbd"), { textContent: key.length === 1 ? key.toUpperCase() : key }));
    return line;
  }));
  dialog.querySelector("[data-none]").hidden = shown.length > 0;
  mark(0);
}

function run(number) {
  const chosen = shown[number];
  if (!chosen) return;
  dialog.close();
  use(chosen.control);
}

export function openPalette() {
  if (!dialog) return false;
  words.value = "";
  fill();
  dialog.showModal();
  words.focus();
  return true;
}

export function setUpPalette(useControl) {
  dialog = document.getElementById("palette");
  if (!dialog) return;
  use = useControl;
  words = dialog.querySelector("input");
  list = dialog.querySelector("[role=listbox]");
  words.addEventListener("input", fill);
  words.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) mark(at + step);
    else if (event.key === "Enter") run(at);
    else return;
    event.preventDefault();
  });
  list.addEventListener("click", (event) => {
    const line = event.target.closest("li");
    if (line) run([...list.children].indexOf(line));
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  for (const button of document.querySelectorAll("[data-palette-open]")) {
    button.hidden = false;
    button.addEventListener("click", openPalette);
  }
}

// Words to choose from: at once, and given back. What an answer says, as one writes. The sheet works without this file.
const box = document.querySelector("[data-ready]");
const area = document.querySelector("form[data-sheet] [name=message]");
const select = box?.querySelector("select");
const undo = box?.querySelector("[data-undo-words]");
let before = "";

function put(words) {
  area.value = words;
  area.dispatchEvent(new Event("input", { bubbles: true }));
  area.focus();
}

box?.querySelector("[name=use]")?.addEventListener("click", (event) => {
  event.preventDefault();
  if (area.value !== select.selectedOptions[0].dataset.text) before = area.value;
  put(select.selectedOptions[0].dataset.text);
  undo.hidden = before === area.value;
});
undo?.addEventListener("click", () => {
  put(before);
  undo.hidden = true;
});

const parts = [...document.querySelectorAll("[data-part]")];
area?.addEventListener("input", () => {
  for (const part of parts) {
    const said = new RegExp(part.dataset.part, "i").test(area.value);
    part.querySelector("[data-said]").hidden = !said;
    part.querySelector("[data-unsaid]").hidden = said;
  }
});

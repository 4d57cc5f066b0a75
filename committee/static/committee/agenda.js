// Comforts of the agenda editor: Alt+Up and Alt+Down move the point that has the focus; the pool is searched.
import "./network.js";

const MOVES = { ArrowUp: "up", ArrowDown: "down" };

document.addEventListener("keydown", (event) => {
  const move = event.altKey && !event.ctrlKey && !event.metaKey && MOVES[event.key];
  const button = move && event.target.closest?.(".slot")?.querySelector(`.moves [value="${move}"]`);
  if (!button) return;
  event.preventDefault();
  button.focus(); // it keeps the focus after the change: the next press moves the same point again
  button.click();
});

document.addEventListener("submit", (event) => {
  if (event.submitter?.matches(".moves [aria-disabled='true']")) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}, true);

// The form that did not reach the server may be sent again.
for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => {
    const form = event.detail.elt;
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[data-busy]")) {
      button.removeAttribute("data-busy");
      button.removeAttribute("aria-disabled");
    }
  });
}

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function search(root) {
  for (const box of root.querySelectorAll("[data-search]")) {
    box.hidden = false;
    box.querySelector("input").addEventListener("input", ({ target }) => {
      for (const entry of document.querySelectorAll("[data-entry]")) {
        entry.hidden = !plain(entry.dataset.entry).includes(plain(target.value.trim()));
      }
    });
  }
}

document.addEventListener("htmx:afterSettle", () => search(document.getElementById("editor")));
search(document);

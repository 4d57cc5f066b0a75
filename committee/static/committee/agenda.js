// Comforts of the agenda editor: Alt+Up and Alt+Down move the point that has the focus, Ctrl+Z takes back.
import "./network.js";

const MOVES = { ArrowUp: "up", ArrowDown: "down" };
let moved = "";

document.addEventListener("keydown", (event) => {
  const move = event.altKey && !event.ctrlKey && !event.metaKey && MOVES[event.key];
  const button = move && event.target.closest?.(".slot")?.querySelector(`.moves [value="${move}"]`);
  if (!button) return;
  event.preventDefault();
  button.focus(); // it keeps the focus after the change: the next press moves the same point again
  moved = button.id;
  button.click();
});

// Where the focus was lost with what was replaced, it comes back to the point.
document.addEventListener("htmx:afterSettle", ({ target }) => {
  if (target.id !== "editor") return;
  if (moved && document.activeElement === document.body) document.getElementById(moved)?.focus();
  moved = "";
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

// Ctrl+Z takes back one's last change, where no text is being typed.
document.addEventListener("keydown", (event) => {
  const undo = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "z";
  const button = undo && document.getElementById("undo-last");
  if (!button || event.target.closest("input, textarea, select, [contenteditable]")) return;
  event.preventDefault();
  button.click();
});

// On a phone the pool comes when it is asked for, and stays while one places from it.
let wantsPool = false;

function showPool(root) {
  const toggle = root.querySelector("[data-pool-toggle]");
  if (!toggle) return;
  const pool = document.getElementById("pool-box");
  pool.toggleAttribute("data-open", wantsPool || "open" in pool.dataset);
  toggle.setAttribute("role", "button");
  toggle.setAttribute("aria-controls", "pool-box");
  toggle.setAttribute("aria-expanded", "open" in pool.dataset);
}

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-pool-toggle], [data-pool-close]")) return;
  event.preventDefault();
  const pool = document.getElementById("pool-box");
  const toggle = document.querySelector("[data-pool-toggle]");
  wantsPool = pool.toggleAttribute("data-open");
  toggle.setAttribute("aria-expanded", wantsPool);
  (wantsPool ? pool.querySelector("a") : toggle).focus();
});

// What was just done is said, and offered to be taken back for half a minute.
const UNDO_FOR = 30_000;

function tell(root) {
  const toast = root.querySelector(".undo .toast");
  const said = document.getElementById("said");
  if (!toast || !said) return;
  said.textContent = toast.querySelector("p").textContent.trim();
  setTimeout(() => toast.contains(document.activeElement) || toast.parentElement.remove(), UNDO_FOR);
}

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.elt.id !== "editor" && !event.detail.elt.querySelector?.("#editor")) return;
  const editor = document.getElementById("editor");
  showPool(editor);
  tell(editor);
});
showPool(document);
tell(document);

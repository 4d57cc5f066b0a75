// Points of the agenda are dragged by their grip, from the pool too. What is dropped is sent by the form of the point,
// as its buttons would: the answer of the server is what stands. Escape leaves everything as it was.
const FAR_ENOUGH = 6; // pixels before a press is a drag
const EDGE = 70; // pixels from the top or bottom of the window within which it scrolls
let drag = null;

const line = document.createElement("div");
line.className = "drop-line";
line.setAttribute("aria-hidden", "true");

function begin(event) {
  const grip = event.target.closest("[data-grip]");
  if (!grip || event.button !== 0 || drag) return;
  event.preventDefault();
  const row = grip.closest("[data-key], [data-entry]");
  drag = { row, grip, id: event.pointerId, x: event.clientX, y: event.clientY, begun: false, place: null };
  grip.setPointerCapture(event.pointerId);
}

function move(event) {
  if (!drag || event.pointerId !== drag.id) return;
  const [dx, dy] = [event.clientX - drag.x, event.clientY - drag.y];
  if (!drag.begun) {
    if (Math.hypot(dx, dy) < FAR_ENOUGH) return;
    drag.begun = true;
    lift();
  }
  drag.ghost.style.transform = `translate(${event.clientX + 12}px, ${event.clientY + 8}px)`;
  drag.pointer = event;
  aim(event.clientX, event.clientY);
}

function lift() {
  drag.row.dataset.dragged = "";
  drag.ghost = document.createElement("div");
  drag.ghost.className = "drag-ghost";
  drag.ghost.setAttribute("aria-hidden", "true");
  drag.ghost.textContent = drag.row.querySelector("[data-title], .medium").textContent;
  document.body.append(drag.ghost);
  document.documentElement.dataset.dragging = "";
  scroll();
}

// Where it would go: beside a point, or to the end of a block that has none.
function aim(x, y) {
  const over = document.elementFromPoint(x, y);
  const block = over?.closest(".block[data-block]");
  if (!block) return place(null);
  const rows = [...block.querySelectorAll(".slot[data-key]")].filter((row) => row !== drag.row);
  const next = rows.find((row) => y < row.getBoundingClientRect().top + row.offsetHeight / 2);
  if (next) return place({ to: "before", neighbour: next.dataset.key, row: next });
  if (rows.length) return place({ to: "after", neighbour: rows.at(-1).dataset.key, row: rows.at(-1) });
  place({ to: `block:${block.dataset.block}`, block });
}

function place(found) {
  drag.place = found;
  if (!found) line.remove();
  else if (found.to === "before") found.row.before(line);
  else if (found.to === "after") found.row.after(line);
  else found.block.lastElementChild.append(line);
}

function scroll() {
  if (!drag?.begun) return;
  const y = drag.pointer?.clientY ?? innerHeight / 2;
  const by = y < EDGE ? y - EDGE : y > innerHeight - EDGE ? y - innerHeight + EDGE : 0;
  if (by) {
    scrollBy({ top: by / 4, behavior: "instant" });
    aim(drag.pointer.clientX, y);
  }
  requestAnimationFrame(scroll);
}

function end(event) {
  if (!drag || event.pointerId !== drag.id) return;
  const { row, begun, place: found } = drag;
  stop();
  if (begun && found && !stays(row, found)) send(row, found);
}

// Dropped where it was: nothing to send.
function stays(row, found) {
  if (!("key" in row.dataset)) return false;
  if (found.block) return found.block.contains(row);
  const neighbour = found.to === "before" ? row.nextElementSibling : row.previousElementSibling;
  return neighbour === found.row;
}

function stop() {
  line.remove();
  drag.ghost?.remove();
  delete drag.row.dataset.dragged;
  delete document.documentElement.dataset.dragging;
  drag = null;
}

function send(row, { to, neighbour }) {
  const button = row.querySelector(`[data-drop="${neighbour ? to : "block"}"]`);
  button.value = to;
  button.form.elements.neighbour.value = neighbour ?? "";
  button.click(); // as a person would: htmx sends the value of the button that was pressed
}

document.addEventListener("pointerdown", begin);
document.addEventListener("pointermove", move);
document.addEventListener("pointerup", end);
document.addEventListener("pointercancel", (event) => drag?.id === event.pointerId && stop());
document.addEventListener("keydown", (event) => event.key === "Escape" && drag && stop());
// Another answer came meanwhile: what was held is no longer there.
document.addEventListener("htmx:beforeSwap", () => drag && stop());

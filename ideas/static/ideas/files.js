// Photos and documents leave as soon as they are chosen, photos shrunk first; those of a contribution are kept on this
// phone until they are received with it. Without this file they go with the form.
import { dropFiles, fileOf, aboutFile, keepFile, keysIn, weight } from "../js/blobs.js";
import { me } from "../js/store.js";
import { isRefused, sendFile } from "./outbox.js";
import { shrunk, thumbnail } from "./shrink.js";

const MEGABYTE = 1024 * 1024;
const lists = new WeakMap();
const none = { bringBack() {}, also() {}, refuse() {}, clear() {}, received: () => "", wait: () => false, busy: () => false };

// The files of a form, for the script that keeps its words.
export const filesIn = (form) => lists.get(form) ?? none;

for (const field of document.querySelectorAll("[data-files]")) lists.set(field.closest("form"), setUp(field));

function setUp(field) {
  const { most, largest, ...say } = field.dataset;
  const form = field.closest("form");
  const keeps = "steps" in form.dataset;
  const [input, list, status] = ["input[type=file]", "[data-list]", "[data-status]"].map((name) => field.querySelector(name));
  const blank = field.querySelector("[data-row]");
  const rows = () => [...list.children].filter((row) => !("removed" in row.dataset));
  const inState = (...states) => rows().filter((row) => states.includes(row.dataset.upload));
  const box = (row) => row.querySelector("[data-kept] input");
  let submitter = null; // what was pressed while files were on their way
  let keeping = Promise.resolve(); // one after the other: their sum counts

  for (const row of list.children) {
    row.dataset.upload = "ready"; // the server wrote it there
    row.querySelector("[data-tools]").hidden = false;
    box(row).hidden = true;
  }
  input.addEventListener("change", () => {
    for (const file of input.files) add(file);
    input.value = ""; // they have left by themselves: the form need not carry them
  });

  // --- One line of the list -----------------------------------------------------------------------------

  function line(key, name, isPhoto, words = "") {
    const row = blank.content.firstElementChild.cloneNode(true);
    const alt = row.querySelector("[data-alt]");
    Object.assign(box(row), { value: key, checked: true, hidden: true });
    row.querySelector("[data-name]").textContent = name;
    row.querySelector("[data-tools]").hidden = false;
    if (isPhoto) {
      const [label, text] = ["label", "input"].map((tag) => alt.querySelector(tag));
      label.htmlFor = text.id = text.name = `alt_${key}`;
      text.value = words;
    } else alt.remove();
    list.append(row);
    return row;
  }

  function picture(row, address) {
    if (!address) return;
    const image = new Image();
    image.src = address;
    image.alt = "";
    row.querySelector("[data-thumb]").replaceChildren(image);
  }

  function tell(row, state, words) {
    row.dataset.upload = state;
    row.querySelector("[data-state]").textContent = words;
    row.querySelector("[data-do=retry]").hidden = !["failed", "waiting"].includes(state);
    if (state === "refused") box(row).checked = false;
  }

  const changed = () => form.dispatchEvent(new Event("change")); // whoever keeps the words keeps this choice too

  // --- Chosen, kept, sent -------------------------------------------------------------------------------

  async function add(chosen) {
    if (rows().length >= Number(most)) {
      status.textContent = say.many;
      return;
    }
    const key = crypto.randomUUID?.() ?? fallbackKey();
    const row = line(key, chosen.name, chosen.type.startsWith("image/"));
    tell(row, "sending", `${say.sending} 0 %`);
    row.file = await shrunk(chosen);
    if (row.file.size > Number(largest)) {
      tell(row, "refused", say.heavy);
      return settled();
    }
    await keep(row);
    changed();
    return send(row);
  }

  function keep(row) {
    keeping = keeping.then(() => keepNow(row));
    return keeping;
  }

  async function keepNow(row) {
    if (!keeps || !(await me())) return;
    const waiting = await weight().catch(() => 0);
    const much = waiting + row.file.size > Number(field.dataset.keptMost);
    row.isKept = !much && (await keepFile(box(row).value, row.file).then(() => true, () => false));
    if (!row.isKept) status.textContent = (much ? say.much : say.full).replace("{sum}", Math.floor(waiting / MEGABYTE));
  }

  async function send(row) {
    const key = box(row).value;
    tell(row, "sending", `${say.sending} 0 %`);
    const answer = await sendFile(key, row.file, (share) => tell(row, "sending", `${say.sending} ${share} %`));
    if (answer.status === 201) received(row, answer.said);
    else if (isRefused(answer) || answer.status === 413) tell(row, "refused", answer.said?.message ?? say.heavy);
    else await stays(row);
    settled();
  }

  async function stays(row) {
    tell(row, row.isKept ? "waiting" : "failed", row.isKept ? say.kept : say.failed);
    picture(row, await thumbnail(row.file));
  }

  function received(row, file) {
    row.querySelector("[data-name]").textContent = file.name;
    if (file.kind !== "image") row.querySelector("[data-alt]")?.remove();
    picture(row, file.small);
    tell(row, "ready", say.ready);
    if (!("removed" in row.dataset)) box(row).checked = true;
    changed();
  }

  // --- Moved and removed --------------------------------------------------------------------------------

  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    const row = button?.closest("[data-upload]");
    if (!row) return;
    const act = button.dataset.do;
    if (act === "retry") send(row);
    else if (act === "remove" || act === "undo") remove(row, act === "remove");
    else move(row, act, button);
  });

  async function remove(row, gone) {
    row.toggleAttribute("data-removed", gone);
    box(row).checked = !gone && row.dataset.upload !== "refused";
    const [away, back] = ["remove", "undo"].map((name) => row.querySelector(`[data-do=${name}]`));
    away.hidden = gone;
    back.hidden = !gone;
    (gone ? back : away).focus();
    status.textContent = "";
    if (row.isKept && gone) await dropFiles([box(row).value]); // it makes room at once
    else if (row.isKept) await keep(row);
    changed();
    settled();
  }

  function move(row, way, button) {
    const other = way === "up" ? row.previousElementSibling : row.nextElementSibling;
    if (!other) return;
    if (way === "up") other.before(row);
    else other.after(row);
    button.focus();
    changed();
    status.textContent = say.moved.replace("{number}", [...list.children].indexOf(row) + 1);
  }

  // --- The rest of the form waits for its files, unless they wait on the phone as it will -----------------

  // On window: before anybody else thinks that it leaves.
  addEventListener("submit", (event) => {
    const [busy, failed] = [inState("sending"), inState("failed")];
    if (event.target !== form || !(busy.length || failed.length)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (busy.length) submitter = event.submitter ?? form.querySelector("[type=submit], button:not([type=button])");
    status.textContent = busy.length ? say.wait : say.stuck;
    if (!busy.length) failed[0].querySelector("[data-do=retry]").focus();
  }, true);

  function settled() {
    if (!submitter || inState("sending").length) return;
    const pressed = submitter;
    submitter = null;
    if (inState("failed").length) status.textContent = say.stuck;
    else form.requestSubmit(pressed);
  }

  addEventListener("online", () => inState("failed", "waiting").forEach(send));

  // --- For the script that keeps the words ----------------------------------------------------------------

  const has = (key) => [...list.children].some((row) => box(row).value === key);

  return {
    // The files that these words name, as far as this phone holds them.
    async bringBack(fields) {
      const words = Object.fromEntries(fields);
      for (const key of keysIn(fields)) {
        const [about, file] = [await aboutFile(key), await fileOf(key)];
        if (!about || has(key)) continue;
        const row = line(key, about.name, about.type.startsWith("image/"), words[`alt_${key}`]);
        Object.assign(row, { file, isKept: true });
        if (about.received) received(row, about.received);
        else {
          await stays(row);
          if (navigator.onLine) send(row);
        }
      }
    },
    // What the server holds besides.
    also(files) {
      for (const file of files) if (!has(file.key)) received(line(file.key, file.name, file.kind === "image", file.alt), file);
    },
    refuse(key, words) {
      const row = rows().find((each) => box(each).value === key);
      if (!row) return;
      tell(row, "refused", words);
      row.scrollIntoView({ block: "center" });
      row.querySelector("[data-do=remove]").focus();
    },
    clear() {
      list.replaceChildren();
      status.textContent = "";
    },
    // The keys of those that the server has, in their order.
    received: () => inState("ready").map((row) => box(row).value).join(" "),
    wait: () => inState("waiting").length > 0,
    // One is on its way to the server, which does not know yet that it will be forgotten.
    busy: () => inState("sending").length > 0,
  };
}

function fallbackKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

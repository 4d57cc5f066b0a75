// Photos and documents leave as soon as they are chosen, photos shrunk first. Without this file they go with the form.
const LONGEST = 1600;
const SHRUNK = /^image\/(?!svg|gif)/;

for (const field of document.querySelectorAll("[data-files]")) setUp(field);

function setUp(field) {
  const { url, most, largest, ...say } = field.dataset;
  const form = field.closest("form");
  const [input, list, status] = ["input[type=file]", "[data-list]", "[data-status]"].map((name) => field.querySelector(name));
  const blank = field.querySelector("[data-row]");
  const rows = () => [...list.children].filter((row) => !("removed" in row.dataset));
  const busy = () => rows().filter((row) => row.dataset.upload === "sending");
  const failed = () => rows().filter((row) => row.dataset.upload === "failed");
  let waiting = null;

  for (const row of list.children) row.querySelector("[data-tools]").hidden = false;
  for (const box of list.querySelectorAll("[data-kept] input")) box.hidden = true;
  input.addEventListener("change", () => {
    for (const file of input.files) add(file);
    input.value = ""; // they have left by themselves: the form need not carry them
  });

  function add(file) {
    if (rows().length >= Number(most)) {
      status.textContent = say.many;
      return;
    }
    const row = blank.content.firstElementChild.cloneNode(true);
    const key = crypto.randomUUID?.() ?? fallbackKey();
    const [box, alt] = [row.querySelector("[data-kept] input"), row.querySelector("[data-alt]")];
    box.hidden = true;
    row.querySelector("[data-name]").textContent = file.name;
    row.querySelector("[data-tools]").hidden = alt.hidden = false;
    if (!file.type.startsWith("image/")) alt.remove();
    for (const part of alt.children) part[part.tagName === "LABEL" ? "htmlFor" : "id"] = `alt_${key}`;
    list.append(row);
    row.resend = () => send(row, file, key);
    row.resend();
  }

  async function send(row, file, key) {
    tell(row, "sending", `${say.sending} 0 %`);
    const body = await shrunk(file);
    if (body.size > Number(largest)) {
      tell(row, "refused", say.heavy);
      return settled();
    }
    const data = new FormData();
    data.append("file", body, body.name ?? file.name);
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.responseType = "json";
    request.timeout = 300_000;
    request.setRequestHeader("X-CSRFToken", form.elements.csrfmiddlewaretoken.value);
    request.setRequestHeader("Idempotency-Key", key);
    request.setRequestHeader("Accept-Language", document.documentElement.lang);
    request.upload.onprogress = ({ loaded, total }) => {
      tell(row, "sending", `${say.sending} ${Math.floor((100 * loaded) / total)} %`);
    };
    request.onload = () => {
      const { response, status: code } = request;
      if (code === 201) received(row, response);
      else tell(row, code === 422 || code === 413 ? "refused" : "failed", response?.detail ?? say.failed);
      settled();
    };
    request.onerror = request.ontimeout = () => {
      tell(row, "failed", say.failed);
      settled();
    };
    request.send(data);
  }

  function received(row, file) {
    const box = row.querySelector("[data-kept] input");
    box.value = file.key;
    box.checked = !("removed" in row.dataset);
    row.querySelector("[data-name]").textContent = file.name;
    const alt = row.querySelector("[data-alt] input");
    if (alt) alt.name = `alt_${file.key}`;
    if (file.kind === "image") {
      const image = new Image();
      image.src = file.small;
      image.alt = "";
      row.querySelector("[data-thumb]").replaceChildren(image);
    }
    tell(row, "ready", say.ready);
    form.dispatchEvent(new Event("input", { bubbles: true })); // whoever keeps drafts keeps this one too
  }

  function tell(row, state, words) {
    row.dataset.upload = state;
    row.querySelector("[data-state]").textContent = words;
    row.querySelector("[data-do=retry]").hidden = state !== "failed";
  }

  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    const row = button?.closest("[data-upload]");
    if (!row) return;
    const act = button.dataset.do;
    if (act === "retry") row.resend();
    else if (act === "remove" || act === "undo") remove(row, act === "remove");
    else move(row, act, button);
  });

  function remove(row, gone) {
    row.toggleAttribute("data-removed", gone);
    const box = row.querySelector("[data-kept] input");
    box.checked = !gone && Boolean(box.value);
    const [away, back] = ["remove", "undo"].map((name) => row.querySelector(`[data-do=${name}]`));
    away.hidden = gone;
    back.hidden = !gone;
    (gone ? back : away).focus();
    status.textContent = "";
    settled();
  }

  function move(row, way, button) {
    const other = way === "up" ? row.previousElementSibling : row.nextElementSibling;
    if (!other) return;
    if (way === "up") other.before(row);
    else other.after(row);
    button.focus();
    status.textContent = say.moved.replace("{number}", [...list.children].indexOf(row) + 1);
  }

  // The rest of the form waits for its files. On window: before anybody else thinks that it leaves.
  addEventListener("submit", (event) => {
    if (event.target !== form || !(busy().length || failed().length)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (busy().length) waiting = event.submitter ?? form.querySelector("[type=submit], button:not([type=button])");
    status.textContent = busy().length ? say.wait : say.stuck;
    if (!busy().length) failed()[0].querySelector("[data-do=retry]").focus();
  }, true);

  function settled() {
    if (!waiting || busy().length) return;
    const submitter = waiting;
    waiting = null;
    if (failed().length) status.textContent = say.stuck;
    else form.requestSubmit(submitter);
  }

  addEventListener("online", () => failed().forEach((row) => row.resend()));
}

// On the phone: what is larger than a screen need not travel, and where it was taken stays there.
async function shrunk(file) {
  if (!SHRUNK.test(file.type)) return file;
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    const blob = await new Promise((done) => { canvas.toBlob(done, "image/webp", 0.82); });
    const made = blob?.type === "image/webp" || file.type === "image/png" ? blob : await new Promise((done) => { canvas.toBlob(done, "image/jpeg", 0.85); });
    return made && made.size < file.size ? new File([made], file.name, { type: made.type }) : file;
  } catch {
    return file; // the server reads more kinds than this browser
  }
}

function fallbackKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

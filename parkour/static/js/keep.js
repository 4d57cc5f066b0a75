// The words of a form, kept every two seconds on this device until they are received.
import { all, drop, get, me, nameOf, put } from "./store.js";

const EVERY = 2000;
const OURS = /^(_.*|csrfmiddlewaretoken|then)$|password|secret|token/i;

export const timeOf = (at) => new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: "short" }).format(at);

// [name, value] of everything that a person can fill in, and of the hidden keys of ours.
export function fieldsOf(form) {
  return [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !OURS.test(name));
}

const typed = (form) =>
  [...form.querySelectorAll("textarea, input[type=text], input[type=email], input[type=number], input:not([type])")];
export const isUntouched = (form) => !("bound" in form.dataset) && typed(form).every((field) => field.value === field.defaultValue);
const holdsFiles = (form) => Boolean(form.querySelector("[name=files]:checked"));
export const holdsWords = (form) => holdsFiles(form) || typed(form).some((field) => field.value.trim());

export function fill(form, fields) {
  for (const [name, value] of fields) {
    const field = form.elements[name];
    if (!field || name === "files") continue; // files come back with their bytes
    if (field instanceof RadioNodeList) field.value = value;
    else if (field.type === "checkbox") field.checked = true;
    else field.value = value;
  }
  for (const field of typed(form)) field.dispatchEvent(new Event("input", { bubbles: true }));
}

// Keeps `form` under `id`. `more()` gives what is kept besides.
export class Keeper {
  constructor(form, id, { name, more = () => ({}), onKept = () => {} }) {
    Object.assign(this, { form, id, name, more, onKept });
    this.last = this.now();
  }

  now() {
    return JSON.stringify(fieldsOf(this.form));
  }

  start() {
    this.timer = setInterval(() => this.save(), EVERY);
    const save = () => this.save();
    this.form.addEventListener("change", save);
    addEventListener("pagehide", save);
    document.addEventListener("visibilitychange", save);
    return this;
  }

  async save() {
    const now = this.now();
    if (this.stopped || now === this.last) return;
    this.last = now;
    if (!holdsWords(this.form)) return drop("words", this.id);
    try {
      await put("words", this.id, { fields: JSON.parse(now), kept: this.name, ...this.more() });
      this.onKept(Date.now());
    } catch {
      this.last = ""; // the phone is full: what was kept before stays, and it is tried again
    }
    return undefined;
  }

  stop() {
    this.stopped = true;
    clearInterval(this.timer);
    return drop("words", this.id);
  }
}

// The field by which the server says afterwards that these words arrived.
export function mark(form, name) {
  const field = form.elements._kept ?? form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name: "_kept" }));
  field.value = name;
}

export function sayBack(form, at, erase) {
  const note = document.getElementById("kept-words").content.firstElementChild.cloneNode(true);
  const line = note.querySelector("p");
  line.textContent = line.dataset.text.replace("{time}", timeOf(at));
  note.querySelector("button").addEventListener("click", async () => {
    await erase();
    note.remove();
  });
  form.prepend(note);
}

// What was received since: said by the server in a cookie, once.
export async function forgetReceived() {
  const names = document.cookie.match(/(?:^|; )received=([0-9a-f.-]+)/)?.[1].split(".") ?? [];
  if (!names.length || !(await me())) return;
  for (const row of await all("words")) if (names.includes(row.kept)) await drop("words", row.id);
  document.cookie = "received=; Path=/; Max-Age=0; SameSite=Lax";
}

// Any form with `data-keep`, by the address of its page.
export async function keepForm(form) {
  const id = await nameOf(`form ${location.pathname}`);
  const kept = await get("words", id);
  const name = kept?.kept ?? crypto.randomUUID();
  mark(form, name);
  const keeper = new Keeper(form, id, { name });
  const touched = !isUntouched(form); // also by somebody who types faster than a page begins
  if (kept && !touched) {
    fill(form, kept.fields);
    sayBack(form, kept.at, async () => {
      form.reset();
      mark(form, name);
      await drop("words", id);
    });
  }
  keeper.last = touched ? "" : keeper.now();
  keeper.start();
}

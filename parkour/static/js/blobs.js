// Photos and documents that wait on this phone beside their words, sealed as they are: of one person, unreadable to the
// next. A base of their own: a page that was opened before there were files here does not hold it back.
import { able, baseOf, me, read, sealed, unsealed, written } from "./store.js";

const TABLES = ["files", "blobs"]; // what is told of them, and their bytes
const KEEP_DAYS = 90;
const UNNAMED = 10 * 60 * 1000; // how long a file may be named by no words: those of another tab are on their way
const inside = baseOf("parkour-files", (base) => {
  for (const table of TABLES) base.createObjectStore(table, { keyPath: "id" });
});

// The keys of files that a form names, in their order.
export const keysIn = (fields) => fields.filter(([name, key]) => name === "files" && key).map(([, key]) => key);

const rowsOf = async (person) => (await inside("files", "readonly", (rows) => rows.getAll())).filter((row) => row.person === person);

// How many bytes of this person wait here.
export async function weight() {
  const somebody = await me();
  return somebody ? (await rowsOf(somebody.person)).reduce((sum, row) => sum + row.size, 0) : 0;
}

// Rejects when the phone has no room.
export async function keepFile(key, file, facts = {}) {
  const bytes = await file.arrayBuffer();
  const blob = await sealed(key, bytes);
  const about = await sealed(key, written({ ...facts, name: file.name, type: file.type }));
  await inside(TABLES, "readwrite", (files, blobs) => {
    blobs.put(blob);
    return files.put({ ...about, size: bytes.byteLength });
  });
}

export async function aboutFile(key) {
  return able && (await me()) ? read(await inside("files", "readonly", (rows) => rows.get(key))) : null;
}

// What the server said of it: it is there. Null takes that back.
export async function noteFile(key, received) {
  const [row, about] = [await inside("files", "readonly", (rows) => rows.get(key)), await aboutFile(key)];
  if (!about) return;
  const next = await sealed(key, written({ name: about.name, type: about.type, received }));
  await inside("files", "readwrite", (rows) => rows.put({ ...next, at: row.at, size: row.size }));
}

// The file itself, as it was chosen; null when it is not here.
export async function fileOf(key) {
  const about = await aboutFile(key);
  const bytes = about && (await unsealed(await inside("blobs", "readonly", (rows) => rows.get(key))));
  return bytes ? new File([bytes], about.name, { type: about.type }) : null;
}

export async function dropFiles(keys) {
  if (!able || !keys.length) return;
  await inside(TABLES, "readwrite", (...tables) => {
    for (const table of tables) for (const key of keys) table.delete(key);
  });
}

// At sign-out: nothing of this person stays.
export async function forgetFiles() {
  const somebody = await me();
  if (somebody) await dropFiles((await rowsOf(somebody.person)).map((row) => row.id));
}

// What no words of this person name any more, and what is old.
export async function sweepFiles(named) {
  const { person } = await me();
  const rows = await inside("files", "readonly", (each) => each.getAll());
  const old = (row) => row.at < Date.now() - KEEP_DAYS * 24 * 3600 * 1000;
  const loose = (row) => row.person === person && !named.has(row.id) && row.at < Date.now() - UNNAMED;
  await dropFiles(rows.filter((row) => old(row) || loose(row)).map((row) => row.id));
}

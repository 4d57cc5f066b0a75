// What this browser keeps of one person: unreadable without the key that comes with the pages made for them.
// Where the browser has no cryptography (no HTTPS) nothing is kept here, and the pages work as without it.
const KEEP_DAYS = 90;
const TABLES = ["words", "outbox"];
export const able = Boolean(globalThis.crypto?.subtle && globalThis.indexedDB);

// A base of this browser; the answer does one transaction in it: `work` is given the table, or the tables, its request is
// awaited until everything is on the disk.
export function baseOf(name, prepare) {
  let opened;

  function open() {
    opened ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(name, 1);
      request.onupgradeneeded = () => prepare(request.result);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    return opened;
  }

  return async function inside(table, mode, work) {
    const database = await open();
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(table, mode, { durability: "strict" });
      const request = work(...[table].flat().map((each) => transaction.objectStore(each)));
      transaction.oncomplete = () => resolve(request?.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error ?? request?.error);
    });
  };
}

const inside = baseOf("parkour", (base) => {
  base.createObjectStore("facts");
  for (const table of TABLES) base.createObjectStore(table, { keyPath: "id" });
});

const fact = (name) => inside("facts", "readonly", (table) => table.get(name));
const note = (name, value) => inside("facts", "readwrite", (table) => table.put(value, name));

async function keysFrom(text) {
  const raw = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  const [aes, mac] = await Promise.all([
    crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]),
    crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]),
  ]);
  return { aes, mac };
}

// Who is signed in: said by the page; on a page without a network, by what the last one said.
async function settle() {
  if (!able) return null;
  const { person, wordsKey, shell } = document.body.dataset;
  if (shell !== undefined) return (await fact("me")) ?? null;
  if (!person) {
    await inside("facts", "readwrite", (table) => table.clear()); // nobody is: what is kept stays, unreadable
    return null;
  }
  const before = await fact("me");
  const place = document.querySelector("form[data-place]")?.dataset.place ?? (before?.person === person ? before.place : "");
  const me = { person, place, language: document.documentElement.lang, ...(await keysFrom(wordsKey)) };
  await note("me", me);
  return me;
}

const settled = settle().catch(() => null);
export const me = () => settled;

// The name under which something of this person is kept: says nothing to anybody else.
export async function nameOf(text) {
  const { mac } = await settled;
  const bytes = new Uint8Array(await crypto.subtle.sign("HMAC", mac, new TextEncoder().encode(text)));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// A row of this person, its bytes unreadable without their key.
export async function sealed(id, bytes) {
  const { person, aes } = await settled;
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { id, person, at: Date.now(), iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, aes, bytes) };
}

// The bytes of such a row; null for one of somebody else, or written with a key that is no more.
export async function unsealed(row) {
  const mine = await settled;
  if (!row || row.person !== mine?.person) return null;
  return crypto.subtle.decrypt({ name: "AES-GCM", iv: row.iv }, mine.aes, row.data).catch(() => null);
}

export const written = (value) => new TextEncoder().encode(JSON.stringify(value));

export async function read(row) {
  const bytes = await unsealed(row);
  return bytes && { ...JSON.parse(new TextDecoder().decode(bytes)), id: row.id, at: row.at };
}

export async function put(table, id, value) {
  const row = await sealed(id, written(value));
  await inside(table, "readwrite", (rows) => rows.put(row));
}

export async function get(table, id) {
  return read(await inside(table, "readonly", (rows) => rows.get(id)));
}

// Everything of this person, the oldest first.
export async function all(table) {
  if (!(await settled)) return [];
  const rows = await inside(table, "readonly", (each) => each.getAll());
  const known = (await Promise.all(rows.map(read))).filter(Boolean);
  return known.sort((one, other) => one.at - other.at);
}

export const drop = (table, id) => inside(table, "readwrite", (rows) => rows.delete(id));

async function dropWhere(wanted) {
  for (const table of TABLES) {
    const rows = await inside(table, "readonly", (each) => each.getAll());
    for (const row of rows.filter(wanted)) await drop(table, row.id);
  }
}

// At sign-out: nothing of this person stays.
export async function forget() {
  const mine = await settled;
  if (!mine) return;
  await dropWhere((row) => row.person === mine.person);
  await inside("facts", "readwrite", (table) => table.clear());
}

export async function sweep() {
  if (able) await dropWhere((row) => row.at < Date.now() - KEEP_DAYS * 24 * 3600 * 1000);
}

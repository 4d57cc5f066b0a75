// The code of an anonymous contribution: made here, and only its key leaves this device.
const SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; // thirty-two, without I, L, O, U: nobody misreads them
const LENGTH = 16;
export const able = Boolean(globalThis.crypto?.subtle);

export function newCode() {
  return [...crypto.getRandomValues(new Uint8Array(LENGTH))].map((byte) => SIGNS[byte & 31]).join("");
}

export const inFours = (code) => code.match(/.{4}/g).join("-");

// What somebody typed, as a code; "" when it cannot be one.
export function readCode(text) {
  const code = text.toUpperCase().replace(/[\s.–-]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
  return code.length === LENGTH && [...code].every((sign) => SIGNS.includes(sign)) ? code : "";
}

export async function keyOf(code) {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`parkour-follow-up:${code}`));
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Without the session of whoever is signed in, and kept by nothing; {status, said}, 0 without a network.
export async function ask(url, body) {
  const isForm = body instanceof FormData; // its type names its own limits
  const headers = { ...(isForm ? {} : { "Content-Type": "application/json" }), "Accept-Language": document.documentElement.lang };
  const how = { method: "POST", credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer" };
  try {
    const answer = await fetch(url, { ...how, headers, body: isForm ? body : JSON.stringify(body) });
    return { status: answer.status, said: await answer.json() };
  } catch {
    return { status: 0, said: null };
  }
}

// The sentence of a refusal: that of the first field, else the whole.
export const whyOf = ({ said }, otherwise) => Object.values(said?.errors ?? {})[0]?.[0] ?? said?.detail ?? otherwise;

export function say(line, words) {
  line.querySelector("span").textContent = words;
  line.hidden = !words;
}

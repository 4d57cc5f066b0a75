// Keeps the pages that are the same for everybody (`SHELL`, written before this by the server) and shows them when there
// is no network. Pages of a signed-in person are never kept: they pass through.
const CACHE = `parkour-${SHELL.version}`;
const PATIENCE = 8000; // of somebody who wants to write, in a lift
const PASSED = /^\/(admin|api|static|export|events|metrics|healthz|readyz)(\/|$)/;

const anonymous = (url) => new Request(url, { credentials: "omit", cache: "reload" });
const pages = Object.values(SHELL.pages).flatMap((each) => Object.values(each));

self.addEventListener("install", (event) => {
  const kept = caches.open(CACHE).then((cache) => cache.addAll([...pages, ...SHELL.files].map(anonymous)));
  event.waitUntil(kept.then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = caches.keys().then((names) => names.filter((name) => name.startsWith("parkour-") && name !== CACHE));
  event.waitUntil(old.then((names) => Promise.all(names.map((name) => caches.delete(name)))).then(() => clients.claim()));
});

// The language of the last page of this device; the product's own when nobody is signed in.
function language() {
  return new Promise((resolve) => {
    const usual = () => resolve(SHELL.language);
    const request = indexedDB.open("parkour", 1);
    request.onupgradeneeded = () => request.transaction.abort(); // not made yet: by a page, not here
    request.onerror = usual;
    request.onsuccess = () => {
      const facts = request.result.transaction("facts").objectStore("facts").get("me");
      facts.onerror = usual;
      facts.onsuccess = () => {
        request.result.close();
        resolve(facts.result?.language in SHELL.pages ? facts.result.language : SHELL.language);
      };
    };
  });
}

async function kept(url) {
  const name = { [SHELL.form]: "new", [SHELL.channels]: "channels" }[url.pathname] ?? "home";
  const cache = await caches.open(CACHE);
  return (await cache.match(SHELL.pages[await language()][name])) ?? Response.error();
}

function soon(answer, url) {
  if (url.pathname !== SHELL.form) return answer;
  const late = new Promise((_resolve, reject) => { setTimeout(reject, PATIENCE); });
  return Promise.race([answer, late]);
}

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (event.request.mode === "navigate" && !PASSED.test(url.pathname)) {
    event.respondWith(soon(fetch(event.request), url).catch(() => kept(url)));
  } else if (SHELL.files.includes(url.pathname)) {
    event.respondWith(fetch(event.request).catch(() => caches.open(CACHE).then((cache) => cache.match(url.pathname))));
  }
});

// What is told at once on this device (see devices.js). The words are read by this browser alone; a second delivery of
// the same message takes the place of the first.
self.addEventListener("push", (event) => {
  const told = event.data.json();
  const facts = { tag: told.tag, lang: told.language, data: { url: told.url } };
  event.waitUntil(self.registration.showNotification(told.title, facts));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const url = new URL(event.notification.data.url, location.origin);
  if (url.origin !== location.origin) return;
  event.waitUntil(clients.openWindow(url.href));
});

"""What a browser has written down, read from its own pages."""

# The worker has kept the pages that are the same for everybody.
READY = "() => navigator.serviceWorker.ready.then(worker => worker.active.state === 'activated')"
# Helpers of the page: what IndexedDB gives, and what this browser has written down anywhere, as text.
BASE = """
const soon = (asked) => new Promise((done) => { asked.onsuccess = () => done(asked.result); });
const rows = (base, table, what) => soon(base.transaction(table).objectStore(table)[what]());
"""
DISK = (
    "async () => {"
    + BASE
    + """
  const found = [JSON.stringify({...localStorage}), JSON.stringify({...sessionStorage}), document.cookie];
  const say = (_name, value) => value instanceof ArrayBuffer || ArrayBuffer.isView(value)
    ? new TextDecoder().decode(value) : value;
  for (const {name} of await indexedDB.databases()) {
    const base = await soon(indexedDB.open(name));
    for (const table of base.objectStoreNames)
      found.push(table, JSON.stringify(await rows(base, table, "getAll"), say));
    base.close();
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) found.push(request.url, await (await cache.match(request)).text());
  }
  return found.join("\\n");
}"""
)

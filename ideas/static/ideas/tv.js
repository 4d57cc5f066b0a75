// The screen of an agency: one slide after the other, renewed from the server, for months. Without this file everything
// stands on one page.
const EVERY = 15_000;
const RENEW_EVERY = 5 * 60_000;
const RELOAD_AFTER = 6 * 3_600_000; // a page that is made afresh forgets whatever a browser gathers
const room = document.querySelector("[data-slides]");
const lost = document.querySelector("[data-offline]");
const pause = document.querySelector("[data-pause]");
const begun = Date.now();
let here = 0;
let paused = false;

const slides = () => [...room.children];

function show(index) {
  const all = slides();
  here = all.length ? index % all.length : 0;
  all.forEach((slide, number) => { slide.hidden = number !== here; });
}

async function renew() {
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (answer.status === 404) return location.reload(); // the key was revoked: the page says it
    if (!answer.ok) throw new Error(answer.status);
    lost.hidden = true;
    if (Date.now() - begun > RELOAD_AFTER) return location.reload();
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    room.replaceChildren(...fresh.querySelector("[data-slides]").children);
    show(here);
  } catch {
    lost.hidden = false; // what was shown stays
  }
  return undefined;
}

pause.hidden = slides().length < 2;
pause.addEventListener("click", () => {
  paused = !paused;
  pause.setAttribute("aria-pressed", paused);
});
addEventListener("online", renew);
addEventListener("offline", () => { lost.hidden = false; });
show(0);
setInterval(() => paused || show(here + 1), EVERY);
setInterval(renew, RENEW_EVERY);

// The five minutes of a talk: they begin once the page is in front of one of the two, and run down in words.
// Nothing waits for them; without this file a button begins them and the page says until when they run.
function count(place) {
  const timer = place.querySelector("[data-left]");
  if (!timer) return;
  const words = timer.querySelector("[data-words]");
  const end = performance.now() + Number(timer.dataset.left) * 1000;
  const tick = () => {
    const left = Math.ceil((end - performance.now()) / 60000);
    const said = left > 0 ? timer.dataset.text.replace("{n}", left) : timer.dataset.over;
    if (words.textContent !== said) words.textContent = said;
    if (left > 0) setTimeout(tick, 1000);
  };
  tick();
}

async function begin() {
  const form = document.querySelector("[data-talk] form");
  if (!form || document.visibilityState !== "visible" || document.prerendering) return;
  document.removeEventListener("visibilitychange", begin);
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form) }).catch(() => null);
  if (!answer?.ok) return; // the button is still there
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const place = page.querySelector("[data-talk]");
  if (!place) return;
  form.closest("[data-talk]").replaceWith(place);
  count(place);
}

const place = document.querySelector("[data-talk]");
if (place) count(place);
document.addEventListener("visibilitychange", begin);
document.addEventListener("prerenderingchange", begin);
begin();

// Contributions that say the same, while one types. Whatever goes wrong, nothing is shown and nothing is kept waiting.
const PAUSE = 400;
const LONGEST_WAIT = 1000;
const SHORTEST = 12;
const place = document.querySelector("[data-similar]");
const form = place?.closest("form");
const text = form?.querySelector('[name="problem_text"]');
let timer = 0;
let call = null;
let dismissed = false;

const token = () => form.querySelector('[name="csrfmiddlewaretoken"]').value;

// Where one is signed out, the answer leads elsewhere: that is an error here.
function send(method, url, body, signal) {
  const headers = { "X-CSRFToken": token() };
  return fetch(url, { method, headers, body, signal, redirect: "error", cache: "no-store" });
}

function clear() {
  if (!place.querySelector("[data-supported]:not([hidden])")) place.replaceChildren();
}

async function look() {
  call?.abort();
  const words = text.value.trim();
  if (dismissed || words.length < SHORTEST) {
    clear();
    return;
  }
  const mine = new AbortController();
  const giveUp = setTimeout(() => mine.abort(), LONGEST_WAIT);
  call = mine;
  try {
    const answer = await send("POST", place.dataset.similar, new URLSearchParams({ problem_text: words }), mine.signal);
    const html = answer.status === 200 ? await answer.text() : "";
    if (call === mine && !dismissed && !place.contains(document.activeElement)) draw(html);
  } catch {
    if (call === mine) clear();
  } finally {
    clearTimeout(giveUp);
  }
}

function draw(html) {
  if (!html.includes("data-similar-found")) return clear();
  place.innerHTML = html;
  return undefined;
}

async function support(button) {
  const failed = place.querySelector("[data-not-supported]");
  const said = place.querySelector("[data-supported]");
  dismissed = true; // what one answers to stays where it is
  button.disabled = true;
  failed.hidden = true;
  try {
    const answer = await send("PUT", button.dataset.support);
    if (!answer.ok) throw new Error(answer.status);
  } catch {
    button.disabled = false;
    failed.hidden = false;
    return;
  }
  const words = said.querySelector("[data-said]");
  words.textContent = words.dataset.said.replace("{reference}", button.dataset.reference);
  place.querySelectorAll("[data-support], [data-different]").forEach((each) => { each.hidden = true; });
  said.hidden = false;
  words.focus();
}

function close(event) {
  dismissed = true;
  event.preventDefault();
  place.replaceChildren();
  text.focus();
}

if (text) {
  text.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });
  place.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.support) support(button);
    else if (button?.matches("[data-different], [data-go-on]")) close(event);
  });
}

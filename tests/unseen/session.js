// Two minutes before the session ends, says so and offers to stay. Whatever one does, what was typed stays.
const WARNING = 120;
const dialog = document.getElementById("session-end");
const [close, stay] = dialog.querySelectorAll("button");
let endsAt = Date.now() + Number(document.body.dataset.sessionEnds) * 1000;
let told = false;
let timer;

const left = () => (endsAt - Date.now()) / 1000;

async function ask(options) {
  const answer = await fetch(dialog.dataset.url, { credentials: "same-origin", ...options });
  if (!answer.ok) throw new Error(answer.status);
  endsAt = Date.now() + (await answer.json()).seconds * 1000;
}

function wait() {
  clearTimeout(timer);
  const seconds = told ? left() : left() - WARNING; // a page may be opened in the last two minutes
  timer = setTimeout(look, Math.min(Math.max(seconds * 1000, 0) + 50, 2 ** 31 - 1));
}

// Another tab may have made it last: the server knows. Without a network, the clock of this page does.
async function look() {
  await ask().catch(() => {});
  if (left() > WARNING) {
    told = false;
    if (dialog.open) dialog.close();
  } else if (left() <= 0) return over();
  else if (!told) warn();
  wait();
}

function warn() {
  told = true;
  const at = new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: "short" }).format(endsAt);
  dialog.querySelector("time").textContent = at;
  dialog.showModal();
}

function over() {
  dialog.querySelector("h2").textContent = dialog.dataset.overTitle;
  dialog.querySelector("p").textContent = dialog.dataset.overText;
  stay.hidden = true;
  if (dialog.open) dialog.close(); // opened anew, hence read anew
  dialog.showModal();
}

stay.addEventListener("click", async () => {
  await ask({ method: "POST", headers: { "X-CSRFToken": dialog.dataset.token, "Content-Type": "application/x-www-form-urlencoded" } }).catch(() => {});
  if (left() <= WARNING) return look();
  told = false;
  dialog.close();
  document.getElementById("session-said").textContent = dialog.dataset.stayed;
  wait();
});
close.addEventListener("click", () => dialog.close());
document.addEventListener("visibilitychange", () => document.hidden || look());
wait();

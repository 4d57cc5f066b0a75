// Tells when the server no longer answers, and when it does again.
import "./follow.js";

const banners = () => document.querySelectorAll("[data-offline]");
let lost = false;

function say(isLost) {
  lost = isLost;
  for (const banner of banners()) banner.hidden = !isLost;
}

for (const name of ["htmx:sendError", "htmx:timeout"]) document.addEventListener(name, () => say(true));
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.xhr?.status) say(event.detail.xhr.status >= 500);
});
// A new screen comes with its banner closed: it says again what holds.
document.addEventListener("htmx:load", () => say(lost));

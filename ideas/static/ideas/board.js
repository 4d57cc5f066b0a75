// Printing, sharing and copying: comforts, the browser's own menus do it too.
const shown = (selector) => [...document.querySelectorAll(selector)].map((button) => {
  button.hidden = false;
  return button;
});
// The address of the page and nothing that says who passes it on.
const address = (path) => new URL(path, location.origin).href;

for (const button of shown("[data-print]")) button.addEventListener("click", () => print());
if (navigator.share) {
  for (const button of shown("[data-share]")) {
    const { share: path, title } = button.dataset;
    button.addEventListener("click", () => navigator.share({ title, url: address(path) }).catch(() => {})); // or thought better of it
  }
}
for (const button of navigator.clipboard ? shown("[data-copy]") : []) {
  const said = document.querySelector("[data-copied]");
  button.addEventListener("click", () => navigator.clipboard.writeText(address(button.dataset.copy)).then(
    () => { said.textContent = said.dataset.text; },
    () => { said.textContent = said.dataset.refused; },
  ));
}
for (const room of document.querySelectorAll("[data-share-room]")) room.hidden = false;

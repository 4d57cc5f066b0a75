// Showing a page of the desk without loading it: what it consists of takes the place of what stands there.
const head = () => document.querySelector("body > .skip");
const foot = (body) => body.querySelector(":scope > dialog#confirm");

// What differs between two pages: everything between the link past the navigation and the dialogs of every page.
function frame(body) {
  const nodes = [];
  let node = body.querySelector(":scope > .skip").nextSibling;
  for (const end = foot(body); node && node !== end; node = node.nextSibling) nodes.push(node);
  return nodes;
}

const looks = (body) => ({ className: body.className, rail: body.hasAttribute("data-rail") });

// A form that was marked as sent, but is not: it may be sent again.
export function free(form) {
  delete form.dataset.sent;
  form.removeAttribute("aria-busy");
  for (const button of form.querySelectorAll("[data-busy]")) for (const name of ["data-busy", "aria-disabled"]) button.removeAttribute(name);
}

// What can wait until what was asked for is on the screen.
export const soon = (work) => (window.requestIdleCallback ? requestIdleCallback(work, { timeout: 1000 }) : setTimeout(work, 50));

export const parse = (text) => new DOMParser().parseFromString(text, "text/html");
export const isSheet = (page) => Boolean(page.querySelector("form[data-sheet]"));
export const isItem = (page) => Boolean(page.querySelector("main.triage"));

// A page that was fetched, or that stood here before, as something to show.
export const whole = (page, url) => ({ url, title: page.title, nodes: frame(page.body), ...looks(page.body) });
export const standing = () => whole(document, location.href);

// Whether the address is still that of what is shown, whichever part of it.
const address = () => location.href.split("#")[0];
let shown = address();
export const isShown = () => address() === shown;

// What stands here now is the page of `url`.
export function stand(url, title) {
  document.title = title;
  if (new URL(url, location.href).href !== location.href) history.pushState({ inPlace: true }, "", url);
  shown = address();
}

// Puts it there; `afterwards` makes it as alive as one that was loaded.
export function show({ url, title, nodes, className, rail }, afterwards) {
  for (const node of frame(document.body)) node.remove();
  head().after(...nodes.map((node) => document.adoptNode(node)));
  document.body.className = className;
  document.body.toggleAttribute("data-rail", rail);
  stand(url, title);
  scrollTo(0, 0);
  const main = document.getElementById("content");
  main.focus({ preventScroll: true });
  for (const node of nodes.filter((each) => each instanceof HTMLElement)) htmx.process(node);
  htmx.trigger(main, "htmx:load", { elt: main });
  afterwards();
}

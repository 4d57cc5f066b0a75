// Comforts on every page. Nothing here is needed to read, submit or vote.
const $$ = (selector, root = document) => root.querySelectorAll(selector);

function setUp(root) {
  for (const field of $$("[data-counter]", root)) count(field);
  for (const button of $$("[data-dismiss]", root)) button.hidden = false;
  for (const toast of $$(".toast:not([data-static] *, [data-seen])", root)) dismissLater(toast);
  root.querySelector("[data-autofocus]:not([data-static] *)")?.focus();
}

// Characters are counted as the server does: a line break is two, an emoji is one.
function count(field) {
  const line = document.getElementById(`${field.id}_counter`);
  if (!line) return;
  const length = [...field.value.replace(/\r?\n/g, "\r\n")].length;
  const number = new Intl.NumberFormat(document.documentElement.lang);
  const max = Number(field.dataset.counter);
  line.textContent = line.dataset.text.replace("{count}", number.format(length)).replace("{max}", number.format(max));
  line.toggleAttribute("data-over", length > max);
}

function dismissLater(toast) {
  if (toast.matches(":hover, :focus-within")) setTimeout(dismissLater, 2000, toast);
  else if (toast.dataset.seen) toast.remove();
  else {
    toast.dataset.seen = "yes";
    setTimeout(dismissLater, 8000, toast);
  }
}

// Asks once, in our own words, before what cannot be undone.
function confirmFirst(button) {
  const dialog = document.getElementById("confirm");
  const [no, yes] = $$("button", dialog);
  dialog.querySelector("h2").textContent = button.dataset.confirm;
  const words = [...button.childNodes].filter((node) => node.nodeName !== "KBD").map((node) => node.textContent);
  yes.textContent = button.dataset.confirmButton || words.join("").trim();
  yes.dataset.kind = button.dataset.kind === "danger" ? "danger" : "primary";
  no.onclick = () => dialog.close();
  yes.onclick = () => {
    dialog.close();
    button.dataset.confirmed = "yes";
    button.form.requestSubmit(button);
    delete button.dataset.confirmed;
  };
  dialog.showModal();
}

document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (submitter?.dataset.confirm && !submitter.dataset.confirmed) {
    event.preventDefault();
    event.stopImmediatePropagation();
    confirmFirst(submitter);
  } else if (form.closest("[data-static]")) {
    event.preventDefault(); // a specimen of the page of components
  } else if (form.method === "post" && !("multi" in form.dataset) && !form.closest("[hx-post]") && !event.defaultPrevented) {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    form.setAttribute("aria-busy", "true");
    submitter?.setAttribute("data-busy", "");
    submitter?.setAttribute("aria-disabled", "true");
  }
}, true);

// Coming back with the Back button: the form may be sent again.
addEventListener("pageshow", () => {
  for (const form of $$("form[data-sent]")) {
    delete form.dataset.sent;
    form.removeAttribute("aria-busy");
  }
  for (const button of $$("[data-busy]:not([data-static] *)")) {
    button.removeAttribute("data-busy");
    button.removeAttribute("aria-disabled");
  }
});

document.addEventListener("input", (event) => {
  if ("counter" in event.target.dataset) count(event.target);
});

document.addEventListener("click", (event) => {
  event.target.closest("[data-dismiss]")?.closest(".toast").remove();
  for (const menu of $$("details[data-menu][open]")) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of $$("details[data-menu][open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// The session is over: to the sign-in page, unless words stand here that were not sent; sending them keeps them.
document.addEventListener("htmx:responseError", (event) => {
  const typed = [...$$("textarea, input:not([type=hidden])")].some((field) => field.value !== field.defaultValue);
  if (event.detail.xhr.status === 401 && !typed) location.reload();
});

document.addEventListener("htmx:load", (event) => setUp(event.detail.elt));
setUp(document);

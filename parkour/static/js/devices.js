// Messages on this device: asks the browser, and puts its answer into the form. Devices that are listed can be taken away
// without this script.
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
const form = document.querySelector("form[data-device]");
const said = (name) => { document.querySelector(`[data-device-${name}]`).hidden = false; };
const able = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

async function worker() {
  await navigator.serviceWorker.register("/sw.js");
  return navigator.serviceWorker.ready;
}

async function subscribed() {
  const { pushManager } = await worker();
  const options = { userVisibleOnly: true, applicationServerKey: bytes(form.dataset.device) };
  try {
    return await pushManager.subscribe(options);
  } catch (error) {
    if (error.name !== "InvalidStateError") throw error;
    await (await pushManager.getSubscription())?.unsubscribe(); // made for another key of this server
    return pushManager.subscribe(options);
  }
}

async function begin(event) {
  if (form.elements.address.value) return;
  event.preventDefault();
  document.querySelector("[data-device-fault]").hidden = true;
  try {
    const { endpoint, keys } = (await subscribed()).toJSON();
    form.elements.address.value = endpoint;
    form.elements.public.value = keys.p256dh;
    form.elements.secret.value = keys.auth;
    form.submit();
  } catch {
    said("fault"); // refused by the person, or by the settings of the browser
  }
}

async function end(event) {
  const leaving = event.target;
  if (leaving.dataset.silent) return;
  event.preventDefault();
  leaving.dataset.silent = "yes";
  const subscription = await (await navigator.serviceWorker.getRegistration())?.pushManager.getSubscription();
  if (subscription?.endpoint === leaving.dataset.address) await subscription.unsubscribe().catch(() => {});
  leaving.submit();
}

async function start() {
  if (!able) return said("unable");
  const subscription = await (await navigator.serviceWorker.getRegistration())?.pushManager.getSubscription();
  const here = [...document.querySelectorAll("form[data-address]")].find((one) => one.dataset.address === subscription?.endpoint);
  if (here) here.closest("li").querySelector("[data-device-here]").hidden = false;
  else form.hidden = false;
  form.addEventListener("submit", begin);
  for (const one of document.querySelectorAll("form[data-address]")) one.addEventListener("submit", end);
}

if (form) start();

// The answer that waits: its seconds run down, then it is no longer offered to be taken back here.
const GONE_AFTER = 6000;
const running = new WeakSet();

export function setUpHeld(root = document) {
  const toast = root.querySelector(".held .toast[data-left]");
  if (!toast || running.has(toast)) return;
  running.add(toast);
  const words = toast.querySelector("[role=timer]");
  const end = performance.now() + Number(toast.dataset.left) * 1000;
  const tick = () => {
    if (!toast.isConnected) return;
    const left = Math.ceil((end - performance.now()) / 1000);
    words.textContent = left > 0 ? words.dataset.text.replace("{n}", left) : words.dataset.over;
    if (left > 0) setTimeout(tick, 250);
    // Whoever is on the button keeps it: the product says whether it is too late.
    else setTimeout(() => toast.contains(document.activeElement) || toast.parentElement.remove(), GONE_AFTER);
  };
  tick();
}

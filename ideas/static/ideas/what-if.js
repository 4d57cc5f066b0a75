// Weights: a slider beside each number, and what is left to give out, said as one moves them. Without it, the numbers do.
const form = document.querySelector("[data-weights]");
const said = form.querySelector("[data-left]");
const [policy, novelty, impact, effort] = ["policy", "novelty", "impact", "effort"].map((name) => form.elements[name]);

function tell() {
  const left = 100 - [policy, novelty, impact].reduce((sum, field) => sum + (Number(field.value) || 0), 0);
  const words = left === 0 ? said.dataset.even : left > 0 ? said.dataset.under : said.dataset.over;
  const text = words.replace("{number}", String(Math.abs(left)));
  if (said.textContent !== text) said.textContent = text;
}

for (const field of [policy, novelty, impact, effort]) {
  const slider = document.createElement("input");
  Object.assign(slider, { type: "range", min: 0, max: field === effort ? 99 : 100, value: field.value || 0 });
  slider.setAttribute("aria-label", document.querySelector(`label[for="${field.id}"]`).textContent.trim());
  slider.className = "full";
  field.after(slider);
  slider.addEventListener("input", () => { field.value = slider.value; tell(); });
  field.addEventListener("input", () => { slider.value = field.value; tell(); });
}
tell();

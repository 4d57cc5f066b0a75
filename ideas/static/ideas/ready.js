// Words to choose from: at once, and given back. What an answer says, as one writes. The sheet works without this file.
export function setUpReady() {
  const box = document.querySelector("[data-ready]");
  const area = document.querySelector("form[data-sheet] [name=message]");
  const select = box?.querySelector("#ready-words");
  const undos = [...(box?.querySelectorAll("[data-undo-words]") ?? [])];
  const GAP = "[…]";
  let before = "";

  function put(words) {
    area.value = words;
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.focus();
  }

  function replace(words) {
    if (area.value !== words) before = area.value;
    put(words);
    for (const undo of undos) undo.hidden = before === area.value;
  }

  box?.querySelector("[name=use]")?.addEventListener("click", (event) => {
    event.preventDefault();
    replace(select.selectedOptions[0].dataset.text);
  });

  // A reason of the desk: where the words wait for it, else before whoever signs (see `answer_words.with_reason`).
  function withReason(words) {
    if (area.value.includes(GAP)) return area.value.replace(GAP, () => words);
    const paragraphs = area.value.trimEnd().split("\n\n");
    const last = paragraphs.pop();
    return [...paragraphs, words, last].filter((each) => each.trim()).join("\n\n");
  }

  const because = box?.querySelector("[data-because]");
  function give(reason, name) {
    if (!because) return;
    because.querySelector("[name=reason]").value = reason;
    const given = because.querySelector("[data-given]");
    given.hidden = !reason;
    given.querySelector("strong").textContent = name;
  }
  because?.querySelector("[name=because]").addEventListener("click", (event) => {
    event.preventDefault();
    const chosen = because.querySelector("select").selectedOptions[0];
    const { code, text } = chosen.dataset;
    const radio = code && area.form.querySelector(`:is([name=reason_code], [name=channel])[value="${code}"]`);
    if (radio) radio.checked = true;
    replace(withReason(text));
    give(chosen.value, chosen.dataset.name);
  });
  for (const undo of undos) {
    undo.addEventListener("click", () => {
      put(before);
      give("", "");
      for (const each of undos) each.hidden = true;
    });
  }

  const parts = [...document.querySelectorAll("[data-part]")];
  area?.addEventListener("input", () => {
    const written = area.value.split("\n").filter((line) => !line.includes(GAP)).join("\n"); // the rest waits for its words
    for (const part of parts) {
      const said = new RegExp(part.dataset.part, "i").test(written);
      part.querySelector("[data-said]").hidden = !said;
      part.querySelector("[data-unsaid]").hidden = said;
    }
  });
}

setUpReady();

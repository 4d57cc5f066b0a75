// What is looked at on every page, in the page. Each function answers with a list of faults.
(() => {
  const visible = (e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: false });
  const told = (e) => `${e.tagName.toLowerCase()}${e.id ? `#${e.id}` : ""}.${e.getAttribute("class") ?? ""} ${(e.textContent ?? "").trim().slice(0, 30)}`;

  function frame() {
    const faults = [], root = document.documentElement;
    const headings = [...document.querySelectorAll("h1")].filter(visible);
    if (headings.length !== 1) faults.push(`${headings.length} h1`);
    if (!["fr", "en"].includes(root.lang)) faults.push(`lang ${root.lang}`);
    if (!/\S.* – Parkour$/.test(document.title)) faults.push(`title ${document.title}`);
    const skip = document.querySelector("a.skip"), first = document.querySelector("a[href], button, input:not([type=hidden]), select, textarea, summary");
    if (!skip || skip !== first) return [...faults, "no skip link first"];
    skip.focus();
    if (skip.getBoundingClientRect().top < 0) faults.push("the skip link stays hidden");
    skip.click();
    if (document.activeElement?.id !== "content") faults.push("the skip link leads nowhere");
    history.replaceState(null, "", location.pathname + location.search);
    return faults;
  }

  // The longest days of the year stand in for today's: a page that holds on a Monday in May has to hold in September.
  const DAYS = /\b(lundi|mardi|jeudi|vendredi|samedi|dimanche|Monday|Tuesday|Thursday|Friday|Saturday|Sunday)\b/g;
  const MONTHS = /(janvier|février|mars|avril|\bmai\b|juin|juillet|août|octobre|novembre|décembre)|(January|February|March|April|\bMay\b|June|July|August|October|November|December)/g;
  const longest = (text) => text
    .replace(DAYS, (day) => (/[A-Z]/.test(day) ? "Wednesday" : "mercredi"))
    .replace(MONTHS, (_month, french) => (french ? "septembre" : "September"))
    .replace(/(?<!\d)\d(?= (septembre|September))/, "28");

  function fits() {
    for (const time of document.querySelectorAll("time")) {
      const words = time.firstChild;
      if (words?.nodeType === Node.TEXT_NODE && time.childNodes.length === 1) words.data = longest(words.data);
    }
    const faults = [], wide = document.documentElement.scrollWidth - innerWidth;
    if (wide > 0) faults.push(`${wide} px too wide at ${innerWidth}`);
    for (const e of document.querySelectorAll("main *, header *, dialog[open] *")) {
      if (!visible(e) || e.closest(".vh, svg, .clamp, .queue .t, .triage-list") || e.matches("input, select, textarea")) continue;
      const style = getComputedStyle(e), lost = e.scrollWidth - e.clientWidth;
      if (["hidden", "clip"].includes(style.overflowX) && lost > 1 && e.clientWidth > 1) faults.push(`cut at ${innerWidth}: ${told(e)}`);
      const at = e.getBoundingClientRect();
      if (e.matches("a, button, p, h1, h2, h3, label") && (at.right > innerWidth + 1 || at.left < -1) && !e.closest(".tabs, .scroll-x, .skip")) faults.push(`outside at ${innerWidth}: ${told(e)}`);
    }
    return [...new Set(faults)].slice(0, 5);
  }

  const drawn = (e) => {
    const signs = [];
    for (let each = e, up = 0; each && up < 3; each = each.parentElement, up += 1) {
      const { outline, boxShadow } = getComputedStyle(each);
      signs.push(outline, boxShadow);
    }
    return signs.join();
  };

  // The last thing pressed must have been a key: only then does the browser show where the focus is.
  function focus() {
    const faults = [], seen = new Set();
    for (const e of document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")) {
      const kind = `${e.tagName}${e.type}${e.className}${e.parentElement.className}`;
      if (!visible(e) || e.disabled || seen.has(kind) || e.closest("[inert]")) continue;
      seen.add(kind);
      document.activeElement?.blur();
      const before = drawn(e);
      e.focus({ preventScroll: true });
      if (document.activeElement === e && drawn(e) === before) faults.push(`no focus on ${told(e)}`);
    }
    document.activeElement?.blur();
    return faults;
  }

  function still() {
    const long = (text) => Math.max(...text.split(",").map((each) => parseFloat(each) * (each.includes("ms") ? 1 : 1000))) > 10;
    const moves = [...document.querySelectorAll("*")].flatMap((e) => [null, "::before", "::after"].map((part) => [e, getComputedStyle(e, part)]))
      .filter(([, style]) => long(style.transitionDuration) || (style.animationName !== "none" && long(style.animationDuration)));
    return [...new Set(moves.map(([e]) => `moves: ${told(e)}`))].slice(0, 3);
  }

  function printed() {
    const faults = [];
    for (const e of document.querySelectorAll(".side, nav, .dock, .toasts, .btn, .back, .skip")) if (visible(e)) faults.push(`printed: ${told(e)}`);
    const paper = getComputedStyle(document.body).backgroundColor;
    if (paper !== "rgb(255, 255, 255)") faults.push(`paper ${paper}`);
    const ink = getComputedStyle(document.querySelector("h1")).color.match(/\d+/g).map(Number);
    if (Math.max(...ink.slice(0, 3)) > 90) faults.push(`ink ${ink}`);
    if (document.querySelector("main").innerText.trim().length < 60) faults.push("nothing printed");
    return [...new Set(faults)].slice(0, 5);
  }

  globalThis.looks = { frame, fits, focus, still, printed };
})();

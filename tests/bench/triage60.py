"""Sixty contributions triaged by keyboard alone, in Chromium: how long the officer waits for the machine.

Four digits, the key of an outcome, the ready words as they stand, Ctrl+Enter. Counted is, by the clock of the page, the
time from each key until the frame that shows what it brings; by the clock of the script where a page had
to be loaded for it. Reading, which a person does meanwhile, is not counted, nor are the round trips of the script.
"""

import time
from contextlib import contextmanager

from playwright.sync_api import Error, sync_playwright

from tests.browser.chromium import CHROMIUM, FLAGS

SIXTY, SECONDS = 60, 90
DIGITS = ("Digit4", "Digit2", "Digit4", "Digit2")
OUTCOMES = ("c", "a")  # committee, workshop: their ready words have no gap to fill in
COOKIE = "sessionid"


def machine_seconds(ask, *, items: int = SIXTY) -> tuple[float | None, str]:
    """The seconds, and why there are none or how they are spread. `ask(name, *arguments)` asks the process measured."""
    if CHROMIUM is None:
        return None, "No Chromium on this machine: install it to measure the keyboard of the triage."
    desk = ask("begin_triage", items)
    try:
        with _page(desk) as page:
            waits = _triage(page, desk, lambda: ask("let_answers_leave"))
    except Error as error:
        return None, f"Chromium did not come to the end: {' '.join(str(error).split())[:200]}"
    finally:
        ask("end_triage")
    slowest = max(sum(one) for one in waits)
    sheets, answers = (sum(one[step] for one in waits) for step in (1, 2))
    return sum(map(sum, waits)), f"{sheets:.1f} s to the sheets, {answers:.1f} s to the next; slowest {slowest:.2f} s"


@contextmanager
def _page(desk):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            context = browser.new_context(viewport={"width": 1280, "height": 800})
            context.set_default_timeout(SECONDS * 1_000)
            context.add_cookies([{"name": COOKIE, "value": desk["session"], "url": desk["url"]}])
            yield context.new_page()
        finally:
            browser.close()


def _triage(page, desk, let_leave) -> list[tuple[float, float, float]]:
    """Of each item, the seconds until the levels stand, the sheet is there, the next item is."""
    references, waits = desk["references"], []
    page.goto(f"{desk['url']}/triage/{references[0]}/")
    for number, following in enumerate(references[1:]):
        _ready(page)  # a person reads
        let_leave()  # what waits longer than half a minute has left by then, as it would for a person
        levels = sum(
            _until(page, digit, f"#assess .score:nth-of-type({place}) .seg:has(input:checked)")
            for place, digit in enumerate(DIGITS, start=1)
        )
        page.locator("#assess[data-ahead]").wait_for(state="attached")  # a person reads what the levels say
        sheet = _until(page, OUTCOMES[number % len(OUTCOMES)], "form[data-sheet] textarea")
        waits.append((levels, sheet, _until(page, "Control+Enter", f'#assess[data-reference="{following}"]')))
    page.locator(".held, #messages > *").first.wait_for(state="attached")  # nobody leaves before the last is received
    return waits


def _ready(page):
    """The page stands, its scripts too, and the item after it has been read ahead."""
    page.wait_for_load_state("load")
    page.locator("main[data-ahead]").wait_for(state="attached")


# Sets a watch: from the last key pressed until the frame in which `sight` can be seen.
WATCH = """(sight) => {
  const watch = (window.watch = { from: null });
  addEventListener("keydown", (event) => { watch.from = event.timeStamp; }, { capture: true });
  watch.seconds = new Promise((done) => {
    const look = () => {
      const seen = watch.from !== null && document.querySelector(sight)?.checkVisibility();
      if (seen) done((performance.now() - watch.from) / 1000);
      else requestAnimationFrame(look);
    };
    look();
  });
}"""


def _until(page, key, sight) -> float:
    """Seconds from `key` until `sight` is in front of the person and its page answers to keys."""
    page.evaluate(WATCH, sight)
    start = time.perf_counter()
    page.keyboard.press(key)
    page.locator(sight).first.wait_for(state="visible")
    page.wait_for_load_state("domcontentloaded")
    waited = time.perf_counter() - start
    seen = page.evaluate("window.watch ? window.watch.seconds : null")
    return waited if seen is None else seen

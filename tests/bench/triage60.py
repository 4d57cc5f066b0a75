"""Sixty contributions triaged by keyboard alone, in Chromium: how long the officer waits for the machine.

Four digits, the key of an outcome, the ready words as they stand, Ctrl+Enter. Only the time between a key and what it
brings is counted, the round trips of the script included; reading, which a person does meanwhile, is not.
"""

import time
from contextlib import contextmanager

from playwright.sync_api import Error, sync_playwright

from tests.browser.chromium import CHROMIUM, FLAGS

SIXTY, SECONDS = 60, 30
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
        steps = (
            (DIGITS, ".seg:has(input:checked) >> nth=3"),
            (OUTCOMES[number % len(OUTCOMES)], "form[data-sheet] textarea"),
            (("Control+Enter",), f'main.triage .ref:has-text("{following}")'),
        )
        waits.append(tuple(_until(page, keys, sight) for keys, sight in steps))
    return waits


def _ready(page):
    """The page stands, its scripts too, and the item after it has been read ahead."""
    page.wait_for_load_state("load")
    page.locator("main[data-ahead]").wait_for(state="attached")


def _until(page, keys, sight) -> float:
    """Seconds from the first key until `sight` is there and its page answers to keys."""
    start = time.perf_counter()
    for key in keys:
        page.keyboard.press(key)
    page.locator(sight).first.wait_for(state="visible")
    page.wait_for_load_state("domcontentloaded")
    return time.perf_counter() - start

"""Nobody types, presses or drags before the page has loaded: the hands of Playwright wait for the scripts of a page.

A line that waits for words is content as soon as the words are there, while the scripts behind them are still on their
way: a key pressed then is heard by nobody, and the test waits for what will never come.
"""

from functools import wraps

from playwright.sync_api import Error, Locator, Page

HELD = 3_000  # ms; a page one of whose answers the test itself holds back is used as it is
ACTS = ("check", "click", "fill", "focus", "press", "select_option", "set_input_files", "uncheck")


def loaded(page):
    """`page`, once its scripts have run."""
    try:
        page.wait_for_load_state("load", timeout=HELD)
    except Error:
        return page  # held by the test, or being left or closed: the act itself says what is wrong
    return page


def patiently(act):
    @wraps(act)
    def wait_and_act(on, *args, **options):
        loaded(on if isinstance(on, Page) else on.page)
        return act(on, *args, **options)

    return wait_and_act


def only_on_loaded_pages():
    """From here on every act of this process waits so."""
    for act in ACTS:
        for kind in (Page, Locator):
            if not hasattr(getattr(kind, act), "__wrapped__"):
                setattr(kind, act, patiently(getattr(kind, act)))
    for means in ("keyboard", "mouse", "touchscreen"):
        own = getattr(Page, means)
        if not hasattr(own.fget, "__wrapped__"):
            setattr(Page, means, property(patiently(own.fget)))

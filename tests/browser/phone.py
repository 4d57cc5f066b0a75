"""A phone that loses its network, its tab and its session, and what is kept on it."""

import re
import time
from contextlib import suppress

import pytest
from playwright.sync_api import Error, expect

from tests.browser.disk import BASE, READY
from tests.browser.people import Person
from tests.factories import UserFactory
from tests.waiting import wait_until

WORDS = "La badgeuse de l’entrée nord perd un passage sur trois."
CHANGE = "Remplacer le lecteur."
SEND = "**/ideas/send/"
WORKER_WAITS = 8  # seconds, as in worker.js: then the form that it keeps is shown instead of that of the server
CONTROLLED = "() => navigator.serviceWorker.controller !== null"
KEPT = (
    "async () => {"
    + BASE
    + """
  const base = await soon(indexedDB.open("parkour"));
  const counts = await Promise.all(["words", "outbox"].map((table) => rows(base, table, "count")));
  base.close();
  return counts;
}"""
)
LATEST = (
    "async () => {"
    + BASE
    + """
  const base = await soon(indexedDB.open("parkour"));
  const kept = await rows(base, "words", "getAll");
  base.close();
  return Math.max(0, ...kept.map((row) => row.at));
}"""
)
PLANT = (
    "async (words) => {"
    + BASE
    + """
  const base = await soon(indexedDB.open("parkour"));
  await soon(base.transaction("facts", "readwrite").objectStore("facts").put({words}, "plain"));
  base.close();
}"""
)


class Phone(Person):
    """A phone with its worker in place, as after the first visit."""

    # What was asked without a network, by the page or by its worker, and what was refused.
    EXPECTED = ("ERR_INTERNET_DISCONNECTED", "net::ERR_FAILED", "status of 4")

    def __init__(self, browser, product, user, width=390):
        super().__init__(browser, product, user, width)
        self.settle()

    def settle(self):
        self.page.wait_for_function(READY)
        self.page.wait_for_function(CONTROLLED)
        return self

    def go(self, path):
        """The page of the server, with a network: a busy one is asked again where the worker did not wait for it."""
        begun = time.monotonic()
        super().go(path)
        if time.monotonic() - begun >= WORKER_WAITS and self.page.locator("body[data-shell]").count():
            return self.go(path)
        return self

    def cut(self, off=True):
        self.context.set_offline(off)
        return self

    def write(self, words=WORDS, change=""):
        self.page.fill("[name=problem_text]", words)
        if change:
            self.page.locator("[data-continue]").click()
            self.page.fill("[name=change_text]", change)
        return self

    def waits(self):
        """The page says that it is kept here and not received."""
        self.page.locator("[data-pending] h1").wait_for()
        return self.sees("En attente d’envoi")

    def send_form(self):
        self.page.locator("ol.steps").wait_for()
        while self.page.locator("[data-continue]").is_visible():
            self.page.locator("[data-continue]").click()
        self.page.locator("[data-send]").click()
        return self

    def kept(self):
        """How many words and how many contributions wait on this phone."""
        return self.page.evaluate(KEPT)

    def kept_is(self, words, outbox):
        wait_until(lambda: self.kept() == [words, outbox], self.kept)
        return self

    def kill_tab(self):
        """The browser drops the page at once, and another is opened.

        Not closed: a page that closes leaves its emulated network first, hears `online`, and sends.
        """
        old = self.page
        with suppress(Error):
            old.goto("chrome://crash")
        self.new_tab()
        old.close()
        return self

    def kept_now(self):
        """What is on the screen has reached the disk."""
        now = self.page.evaluate("Date.now()")
        wait_until(lambda: self.page.evaluate(LATEST) > now, lambda: "not kept yet")
        return self

    def new_tab(self):
        self.page = self.context.new_page()
        return self

    def sees_words(self, words=WORDS):
        expect(self.page.locator("[name=problem_text]")).to_have_value(words)
        return self

    def sign_out(self):
        self.page.goto(self.url + "/accounts/logout/")
        with self.page.expect_navigation(url=re.compile("/accounts/login/|/$")):
            self.page.locator("main form button").first.click()
        return self


@pytest.fixture
def author():
    return UserFactory(first_name="Samira")


@pytest.fixture
def phone(browser, product, author):
    phone = Phone(browser, product, author)
    yield phone
    phone.context.unroute_all(behavior="ignoreErrors")  # what a planted fault still holds
    phone.context.close()

"""One person with one browser: signs in, walks, presses the buttons that are really there."""

import re

from playwright.sync_api import expect

from tests.factories.people import PASSWORD


class Person:
    """A signed-in person at a screen of `width` pixels, whose pages must not break or overflow.

    `scripts=False` is a browser where JavaScript is turned off.
    """

    def __init__(self, browser, product, user, width, *, scripts=True):
        self.product, self.user = product, user
        self.context = browser.new_context(
            viewport={"width": width, "height": 844 if width < 600 else 900},
            locale="fr-FR",
            timezone_id="Europe/Paris",
            java_script_enabled=scripts,
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.faults = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", lambda line: self.faults.append(line.text) if line.type == "error" else None)
        self.go("/accounts/login/")
        self.page.fill("input[name=login]", user.email)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.press("input[name=password]", "Enter")
        self.page.wait_for_url(product.url + "/")

    def go(self, path):
        answer = self.page.goto(self.product.url + path)
        assert answer.status == 200, f"{path}: {answer.status}\n{self.product.logs()}"
        self.looks_right()
        return self

    def press(self, selector):
        """Press a button, say yes when it asks, and wait for the page it leads to."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()
            yes = self.page.locator("dialog[open] button[value=yes]")
            if yes.count():
                yes.click()
        self.looks_right()
        return self

    def send(self, action):
        """Send the form whose address ends so."""
        return self.press(f'form[action$="{action}"] button:visible')

    def fill(self, **values):
        for name, value in values.items():
            self.page.locator(f'[name="{name}"]:visible').first.fill(str(value))
        return self

    def choose(self, name, value):
        self.page.locator(f'input[name="{name}"][value="{value}"]').first.check()
        return self

    def sees(self, text):
        expect(self.page.locator("body")).to_contain_text(re.compile(re.escape(text), re.IGNORECASE))
        return self

    def looks_right(self):
        too_wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert too_wide <= 0, f"{self.page.url} is {too_wide} px too wide"
        assert self.faults == [], f"{self.page.url}: {self.faults}"

    @property
    def path(self):
        return self.page.url.removeprefix(self.product.url)

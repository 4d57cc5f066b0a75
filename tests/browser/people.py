"""One person of the test database with one browser."""

import re

from playwright.sync_api import expect

from tests.browser.hands import Hands, screen
from tests.factories.people import PASSWORD


class Person(Hands):
    """A signed-in person at a screen of `width` pixels, whose pages must not break or overflow.

    `scripts=False` is a browser where JavaScript is turned off.
    """

    def __init__(self, browser, product, user, width, *, scripts=True):
        self.product, self.user = product, user
        self.context = browser.new_context(**screen(width), java_script_enabled=scripts)
        super().__init__(self.context.new_page(), product.url)
        self.sign_in(user.email, PASSWORD)

    def sees(self, text):
        expect(self.page.locator("body")).to_contain_text(re.compile(re.escape(text), re.IGNORECASE))
        return self

    def last_words(self):
        return self.product.logs()

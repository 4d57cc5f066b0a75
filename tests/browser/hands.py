"""What a person does with a page of the product: goes, fills in, chooses, presses the buttons that are really there."""

from tests.browser.chromium import PATIENCE
from tests.waiting import wait_until

PHONE_IS_BELOW = 600


class Hands:
    """The hands of one person on `page`, at the product of address `url`; a broken or too wide page fails."""

    # A screen that follows a session is left while it asks: htmx says that nobody waits for the answer any more.
    LEFT = ("htmx:sendAbort", "htmx:afterRequest")
    EXPECTED: tuple[str, ...] = ()  # words of what the console may say in the tests of a subclass

    def __init__(self, page, url):
        self.page, self.url = page, url
        self.page.set_default_timeout(PATIENCE)
        self.faults = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", self._hear)

    def _hear(self, line):
        # Here and not when the page is judged: a line may come while the judge is asking.
        if line.type == "error" and not any(words in line.text for words in self.LEFT + self.EXPECTED):
            self.faults.append(line.text)

    def sign_in(self, email, password):
        self.go("/accounts/login/")
        self.page.fill("input[name=login]", email)
        self.page.fill("input[name=password]", password)
        self.page.press("input[name=password]", "Enter")
        self.page.wait_for_url(self.url + "/")
        return self

    def go(self, path):
        answer = self.page.goto(self.url + path)
        assert answer.status == 200, f"{path}: {answer.status}\n{self.last_words()}"
        self.looks_right()
        return self

    def press(self, selector):
        """Press a button, say yes when it asks, and wait for the page it leads to."""
        button, yes = self.page.locator(selector).first, self.page.locator("dialog[open] button[value=yes]")
        with self.page.expect_navigation():
            asks = button.get_attribute("data-confirm")  # read before: a page that is being left answers nothing
            button.click()
            if asks and yes.count():
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

    def looks_right(self):
        too_wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert too_wide <= 0, f"{self.page.url} is {too_wide} px too wide"
        assert self.faults == [], f"{self.page.url}: {self.faults}"

    def last_words(self):
        """What the product logged, for the one who reads why it failed."""
        return ""

    @property
    def path(self):
        return self.page.url.removeprefix(self.url)


def heard(page, condition, tell=lambda: ""):
    """Wait for what the browser tells the test of, such as requests that were held: it is heard while a page waits."""

    def listen():
        page.wait_for_timeout(20)
        return condition()

    return wait_until(listen, tell)


def screen(width):
    """The options of a browser's context for a screen of `width` pixels, in France."""
    return {
        "viewport": {"width": width, "height": 844 if width < PHONE_IS_BELOW else 900},
        "locale": "fr-FR",
        "timezone_id": "Europe/Paris",
    }

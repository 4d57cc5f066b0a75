"""A shared tablet in a real browser: badge, contribution, receipt, and nothing of it for the next person."""

import pytest
from playwright.sync_api import expect

from ideas.models import Draft, Idea
from parkour.accounts import cards, kiosks
from tests.browser.disk import DISK
from tests.browser.hands import Hands, screen
from tests.browser.test_accessibility import AXE, EVERYTHING, axe
from tests.factories import SiteFactory, UserFactory
from tests.ideas.anonymously import open_to_anonymous

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TABLET = 768
WORDS = "La clé du local de Nantes manque tous les lundis."
KEPT = """async () => [
  Object.keys(localStorage), Object.keys(sessionStorage), await indexedDB.databases(), await caches.keys(),
  await navigator.serviceWorker.getRegistrations(),
].flat().length"""
# What any other page of ours, open before, may have left here.
LEFT = """async (words) => {
  localStorage.setItem("draft", words);
  sessionStorage.setItem("draft", words);
  await (await caches.open("pages")).put("/kept/", new Response(words));
  await new Promise((done) => {
    const asked = indexedDB.open("parkour", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("words").put(words, 1);
    asked.onsuccess = () => { asked.result.close(); done(); };
  });
}"""


class Tablet(Hands):
    EXPECTED = ("ERR_INTERNET_DISCONNECTED", "status of 4")

    def __init__(self, browser, product, key):
        self.logs = product.logs
        self.context = browser.new_context(**screen(TABLET))
        super().__init__(self.context.new_page(), product.url)
        self.page.clock.install()
        self.go(f"/kiosk/open/{key}/").press("main form button")
        self.at("/kiosk/")

    def last_words(self):
        return self.logs()

    def at(self, path):
        self.page.wait_for_url(f"**{path}")
        self.looks_right()
        return self

    def show(self, printed):
        """As a scanner does: it types, and presses Enter."""
        self.page.locator("[name=code]").fill(printed.code)
        self.page.keyboard.press("Enter")
        return self.at("/kiosk/write/")

    def write(self, words=WORDS):
        self.page.fill("[name=problem_text]", words)
        return self

    def send(self):
        self.page.locator("[data-send]").click()
        return self

    def done(self):
        self.page.locator("main [data-forget] button").click()
        return self.at("/kiosk/")

    def still(self):
        """From here its clock goes on when the test says so, and not while a busy machine is slow."""
        self.page.clock.pause_at(self.page.evaluate("Date.now()") / 1000 + 1)
        return self

    def wait(self, seconds):
        self.page.clock.run_for(seconds * 1000)
        return self

    def text(self):
        return self.page.locator("body").inner_text()

    def disk(self):
        return self.page.evaluate(DISK)

    def is_accessible(self):
        self.page.evaluate(AXE)
        assert axe(self.page, EVERYTHING) == []
        return self


@pytest.fixture
def admin(transactional_db):
    return UserFactory(admin=True)


def badge_of(admin, name):
    printed = cards.make_cards([UserFactory(first_name=name, last_name="Martin")], by=admin)[0]
    cards.use_card(printed.card)
    return printed


@pytest.fixture
def lea(admin):
    return badge_of(admin, "Léa")


@pytest.fixture
def tablet(browser, product, admin):
    tablet = Tablet(browser, product, kiosks.make_kiosk(site=SiteFactory(), name="Entrée", by=admin)[1])
    yield tablet
    tablet.context.close()


def traces(tablet, *words):
    """Which of the words the tablet still knows: on its disk, on its screen, behind the Back button."""
    found = [word for word in words if word in tablet.disk() + tablet.text()]
    for _page in range(6):
        tablet.page.go_back(wait_until="load")
        if not tablet.page.url.startswith(tablet.url):
            break
        tablet.page.wait_for_function("() => !document.body.hidden")
        found += [word for word in words if word in tablet.text()]
    tablet.page.goto(f"{tablet.url}/kiosk/")
    return found


def test_badge_contribution_receipt_and_then_nothing_for_the_next_person(tablet, lea, admin):
    tablet.is_accessible().show(lea).is_accessible().write().page.evaluate(LEFT, WORDS)
    tablet.send().at("/kiosk/received/*/").is_accessible()
    idea = Idea.objects.get()
    assert idea.reference in tablet.text()
    tablet.done()
    assert tablet.page.evaluate(KEPT) == 0
    assert traces(tablet, WORDS, "Léa", idea.reference) == []
    tablet.show(badge_of(admin, "Karim"))
    assert tablet.page.input_value("[name=problem_text]") == ""
    assert ("Léa" in tablet.text(), "Karim" in tablet.text()) == (False, True)
    assert Draft.objects.count() == 0


def test_planted_fault_a_tablet_that_clears_nothing_keeps_the_words(tablet, lea):
    def unable(route):
        script = route.fetch()
        route.fulfill(response=script, body=script.text().replace("[bases(), pages(), workers()]", "[]"))

    def silent(route):
        answer = route.fetch(max_redirects=0)
        headers = {name: value for name, value in answer.headers.items() if name.lower() != "clear-site-data"}
        route.fulfill(response=answer, headers=headers)

    tablet.page.route("**/js/kiosk.js", unable)
    tablet.page.route("**/kiosk/forget/", silent)
    tablet.page.route("**/kiosk/", silent)
    tablet.show(lea).write().page.evaluate(LEFT, WORDS)
    tablet.send().at("/kiosk/received/*/").done()
    assert WORDS in tablet.disk()


def test_a_tablet_that_nobody_touches_asks_then_erases_everything(tablet, lea):
    tablet.show(lea).still().write().wait(65)
    warning = tablet.page.locator("dialog[data-still-here]")
    expect(warning).to_be_hidden()
    tablet.wait(8)
    expect(warning).to_be_visible()
    tablet.page.clock.resume()
    tablet.is_accessible()
    tablet.page.locator("[data-stay]").click()
    expect(warning).to_be_hidden()
    assert tablet.page.input_value("[name=problem_text]") == WORDS
    tablet.wait(65).wait(30).at("/kiosk/")
    assert traces(tablet, WORDS, "Léa") == []
    assert Idea.objects.count() == Draft.objects.count() == 0


def test_a_receipt_is_erased_after_half_a_minute(tablet, lea):
    tablet.show(lea).still().write().send().at("/kiosk/received/*/").wait(15)
    expect(tablet.page.locator("dialog[data-still-here]")).to_be_visible()
    tablet.wait(20).at("/kiosk/")
    assert traces(tablet, Idea.objects.get().reference, "Léa") == []


def test_without_a_network_the_words_stay_on_the_screen_and_leave_once(tablet, lea):
    tablet.show(lea).write()
    tablet.context.set_offline(True)
    tablet.send()
    expect(tablet.page.locator("[data-no-network]")).to_be_visible()
    assert tablet.page.input_value("[name=problem_text]") == WORDS
    assert WORDS not in tablet.disk()
    tablet.context.set_offline(False)
    tablet.wait(16).at("/kiosk/received/*/")
    assert Idea.objects.get().problem_text == WORDS


def test_whoever_leaves_without_a_network_leaves_an_empty_screen_and_no_session(tablet, lea):
    tablet.show(lea).write()
    tablet.context.set_offline(True)
    tablet.page.locator("header [data-forget] button").click()
    tablet.wait(1)
    expect(tablet.page.locator("[data-erased-page]")).to_be_visible()
    assert [word for word in (WORDS, "Léa") if word in tablet.text() + tablet.disk()] == []
    tablet.context.set_offline(False)
    tablet.wait(16).at("/kiosk/")
    assert traces(tablet, WORDS, "Léa") == []
    assert Idea.objects.count() == 0


def test_without_a_network_the_first_page_says_so_and_stays(tablet, lea):
    tablet.context.set_offline(True)
    tablet.page.locator("[name=code]").fill(lea.code)
    tablet.page.keyboard.press("Enter")
    expect(tablet.page.locator("[data-no-network]")).to_be_visible()
    assert tablet.path == "/kiosk/"


def test_anonymous_feedback_on_the_tablet_is_erased_with_its_code(tablet):
    open_to_anonymous()
    tablet.go("/kiosk/").page.locator('a[href="/kiosk/anonymous/"]').click()
    tablet.at("/kiosk/anonymous/").page.fill("#what", WORDS)
    tablet.is_accessible().page.locator("[data-anonymous] [data-send]").click()
    code = tablet.page.locator("[data-code]")
    expect(code).not_to_be_empty()
    words = code.inner_text()
    tablet.is_accessible().page.locator("header [data-forget] button").click()
    tablet.at("/kiosk/")
    assert traces(tablet, WORDS, words) == []
    assert Idea.objects.get().authorships.count() == 0

"""What is shown to others, in a real browser: a public page shared and copied, the screen of an agency that turns."""

import pytest
from playwright.sync_api import expect

from ideas.services.board_keys import make_display_key
from tests.browser.hands import screen
from tests.browser.people import Person
from tests.factories import IdeaFactory, SiteFactory, UserFactory
from tests.ideas.campaigning import announced

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHARES = "window.shared = []; navigator.share = (what) => { window.shared.push(what); return Promise.resolve(); };"
EVERY = 15_000  # of a slide, as in tv.js


def public_page(browser, product, script=""):
    idea = IdeaFactory(shortlisted=True)
    reader = Person(browser, product, UserFactory(), 390)
    reader.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=product.url)
    if script:
        reader.page.add_init_script(script)
    return reader.go(idea.get_absolute_url()), product.url + idea.get_absolute_url()


def test_a_public_page_is_shared_by_its_address_and_nothing_says_by_whom(browser, product):
    reader, address = public_page(browser, product, SHARES)
    reader.page.locator("[data-share]").click()
    (what,) = reader.page.evaluate("window.shared")
    assert (what["url"], set(what)) == (address, {"title", "url"})


def test_the_address_of_a_public_page_is_copied_and_said(browser, product):
    reader, address = public_page(browser, product)
    reader.page.locator("[data-copy]").click()
    reader.sees("Le lien est copié")
    assert reader.page.evaluate("navigator.clipboard.readText()") == address


def test_a_browser_that_does_not_let_copy_says_so(browser, product):
    """Planted fault of the one above: the sentence is not said whatever happens."""
    refuses = "navigator.clipboard.writeText = () => Promise.reject(new Error('no'));"
    reader, _address = public_page(browser, product, refuses)
    reader.page.locator("[data-copy]").click()
    reader.sees("ne permet pas de copier")


def test_the_screen_of_an_agency_turns_pauses_and_says_when_it_is_offline(browser, product):
    site = SiteFactory()
    questions = [announced(question=f"Question numéro {number} pour vous ?").question for number in (1, 2)]
    _key, secret = make_display_key(site=site, name="Accueil", by=UserFactory(officer=True))
    context = browser.new_context(**screen(1280))
    page = context.new_page()
    page.clock.install()
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 1)  # a slide stays as long as the test looks at it
    page.goto(f"{product.url}/board/tv/{secret}/")
    slides, lost = page.locator("[data-slides] > section"), page.locator("[data-offline]")
    expect(slides).to_have_count(2)
    seen = []
    for _turn in range(3):
        expect(page.locator("[data-slides] > section:visible")).to_have_count(1)
        seen.append(page.locator("[data-slides] > section:visible h1").inner_text())
        page.clock.run_for(EVERY)
    assert (set(seen), seen[0]) == (set(questions), seen[2])
    page.locator("[data-pause]").click()
    still = page.locator("[data-slides] > section:visible h1").inner_text()
    page.clock.run_for(EVERY)
    assert page.locator("[data-slides] > section:visible h1").inner_text() == still
    expect(lost).to_be_hidden()
    context.set_offline(True)
    expect(lost).to_be_visible()
    expect(page.locator("[data-slides] > section:visible")).to_have_count(1)  # what was shown stays
    context.set_offline(False)
    expect(lost).to_be_hidden()
    context.close()

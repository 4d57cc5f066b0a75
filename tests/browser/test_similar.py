"""While one types on a phone: what says the same comes up, support is one tap, and whatever fails is not noticed."""

import pytest
from playwright.sync_api import expect

from ideas.models import Idea, Support
from ideas.services.comparing import compare_all
from tests.browser.hands import screen
from tests.factories import IdeaFactory, UserFactory
from tests.waiting import wait_until

pytestmark = pytest.mark.browser
CUPS = "Les gobelets en plastique de la fontaine débordent de la poubelle."
TYPED = "gobelets plastique qui debordent a la fontaine"
LONGEST = 1600  # milliseconds from the last letter until an answer is not waited for any more, as in similar.js


@pytest.fixture
def idea(product):
    for text in ("Le planning arrive trop tard le vendredi.", "La machine à café est en panne depuis mardi."):
        IdeaFactory(problem_text=text, shortlisted=True)
    idea = IdeaFactory(problem_text=CUPS, shortlisted=True)
    compare_all()
    return idea


@pytest.fixture
def reader():
    return UserFactory(locale="en")


@pytest.fixture
def page(product, idea, reader, browser, client):
    client.force_login(reader, backend="parkour.accounts.backends.SignInBackend")
    context = browser.new_context(**screen(390))
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": product.url}
    context.add_cookies([cookie])
    page = context.new_page()
    page.goto(f"{product.url}/ideas/new/")
    yield page
    context.close()


def type_until_found(page):
    """What is not found at once is not shown, by design: whoever types on is answered once the server was quick."""

    def typed():
        text_of(page).fill(TYPED)
        page.wait_for_timeout(LONGEST)
        return found(page).count()

    wait_until(typed)


def text_of(page):
    return page.locator("[name=problem_text]")


def found(page):
    return page.locator("[data-similar-found]")


def goes_on(page):
    """The form is not held up: the next question comes."""
    page.locator("[data-continue]").click()
    expect(page.locator("[name=change_text]")).to_be_visible()


def test_what_says_the_same_comes_up_and_is_supported_in_one_tap(page, idea, reader):
    type_until_found(page)
    expect(found(page)).to_contain_text(idea.reference)
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    page.get_by_role("button", name="It is the same: I support it").click()
    expect(found(page)).to_contain_text(f"You support {idea.reference}. Nothing you wrote is lost")
    assert Support.objects.filter(idea=idea, person=reader).count() == 1
    assert Idea.objects.get(pk=idea.pk).support_count == 1
    assert text_of(page).input_value() == TYPED
    page.get_by_role("button", name="Go on with mine").click()
    expect(found(page)).to_have_count(0)
    assert text_of(page).input_value() == TYPED
    goes_on(page)


def test_one_that_is_different_is_not_shown_again(page, idea):
    type_until_found(page)
    page.get_by_role("button", name="No, mine is different").click()
    expect(found(page)).to_have_count(0)
    expect(text_of(page)).to_be_focused()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    text_of(page).press_sequentially(" encore", delay=90)
    goes_on(page)
    assert [url for url in asked if "similar" in url] == []


@pytest.mark.parametrize("fault", ["error", "silence", "other page"])
def test_a_server_that_fails_or_is_slow_shows_nothing_and_holds_nothing_up(page, fault):
    waiting = []
    answers = {
        "error": lambda route: route.fulfill(status=500, body="<p data-similar-found>broken</p>"),
        "silence": lambda route: waiting.append(route),
        "other page": lambda route: route.fulfill(status=200, body="<h1>Sign in</h1>"),
    }
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.route("**/ideas/similar/", answers[fault])
    with page.expect_request("**/ideas/similar/"):
        text_of(page).fill(TYPED)
    goes_on(page)
    expect(found(page)).to_have_count(0)
    assert faults == []


def test_a_button_under_a_finger_stays_where_it_is_when_the_words_are_kept(page):
    """Pressed before the words are kept, let go after: it is the same button."""
    kept, button, around = (page.locator(name) for name in ("[data-kept-at]", "[data-continue]", ".dock"))
    before = around.bounding_box()
    text_of(page).fill(TYPED)
    button.hover()
    page.mouse.down()
    expect(kept).not_to_be_empty()
    assert around.bounding_box() == before
    page.mouse.up()
    expect(page.locator("[name=change_text]")).to_be_visible()


def test_a_support_that_is_refused_says_so_and_keeps_the_words(page, idea):
    type_until_found(page)
    page.route("**/support/", lambda route: route.fulfill(status=403, body="{}"))
    page.get_by_role("button", name="It is the same: I support it").click()
    expect(found(page)).to_contain_text("Your support could not be recorded. What you wrote is still here.")
    assert (text_of(page).input_value(), Support.objects.count()) == (TYPED, 0)
    goes_on(page)

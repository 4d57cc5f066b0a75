"""The next item is ready before the hand moves: read ahead, shown in place, and nothing given is lost."""

import pytest
from playwright.sync_api import expect

from ideas.enums import State
from ideas.models import Assessment, Idea
from ideas.services.triage import assess_idea
from tests.factories import IdeaFactory, UserFactory
from tests.waiting import wait_until

pytestmark = pytest.mark.browser


@pytest.fixture
def page(product, browser, client):
    officer = UserFactory(officer=True, locale="en")
    client.force_login(officer, backend="parkour.accounts.backends.SignInBackend")
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": product.url}])
    page = context.new_page()
    page.address = product.url
    page.faults = []
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    yield page
    assert page.faults == []
    context.close()


def open_item(page, idea):
    """The page of an item that nobody had opened, marked, so that another document is told from the same."""
    with page.expect_response(is_opening):  # the page tells that it is being read
        page.goto(f"{page.address}/triage/{idea.reference}/")
    page.wait_for_load_state()
    page.evaluate("window.sameDocument = true")


def is_opening(answer):
    """The answer to what a page tells once it is in front of somebody."""
    return answer.request.method == "POST" and answer.url.endswith("/open/")


def is_saving(answer):
    """The answer to levels that were given."""
    return answer.request.method == "POST" and answer.url.endswith("/assess/")


def is_at(page, idea):
    expect(page.locator(".ref").first).to_contain_text(idea.reference)


def press_once_ready(page, key, idea):
    """Press, once the next item has been read ahead."""
    expect(page.locator("main[data-ahead]")).to_be_attached()
    page.keyboard.press(key)
    is_at(page, idea)


def is_in_place(page):
    return page.evaluate("window.sameDocument === true")


def test_enter_shows_the_next_in_place_and_saves_behind_it(page):
    first, second, third = (IdeaFactory() for _ in range(3))
    open_item(page, first)
    assert Idea.objects.get(pk=second.pk).state == State.SUBMITTED  # read ahead, not opened
    for code in ("Digit4", "Digit2", "Digit4", "Digit2"):
        page.keyboard.press(code)
    with page.expect_response(is_saving) as saved:
        press_once_ready(page, "Enter", second)
    assert (saved.value.status, is_in_place(page)) == (204, True)
    assert page.url.endswith(f"/triage/{second.reference}/")
    assert second.reference in page.title()
    assert page.evaluate("document.activeElement.id") == "content"
    assert Assessment.objects.get().idea_id == first.pk
    wait_until(lambda: Idea.objects.get(pk=second.pk).state == State.IN_TRIAGE)
    for code in ("Digit1", "Digit1", "Digit1", "Digit1"):  # the page in place is as alive as the first
        page.keyboard.press(code)
    expect(page.locator(".verdict")).not_to_contain_text("levels still to give")
    with page.expect_response(is_saving):
        press_once_ready(page, "Enter", third)
    assert is_in_place(page)
    assert Assessment.objects.get(idea=second).effort == 1
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.go_back()
    is_at(page, second)


def test_levels_that_were_not_received_are_said_and_come_back(page):
    first, second = IdeaFactory(), IdeaFactory()
    open_item(page, first)
    page.route("**/assess/", lambda route: route.abort())
    for code in ("Digit4", "Digit2", "Digit4", "Digit2"):
        page.keyboard.press(code)
    press_once_ready(page, "Enter", second)
    note = page.get_by_role("alert").filter(has_text=f"The levels of {first.reference} were not saved.")
    expect(note).to_be_visible()
    page.unroute("**/assess/")
    note.get_by_role("button", name="Go back to it").click()
    is_at(page, first)
    assert page.locator(".seg input:checked").count() == 4
    page.locator("#assess button[value=next]").click()
    is_at(page, second)
    assert Assessment.objects.get().idea_id == first.pk


def test_a_refusal_is_told_too_and_the_product_explains_it_when_asked_again(page):
    first, second = IdeaFactory(), IdeaFactory()
    open_item(page, first)
    expect(page.locator("main[data-ahead]")).to_be_attached()
    assess_idea(first, by=UserFactory(reviewer=True), policy=3, novelty=3, impact=3, effort=3)
    for code in ("Digit4", "Digit2", "Digit4", "Digit2"):
        page.keyboard.press(code)
    press_once_ready(page, "Enter", second)
    note = page.get_by_role("alert").filter(has_text="were not saved")
    note.get_by_role("button", name="Go back to it").click()
    is_at(page, first)
    page.locator("#assess button[value=next]").click()
    expect(page.locator("main")).to_contain_text("was changed meanwhile")
    assert page.locator(".seg input:checked").count() == 4
    assert Assessment.objects.count() == 1


def test_a_level_that_is_missing_is_told_on_the_page_of_the_item(page):
    first, _second = IdeaFactory(), IdeaFactory()
    open_item(page, first)
    expect(page.locator("main[data-ahead]")).to_be_attached()
    page.keyboard.press("Digit4")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Give a level to “Innovativeness”")
    is_at(page, first)
    assert not Assessment.objects.exists()


def test_j_shows_the_next_in_place(page):
    first, second = IdeaFactory(), IdeaFactory()
    open_item(page, first)
    press_once_ready(page, "j", second)
    assert is_in_place(page)
    page.keyboard.press("k")
    is_at(page, first)


def test_a_way_within_the_page_is_no_way_back_and_loads_nothing(page):
    """The way to the content that the keyboard meets first."""
    open_item(page, IdeaFactory())
    page.evaluate("addEventListener('popstate', () => { window.moved = true })")
    page.locator("a.skip").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("window.moved")
    page.evaluate("async () => { await (await fetch(location.href)).text() }")  # time enough to leave
    assert is_in_place(page)
    assert page.url.endswith("/#content")

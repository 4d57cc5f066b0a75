"""The officer's keyboard in a real browser: every key has a control, and can be turned off."""

import pytest
from playwright.sync_api import expect

from ideas.enums import State
from ideas.models import Assessment, Idea
from tests.browser.test_triage_next import is_opening, is_saving
from tests.factories import IdeaFactory, UserFactory
from tests.waiting import wait_until

pytestmark = pytest.mark.browser


@pytest.fixture
def page(product, browser, client):
    officer = UserFactory(officer=True, locale="en")
    client.force_login(officer, backend="parkour.accounts.backends.SignInBackend")
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": product.url}
    context.add_cookies([cookie])
    page = context.new_page()
    page.address = product.url
    page.faults = []
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.on("console", lambda line: page.faults.append(line.text) if line.type == "error" else None)
    yield page
    assert page.faults == []
    context.close()


def open_item(page, idea):
    page.goto(f"{page.address}/triage/{idea.reference}/")


def is_at(page, idea):
    """The page of `idea` stands, its scripts included: before that, nobody listens to the keys."""
    expect(page.locator(".ref").first).to_contain_text(idea.reference)
    page.wait_for_load_state()


def is_decision(answer):
    """The answer to what was decided; sheets read ahead have addresses like it."""
    return answer.request.method == "POST" and "/decide/" in answer.url


def chosen(page):
    return page.evaluate("[...document.querySelectorAll('.seg input:checked')].map((each) => each.name + each.value)")


def test_the_officer_triages_from_the_keyboard(page):
    first, second = IdeaFactory(), IdeaFactory()
    with page.expect_response(is_opening):  # the page tells that it is being read
        open_item(page, first)
    assert Idea.objects.get(pk=first.pk).state == State.IN_TRIAGE
    verdict = page.locator(".verdict")
    expect(verdict).to_contain_text("4 levels still to give")
    for code in ("Digit4", "Digit2", "Numpad4", "Digit2"):
        page.keyboard.press(code)
    assert chosen(page) == ["policy4", "novelty2", "impact4", "effort2"]
    expect(verdict).to_contain_text("Strong impact for a light effort.")
    page.keyboard.press("b")
    with page.expect_response(is_saving):
        page.keyboard.press("Enter")
        is_at(page, second)
    saved = Assessment.objects.get()
    assert (saved.policy, saved.novelty, saved.impact, saved.effort, saved.confident) == (4, 2, 4, 2, False)
    page.keyboard.press("k")
    is_at(page, first)
    page.keyboard.press("c")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Keep it for the committee")
    page.wait_for_load_state()
    with page.expect_response(is_decision):  # the next stands there meanwhile
        page.locator("textarea").press("Control+Enter")
        is_at(page, second)
    wait_until(lambda: Idea.objects.get(pk=first.pk).state == State.SHORTLISTED)


def test_the_verdict_and_the_past_come_into_sight_with_their_key(page):
    open_item(page, IdeaFactory())
    page.wait_for_load_state()
    page.set_viewport_size({"width": 1280, "height": 560})
    for code in ("Digit4", "Digit2", "Digit4"):
        page.keyboard.press(code)
    verdict = page.locator(".verdict")
    expect(verdict).to_contain_text("1 level still to give")
    expect(verdict).not_to_be_in_viewport()
    page.keyboard.press("Digit2")
    expect(verdict).to_contain_text("Strong impact for a light effort.")
    expect(verdict).to_be_in_viewport(ratio=1)
    page.locator("#assess > .body").evaluate("body => body.scrollTo(0, 0)")
    expect(page.locator("#past")).not_to_be_in_viewport()
    page.keyboard.press("h")
    expect(page.locator("#past")).to_be_in_viewport()


def test_the_keys_are_explained_silent_while_typing_and_can_be_turned_off(page):
    open_item(page, IdeaFactory())
    page.keyboard.press("0")
    reason = page.locator("#id_not_applicable_because")
    expect(reason).to_be_focused()
    page.keyboard.type("4 2 n?")
    expect(reason).to_have_value("4 2 n?")
    assert chosen(page) == ["policyna"]
    reason.blur()
    page.keyboard.press("?")
    help_dialog = page.locator("#keys")
    expect(help_dialog).to_be_visible()
    help_dialog.get_by_label("Use these shortcuts on this device").uncheck()
    help_dialog.get_by_role("button", name="Close this help").click()
    page.keyboard.press("3")
    page.keyboard.press("n")
    assert chosen(page) == ["policyna"]
    page.reload()
    page.keyboard.press("3")
    assert chosen(page) == []
    page.get_by_role("button", name="Keyboard shortcuts").click()
    expect(help_dialog).to_be_visible()


def test_enter_in_a_level_saves_and_goes_on(page):
    first, second = IdeaFactory(feedback=True), IdeaFactory()
    open_item(page, first)
    page.keyboard.press("3")
    page.locator("input[name=impact][value='4']").focus()
    page.keyboard.press("Space")
    with page.expect_response(is_saving):
        page.keyboard.press("Enter")
        is_at(page, second)
    assert Assessment.objects.get().impact == 4
